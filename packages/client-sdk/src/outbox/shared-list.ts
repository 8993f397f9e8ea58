import type { Command } from './command.ts';
import type { Rule } from './rules.ts';

/**
 * The commands of one timeline as this tab sees them: the list that all tabs share, as far as it is known,
 * with what was done here since laid over it.
 */
export class SharedList {
  /** What is shown. */
  view: readonly Command[] = [];
  /** What is kept: nothing is sent that is not in it. */
  kept: readonly Command[] = [];
  /** The rules that the journal has not applied yet. */
  #ahead: Rule[] = [];
  #turn: Promise<void> = Promise.resolve();
  #isQueued = false;

  /**
   * Applies a rule here at once, and to the shared list in its turn: rules that come while the journal is busy
   * go together.
   */
  change(rule: Rule, write: (rule: Rule) => Promise<readonly Command[]>, written: () => void): Promise<void> {
    this.#ahead.push(rule);
    this.view = rule(this.view);
    if (this.#isQueued) return this.#turn;
    this.#isQueued = true;
    this.#turn = this.#turn.then(async () => {
      this.#isQueued = false;
      const rules = [...this.#ahead];
      const list = await write((commands) => rules.reduce((next, each) => each(next), commands));
      this.#ahead = this.#ahead.slice(rules.length);
      this.kept = list;
      this.view = this.#ahead.reduce((next, each) => each(next), this.kept);
      written();
    });
    return this.#turn;
  }

  /** Whether there is nothing in it and nothing on its way. */
  get idle(): boolean {
    return this.view.length === 0 && this.kept.length === 0 && this.#ahead.length === 0;
  }
}
