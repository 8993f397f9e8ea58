import { html, nothing, type LitElement, type TemplateResult } from 'lit';
import type { ChannelId, Message, MessageId, Timeline } from '@fechatter/client-sdk';
import { PendingChanges } from '../client/pending-changes.ts';
import { attempt } from '../events/attempt.ts';
import type { FeEventOf } from '../events/events.ts';
import type { Localizer } from '../localize/localizer.ts';
import { PersonActController } from '../moderation/person-act-controller.ts';
import type { Conversation } from './conversation.ts';

interface Host extends LitElement {
  readonly channelId: ChannelId | null;
}

interface Parts {
  readonly conversation: Conversation;
  timeline(): Timeline | undefined;
  localizer(): Localizer;
  /** Speaks to those who listen. */
  readonly say: (text: string) => void;
  /** Keeps the focus at a message. */
  stay(id: MessageId): void;
  /** The reader has not read from here on. */
  unreadFrom(index: number): void;
}

/**
 * Does what the reader asks a message for. A failure stands at the message itself, and is told to the page. The dialogs
 * are loaded when they are first used.
 */
export class MessageCommands {
  readonly #host: Host;
  readonly #parts: Parts;
  readonly #deletions: PendingChanges<MessageId>;
  readonly #acts: PersonActController;
  /** The message whose earlier versions are shown. */
  #opened: Message | null = null;

  constructor(host: Host, parts: Parts) {
    this.#host = host;
    this.#parts = parts;
    this.#deletions = new PendingChanges(host);
    this.#acts = new PersonActController(host);
  }

  /** Whether a message was deleted a moment ago, and can be had back. */
  deletes(id: MessageId): boolean {
    return this.#deletions.has(id);
  }

  /** Another conversation is shown: nothing can be taken back any longer. */
  reset(): void {
    this.#deletions.flush();
    this.#opened = null;
  }

  readonly delete = (event: FeEventOf<'fe-delete'>): void => {
    const { id } = event.detail.message;
    const timeline = this.#parts.timeline();
    this.#deletions.add(id, () => {
      this.#run(timeline?.delete(id));
    });
    this.#parts.say(this.#parts.localizer().t('message.deleting'));
    this.#parts.stay(id);
  };

  readonly discard = (event: FeEventOf<'fe-discard'>): void => {
    const { id } = event.detail.item.message;
    if (!this.#deletions.undo(id)) this.#parts.timeline()?.discard(id);
  };

  readonly retry = (event: FeEventOf<'fe-retry'>): void => {
    this.#run(this.#parts.timeline()?.retry(event.detail.item.message.id));
  };

  readonly markUnread = (event: FeEventOf<'fe-mark-unread'>): void => {
    const { index } = event.detail.message;
    this.#parts.unreadFrom(index);
    this.#run(this.#parts.timeline()?.markUnread(index));
  };

  readonly moderate = (event: FeEventOf<'fe-moderate'>): void => {
    event.stopPropagation();
    void this.#acts.start({ ...event.detail, channelId: this.#host.channelId });
  };

  readonly openHistory = (event: FeEventOf<'fe-history'>): void => {
    void this.#openHistory(event.detail.message);
  };

  async #openHistory(message: Message): Promise<void> {
    const { channelId } = this.#host;
    if (!(await attempt(this.#host, import('../define/fe-message-history.ts')))) return;
    if (channelId === this.#host.channelId) this.#show(message);
  }

  /** What was asked for and has to be seen, or to be said more of. */
  dialogs(): TemplateResult {
    return html`${this.#history()} ${this.#acts.dialog()}`;
  }

  #history(): TemplateResult | typeof nothing {
    if (this.#opened === null) return nothing;
    return html`<fe-message-history
      .message=${this.#opened}
      .timeline=${this.#parts.timeline()}
      .localizer=${this.#parts.localizer()}
      .users=${this.#parts.conversation.users}
      @close=${() => {
        this.#show(null);
      }}
    ></fe-message-history>`;
  }

  #show(message: Message | null): void {
    this.#opened = message;
    this.#host.requestUpdate();
  }

  #run(promise: Promise<unknown> | undefined): void {
    void attempt(this.#host, promise);
  }
}
