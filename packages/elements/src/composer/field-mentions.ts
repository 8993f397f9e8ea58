import { nothing, type LitElement, type TemplateResult } from 'lit';
import type { ChannelId, ChatClient } from '@fechatter/client-sdk';
import type { Localizer } from '../localize/localizer.ts';
import type { Conversation } from '../messages/conversation.ts';
import { mentionOptions } from './composer-pieces.ts';
import { MentionCompletion, type MentionOption } from './mention-completion.ts';
import { EVERYBODY, mentionQuery } from './mention-text.ts';
import type { Writing } from './writing.ts';

interface Host extends LitElement {
  readonly client: ChatClient | undefined;
  readonly channelId: ChannelId | null;
}

interface Parts {
  readonly writing: Writing;
  readonly conversation: Conversation;
  field(): HTMLTextAreaElement;
  localizer(): Localizer;
  /** Speaks to those who listen. */
  readonly say: (text: string) => void;
}

/** Keys that mean something to the list. */
const KEYS = ['ArrowDown', 'ArrowUp', 'Enter', 'Tab', 'Escape'];

/**
 * Offers people while a mention is typed in a field, and puts the chosen one there. The focus stays in the field, which
 * names the option that one is at (the combobox pattern of WAI-ARIA APG).
 */
export class FieldMentions {
  readonly #host: Host;
  readonly #parts: Parts;
  readonly #completion: MentionCompletion;

  constructor(host: Host, parts: Parts) {
    this.#host = host;
    this.#parts = parts;
    this.#completion = new MentionCompletion(host, (count) => {
      if (count > 0) parts.say(parts.localizer().t('composer.mentionsFound', { count }));
    });
  }

  /** The id of the list; null while nobody is offered. */
  get listId(): string | null {
    return this.#completion.open ? 'options' : null;
  }

  /** The id of the option that one is at. */
  get activeId(): string | null {
    return this.#completion.open ? `option-${this.#completion.at}` : null;
  }

  list(): TemplateResult | typeof nothing {
    if (!this.#completion.open) return nothing;
    return mentionOptions(this.#completion, this.#parts.localizer(), (option) => {
      this.#pick(option);
    });
  }

  /** Looks at what stands before the caret. */
  readonly follow = (): void => {
    const { client, channelId } = this.#host;
    if (client === undefined || channelId === null) return;
    const { writing, conversation } = this.#parts;
    const { selectionStart, selectionEnd } = this.#parts.field();
    const found = selectionStart === selectionEnd ? mentionQuery(writing.text, selectionStart) : null;
    const isPicked = found !== null && writing.picked.has(found.text);
    this.#completion.follow(isPicked ? null : found, { client, channelId }, conversation.meId);
  };

  /** A key may have moved the caret; one that was for the list has not. */
  readonly released = (event: KeyboardEvent): void => {
    if (!KEYS.includes(event.key)) this.follow();
  };

  readonly close = (): void => {
    this.#completion.close();
  };

  /** Takes a key while people are offered. True when it was used. */
  key(event: KeyboardEvent): boolean {
    if (!this.#completion.open) return false;
    switch (event.key) {
      case 'ArrowDown':
        this.#completion.move(1);
        break;
      case 'ArrowUp':
        this.#completion.move(-1);
        break;
      case 'Enter':
      case 'Tab':
        if (event.shiftKey || this.#completion.current === undefined) return false;
        this.#pick(this.#completion.current);
        break;
      case 'Escape':
        this.close();
        break;
      default:
        return false;
    }
    event.preventDefault();
    event.stopPropagation();
    return true;
  }

  #pick(option: MentionOption): void {
    const place = this.#completion.query;
    if (place === null) return;
    const { writing } = this.#parts;
    const field = this.#parts.field();
    const word = option.kind === 'everybody' ? EVERYBODY : `@${option.user.name}`;
    const end = place.start + 1 + place.text.length;
    const after = writing.text.slice(end).startsWith(' ') ? '' : ' ';
    field.setRangeText(`${word}${after}`, place.start, end, 'end');
    const picked = new Map(writing.picked);
    if (option.kind === 'user') picked.set(option.user.name, option.user.id);
    writing.write(field.value, picked);
    this.close();
  }
}
