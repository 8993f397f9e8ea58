import { consume } from '@lit/context';
import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import type {
  ChannelId,
  Message,
  MessageId,
  Timeline,
  TimelineItem,
  TimelineState,
} from '@fechatter/client-sdk';
import {
  AnnouncerController,
  announcerContext,
  announcerStyles,
  type Announcer,
} from '../announcer/announcer.ts';
import { StoreController } from '../client/store-controller.ts';
import { TimelineController } from '../client/timeline-controller.ts';
import { ChatElement } from '../element.ts';
import { emit, reportError, type FeEventOf } from '../events/events.ts';
import { controls } from '../styles/controls.styles.ts';
import { Conversation } from './conversation.ts';
import { groupByDay, type MessageRow } from './grouping.ts';
import { LiveAnnouncements } from './live-announcements.ts';
import { MessageCommands } from './message-commands.ts';
import type { FeMessage } from './message.ts';
import { Paging } from './paging.ts';
import { ReadMarker, attentive } from './read-marker.ts';
import { RowFocus } from './row-focus.ts';
import { RowWindow } from './row-window.ts';
import { ScrollController } from './scroll-controller.ts';
import { failure, ghosts, introduction, jumpButton, seenBy } from './timeline-pieces.ts';
import { timelineStyles } from './timeline.styles.ts';

/** With more unread messages than this the conversation opens at the first of them instead of at the newest. */
const MANY_UNREAD = 40;
const HIGHLIGHT_MS = 2_400;

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
 * @csspart jump - The button that leads to the newest message.
 */
export class FeTimeline extends ChatElement {
  static override styles = [controls, announcerStyles, timelineStyles];

  /** The conversation that is shown. */
  @property({ attribute: 'channel-id' }) channelId: ChannelId | null = null;
  /** The message that is being changed in a composer. */
  @property({ attribute: false }) editingId: MessageId | null = null;

  @consume({ context: announcerContext, subscribe: true })
  @state()
  private outerAnnouncer: Announcer | undefined;

  @state() private highlightId: MessageId | null = null;
  @state() private away = false;
  @state() private history: Message | null = null;

  @query('.scroller') private readonly scroller!: HTMLElement | null;
  @query('.content') private readonly content!: HTMLElement | null;

