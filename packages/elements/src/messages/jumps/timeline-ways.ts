import { nothing, type ReactiveControllerHost, type TemplateResult } from 'lit';
import type { ChannelId, MessageId, Timeline, TimelineItem, TimelineState } from '@fechatter/client-sdk';
import { attempt } from '../../events/attempt.ts';
import type { Localizer } from '../../localize/localizer.ts';
import type { Conversation } from '../conversation.ts';
import type { Viewport } from '../scroll/viewport.ts';
import { wayButtons } from '../timeline-pieces.ts';
import type { UnreadLine } from '../unread-line.ts';
import { IN_SIGHT, Jumps } from './jumps.ts';

/** With more unread messages than this those around the first of them are loaded, instead of the newest. */
const MANY_UNREAD = 40;
/** Where the first unread message is put. */
const UNREAD_AT = { part: 0.2 } as const;
/** Where the first message of a day is put: below the name of the day. */
const DAY_AT = { part: 0.1 } as const;

/** A message of a conversation, and the words that are marked in it. */
export interface OpeningPlace {
  readonly channelId: ChannelId;
  readonly index: number;
  readonly words: readonly string[];
}

interface Parts {
  readonly conversation: Conversation;
  readonly viewport: Viewport;
  readonly unread: UnreadLine;
  timeline(): Timeline | undefined;
  state(): TimelineState | undefined;
  localizer(): Localizer;
  /** Moves the focus to a message. */
  focus(id: MessageId): void;
}

/**
 * The ways of a reader through a conversation: to its messages and days, to what is new, and back. The focus goes along
 * where it belongs. What fails stands beside the ways, and is told to the page.
 */
export class TimelineWays {
  readonly jumps: Jumps;
  readonly #host: ReactiveControllerHost & EventTarget;
  readonly #parts: Parts;
  #found: Pick<OpeningPlace, 'index' | 'words'> | null = null;
  #isAway = false;
  #isUnreadAbove = false;

  constructor(host: ReactiveControllerHost & EventTarget, parts: Parts) {
    this.#host = host;
    this.#parts = parts;
    this.jumps = new Jumps(host, parts);
  }

  /** The message that one was led to, and the words that are marked in it. */
  get found(): Pick<OpeningPlace, 'index' | 'words'> | null {
    return this.#found;
  }

  /** Begins with a conversation: at a place, at the first unread message, or at the newest. */
  async begin(timeline: Timeline, at: OpeningPlace | null): Promise<void> {
    const { unread, conversation } = this.#parts;
    const { first } = unread;
    this.#found = at;
    if (at !== null) this.jumps.begin({ index: at.index, at: IN_SIGHT, highlight: true });
    else this.jumps.begin(first === null ? null : { index: first, at: UNREAD_AT });
    const isFar = (conversation.channel?.unread ?? 0) > MANY_UNREAD;
    const around = at?.index ?? (isFar ? first : null);
    await attempt(this.#host, timeline.open(around === null ? undefined : { around }));
    if (timeline !== this.#parts.timeline()) return;
    await this.jumps.arrive();
    if (at !== null) this.#focusAt(at.index);
  }

  /**
   * Goes to a message by its index.
   *
   * @param how - `words` are marked in it; with `remember` there is a way back; with `focus` it gets the focus.
   */
  async to(
    index: number,
    how: { readonly words?: readonly string[]; readonly remember: boolean; readonly focus: boolean },
  ): Promise<void> {
    if (how.words !== undefined) this.#found = { index, words: how.words };
    await attempt(this.#host, this.jumps.to(index, { remember: how.remember }));
    if (how.focus) this.#focusAt(index);
  }

  async toOldest(): Promise<void> {
    await attempt(this.#host, this.jumps.to(1, { highlight: false }));
  }

  async toNewest(): Promise<void> {
    await attempt(this.#host, this.jumps.toNewest());
  }

  async toFirstUnread(): Promise<void> {
    const { first } = this.#parts.unread;
    if (first !== null) await attempt(this.#host, this.jumps.to(first, { at: UNREAD_AT }));
  }

  /** Goes to the first message of a day; to the newest when nothing was written since. */
  async toDate(day: Date): Promise<void> {
    const go = async (): Promise<void> => {
      const found = await this.#parts.timeline()?.places([day]);
      const index = found?.places[0];
      if (found === undefined || index === undefined) return;
      await (index > found.lastIndex ? this.jumps.toNewest() : this.jumps.to(index, { at: DAY_AT }));
    };
    await attempt(this.#host, go());
  }

  async back(): Promise<void> {
    await attempt(this.#host, this.jumps.back());
  }

  /** Looks where the reader is now, and which ways they may want from there. */
  look(): void {
    const { unread, viewport, conversation } = this.#parts;
    const { place } = viewport;
    const isAway = place.isAway;
    const isUnreadAbove =
      unread.first !== null && (conversation.channel?.unread ?? 0) > 0 && place.isAbove(unread.first);
    if (isAway !== this.#isAway || isUnreadAbove !== this.#isUnreadAbove) this.#host.requestUpdate();
    this.#isAway = isAway;
    this.#isUnreadAbove = isUnreadAbove;
  }

  /** The ways that are wanted from here. */
  buttons(): TemplateResult | typeof nothing {
    if (this.#items.length === 0) return nothing;
    const { failure, canReturn } = this.jumps;
    return wayButtons(this.#parts.localizer(), {
      unread: this.#parts.conversation.channel?.unread ?? 0,
      toFirstUnread: this.#isUnreadAbove ? () => void this.toFirstUnread() : null,
      toNewest: this.#isAway ? () => void this.toNewest() : null,
      back: canReturn ? () => void this.back() : null,
      failure,
      retry: () => void attempt(this.#host, failure?.retry()),
    });
  }

  #focusAt(index: number): void {
    const arrived = this.#items.find(({ message }) => message.index === index);
    if (arrived !== undefined) this.#parts.focus(arrived.message.id);
  }

  get #items(): readonly TimelineItem[] {
    return this.#parts.state()?.items ?? [];
  }
}
