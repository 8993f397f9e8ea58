import { limits } from '@fechatter/protocol';
import type { Scope } from '../scope/scope.ts';

/** Said again this often while it is true: twice in the time after which the others take it to be over. */
const REPEAT_MS = (limits.typingSeconds * 1_000) / 2;

/** Tells the others that the caller is typing, no more often than needed, and that they stopped. */
export class TypingNotifier {
  readonly #scope: Scope;
  readonly #now: () => number;
  readonly #tell: (typing: boolean) => void;
  #toldAt: number | null = null;
  #cancelStop: () => void = () => {};

  constructor(scope: Scope, now: () => number, tell: (typing: boolean) => void) {
    this.#scope = scope;
    this.#now = now;
    this.#tell = tell;
  }

  set(typing: boolean): void {
    this.#cancelStop();
    if (!typing) {
      this.#stop();
      return;
    }
    this.#cancelStop = this.#scope.after(REPEAT_MS * 2, () => this.#stop());
    const now = this.#now();
    if (this.#toldAt !== null && now - this.#toldAt < REPEAT_MS && now >= this.#toldAt) return;
    this.#toldAt = now;
    this.#tell(true);
  }

  /** A message was sent, which says it all. */
  sent(): void {
    this.#cancelStop();
    this.#toldAt = null;
  }

  #stop(): void {
    if (this.#toldAt === null) return;
    this.#toldAt = null;
    this.#tell(false);
  }
}
