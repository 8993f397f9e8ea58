import { consume } from '@lit/context';
import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import type { ChannelId, MessageId, Timeline, TimelineItem } from '@fechatter/client-sdk';
import { announcerContext, announcerStyles, type Announcer } from '../announcer/announcer.ts';
import { StoreController } from '../client/store-controller.ts';
import { TimelineController } from '../client/timeline-controller.ts';
import { ChatElement } from '../element.ts';
import { attempt } from '../events/attempt.ts';
import { emit, type FeEventOf } from '../events/events.ts';
import { controls } from '../styles/controls.styles.ts';
import { Conversation } from './conversation.ts';
import { copyMessages } from './copy-messages.ts';
import { startOfDay } from './dates/days.ts';
import { TimelineWays, type OpeningPlace } from './jumps/timeline-ways.ts';
import { MessageCommands } from './message-commands.ts';
import { messageRendererContext, type MessageRenderer } from './message-renderer.ts';
import { ReadMarker } from './read-marker.ts';
import { RowFocus } from './row-focus.ts';
import { Viewport } from './scroll/viewport.ts';
import { TimelinePanels } from './timeline-panels.ts';
import { timelineBody } from './timeline-body.ts';
import { TimelineVoice } from './timeline-voice.ts';
import { timelineStyles } from './timeline.styles.ts';
import { UnreadLine } from './unread-line.ts';

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

  readonly #held = new TimelineController(this);
  readonly #state = new StoreController(
    this,
    () => this.#held.timeline?.store,
    (state) => state,
  );
  readonly #conversation = new Conversation(this, () => this.localizer);
  readonly #unread = new UnreadLine();
  readonly #viewport = new Viewport(this, {
    timeline: () => this.#held.timeline,
    state: () => this.#state.value,
    moved: () => {
      this.#moved();
    },
  });
  readonly #ways = new TimelineWays(this, {
    conversation: this.#conversation,
    viewport: this.#viewport,
    unread: this.#unread,
    timeline: () => this.#held.timeline,
    state: () => this.#state.value,
    localizer: () => this.localizer,
    focus: (id) => {
      this.#focus.to(id);
    },
  });
  readonly #focus: RowFocus = new RowFocus(this, {
    viewport: this.#viewport,
    toOldest: () => this.#ways.toOldest(),
    toNewest: () => this.jumpToNewest(),
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
      this.#viewport.rowOf(id)?.focus({ preventScroll: true });
    },
    unreadFrom: (index) => {
      this.#unread.place(index);
      this.#viewport.scroll.hold();
      this.requestUpdate();
    },
  });
  readonly #panels = new TimelinePanels(this, {
    client: () => this.client,
    timeline: () => this.#held.timeline,
    localizer: () => this.localizer,
    conversation: this.#conversation,
    viewport: this.#viewport,
    go: (index, how) => this.#ways.to(index, how),
    say: this.#voice.say,
    closed: (index) => {
      const found = this.#viewport.rows.find(({ item }) => item?.message.index === index);
      if (found === undefined) this.focus();
      else this.#focus.to(found.item?.message.id ?? '');
    },
  });
  readonly #reads = new ReadMarker(
    this,
    () =>
      this.#viewport.scroll.following &&
      this.#state.value?.status === 'ready' &&
      (this.#conversation.channel?.unread ?? 0) > 0 &&
      // Asked last, since the page has to be laid out for it.
      (this.#viewport.scroller?.clientHeight ?? 0) > 0,
    () => {
      void attempt(this, this.#held.timeline?.markRead());
    },
  );
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
    // Whoever came by a button inside a message goes on at the one that they came to.
    const follows = focus || this.matches(':focus-within');
    await this.#ways.to(index, { words, remember: true, focus: follows });
  }

  /** Goes to the newest message and stays there. */
  async jumpToNewest(): Promise<void> {
    await this.#ways.toNewest();
  }

  /** Goes to the first message that was unread when the conversation was opened, if there was one. */
  async jumpToFirstUnread(): Promise<void> {
    await this.#ways.toFirstUnread();
  }

  /**
   * Goes to the first message of a day, in the time zone of the reader; to the newest when nothing was written since.
   *
   * @param day - A moment of that day, or the day itself as `2026-05-03`.
   */
  async jumpToDate(day: Date | string): Promise<void> {
    await this.#ways.toDate(startOfDay(day));
  }

  /** Goes back to where the reader was before the last jump. */
  async goBack(): Promise<void> {
    await this.#ways.back();
  }

  /** Opens the bar that finds a text in this conversation. */
  async openFind(): Promise<void> {
    await this.#panels.openFind();
  }

  /** Asks the reader for a day to go to. */
  async chooseDate(): Promise<void> {
    await this.#panels.openDates(this.#viewport.place.moment);
  }

  /** Moves the focus to the message that had it last, or to the newest. */
  override focus(): void {
    this.#focus.enter();
  }

  override render(): TemplateResult {
    this.#prepare();
    const { touch, scroll } = this.#viewport;
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
          @touchstart=${touch.touched}
          @touchend=${touch.released}
          @touchcancel=${touch.released}
          @scroll=${touch.scrolled}
          @copy=${this.#copy}
          @fe-delete=${this.#commands.delete}
          @fe-discard=${this.#commands.discard}
          @fe-retry=${this.#commands.retry}
          @fe-jump=${(event: FeEventOf<'fe-jump'>) => void this.jumpTo(event.detail.index)}
          @fe-mark-unread=${this.#commands.markUnread}
          @fe-history=${this.#commands.openHistory}
          @fe-expand=${() => {
            scroll.hold();
          }}
          @fe-moderate=${this.#commands.moderate}
        >
          <div class="content">${this.#body()}</div>
        </div>
        ${this.#panels.rail()} ${this.#ways.buttons()}
      </div>
      ${this.#commands.dialogs()} ${this.#panels.dialog()}
      ${this.outerAnnouncer === undefined ? html`<div class="announcer" role="log" aria-live="polite"></div>` : nothing}`;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('channelId')) return;
    this.#commands.reset();
    this.#viewport.paging.reset();
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
    this.#viewport.toEnd();
    this.#voice.begin();
    this.#unread.begin(this.#conversation.channel);
    void this.#ways.begin(timeline, this.openAt?.channelId === this.channelId ? this.openAt : null);
  }

  /** What has to be settled before rows can be chosen: a place to go to, and what is new. */
  #prepare(): void {
    const state = this.#state.value;
    if (state?.status !== 'ready') return;
    const { items, hasNewer } = state;
    this.#ways.jumps.settle(items);
    const last = items.at(-1);
    if (last === undefined || hasNewer) return;
    const { meId, channel } = this.#conversation;
    const sending =
      last.message.authorId === meId &&
      last.delivery.status === 'pending' &&
      last.delivery.since > Date.now() - 1_000;
    if (sending && !this.#viewport.scroll.following) this.#viewport.toEnd();
    this.#unread.notice(last, meId, channel?.unread ?? 0);
  }

  #body(): TemplateResult {
    return timelineBody({
      state: this.#state.value,
      viewport: this.#viewport,
      people: this.client?.store.get(),
      localizer: this.localizer,
      conversation: this.#conversation,
      rows: (items) => ({
        localizer: this.localizer,
        conversation: this.#conversation,
        firstUnread: this.#unread.first,
        stop: this.#viewport.place.tabStop(items, this.#focus.id),
        highlighted: this.#ways.jumps.highlighted,
        editing: this.editingId,
        sought: this.#panels.sought,
        found: this.#ways.found,
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

  #moved(): void {
    if (this.#viewport.scroller === null || this.#state.value?.status !== 'ready') return;
    this.#ways.look();
    this.#reads.check();
    this.#panels.moved();
    if (!this.#ways.jumps.underWay) this.#viewport.paging.fill();
  }

  readonly #copy = (event: ClipboardEvent): void => {
    copyMessages(event, this.#viewport.rows, this.#conversation, this.localizer);
  };

  get #items(): readonly TimelineItem[] {
    return this.#state.value?.items ?? noItems;
  }

  get #loading(): boolean {
    const state = this.#state.value;
    return state === undefined || state.status === 'loading' || state.loadingOlder || state.loadingNewer;
  }
}
