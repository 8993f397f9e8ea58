import { consume } from '@lit/context';
import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import type { ChannelId, MessageId, Timeline, TimelineItem } from '@fechatter/client-sdk';
import { announcerContext, announcerStyles, type Announcer } from '../announcer/announcer.ts';
import { StoreController } from '../client/store-controller.ts';
import { TimelineController } from '../client/timeline-controller.ts';
import { ChatElement } from '../element.ts';
import { attempt } from '../events/attempt.ts';
import { emit, type FeEventOf } from '../events/events.ts';
import { controls } from '../styles/controls.styles.ts';
import { Conversation } from './conversation.ts';
import { asReadableText, selectedTexts, selectionWithin } from './copy-messages.ts';
import { startOfDay } from './dates/days.ts';
import { IN_SIGHT, Jumps } from './jumps/jumps.ts';
import { MessageCommands } from './message-commands.ts';
import type { FeMessage } from './message.ts';
import { messageRendererContext, type MessageRenderer } from './message-renderer.ts';
import { ReadMarker } from './read-marker.ts';
import { ReadingPlace } from './reading-place.ts';
import { RowFocus } from './row-focus.ts';
import { Paging } from './scroll/paging.ts';
import { RowWindow } from './scroll/row-window.ts';
import { ScrollController } from './scroll/scroll-controller.ts';
import { TouchScroll } from './scroll/touch-scroll.ts';
import { TimelinePanels } from './timeline-panels.ts';
import { timelineBody } from './timeline-body.ts';
import { wayButtons } from './timeline-pieces.ts';
import { TimelineVoice } from './timeline-voice.ts';
import { timelineStyles } from './timeline.styles.ts';
import { UnreadLine } from './unread-line.ts';

/** With more unread messages than this those around the first of them are loaded, instead of the newest. */
const MANY_UNREAD = 40;
/** Where the first unread message is put. */
const UNREAD_AT = { part: 0.2 } as const;

/** A message of a conversation, and the words that are marked in it. */
export interface OpeningPlace {
  readonly channelId: ChannelId;
  readonly index: number;
  readonly words: readonly string[];
}

const noItems: readonly TimelineItem[] = [];

/**
 * The messages of one conversation: loads as one scrolls, follows the newest, and never loses the reader's
 * place. One tab stop: arrow keys go from message to message, Enter opens the actions of one, Escape leaves.
 *
 * @tag fe-timeline
 * @fires fe-reply - The reader wants to answer a message.
 * @fires fe-edit - The reader wants to change a message of their own.
 * @fires fe-profile - The reader wants to know who somebody is.
 * @fires fe-compose - The reader wants to write.
 * @fires fe-open - The reader wants to add people: `detail.what` is `members`.
 * @fires fe-error - Something that the reader asked for failed.
 * @csspart scroller - What scrolls.
 * @csspart day - The name of a day, above its messages; a button that leads to other days.
 * @csspart jump - The buttons that lead to the newest and the first unread message, and back.
 */
export class FeTimeline extends ChatElement {
  static override styles = [controls, announcerStyles, timelineStyles];

  /** The conversation that is shown. */
  @property({ attribute: 'channel-id' }) channelId: ChannelId | null = null;
  /** Where a conversation is opened, and its focus put, in place of the newest or the first unread message. */
  @property({ attribute: false }) openAt: OpeningPlace | null = null;
  /** The message that is being changed in a composer. */
  @property({ attribute: false }) editingId: MessageId | null = null;
  /** Shows what the application has hung on messages; by default as the `<fe-chat>` around it does. */
  @consume({ context: messageRendererContext, subscribe: true })
  @property({ attribute: false })
  messageRenderer: MessageRenderer | null = null;

  @consume({ context: announcerContext, subscribe: true })
  @state()
  private outerAnnouncer: Announcer | undefined;

  @state() private away = false;
  @state() private unreadAbove = false;

  @query('.scroller') private readonly scroller!: HTMLElement | null;
  @query('.content') private readonly content!: HTMLElement | null;

