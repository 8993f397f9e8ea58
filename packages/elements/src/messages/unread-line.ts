import type { ChannelState, TimelineItem, UserId } from '@fechatter/client-sdk';
import { attentive } from './read-marker.ts';

/** Where the line of the first unread message stands. It stays until the reader writes or comes back another time. */
export class UnreadLine {
  #first: number | null = null;
  #newestSeen = 0;

  /** Index of the message that it stands above, if any. */
  get first(): number | null {
    return this.#first;
  }

  /** A conversation is opened. */
  begin(channel: ChannelState | undefined): void {
    this.#first = channel !== undefined && channel.unread > 0 ? channel.membership.lastReadIndex + 1 : null;
    this.#newestSeen = channel?.channel.lastIndex ?? 0;
  }

  /** The reader has not read from here on. */
  place(index: number): void {
    this.#first = index;
  }

  /** Looks at the last message: what comes while nobody looks gets the line. */
  notice(last: TimelineItem, meId: UserId | null, unread: number): void {
    if (last.message.index <= this.#newestSeen) return;
    this.#newestSeen = last.message.index;
    if (last.message.authorId === meId) this.#first = null;
    else if (!attentive() && unread <= 1) this.#first = last.message.index;
  }
}
