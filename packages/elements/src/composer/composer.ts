import { consume } from '@lit/context';
import { limits, textLength, type ChannelId, type Message, type Timeline } from '@fechatter/client-sdk';
import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { announcerContext, type Announcer } from '../announcer/announcer.ts';
import { channelReference } from '../channels/channel-title.ts';
import { StoreController } from '../client/store-controller.ts';
import { TimelineController } from '../client/timeline-controller.ts';
import { ChatElement } from '../element.ts';
import { attempt } from '../events/attempt.ts';
import { emit, type MessageChange, type MessageDraft } from '../events/events.ts';
import { icon } from '../icons/icons.ts';
import { controls } from '../styles/controls.styles.ts';
import { ClosedComposer } from './closed-composer.ts';
import { contextBar, mentionOptions } from './composer-pieces.ts';
import { composerStyles } from './composer.styles.ts';
import { draftsOf } from './drafts.ts';
import type { Answered, Draft } from './kept-drafts.ts';
import { MentionCompletion, type MentionOption } from './mention-completion.ts';
import { EVERYBODY, fromSource, mentionQuery, toSource, type PickedMentions } from './mention-text.ts';
import { typingText } from './typing-text.ts';

/** With fewer characters left than this, their number is shown. */
const COUNT_FROM = 400;
const ACTION = '/me ';
const nobody: PickedMentions = new Map();

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

  @state() private text = '';
  #picked: PickedMentions = nobody;
  /** What was taken or kept last: with another text in the field somebody has written on. */
  #draft: Draft | undefined;
  /** What came with a draft: nobody has just asked to answer it. */
  #foundReply: Answered | null = null;

  @query('textarea') private readonly input!: HTMLTextAreaElement;

  readonly #held = new TimelineController(this, () => ({ client: this.client, channelId: this.channelId }));
  readonly #channel = new StoreController(
    this,
    () => this.client?.store,
    ({ channels }) => channels.get(this.channelId ?? ''),
  );
  readonly #people = new StoreController(
    this,
    () => this.client?.store,
    (store) => store,
    (a, b) => a.users === b.users && a.me === b.me,
  );
  readonly #mentions = new MentionCompletion(this, (count) => {
    if (count > 0) this.announcer?.say(this.t('composer.mentionsFound', { count }));
  });

  readonly #closed = new ClosedComposer(this, {
    channel: () => this.#channel.value,
    people: () => this.#people.value,
    localizer: () => this.localizer,
    say: (text) => this.announcer?.say(text),
  });

  constructor() {
    super();
    new StoreController(
      this,
      () => this.client && draftsOf(this.client),
      (drafts) => drafts.get(this.channelId ?? ''),
    );
  }

  /** Moves the focus into the field, and the caret to its end. */
  override focus(): void {
    if (this.#closed.closed) {
      this.#closed.focus();
      return;
    }
    this.input.focus({ preventScroll: true });
    this.input.setSelectionRange(this.text.length, this.text.length);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    const given = changed.has('replyTo') ? this.replyTo : null;
    if (changed.has('replyTo')) this.#foundReply = null;
    if (changed.has('channelId') || changed.has('client')) this.#takeDraft(given);
    else if (changed.has('replyTo') && this.text !== '') this.#keepDraft();
    if (changed.has('editing')) this.#beginOrEndEditing(changed.get('editing') ?? null);
    // Of another tab, or of the device; what somebody is writing here is left alone.
    const isNewer = this.#kept !== this.#draft && this.text === (this.#draft?.text ?? '');
    if (isNewer && this.editing === null) this.#takeDraft();
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (this.#closed.closed) return;
    if (this.input.value !== this.text) this.input.value = this.text;
    if (!CSS.supports('field-sizing', 'content')) this.#fit();
    const started =
      (changed.has('editing') && this.editing !== null) ||
      (changed.has('replyTo') && this.replyTo !== null && this.replyTo !== this.#foundReply);
    if (started) this.focus();
  }

  override render(): TemplateResult {
    const closed = this.#closed.template();
    if (closed !== null) return closed;
    const name = this.#title();
    const current = this.#mentions.open ? `option-${this.#mentions.at}` : nothing;
    const sendLabel = this.t(this.editing === null ? 'composer.send' : 'composer.save');
    return html`<div class="box" part="box">
        ${this.#options()} ${this.#bar()}
        <div class="line">
          <textarea
            part="input"
            rows="1"
            dir=${this.text === '' ? nothing : 'auto'}
            aria-label=${this.t('composer.label', { name })}
            aria-autocomplete="list"
            aria-controls=${this.#mentions.open ? 'options' : nothing}
            aria-activedescendant=${current}
            placeholder=${this.t('composer.placeholder', { name })}
            enterkeyhint="send"
            autocapitalize="sentences"
            spellcheck="true"
            @input=${this.#typed}
            @keydown=${this.#key}
            @keyup=${this.#caretMoved}
            @click=${this.#caretMoved}
            @blur=${() => {
              this.#mentions.close();
            }}
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
      <div class="foot">${this.#typing()}${this.#count()}</div>`;
  }

  #bar(): TemplateResult | typeof nothing {
    const message = this.editing ?? this.replyTo;
    if (message === null) return nothing;
    const view = { editing: this.editing !== null, nameOf: (id: string) => this.#nameOf(id) };
    return contextBar(message, view, this.localizer, {
      jump: () => emit(this, 'fe-jump', { index: message.index }),
      cancel: this.#cancel,
    });
  }

  #options(): TemplateResult | typeof nothing {
    if (!this.#mentions.open) return nothing;
    return mentionOptions(this.#mentions, this.localizer, (option) => {
      this.#pick(option);
    });
  }

  #typing(): TemplateResult {
    const text = typingText(
      this.#channel.value?.typing ?? [],
      this.#people.value?.users ?? new Map(),
      this.localizer,
    );
    return html`<span class="typing"
      >${text === '' ? nothing : html`<span class="dots" aria-hidden="true"><i></i><i></i><i></i></span>${text}`}</span
    >`;
  }

  #count(): TemplateResult | typeof nothing {
    const left = limits.messageLength - this.#length;
    if (left >= COUNT_FROM) return nothing;
    return left < 0
      ? html`<span class="count over" role="status">${this.t('composer.tooLong', { count: -left })}</span>`
      : html`<span class="count">${this.t('composer.left', { count: left })}</span>`;
  }

  get #length(): number {
    // Characters outside the basic plane count once: cheap to bound, and counted only near the limit.
    return this.text.length < limits.messageLength - COUNT_FROM
      ? this.text.length
      : textLength(toSource(this.text, this.#picked));
  }

  get #sendable(): boolean {
    return (
      this.text.trim() !== '' && this.#length <= limits.messageLength && this.#held.timeline !== undefined
    );
  }

  readonly #typed = (): void => {
    this.text = this.input.value;
    this.#keepDraft();
    if (this.editing === null) this.#held.timeline?.typing(this.text.trim() !== '');
    this.#caretMoved();
  };

  readonly #caretMoved = (event?: Event): void => {
    if (this.client === undefined || this.channelId === null) return;
    if (
      event instanceof KeyboardEvent &&
      ['Escape', 'Enter', 'Tab', 'ArrowUp', 'ArrowDown'].includes(event.key)
    )
      return;
    const { selectionStart, selectionEnd } = this.input;
    const found = selectionStart === selectionEnd ? mentionQuery(this.text, selectionStart) : null;
    const known = found !== null && this.#picked.has(found.text);
    this.#mentions.follow(
      known ? null : found,
      { client: this.client, channelId: this.channelId },
      this.#meId,
    );
  };

  readonly #key = (event: KeyboardEvent): void => {
    // Enter that ends an input method's composition belongs to the input method.
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- 229 is how Safari tells, and nothing else does.
    if (event.isComposing || event.keyCode === 229) return;
    if (this.#mentions.open && this.#mentionKey(event)) {
      event.preventDefault();
      event.stopPropagation();
      return;
    }
    if (event.key === 'Enter' && !event.shiftKey && !event.altKey && !this.#inCode()) {
      event.preventDefault();
      this.#send();
    } else if (event.key === 'ArrowUp' && this.text === '' && this.editing === null) {
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

  /** Keys while people are offered. True when the key was used. */
  #mentionKey(event: KeyboardEvent): boolean {
    switch (event.key) {
      case 'ArrowDown':
        this.#mentions.move(1);
        break;
      case 'ArrowUp':
        this.#mentions.move(-1);
        break;
      case 'Enter':
      case 'Tab':
        if (event.shiftKey || this.#mentions.current === undefined) return false;
        this.#pick(this.#mentions.current);
        break;
      case 'Escape':
        this.#mentions.close();
        break;
      default:
        return false;
    }
    return true;
  }

  #pick(option: MentionOption): void {
    const place = this.#mentions.query;
    if (place === null) return;
    const word = option.kind === 'everybody' ? EVERYBODY : `@${option.user.name}`;
    if (option.kind === 'user') this.#picked = new Map(this.#picked).set(option.user.name, option.user.id);
    const end = place.start + 1 + place.text.length;
    const after = this.text.slice(end).startsWith(' ') ? '' : ' ';
    this.input.setRangeText(`${word}${after}`, place.start, end, 'end');
    this.text = this.input.value;
    this.#keepDraft();
    this.#mentions.close();
  }

  #send(): void {
    const { channelId } = this;
    const timeline = this.#held.timeline;
    if (!this.#sendable || channelId === null || timeline === undefined) return;
    const source = toSource(this.text.trim(), this.#picked);
    if (this.editing !== null) {
      this.#save(timeline, this.editing, source);
      return;
    }
    const draft: MessageDraft = { channelId, text: source, replyTo: this.replyTo?.id ?? null, custom: {} };
    if (!emit(this, 'fe-before-send', draft, { cancelable: true }) || draft.text.trim() === '') return;
    const action = draft.text.startsWith(ACTION) && draft.text.length > ACTION.length;
    const text = action ? draft.text.slice(ACTION.length) : draft.text;
    this.#handOver(
      timeline.send({
        text,
        kind: action ? 'action' : 'text',
        custom: draft.custom,
        ...(draft.replyTo === null ? {} : { replyTo: draft.replyTo }),
      }),
    );
    timeline.typing(false);
    this.#clear();
    if (this.replyTo !== null) this.#end();
    emit(this, 'fe-send', { channelId, text });
  }

  #save(timeline: Timeline, message: Message, text: string): void {
    if (text !== message.text) {
      const change: MessageChange = { message, text };
      if (!emit(this, 'fe-before-save', change, { cancelable: true }) || change.text.trim() === '') return;
      this.#handOver(timeline.edit(message.id, change.text));
      emit(this, 'fe-save', { message, text: change.text });
    }
    this.#end();
  }

  /** What fails from here on stands at the message in the timeline. */
  #handOver(sending: Promise<unknown>): void {
    void attempt(this, sending);
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

  #clear(): void {
    this.text = '';
    this.#picked = nobody;
    this.#mentions.close();
    this.#keepDraft();
  }

  get #kept(): Draft | undefined {
    return (
      this.client &&
      draftsOf(this.client)
        .get()
        .get(this.channelId ?? '')
    );
  }

  /** @param given - What the application wants answered. */
  #takeDraft(given: Answered | null = null): void {
    const draft = this.#kept;
    this.#draft = draft;
    this.text = draft?.text ?? '';
    this.#picked = draft?.picked ?? nobody;
    this.#foundReply = draft?.replyTo ?? null;
    this.replyTo = given ?? this.#foundReply;
    this.#mentions.close();
  }

  #keepDraft(): void {
    const { client, channelId, text, replyTo } = this;
    // What stands in the field while a message is changed is no draft.
    if (client === undefined || channelId === null || this.editing !== null) return;
    this.#draft = text.trim() === '' ? undefined : { text, picked: this.#picked, replyTo, at: Date.now() };
    draftsOf(client).keep(channelId, this.#draft);
  }

  #beginOrEndEditing(before: Message | null): void {
    if (this.editing === null) {
      if (before !== null) this.#takeDraft();
      return;
    }
    const { text, picked } = fromSource(this.editing.text, (id) => this.#nameOf(id));
    this.text = text;
    this.#picked = picked;
  }

  /** Whether the caret stands in a block of code that is not closed yet. */
  #inCode(): boolean {
    return (this.text.slice(0, this.input.selectionStart).match(/^```/gm)?.length ?? 0) % 2 === 1;
  }

  #lastOwn(): Message | undefined {
    const items = this.#held.timeline?.store.get().items ?? [];
    return items.findLast(
      ({ message, delivery }) =>
        message.authorId === this.#meId &&
        message.deletedAt === null &&
        message.kind === 'text' &&
        delivery.status === 'sent',
    )?.message;
  }

  #fit(): void {
    this.input.style.blockSize = 'auto';
    this.input.style.blockSize = `${this.input.scrollHeight}px`;
  }

  get #meId(): string | null {
    return this.#people.value?.me?.user.id ?? null;
  }

  #nameOf(id: string): string | undefined {
    return this.#people.value?.users.get(id)?.name;
  }

  #title(): string {
    const channel = this.#channel.value?.channel;
    const people = this.#people.value;
    return channel === undefined || people === undefined
      ? ''
      : channelReference(channel, people, this.localizer);
  }
}