  readonly #held = new TimelineController(this);
  readonly #state = new StoreController(
    this,
    () => this.#held.timeline?.store,
    (state) => state,
  );
  readonly #conversation = new Conversation(this, () => this.localizer);
  readonly #touch = new TouchScroll(this, () => {
    this.#moved();
  });
  readonly #scroll: ScrollController = new ScrollController(this, {
    scroller: () => this.scroller,
    content: () => this.content,
    rows: () => this.#rows(),
    atNewest: () => this.#place.atNewest,
    moved: () => {
      this.#moved();
    },
  });
  readonly #paging = new Paging(this, {
    timeline: () => this.#held.timeline,
    rows: () => this.#rowWindow,
    scroller: () => this.scroller,
    state: () => this.#state.value,
    following: () => this.#scroll.following,
    moving: () => this.#touch.moving,
    touch: () => this.#touch.used,
    readIndex: () => this.#place.index,
    keep: () => selectionWithin(this.#rows()) !== null,
  });
  readonly #jumps = new Jumps(this, {
    timeline: () => this.#held.timeline,
    state: () => this.#state.value,
    rows: () => this.#rowWindow,
    scroll: () => this.#scroll,
  });
  readonly #focus = new RowFocus(this, {
    rows: () => this.#rows(),
    scroller: () => this.scroller,
    reveal: (row) => {
      this.#scroll.reveal(row, 48);
    },
    toOldest: () => attempt(this, this.#jumps.to(1, { highlight: false })),
    toNewest: () => this.jumpToNewest(),
    atNewest: () => this.#place.atNewest,
    leave: () => emit(this, 'fe-compose', {}),
  });
  readonly #voice = new TimelineVoice(this, {
    conversation: this.#conversation,
    localizer: () => this.localizer,
    outer: () => this.outerAnnouncer,
    root: () => this.renderRoot,
  });
  readonly #commands = new MessageCommands(this, {
    conversation: this.#conversation,
    timeline: () => this.#held.timeline,
    localizer: () => this.localizer,
    say: this.#voice.say,
    stay: (id) => {
      this.#rows()
        .find((row) => row.dataset['id'] === id)
        ?.focus({ preventScroll: true });
    },
    unreadFrom: (index) => {
      this.#unread.place(index);
      this.#scroll.hold();
      this.requestUpdate();
    },
  });
  readonly #panels = new TimelinePanels(this, {
    client: () => this.client,
    timeline: () => this.#held.timeline,
    localizer: () => this.localizer,
    conversation: this.#conversation,
    lastIndex: () => this.#conversation.channel?.channel.lastIndex ?? 0,
    readIndex: () => this.#place.index,
    following: () => this.#scroll.following,
    go: (index, { remember, focus }) => this.#go(index, remember, focus),
    say: this.#voice.say,
    closed: (index) => {
      const found = this.#rows().find(({ item }) => item?.message.index === index);
      if (found === undefined) this.focus();
      else this.#focus.to(found.item?.message.id ?? '');
    },
  });
  readonly #reads = new ReadMarker(
    this,
    () =>
      this.#scroll.following &&
      this.#state.value?.status === 'ready' &&
      (this.#conversation.channel?.unread ?? 0) > 0 &&
      // Asked last, since the page has to be laid out for it.
      (this.scroller?.clientHeight ?? 0) > 0,
    () => {
      void attempt(this, this.#held.timeline?.markRead());
    },
  );
  readonly #unread = new UnreadLine();
  readonly #place: ReadingPlace = new ReadingPlace({
    rows: () => this.#rows(),
    scroller: () => this.scroller,
    state: () => this.#state.value,
    window: () => this.#rowWindow,
    scroll: this.#scroll,
  });

  #rowWindow = new RowWindow();
  #found: { readonly index: number; readonly words: readonly string[] } | null = null;
  #opened: Timeline | undefined;

  constructor() {
    super();
    this.addEventListener('keydown', this.#panels.key);
  }

  /**
   * Goes to a message by its place in the timeline, and draws the eye to it. {@link goBack} leads back.
   *
   * @param options - `words` are marked in the message; `focus` moves the focus to it, as it does when it was inside.
   */
  async jumpTo(
    index: number,
    { words = [], focus = false }: { readonly words?: readonly string[]; readonly focus?: boolean } = {},
  ): Promise<void> {
    this.#found = { index, words };
    // Whoever came by a button inside a message goes on at the one that they came to.
    await this.#go(index, true, focus || this.matches(':focus-within'));
  }

  /** Goes to the newest message and stays there. */
  async jumpToNewest(): Promise<void> {
    await attempt(this, this.#jumps.toNewest());
  }

  /** Goes to the first message that was unread when the conversation was opened, if there was one. */
  async jumpToFirstUnread(): Promise<void> {
    if (this.#unread.first !== null)
      await attempt(this, this.#jumps.to(this.#unread.first, { at: UNREAD_AT }));
  }

  /**
   * Goes to the first message of a day, in the time zone of the reader; to the newest when nothing was written since.
   *
   * @param day - A moment of that day, or the day itself as `2026-05-03`.
   */
  async jumpToDate(day: Date | string): Promise<void> {
    await attempt(this, this.#toDate(startOfDay(day)));
  }

  /** Goes back to where the reader was before the last jump. */
  async goBack(): Promise<void> {
    await attempt(this, this.#jumps.back());
  }

  /** Opens the bar that finds a text in this conversation. */
  async openFind(): Promise<void> {
    await this.#panels.openFind();
  }

  /** Asks the reader for a day to go to. */
  async chooseDate(): Promise<void> {
    await this.#panels.openDates(this.#place.moment);
  }

  /** Moves the focus to the message that had it last, or to the newest. */
  override focus(): void {
    this.#focus.enter();
  }

  override render(): TemplateResult {
    this.#prepare();
    const label = this.t('timeline.label', { name: this.#conversation.title });
    return html`${this.#panels.bar()}
      <div class="view">
        <div
          class="scroller"
          part="scroller"
          role="feed"
          aria-label=${label}
          aria-busy=${String(this.#loading)}
          tabindex=${this.#items.length === 0 ? 0 : -1}
          @keydown=${this.#focus.key}
          @focusin=${this.#focus.focused}
          @touchstart=${this.#touch.touched}
          @touchend=${this.#touch.released}
          @touchcancel=${this.#touch.released}
          @scroll=${this.#touch.scrolled}
          @copy=${this.#copy}
          @fe-delete=${this.#commands.delete}
          @fe-discard=${this.#commands.discard}
          @fe-retry=${this.#commands.retry}
          @fe-jump=${(event: FeEventOf<'fe-jump'>) => void this.jumpTo(event.detail.index)}
          @fe-mark-unread=${this.#commands.markUnread}
          @fe-history=${this.#commands.openHistory}
          @fe-expand=${() => {
            this.#scroll.hold();
          }}
          @fe-moderate=${this.#commands.moderate}
        >
          <div class="content">${this.#body()}</div>
        </div>
        ${this.#panels.rail()} ${this.#ways()}
      </div>
      ${this.#commands.dialogs()} ${this.#panels.dialog()}
      ${this.outerAnnouncer === undefined ? html`<div class="announcer" role="log" aria-live="polite"></div>` : nothing}`;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('channelId')) return;
    this.#commands.reset();
    this.#paging.reset();
    this.#focus.reset();
    this.#panels.reset();
  }

  protected override updated(): void {
    const timeline = this.#held.timeline;
    if (timeline !== this.#opened) {
      this.#opened = timeline;
      if (timeline !== undefined) this.#open(timeline);
    }
    if (this.#state.value !== undefined) this.#voice.follow(this.#state.value);
    this.#reads.check();
    void attempt(this, this.#conversation.complete(this.#items));
  }

  #open(timeline: Timeline): void {
    const channel = this.#conversation.channel;
    this.#rowWindow = new RowWindow();
    this.#voice.begin();
    this.#unread.begin(channel);
    const { first } = this.#unread;
    this.#found = this.openAt?.channelId === this.channelId ? this.openAt : null;
    const index = this.#found?.index;
    if (index !== undefined) this.#jumps.begin({ index, at: IN_SIGHT, highlight: true });
    else this.#jumps.begin(first === null ? null : { index: first, at: UNREAD_AT });
    this.#scroll.follow();
    const unread = first !== null && (channel?.unread ?? 0) > MANY_UNREAD ? first : undefined;
    const around = index ?? unread;
    void attempt(this, timeline.open(around === undefined ? undefined : { around })).then(async () => {
      if (timeline !== this.#opened) return;
      await this.#jumps.arrive();
      if (index !== undefined) this.#focusAt(index);
    });
  }

  /** What has to be settled before rows can be chosen: a place to go to, and what is new. */
  #prepare(): void {
    const state = this.#state.value;
    if (state?.status !== 'ready') return;
    const { items, hasNewer } = state;
    this.#jumps.settle(items);
    const last = items.at(-1);
    if (last === undefined || hasNewer) return;
    const { meId, channel } = this.#conversation;
    const sending =
      last.message.authorId === meId &&
      last.delivery.status === 'pending' &&
      last.delivery.since > Date.now() - 1_000;
    if (sending && !this.#scroll.following) {
      this.#rowWindow.toEnd();
      this.#scroll.follow();
    }
    this.#unread.notice(last, meId, channel?.unread ?? 0);
  }

  #body(): TemplateResult {
    return timelineBody({
      state: this.#state.value,
      window: this.#rowWindow,
      following: this.#scroll.following,
      paging: this.#paging,
      people: this.client?.store.get(),
      localizer: this.localizer,
      conversation: this.#conversation,
      rows: (items) => ({
        localizer: this.localizer,
        conversation: this.#conversation,
        firstUnread: this.#unread.first,
        stop: this.#place.tabStop(items, this.#focus.id),
        highlighted: this.#jumps.highlighted,
        editing: this.editingId,
        sought: this.#panels.sought,
        found: this.#found,
        messageRenderer: this.messageRenderer,
        deleting: (id) => this.#commands.deletes(id),
        chooseDate: (moment) => void this.#panels.openDates(moment),
      }),
      reopen: () => {
        if (this.#opened !== undefined) this.#open(this.#opened);
      },
      addPeople: () => emit(this, 'fe-open', { what: 'members' }),
    });
  }

  #ways(): TemplateResult | typeof nothing {
    if (this.#items.length === 0) return nothing;
    return wayButtons(this.localizer, {
      unread: this.#conversation.channel?.unread ?? 0,
      toFirstUnread: this.unreadAbove ? () => void this.jumpToFirstUnread() : null,
      toNewest: this.away ? () => void this.jumpToNewest() : null,
      back: this.#jumps.canReturn ? () => void this.goBack() : null,
      failure: this.#jumps.failure,
      retry: () => void attempt(this, this.#jumps.failure?.retry()),
    });
  }

  #moved(): void {
    if (this.scroller === null || this.#state.value?.status !== 'ready') return;
    const { first } = this.#unread;
    this.away = this.#place.isAway;
    this.unreadAbove =
      first !== null && (this.#conversation.channel?.unread ?? 0) > 0 && this.#place.isAbove(first);
    this.#reads.check();
    this.#panels.moved();
    if (!this.#jumps.underWay) this.#paging.fill();
  }

  async #go(index: number, remember: boolean, focus: boolean): Promise<void> {
    await attempt(this, this.#jumps.to(index, { remember }));
    if (focus) this.#focusAt(index);
  }

  #focusAt(index: number): void {
    const arrived = this.#items.find(({ message }) => message.index === index);
    if (arrived !== undefined) this.#focus.to(arrived.message.id);
  }

  async #toDate(day: Date): Promise<void> {
    const found = await this.#held.timeline?.places([day]);
    const index = found?.places[0];
    if (found === undefined || index === undefined) return;
    if (index > found.lastIndex) await this.#jumps.toNewest();
    else await this.#jumps.to(index, { at: { part: 0.1 } });
  }

  readonly #copy = (event: ClipboardEvent): void => {
    const parts = selectedTexts(this.#rows());
    if (parts.length < 2) return;
    event.preventDefault();
    event.clipboardData?.setData('text/plain', asReadableText(parts, this.#conversation, this.localizer));
  };

  #rows(): FeMessage[] {
    return this.hasUpdated ? [...this.renderRoot.querySelectorAll<FeMessage>('fe-message')] : [];
  }

  get #items(): readonly TimelineItem[] {
    return this.#state.value?.items ?? noItems;
  }

  get #loading(): boolean {
    const state = this.#state.value;
    return state === undefined || state.status === 'loading' || state.loadingOlder || state.loadingNewer;
  }
}
