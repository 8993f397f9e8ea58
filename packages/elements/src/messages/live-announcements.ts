import type { ReactiveController } from 'lit';
import type { TimelineItem, UserId } from '@fechatter/client-sdk';

/** More than this many messages within the time are told as a number. */
const AT_ONCE = 3;
const WINDOW_MS = 2_000;

interface Voice {
  one(item: TimelineItem): string;
  many(count: number): string;
  say(text: string): void;
}

/** Tells of messages that arrive while a conversation is open, and of nothing that was there before. */
export class LiveAnnouncements implements ReactiveController {
  readonly #voice: Voice;
  #last = -1;
  #gathered: TimelineItem[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(host: { addController(controller: ReactiveController): void }, voice: Voice) {
    this.#voice = voice;
    host.addController(this);
  }

  hostDisconnected(): void {
    this.reset();
  }

  /** Begins with another conversation. */
  reset(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#gathered = [];
    this.#last = -1;
  }

  /**
   * Looks at what is there now.
   *
   * @param unheard - Whose messages are not told: the reader's own, and those of people whom they have blocked.
   * @param live - False when it does not reach the newest message.
   */
  follow(items: readonly TimelineItem[], unheard: readonly (UserId | null)[], live: boolean): void {
    const newest = items.reduce((last, { message }) => Math.max(last, message.index), 0);
    const before = this.#last;
    this.#last = live ? Math.max(newest, before) : before;
    if (before === -1 || !live) return;
    const fresh = items.filter(
      ({ message }) =>
        message.index > before && !unheard.includes(message.authorId) && message.deletedAt === null,
    );
    if (fresh.length === 0) return;
    this.#gathered.push(...fresh);
    if (this.#timer === undefined) {
      this.#speak();
      this.#timer = setTimeout(() => {
        this.#timer = undefined;
        this.#speak();
      }, WINDOW_MS);
    }
  }

  #speak(): void {
    const items = this.#gathered.splice(0);
    if (items.length > AT_ONCE) this.#voice.say(this.#voice.many(items.length));
    else for (const item of items) this.#voice.say(this.#voice.one(item));
  }
}
