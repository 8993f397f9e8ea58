import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { splitMentions, type TimelineItem, type User, type UserId } from '@fechatter/client-sdk';
import { KeptFocus } from '../client/kept-focus.ts';
import type { FeMenu } from '../dialogs/menu.ts';
import { StyledElement } from '../element.ts';
import { emit, reportError } from '../events/events.ts';
import { selfContained } from '../localize/direction.ts';
import { english, type Localizer } from '../localize/localizer.ts';
import type { MenuItem } from '../dialogs/menu.ts';
import { isPersonAct, personActItems } from '../moderation/person-acts.ts';
import { controls } from '../styles/controls.styles.ts';
import { LongPress } from './long-press.ts';
import { mentionText, plainText, renderMarkdown, type MentionView } from './markdown.ts';
import { markdownStyles } from './markdown.styles.ts';
import { messageActions, NO_RIGHTS, type MessageRights } from './message-actions.ts';
import { TextHighlight } from './find/text-highlight.ts';
import { clock, editedMark, failureLine, quote, toolbar } from './message-pieces.ts';
import { RenderedMessage, type MessageRenderer } from './message-renderer.ts';
import { messageStyles } from './message.styles.ts';

/** Longer texts are folded until their reader wants more. */
const FOLD = { characters: 1_500, lines: 20 };

const nobody: ReadonlyMap<UserId, User> = new Map();
export const NO_WORDS: readonly string[] = [];

/**
 * One message: who wrote it, when and what, what it answers, how far it has come, and what can be done with it.
 *
 * @tag fe-message
 * @fires fe-reply - The reader wants to answer it.
 * @fires fe-edit - The author wants to change it.
 * @fires fe-delete - It is to be deleted.
 * @fires fe-jump - The reader wants to see the message that it answers: `detail.index`.
 * @fires fe-profile - The reader wants to see who wrote it or is mentioned in it.
 * @fires fe-retry - A failed message or change is to be tried again.
 * @fires fe-discard - A failed message or change is to be forgotten.
 * @fires fe-mark-unread - The reader wants to come back to it later.
 * @fires fe-history - The reader wants to see its earlier versions.
 * @fires fe-moderate - Something is to be done about its author: `detail.act`.
 * @fires fe-expand - It is about to be unfolded or folded.
 * @fires fe-error - The application's renderer has failed; the text is shown instead.
 * @csspart body - The text.
 * @csspart toolbar - The actions that appear on hover and focus.
 */
export class FeMessage extends StyledElement {
  static override styles = [controls, markdownStyles, messageStyles];

  /** What is shown. */
  @property({ attribute: false }) item: TimelineItem | undefined;
  /** The people whose names occur. */
  @property({ attribute: false }) users: ReadonlyMap<UserId, User> = nobody;
  /** What the reader may do. */
  @property({ attribute: false }) rights: MessageRights = NO_RIGHTS;
  /** Shows what the application has hung on it, in place of its text. */
  @property({ attribute: false }) messageRenderer: MessageRenderer | null = null;
  /** The language of the texts. */
  @property({ attribute: false }) localizer: Localizer = english;
  /** Whether it begins a group: then it carries avatar, name and time. */
  @property({ type: Boolean, reflect: true }) head = false;
  /** Whether it was deleted a moment ago and can still be had back. */
  @property({ type: Boolean }) deleting = false;
  /** Draws the eye to it for a moment. */
  @property({ type: Boolean, reflect: true }) highlighted = false;
  /** A text that is marked wherever it stands in this message; empty for none. */
  @property({ attribute: false }) sought = '';
  /** Words that are marked in this message, as a search has found them. */
  @property({ attribute: false }) found: readonly string[] = NO_WORDS;
  /** Whether it is being changed in the composer. */
  @property({ type: Boolean, reflect: true }) editing = false;

  /** Whether its actions are shown. */
  @property({ type: Boolean, reflect: true }) active = false;

