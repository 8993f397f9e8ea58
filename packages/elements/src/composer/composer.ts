import { consume } from '@lit/context';
import type { ChannelId, Message } from '@fechatter/client-sdk';
import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { announcerContext, type Announcer } from '../announcer/announcer.ts';
import { TimelineController } from '../client/timeline-controller.ts';
import { ChatElement } from '../element.ts';
import { emit } from '../events/events.ts';
import { icon } from '../icons/icons.ts';
import { Conversation } from '../messages/conversation.ts';
import { messageActions } from '../messages/message-actions.ts';
import { controls } from '../styles/controls.styles.ts';
import { ClosedComposer } from './closed-composer.ts';
import { contextBar, countLine, typingLine } from './composer-pieces.ts';
import { composerStyles } from './composer.styles.ts';
import { FieldMentions } from './field-mentions.ts';
import { saveMessage, sendMessage } from './hand-over.ts';
import { MOST_CHARACTERS, type Answered } from './kept-drafts.ts';
import { Writing } from './writing.ts';

/**
 * Where a message is written: it grows with its text, Enter sends, Shift and Enter makes a new line, `@` offers
 * people, and the up arrow in an empty composer changes the last message of one's own. What was not sent is kept as a
 * draft for each conversation, and outlives a reload where the client keeps things on the device.
 *
 * @tag fe-composer
 * @fires fe-before-send - A message is about to be sent. Cancelable; `detail.text`, `detail.replyTo` and `detail.custom` may be changed.
 * @fires fe-send - A message was handed to the client.
 * @fires fe-before-save - A changed message is about to be saved. Cancelable; `detail.text` may be changed.
 * @fires fe-save - A changed message was handed to the client.
 * @fires fe-error - What was sent or saved has failed.
 * @fires fe-edit - The author goes on to change their last message: `detail.message`.
 * @fires fe-jump - The reader wants to see the message that is answered or changed: `detail.index`.
 * @fires fe-compose-end - Answering or changing a message is over.
 * @csspart box - The field with its border.
 * @csspart input - The text field.
 * @csspart send - The button that sends.
 */
export class FeComposer extends ChatElement {
  static override styles = [controls, composerStyles];
  static override shadowRootOptions: ShadowRootInit = {
    ...ChatElement.shadowRootOptions,
    delegatesFocus: true,
  };

  /** The conversation that is written to. */
  @property({ attribute: 'channel-id' }) channelId: ChannelId | null = null;
  /** The message that is answered. */
  @property({ attribute: false }) replyTo: Answered | null = null;
  /** The message that is changed. */
  @property({ attribute: false }) editing: Message | null = null;

  @consume({ context: announcerContext, subscribe: true })
  @state()
  private announcer: Announcer | undefined;

  /** What came with a draft: nobody has just asked to answer it. */
  #foundReply: Answered | null = null;

  @query('textarea') private readonly input!: HTMLTextAreaElement;

