import type { Scope } from '../scope/scope.ts';
import type { TabActivity, TabId } from './stream-news.ts';

/** What a tab told counts for so long: one that crashed does not take it back. */
export const ACTIVITY_MS = 90_000;

/** Whether the person is there in any of the other tabs, as far as these have told (T9). */
export class TabActivities {
  readonly #scope: Scope;
  readonly #changed: (activity: TabActivity) => void;
  /** The tabs in which the person is there, each with the way to call off its end. */
  readonly #active = new Map<TabId, () => void>();

  constructor(scope: Scope, changed: (activity: TabActivity) => void) {
    this.#scope = scope;
    this.#changed = changed;
  }

  told(tab: TabId, activity: TabActivity): void {
    this.#active.get(tab)?.();
    this.#active.delete(tab);
    if (activity === 'active')
      this.#active.set(
        tab,
        this.#scope.after(ACTIVITY_MS, () => this.told(tab, 'idle')),
      );
    this.#changed(this.#active.size > 0 ? 'active' : 'idle');
  }

  /** This tab leads no more, or nobody is known any more. */
  clear(): void {
    for (const end of this.#active.values()) end();
    this.#active.clear();
    this.#changed('idle');
  }
}
