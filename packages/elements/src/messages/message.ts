import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import type { TimelineItem, User, UserId } from '@fechatter/client-sdk';
import { KeptFocus } from '../client/kept-focus.ts';
import type { MenuItem } from '../dialogs/menu.ts';
import { StyledElement } from '../element.ts';
import { emit, reportError } from '../events/events.ts';
import { english, type Localizer } from '../localize/localizer.ts';
import { personActItems } from '../moderation/person-acts.ts';
import { controls } from '../styles/controls.styles.ts';
import { TextHighlight } from './find/text-highlight.ts';
import { mentionView, withNames, type MentionView } from './markdown.ts';
import { markdownStyles } from './markdown.styles.ts';
import { askFor, messageActions, NO_RIGHTS, type MessageRights } from './message-actions.ts';
import { clock, failureLine, quote } from './message-pieces.ts';
import { RenderedMessage, type MessageRenderer } from './message-renderer.ts';
import { messageStyles } from './message.styles.ts';
import { deletedText, messageLabel, messageText, tombstone } from './message-text.ts';
import { MessageToolbar } from './message-toolbar.ts';

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
  readonly #highlight = new TextHighlight();
  readonly #rendered = new RenderedMessage((error) => {
    reportError(this, error);
  });
  readonly #toolbar = new MessageToolbar(this, {
    actions: () => (this.item === undefined ? null : messageActions(this.item, this.rights)),
    acts: () => this.#acts(),
    localizer: () => this.localizer,
    chosen: (id) => {
      askFor(id, this.#item.message, this);
    },
  });

  constructor() {
    super();
    new KeptFocus(this, () => this);
    this.addEventListener('click', this.#clicked);
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
    return withNames(this.#item.message.text, this.#mentions);
  }

  /** Opens the actions of the message and moves the focus to the first of them. */
  async openActions(): Promise<void> {
    await this.#toolbar.open();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (this.item === undefined) return;
    const has = (name: string): boolean => (changed as PropertyValues).has(name);
    if (['item', 'users', 'rights', 'localizer', 'revealed'].some(has)) {
      this.ariaLabel = this.#folded
        ? this.localizer.t('message.blocked')
        : messageLabel(this.item.message, this.#mentions, this.localizer);
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

  protected override update(changed: PropertyValues<this>): void {
    try {
      super.update(changed);
    } catch (error) {
      if (!this.#rendered.discard(error)) throw error;
      super.update(changed);
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
          ${head ? this.#head() : nothing}
          ${folded ? this.#blocked() : html`${this.#quote()} ${this.#text()}`}
          ${this.deleting ? nothing : failureLine(this.item, localizer, this.#mending)}
        </div>
      </div>
      ${this.deleting ? nothing : this.#toolbar.template()}`;
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
    const view = { ...this.#mentions, isBlocked: (id: UserId) => this.rights.blockedIds.includes(id) };
    return quote(replyTo, view, this.localizer, () => emit(this, 'fe-jump', { index: replyTo.index }));
  }

  /** What somebody wrote whom the reader has blocked: one line, and the way to see it. */
  #blocked(): TemplateResult {
    const { t } = this.localizer;
    return tombstone(t('message.blocked'), {
      label: t('action.show'),
      go: () => {
        this.#expand();
        this.revealed = true;
      },
    });
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
    const { localizer } = this;
    const { t } = localizer;
    if (this.deleting)
      return tombstone(t('message.deleting'), { label: t('action.undo'), go: this.#mending.discard });
    if (message.deletedAt !== null) return tombstone(deletedText(message, this.#mentions, localizer));
    return messageText(message, {
      mentions: this.#mentions,
      localizer,
      own: this.#rendered.of(message, this.messageRenderer),
      unfolded: this.unfolded,
      unfold: this.#unfold,
      openHistory: this.#openHistory,
    });
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
    askFor('history', this.#item.message, this);
  };

  /** Mentions are buttons in the midst of the text. */
  readonly #clicked = (event: Event): void => {
    const [target] = event.composedPath();
    const userId = target instanceof HTMLElement ? target.dataset['user'] : undefined;
    if (userId !== undefined) emit(this, 'fe-profile', { userId });
  };

  readonly #openProfile = (): void => {
    emit(this, 'fe-profile', { userId: this.#item.message.authorId });
  };

  readonly #unfold = (): void => {
    this.#expand();
    this.unfolded = !this.unfolded;
  };

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
    return this.#mentions.name(this.#item.message.authorId);
  }

  get #mentions(): MentionView {
    return mentionView(this.users, this.localizer, this.rights.meId);
  }
}
