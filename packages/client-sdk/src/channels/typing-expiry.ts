import { limits, type EventOfType } from '@fechatter/protocol';
import type { Scope } from '../scope/scope.ts';

type TypingEvent = EventOfType<'typing'>;

/** Takes somebody to have stopped typing when nothing was heard of it for a while. */
export class TypingExpiry {
  readonly #scope: Scope;
  readonly #expire: (event: TypingEvent) => void;
  readonly #timers = new Map<string, () => void>();

  constructor(scope: Scope, expire: (event: TypingEvent) => void) {
    this.#scope = scope;
    this.#expire = expire;
  }

  heard({ data }: TypingEvent): void {
    const key = `${data.channelId} ${data.userId}`;
    this.#timers.get(key)?.();
    this.#timers.delete(key);
    if (!data.typing) return;
    const cancel = this.#scope.after(limits.typingSeconds * 1_000, () => {
      this.#timers.delete(key);
      this.#expire({ type: 'typing', data: { ...data, typing: false } });
    });
    this.#timers.set(key, cancel);
  }

  clear(): void {
    for (const cancel of this.#timers.values()) cancel();
    this.#timers.clear();
  }
}