  readonly #held = new TimelineController(this);
  readonly #conversation = new Conversation(this, () => this.localizer);
  readonly #writing = new Writing(this);
  readonly #mentions = new FieldMentions(this, {
    writing: this.#writing,
    conversation: this.#conversation,
    field: () => this.input,
    localizer: () => this.localizer,
    say: (text) => this.announcer?.say(text),
  });
  readonly #closed = new ClosedComposer(this, {
    conversation: this.#conversation,
    localizer: () => this.localizer,
    say: (text) => this.announcer?.say(text),
  });

  /** Moves the focus into the field, and the caret to its end. */
  override focus(): void {
    if (this.#closed.closed) {
      this.#closed.focus();
      return;
    }
    this.input.focus({ preventScroll: true });
    const { length } = this.#writing.text;
    this.input.setSelectionRange(length, length);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    const given = changed.has('replyTo') ? this.replyTo : null;
    if (changed.has('replyTo')) this.#foundReply = null;
    if (changed.has('channelId') || changed.has('client')) this.#takeDraft(given);
    else if (changed.has('replyTo') && this.#writing.text !== '') this.#writing.keep();
    if (changed.has('editing')) this.#beginOrEndEditing(changed.get('editing') ?? null);
    // Of another tab, or of the device; what somebody is writing here is left alone.
    if (this.editing === null && this.#writing.isOutdated) this.#takeDraft();
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (this.#closed.closed) return;
    if (this.input.value !== this.#writing.text) this.input.value = this.#writing.text;
    if (!CSS.supports('field-sizing', 'content')) this.#fit();
    const started =
      (changed.has('editing') && this.editing !== null) ||
      (changed.has('replyTo') && this.replyTo !== null && this.replyTo !== this.#foundReply);
    if (started) this.focus();
  }

  override render(): TemplateResult {
    const closed = this.#closed.template();
    if (closed !== null) return closed;
    const { title: name } = this.#conversation;
    const sendLabel = this.t(this.editing === null ? 'composer.send' : 'composer.save');
    return html`<div class="box" part="box">
        ${this.#mentions.list()} ${this.#bar()}
        <div class="line">
          <textarea
            part="input"
            rows="1"
            maxlength=${MOST_CHARACTERS}
            dir=${this.#writing.text === '' ? nothing : 'auto'}
            aria-label=${this.t('composer.label', { name })}
            aria-autocomplete="list"
            aria-controls=${this.#mentions.listId ?? nothing}
            aria-activedescendant=${this.#mentions.activeId ?? nothing}
            placeholder=${this.t('composer.placeholder', { name })}
            enterkeyhint="send"
            autocapitalize="sentences"
            spellcheck="true"
            @input=${this.#typed}
            @keydown=${this.#key}
            @keyup=${this.#mentions.released}
            @click=${this.#mentions.follow}
            @blur=${this.#mentions.close}
          ></textarea>
          <button
            class="icon-button send"
            part="send"
            type="button"
            aria-label=${sendLabel}
            title=${sendLabel}
            ?disabled=${!this.#sendable}
            @click=${() => {
              this.#send();
              this.focus();
            }}
          >
            ${icon(this.editing === null ? 'send-horizontal' : 'check')}
          </button>
        </div>
      </div>
      <div class="foot">
        ${typingLine(this.#conversation, this.localizer)}${countLine(this.#writing.left, this.localizer)}
      </div>`;
  }

  #bar(): TemplateResult | typeof nothing {
    const message = this.editing ?? this.replyTo;
    if (message === null) return nothing;
    return contextBar(message, this.editing !== null, this.#conversation, this.localizer, {
      jump: () => emit(this, 'fe-jump', { index: message.index }),
      cancel: this.#cancel,
    });
  }

  get #sendable(): boolean {
    const { text, left } = this.#writing;
    return text.trim() !== '' && left >= 0 && this.#held.timeline !== undefined;
  }

  readonly #typed = (): void => {
    const { value } = this.input;
    this.#writing.write(value);
    if (this.editing === null) this.#held.timeline?.typing(value.trim() !== '');
    this.#mentions.follow();
  };

  readonly #key = (event: KeyboardEvent): void => {
    // Enter that ends an input method's composition belongs to the input method.
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- 229 is how Safari tells, and nothing else does.
    if (event.isComposing || event.keyCode === 229) return;
    if (this.#mentions.key(event)) return;
    if (event.key === 'Enter' && !event.shiftKey && !event.altKey && !this.#inCode()) {
      event.preventDefault();
      this.#send();
    } else if (event.key === 'ArrowUp' && this.#writing.text === '' && this.editing === null) {
      const last = this.#lastOwn();
      if (last === undefined) return;
      event.preventDefault();
      this.editing = last;
      emit(this, 'fe-edit', { message: last });
    } else if (event.key === 'Escape' && (this.editing !== null || this.replyTo !== null)) {
      event.preventDefault();
      this.#cancel();
    }
  };

  #send(): void {
    const { channelId, editing, replyTo } = this;
    const timeline = this.#held.timeline;
    if (!this.#sendable || channelId === null || timeline === undefined) return;
    const { source } = this.#writing;
    if (editing !== null) {
      if (source === editing.text || saveMessage(this, timeline, editing, source)) this.#end();
      return;
    }
    const draft = { channelId, text: source, replyTo: replyTo?.id ?? null, custom: {} };
    const text = sendMessage(this, timeline, draft);
    if (text === null) return;
    this.#writing.clear();
    this.#mentions.close();
    if (this.replyTo !== null) this.#end();
    emit(this, 'fe-send', { channelId, text });
  }

  readonly #cancel = (): void => {
    this.#end();
    this.focus();
  };

  #end(): void {
    this.editing = null;
    this.replyTo = null;
    emit(this, 'fe-compose-end', {});
  }

  /** @param given - What the application wants answered. */
  #takeDraft(given: Answered | null = null): void {
    this.#foundReply = this.#writing.takeDraft();
    this.replyTo = given ?? this.#foundReply;
    this.#mentions.close();
  }

  #beginOrEndEditing(before: Message | null): void {
    if (this.editing !== null) this.#writing.takeMessage(this.editing, this.#conversation.users);
    else if (before !== null) this.#takeDraft();
  }

  /** Whether the caret stands in a block of code that is not closed yet. */
  #inCode(): boolean {
    return (this.#writing.text.slice(0, this.input.selectionStart).match(/^```/gm)?.length ?? 0) % 2 === 1;
  }

  #lastOwn(): Message | undefined {
    const items = this.#held.timeline?.store.get().items ?? [];
    const { rights } = this.#conversation;
    return items.findLast((item) => messageActions(item, rights).edit)?.message;
  }

  #fit(): void {
    this.input.style.blockSize = 'auto';
    this.input.style.blockSize = `${this.input.scrollHeight}px`;
  }
}
