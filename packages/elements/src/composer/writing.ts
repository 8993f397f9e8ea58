import {
  limits,
  textLength,
  type ChannelId,
  type ChatClient,
  type Message,
  type User,
  type UserId,
} from '@fechatter/client-sdk';
import type { ReactiveControllerHost } from 'lit';
import { StoreController } from '../client/store-controller.ts';
import { draftsOf } from './drafts.ts';
import type { Answered, Draft } from './kept-drafts.ts';
import { fromSource, toSource, type PickedMentions } from './mention-text.ts';

/** What a composer writes to. */
interface Host extends ReactiveControllerHost {
  readonly client: ChatClient | undefined;
  readonly channelId: ChannelId | null;
  readonly replyTo: Answered | null;
  readonly editing: Message | null;
}

const nobody: PickedMentions = new Map();

/** What stands in the field: a text, whom it mentions, and the draft of its conversation that it is kept as. */
export class Writing {
  readonly #host: Host;
  #text = '';
  #picked = nobody;
  /** What was taken or kept last: with another text in the field somebody has written on. */
  #draft: Draft | undefined;

  constructor(host: Host) {
    this.#host = host;
    new StoreController(
      host,
      () => host.client && draftsOf(host.client),
      (drafts) => drafts.get(host.channelId ?? ''),
    );
  }

  get text(): string {
    return this.#text;
  }

  /** The people whom the text mentions, by the names that stand there. */
  get picked(): PickedMentions {
    return this.#picked;
  }

  /** The text as it is sent. */
  get source(): string {
    return toSource(this.#text.trim(), this.#picked);
  }

  /** How many characters there is still room for; below zero when there are too many. */
  get left(): number {
    return limits.messageLength - textLength(toSource(this.#text, this.#picked));
  }

  /** Whether the device, or another tab, has another draft than the one that stands here as it was taken. */
  get isOutdated(): boolean {
    return this.#kept !== this.#draft && this.#text === (this.#draft?.text ?? '');
  }

  /** Takes what was written, and keeps it. */
  write(text: string, picked: PickedMentions = this.#picked): void {
    this.#text = text;
    this.#picked = picked;
    this.keep();
    this.#host.requestUpdate();
  }

  /** Leaves nothing there, and no draft. */
  clear(): void {
    this.write('', nobody);
  }

  /** Keeps it as the draft of the conversation. */
  keep(): void {
    const { client, channelId, editing, replyTo } = this.#host;
    // What stands in the field while a message is changed is no draft.
    if (client === undefined || channelId === null || editing !== null) return;
    const draft = { text: this.#text, picked: this.#picked, replyTo, at: Date.now() };
    this.#draft = draft.text.trim() === '' ? undefined : draft;
    draftsOf(client).keep(channelId, this.#draft);
  }

  /** Goes on with the draft of the conversation, and gives the message that it answers. */
  takeDraft(): Answered | null {
    const draft = this.#kept;
    this.#draft = draft;
    this.#text = draft?.text ?? '';
    this.#picked = draft?.picked ?? nobody;
    return draft?.replyTo ?? null;
  }

  /** Puts the text of a message there, to be changed. */
  takeMessage({ text: source }: Message, users: ReadonlyMap<UserId, User>): void {
    const { text, picked } = fromSource(source, (id) => users.get(id)?.name);
    this.#text = text;
    this.#picked = picked;
  }

  get #kept(): Draft | undefined {
    const { client, channelId } = this.#host;
    return (
      client &&
      draftsOf(client)
        .get()
        .get(channelId ?? '')
    );
  }
}