  readonly #held = new TimelineController(this, () => ({ client: this.client, channelId: this.channelId }));
  readonly #state = new StoreController(
    this,
    () => this.#held.timeline?.store,
    (state) => state,
  );
  readonly #conversation = new Conversation(this, () => ({
    client: this.client,
    channelId: this.channelId,
    localizer: this.localizer,
  }));
  readonly #paging = new Paging(this, () => this.#held.timeline);
  readonly #scroll = new ScrollController(this, {
    scroller: () => this.scroller,
    content: () => this.content,
    rows: () => this.#rows(),
    atNewest: () => this.#rowWindow.open && this.#state.value?.hasNewer === false,
    moved: () => {
      this.#moved();
    },
  });
  readonly #focus = new RowFocus(this, {
    rows: () => this.#rows(),
    scroller: () => this.scroller,
    reveal: (row) => {
      this.#scroll.reveal(row, 48);
    },
    toNewest: () => void this.jumpToNewest(),
    leave: () => emit(this, 'fe-compose', {}),
  });
  readonly #announcer = new AnnouncerController(this, () => this.renderRoot);
  readonly #live = new LiveAnnouncements(this, {
    one: ({ message }) =>
      this.t('announce.message', {
        author: this.#conversation.nameOf(message.authorId),
        text: this.#conversation.plain(message.text),
      }),
    many: (count) => this.t('announce.messageIn', { count }),
    say: (text) => {
      this.#say(text);
    },
  });
  readonly #commands = new MessageCommands(this, {
    timeline: () => this.#held.timeline,
    say: (text) => {
      this.#say(text);
    },
    label: () => this.t('message.deleting'),
    stay: (id) => {
      this.#rows()
        .find((row) => row.dataset['id'] === id)
        ?.focus({ preventScroll: true });
    },
    unreadFrom: (index) => {
      this.#firstUnread = index;
      this.#scroll.hold();
      this.requestUpdate();
    },
  });
  readonly #reads = new ReadMarker(
    this,
    () =>
      this.#scroll.following &&
      (this.scroller?.clientHeight ?? 0) > 0 &&
      this.#state.value?.status === 'ready' &&
      (this.#conversation.channel?.unread ?? 0) > 0,
    () => {
      void this.#ask(this.#held.timeline?.markRead());
    },
  );

  #rowWindow = new RowWindow();
  #opened: Timeline | undefined;
  /** Where the reader wants to be as soon as the messages are there. */
  #destination: { readonly index: number; readonly at: number; readonly highlight: boolean } | null = null;
  #firstUnread: number | null = null;
  #newestSeen = 0;
  #lastRow: MessageId | null = null;

  /** Goes to a message by its place in the timeline, and draws the eye to it. */
  async jumpTo(index: number): Promise<void> {
    const timeline = this.#held.timeline;
    if (timeline === undefined) return;
    this.#destination = { index, at: 0.3, highlight: true };
    const there = this.#items.some(({ message }) => message.index === index);
    const focused = this.matches(':focus-within');
    if (!there) await this.#ask(timeline.open({ around: index }));
    await this.#arrive();
    // Whoever came by a button inside a message goes on at the one that they came to.
    const arrived = this.#items.find(({ message }) => message.index === index);
    if (focused && arrived !== undefined) this.#focus.to(arrived.message.id);
  }

  /** Whatever could not be reached by now is not waited for any longer. */
  async #arrive(): Promise<void> {
    this.requestUpdate();
    await this.updateComplete;
    this.#destination = null;
  }

  /** Goes to the newest message and stays there. */
  async jumpToNewest(): Promise<void> {
    this.#destination = null;
    const end = (): void => {
      this.#rowWindow.toEnd();
      this.#scroll.follow();
      this.requestUpdate();
    };
    end();
    if (this.#state.value?.hasNewer !== true) return;
    await this.#ask(this.#held.timeline?.open());
    end();
  }

  /** Moves the focus to the message that had it last, or to the newest. */
  override focus(): void {
    this.#focus.enter();
  }

  override render(): TemplateResult {
    this.#prepare();
    const label = this.t('timeline.label', { name: this.#conversation.title });
    return html`<div
        class="scroller"
        part="scroller"
        role="feed"
        aria-label=${label}
        aria-busy=${String(this.#loading)}
        tabindex=${this.#items.length === 0 ? 0 : -1}
        @keydown=${this.#focus.key}
        @focusin=${this.#focus.focused}
        @fe-delete=${this.#commands.delete}
        @fe-discard=${this.#commands.discard}
        @fe-retry=${this.#commands.retry}
        @fe-jump=${(event: FeEventOf<'fe-jump'>) => void this.jumpTo(event.detail.index)}
        @fe-mark-unread=${this.#commands.markUnread}
        @fe-history=${(event: FeEventOf<'fe-history'>) => (this.history = event.detail.message)}
        @fe-expand=${() => {
          this.#scroll.hold();
        }}
      >
        <div class="content">${this.#body()}</div>
      </div>
      ${this.#jumpButton()} ${this.#historyDialog()}
      ${this.outerAnnouncer === undefined ? html`<div class="announcer" role="log" aria-live="polite"></div>` : nothing}`;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('channelId')) return;
    this.#commands.finish();
    this.history = null;
    this.#paging.reset();
    this.#focus.reset();
  }

  protected override updated(): void {
    const timeline = this.#held.timeline;
    if (timeline !== this.#opened) {
      this.#opened = timeline;
      if (timeline !== undefined) this.#open(timeline);
    }
    const state = this.#state.value;
    if (state?.status === 'ready') this.#live.follow(state.items, this.#conversation.meId, !state.hasNewer);
    this.#reads.check();
    void this.#ask(this.#conversation.complete(this.#items));
  }

  #open(timeline: Timeline): void {
    const channel = this.#conversation.channel;
    const unread = channel?.unread ?? 0;
    this.#rowWindow = new RowWindow();
    this.#live.reset();
    this.#firstUnread = channel !== undefined && unread > 0 ? channel.membership.lastReadIndex + 1 : null;
    this.#newestSeen = channel?.channel.lastIndex ?? 0;
    this.#destination =
      this.#firstUnread === null ? null : { index: this.#firstUnread, at: 0.2, highlight: false };
    this.#scroll.follow();
    const around =
      unread > MANY_UNREAD && this.#firstUnread !== null ? { around: this.#firstUnread } : undefined;
    void this.#ask(timeline.open(around)).then(() =>
      timeline === this.#opened ? this.#arrive() : undefined,
    );
  }

  /** What has to be settled before rows can be chosen: a place to go to, and what is new. */
  #prepare(): void {
    const { items, hasNewer, status } = this.#state.value ?? {
      items: noItems,
      hasNewer: false,
      status: 'idle',
    };
    if (status !== 'ready') return;
    const destination = this.#destination;
    if (destination !== null && items.length > 0) {
      const at = items.findIndex(({ message }) => message.index >= destination.index);
      const item = items[at];
      const reached =
        item !== undefined && (item.message.index === destination.index || at > 0 || !destination.highlight);
      if (item !== undefined && reached) {
        this.#destination = null;
        this.#rowWindow.around(items, at);
        this.#scroll.jump(item.message.id, destination.at);
        if (destination.highlight) this.#highlight(item.message.id);
      }
    }
    this.#noticeNewest(items, hasNewer);
  }

  #noticeNewest(items: readonly TimelineItem[], hasNewer: boolean): void {
    const last = items.at(-1);
    if (last === undefined || hasNewer) return;
    const own = last.message.authorId === this.#conversation.meId;
    if (
      own &&
      last.delivery.status === 'pending' &&
      !this.#scroll.following &&
      last.delivery.since > Date.now() - 1_000
    ) {
      this.#rowWindow.toEnd();
      this.#scroll.follow();
    }
    if (last.message.index <= this.#newestSeen) return;
    if (own) this.#firstUnread = null;
    else if (!attentive() && (this.#conversation.channel?.unread ?? 0) <= 1)
      this.#firstUnread = last.message.index;
    this.#newestSeen = last.message.index;
  }

  #body(): TemplateResult {
    const state = this.#state.value;
    if (
      state === undefined ||
      (state.items.length === 0 && state.status !== 'ready' && state.status !== 'failed')
    ) {
      return html`<span class="visually-hidden">${this.t('timeline.loading')}</span>${ghosts(10)}`;
    }
    if (state.status === 'failed' && state.items.length === 0) {
      return html`<div class="failed state">
        ${failure(this.localizer, this.t('timeline.failed'), state.error, () => {
          if (this.#opened !== undefined) this.#open(this.#opened);
        })}
      </div>`;
    }
    const { items } = state;
    const { start, end } = this.#rowWindow.slice(items);
    const days = groupByDay(items.slice(start, end), items[start - 1] ?? null, this.#firstUnread);
    this.#lastRow = items[end - 1]?.message.id ?? null;
    let position = 0;
    return html`${this.#top(state, start)}
    ${repeat(
      days,
      ({ key }) => key,
      (day) =>
        html`<div class="day">
          <div class="day-line"><span>${this.localizer.day(day.moment)}</span></div>
          ${repeat(
            day.rows,
            ({ item }) => item.message.id,
            (row) => this.#row(row, (position += 1)),
          )}
        </div>`,
    )}
    ${this.#paging.failure?.side === 'newer' ? this.#pageFailure() : nothing} ${this.#seen(state)}`;
  }

  #top(state: TimelineState, start: number): TemplateResult | typeof nothing {
    if (this.#paging.failure?.side === 'older') return this.#pageFailure();
    if (state.hasOlder) return state.loadingOlder ? ghosts(2) : nothing;
    const channel = this.#conversation.channel?.channel;
    const people = this.client?.store.get();
    if (start > 0 || channel === undefined || people === undefined) return nothing;
    const mayAdd = channel.archivedAt === null && (channel.kind === 'public' || channel.kind === 'private');
    return introduction(
      channel,
      people,
      this.localizer,
      mayAdd ? () => emit(this, 'fe-open', { what: 'members' }) : null,
    );
  }

  #row({ item, head, firstUnread }: MessageRow, position: number): TemplateResult {
    const { id } = item.message;
    const stop = id === (this.#focus.id ?? this.#lastRow);
    return html`${firstUnread ? html`<div class="unread-line">${this.t('timeline.new')}</div>` : nothing}<fe-message
        data-id=${id}
        role="article"
        tabindex=${stop ? 0 : -1}
        aria-posinset=${position}
        aria-setsize="-1"
        .item=${item}
        .users=${this.#conversation.users}
        .rights=${this.#conversation.rights}
        .localizer=${this.localizer}
        ?head=${head}
        .highlighted=${this.highlightId === id}
        .editing=${this.editingId === id}
        .deleting=${this.#commands.deletes(id)}
      ></fe-message>`;
  }

  #seen(state: TimelineState): TemplateResult | typeof nothing {
    const text = this.#rowWindow.open
      ? seenBy(state, this.#conversation.meId, this.#conversation.users, this.localizer)
      : '';
    return text === '' ? nothing : html`<div class="seen">${text}</div>`;
  }

  #pageFailure(): TemplateResult {
    const error = this.#paging.failure?.error ?? null;
    return failure(this.localizer, this.t('timeline.moreFailed'), error, this.#paging.retry);
  }

  #jumpButton(): TemplateResult | typeof nothing {
    if (!this.away || this.#items.length === 0) return nothing;
    return jumpButton(
      this.#conversation.channel?.unread ?? 0,
      this.localizer,
      () => void this.jumpToNewest(),
    );
  }

  #historyDialog(): TemplateResult | typeof nothing {
    if (this.history === null || this.#held.timeline === undefined) return nothing;
    return html`<fe-message-history
      .message=${this.history}
      .timeline=${this.#held.timeline}
      .localizer=${this.localizer}
      .users=${this.#conversation.users}
      @close=${() => (this.history = null)}
    ></fe-message-history>`;
  }

  #moved(): void {
    const { scroller } = this;
    const state = this.#state.value;
    if (scroller === null || state?.status !== 'ready') return;
    const below = scroller.scrollHeight - scroller.clientHeight - scroller.scrollTop;
    const { following } = this.#scroll;
    this.away =
      !following && (below > scroller.clientHeight * 0.5 || state.hasNewer || !this.#rowWindow.open);
    this.#reads.check();
    if (this.#destination === null) this.#paging.fill(scroller, state, this.#rowWindow, following);
  }

  #highlight(id: MessageId): void {
    // A row that is highlighted again has to begin anew.
    this.highlightId = id;
    setTimeout(() => {
      if (this.highlightId === id) this.highlightId = null;
    }, HIGHLIGHT_MS);
  }

  #say(text: string): void {
    (this.outerAnnouncer ?? this.#announcer).say(text);
  }

  /** Waits for what was asked; its failure is in the state already, and is told to the host application. */
  async #ask(promise: Promise<unknown> | undefined): Promise<void> {
    try {
      await promise;
    } catch (error) {
      reportError(this, error);
    }
  }

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