  @state() private unfolded = false;
  /** Whether the reader wants to see it although they have blocked who wrote it. */
  @state() private revealed = false;
  @query('fe-menu') private readonly menu!: FeMenu | null;
  readonly #highlight = new TextHighlight();
  readonly #rendered = new RenderedMessage((error) => {
    reportError(this, error);
  });

  constructor() {
    super();
    new KeptFocus(this, () => this);
    this.addEventListener('pointerenter', (event) => {
      if (event.pointerType === 'mouse') this.active = true;
    });
    this.addEventListener('pointerleave', () => {
      this.#settle();
    });
    this.addEventListener('focusin', () => (this.active = true));
    this.addEventListener('focusout', () => {
      queueMicrotask(() => {
        this.#settle();
      });
    });
    this.addEventListener('keydown', this.#key);
    this.addEventListener('click', this.#clicked);
    new LongPress(this, () => {
      this.active = true;
      void this.updateComplete.then(() => {
        this.menu?.open();
      });
    });
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.role ??= 'article';
    if (this.sought !== '' || this.found.length > 0) this.requestUpdate();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#highlight.clear();
  }

  /** Its text with the names of those it mentions, as it is copied. */
  plainSource(): string {
    if (this.#folded) return '';
    const { text } = this.#item.message;
    return splitMentions(text)
      .map((token) => mentionText(token, this.#mentions()))
      .join('');
  }

  /** Opens the actions of the message and moves the focus to the first of them. */
  async openActions(): Promise<void> {
    this.active = true;
    await this.updateComplete;
    const first = this.deleting
      ? this.renderRoot.querySelector<HTMLElement>('.tombstone .link')
      : this.#tools()[0];
    first?.focus({ preventScroll: true });
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (this.item === undefined) return;
    const has = (name: string): boolean => (changed as PropertyValues).has(name);
    if (['item', 'users', 'rights', 'localizer', 'revealed'].some(has)) {
      this.ariaLabel = this.#label(this.item);
      const { mentions, mentionsChannel, authorId, deletedAt } = this.item.message;
      const { meId } = this.rights;
      const mentioned =
        meId !== null &&
        authorId !== meId &&
        deletedAt === null &&
        !this.#folded &&
        (mentionsChannel || mentions.includes(meId));
      this.toggleAttribute('mentioned', mentioned);
    }
  }

  protected override updated(): void {
    // The list is one tab stop; what is inside a message is reached once the message itself has the focus.
    const tabIndex = this.active ? 0 : -1;
    for (const inner of this.renderRoot.querySelectorAll<HTMLElement>('.content button, .content a'))
      inner.tabIndex = tabIndex;
    for (const block of this.renderRoot.querySelectorAll('fe-code-block')) block.reachable = this.active;
    if (this.isConnected)
      this.#highlight.mark(this.renderRoot.querySelector('.body'), this.sought, this.found);
  }

  override render(): TemplateResult | typeof nothing {
    if (this.item === undefined) return nothing;
    const { message } = this.item;
    const { localizer } = this;
    const folded = this.#folded;
    const head = !folded && (this.head || this.revealed);
    return html`<div class="row ${this.item.delivery.status === 'failed' ? 'unsent' : ''}">
        ${
          head
            ? this.#avatar()
            : this.#pending
              ? html`<span class="gutter pending">${clock(localizer)}</span>`
              : html`<time class="gutter" datetime=${message.createdAt} aria-hidden="true"
                  >${localizer.shortTime(message.createdAt)}</time
                >`
        }
        <div class="content">
          ${head ? this.#head() : nothing} ${folded ? this.#fold() : html`${this.#quote()} ${this.#text()}`}
          ${this.deleting ? nothing : failureLine(this.item, localizer, this.#mending)}
        </div>
      </div>
      ${
        this.active && !this.deleting
          ? toolbar(
              messageActions(this.item, this.rights),
              this.#acts(),
              localizer,
              this.#act,
              this.#toolbarKey,
            )
          : nothing
      }`;
  }

  #avatar(): TemplateResult {
    const author = this.#author();
    return html`<button
      class="avatar"
      type="button"
      tabindex="-1"
      aria-label=${this.localizer.t('header.profile', { name: this.#name() })}
      @click=${this.#openProfile}
    >
      <fe-avatar .name=${this.#name()} .src=${author?.avatarUrl ?? null}></fe-avatar>
    </button>`;
  }

  #head(): TemplateResult {
    const message = this.#item.message;
    const status = this.#author()?.status;
    return html`<div class="head">
      <button class="name" type="button" tabindex="-1" dir="auto" @click=${this.#openProfile}>
        ${this.#name()}
      </button>
      ${status == null || status.emoji === '' ? nothing : html`<span class="status" title=${status.text}>${status.emoji}</span>`}
      <time datetime=${message.createdAt} title=${this.localizer.dateAndTime(message.createdAt)}
        >${this.localizer.time(message.createdAt)}</time
      >
      ${this.#pending ? clock(this.localizer) : nothing}
    </div>`;
  }

  #quote(): TemplateResult | typeof nothing {
    const { replyTo, deletedAt } = this.#item.message;
    if (replyTo === null || deletedAt !== null) return nothing;
    const view = { ...this.#mentions(), isBlocked: (id: UserId) => this.rights.blockedIds.includes(id) };
    return quote(replyTo, view, this.localizer, () => emit(this, 'fe-jump', { index: replyTo.index }));
  }

  /** What somebody wrote whom the reader has blocked: one line, and the way to see it. */
  #fold(): TemplateResult {
    const { t } = this.localizer;
    return html`<div class="body tombstone" part="body">
      ${t('message.blocked')}
      <button
        class="link"
        type="button"
        tabindex="-1"
        @click=${() => {
          this.#expand();
          this.revealed = true;
        }}
      >
        ${t('action.show')}
      </button>
    </div>`;
  }

  get #folded(): boolean {
    const { authorId } = this.#item.message;
    return !this.revealed && this.rights.blockedIds.includes(authorId);
  }

  /** What can be done about its author: about what they wrote, where it is there. */
  #acts(): MenuItem[] {
    const { authorId, deletedAt } = this.#item.message;
    return deletedAt === null
      ? personActItems({ id: authorId, name: this.#name() }, this.rights, this.localizer)
      : [];
  }

  #text(): TemplateResult {
    const { message } = this.#item;
    const { t } = this.localizer;
    if (this.deleting) {
      return html`<div class="body tombstone">
        ${t('message.deleting')}
        <button class="link" type="button" tabindex="-1" @click=${this.#mending.discard}>
          ${t('action.undo')}
        </button>
      </div>`;
    }
    if (message.deletedAt !== null) {
      const by = message.deletedBy;
      const text =
        by === null || by === message.authorId
          ? t('message.deleted')
          : t('message.deletedByOther', { name: this.#nameOf(by) });
      return html`<div class="body tombstone" part="body">${text}</div>`;
    }
    const own = this.#rendered.of(message, this.messageRenderer);
    const long = own === null && isLong(message.text);
    const body =
      own !== null
        ? own
        : message.kind === 'action'
          ? html`<div class="action">
              <bdi class="actor">${this.#name()}</bdi>
              ${renderMarkdown(message.text, this.#mentions())}
            </div>`
          : renderMarkdown(message.text, this.#mentions());
    return html`<div class="body ${long && !this.unfolded ? 'clamped' : ''}" part="body" dir="auto">
        ${body}${message.editedAt === null ? nothing : editedMark(message.editedAt, this.localizer, this.#openHistory)}
      </div>
      ${
        long
          ? html`<button
              class="more link"
              type="button"
              tabindex="-1"
              aria-expanded=${this.unfolded}
              @click=${this.#unfold}
            >
              ${t(this.unfolded ? 'action.showLess' : 'action.showMore')}
            </button>`
          : nothing
      }`;
  }

  get #pending(): boolean {
    const { delivery, change } = this.#item;
    return delivery.status === 'pending' || change?.status === 'pending';
  }

  /** For what has failed, and for what is about to be deleted. */
  readonly #mending = {
    retry: () => emit(this, 'fe-retry', { item: this.#item }),
    discard: () => emit(this, 'fe-discard', { item: this.#item }),
  };

  readonly #openHistory = (): void => {
    this.#act('history');
  };

  readonly #act = (id: string): void => {
    const { message } = this.#item;
    switch (id) {
      case 'reply':
        emit(this, 'fe-reply', { message });
        break;
      case 'edit':
        emit(this, 'fe-edit', { message });
        break;
      case 'delete':
        emit(this, 'fe-delete', { message });
        break;
      case 'unread':
        emit(this, 'fe-mark-unread', { message });
        break;
      case 'history':
        emit(this, 'fe-history', { message });
        break;
      case 'copy':
        // Without permission the text can still be selected by hand.
        navigator.clipboard.writeText(message.text).catch(() => {});
        break;
      default:
        if (isPersonAct(id)) emit(this, 'fe-moderate', { act: id, userId: message.authorId, message });
    }
  };

  readonly #key = (event: KeyboardEvent): void => {
    if (
      event.composedPath()[0] !== this ||
      event.ctrlKey ||
      event.metaKey ||
      event.altKey ||
      this.item === undefined
    )
      return;
    const actions = messageActions(this.item, this.rights);
    const handle = (allowed: boolean, act: () => void): void => {
      if (!allowed) return;
      event.preventDefault();
      act();
    };
    if (event.key === 'Enter') handle(true, () => void this.openActions());
    if (event.key === 'r')
      handle(actions.reply, () => {
        this.#act('reply');
      });
    if (event.key === 'e')
      handle(actions.edit, () => {
        this.#act('edit');
      });
    if (event.key === 'Delete')
      handle(actions.delete, () => {
        this.#act('delete');
      });
  };

  readonly #toolbarKey = (event: KeyboardEvent): void => {
    const tools = this.#tools();
    const at = tools.findIndex((tool) => tool.matches(':focus, :focus-within'));
    const forward = getComputedStyle(this).direction === 'rtl' ? 'ArrowLeft' : 'ArrowRight';
    if (event.key === 'ArrowLeft' || event.key === 'ArrowRight') {
      event.preventDefault();
      tools.at((at + (event.key === forward ? 1 : -1)) % tools.length)?.focus();
    } else if (event.key === 'Escape') {
      event.preventDefault();
      event.stopPropagation();
      this.focus({ preventScroll: true });
    }
  };

  #settle(): void {
    this.active =
      this.matches(':focus-within, :focus') ||
      (this.matches(':hover') && matchMedia('(hover: hover)').matches);
  }

  #tools(): HTMLElement[] {
    return [...this.renderRoot.querySelectorAll<HTMLElement>('.toolbar > *')];
  }

  /** Mentions are buttons in the midst of the text. */
  readonly #clicked = (event: Event): void => {
    const [target] = event.composedPath();
    const userId = target instanceof HTMLElement ? target.dataset['user'] : undefined;
    if (userId !== undefined) emit(this, 'fe-profile', { userId });
  };

  readonly #openProfile = (): void => {
    emit(this, 'fe-profile', { userId: this.#item.message.authorId });
  };

  #unfold(): void {
    this.#expand();
    this.unfolded = !this.unfolded;
  }

  #expand(): void {
    emit(this, 'fe-expand', { messageId: this.#item.message.id });
  }

  get #item(): TimelineItem {
    if (this.item === undefined) throw new Error('The message has no item.');
    return this.item;
  }

  #author(): User | undefined {
    return this.users.get(this.#item.message.authorId);
  }

  #name(): string {
    return this.#nameOf(this.#item.message.authorId);
  }

  #nameOf(userId: UserId): string {
    return selfContained(this.users.get(userId)?.name ?? this.localizer.t('message.unknownAuthor'));
  }

  #mentions(): MentionView {
    return {
      name: (userId) => this.#nameOf(userId),
      everybody: this.localizer.t('message.mentionChannel'),
      meId: this.rights.meId,
    };
  }

  #label({ message }: TimelineItem): string {
    const { t } = this.localizer;
    if (this.#folded) return t('message.blocked');
    const params = {
      author: this.#name(),
      time: this.localizer.time(message.createdAt),
      text: message.deletedAt === null ? plainText(message.text, this.#mentions()) : t('message.deleted'),
    };
    return message.replyTo === null
      ? t('message.label', params)
      : t('message.labelReply', { ...params, answered: this.#nameOf(message.replyTo.authorId) });
  }
}

function isLong(text: string): boolean {
  return text.length > FOLD.characters || text.split('\n', FOLD.lines + 1).length > FOLD.lines;
}
