import type { Scope } from '../scope/scope.ts';
import type { ReadableStore } from '../store/store.ts';
import type { Database } from './database.ts';

/** Changes of so long share one writing. */
const WRITE_MS = 1_000;
/** A device that has not answered after so long does not hold up the start. */
const READ_MS = 500;
/** Timelines that are kept; beyond them the one that was changed longest ago is let go of. */
const MOST_TIMELINES = 100;
const TIMELINES = 'timelines';

/** What was seen last, for a start without a network. To lose it costs nothing but that. */
export class ViewCache {
  readonly #database: Database;
  readonly #scope: Scope;
  readonly #onError: (error: unknown) => void;

  constructor(database: Database, scope: Scope, onError: (error: unknown) => void) {
    this.#database = database;
    this.#scope = scope;
    this.#onError = onError;
  }

  /** What was kept under a name; undefined when that is nothing, or cannot be had soon: nobody waits for it. */
  read(key: string): Promise<unknown> {
    return new Promise((resolve) => {
      const giveUp = this.#scope.after(READ_MS, () => resolve(undefined));
      this.#database
        .get(key)
        .then(resolve, (error: unknown) => {
          this.#onError(error);
          resolve(undefined);
        })
        .finally(giveUp);
    });
  }

  /** After changes of the store keeps what there is to keep, a key and its value. Returns the way to stop. */
  follow<T>(store: ReadableStore<T>, entry: () => readonly [key: string, value: unknown] | null): () => void {
    let isWaiting = false;
    const stop = store.subscribe(() => {
      if (isWaiting) return;
      isWaiting = true;
      this.#scope.after(WRITE_MS, () => {
        isWaiting = false;
        const next = entry();
        if (next !== null) void this.#keep(...next);
      });
    });
    return this.#scope.add(stop);
  }

  async #keep(key: string, value: unknown): Promise<void> {
    try {
      await this.#database.put(key, value);
      if (!key.startsWith('timeline:')) return;
      const gone = await this.#database.change(TIMELINES, (known) => {
        const keys = [
          ...(Array.isArray(known) ? (known as string[]) : []).filter((other) => other !== key),
          key,
        ];
        return { value: keys.slice(-MOST_TIMELINES), result: keys.slice(0, -MOST_TIMELINES) };
      });
      for (const old of gone) await this.#database.put(old, undefined);
    } catch (error) {
      this.#onError(error);
    }
  }

  /** Forgets everything: the person has signed out. */
  async wipe(): Promise<void> {
    await this.#database.clear().catch(this.#onError);
  }
}
