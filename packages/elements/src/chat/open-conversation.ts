import type { ReactiveControllerHost } from 'lit';
import type { ChannelId, Message, WorkspaceState } from '@fechatter/client-sdk';
import type { OpeningPlace } from '../messages/jumps/timeline-ways.ts';
import { rememberChannel } from './recent-channels.ts';

interface Parts {
  store(): WorkspaceState | undefined;
}

/** Which conversation is open, at which place, and what is being written in it: an answer, a change, or neither. */
export class OpenConversation {
  readonly #host: ReactiveControllerHost;
  readonly #parts: Parts;
  #id: ChannelId | null = null;
  #at: OpeningPlace | null = null;
  #replyTo: Message | null = null;
  #editing: Message | null = null;
  /** Whether the reader was seen to be in it: only then is it gone when they are not. */
  #known = false;

  constructor(host: ReactiveControllerHost, parts: Parts) {
    this.#host = host;
    this.#parts = parts;
  }

  /** Null while none is open. */
  get id(): ChannelId | null {
    return this.#id;
  }

  /** Where it opens; null for where the reader was. */
  get at(): OpeningPlace | null {
    return this.#at;
  }

  get replyTo(): Message | null {
    return this.#replyTo;
  }

  get editing(): Message | null {
    return this.#editing;
  }

  open(id: ChannelId, at: OpeningPlace | null): void {
    this.#set(id, at);
    const slug = this.#parts.store()?.workspace?.slug;
    if (slug !== undefined) rememberChannel(slug, id);
  }

  close(): void {
    this.#set(null, null);
  }

  reply(message: Message): void {
    this.#editing = null;
    this.#replyTo = message;
    this.#host.requestUpdate();
  }

  edit(message: Message): void {
    this.#editing = message;
    this.#host.requestUpdate();
  }

  /** What was written is sent, or given up. */
  endWriting(): void {
    this.#editing = null;
    this.#replyTo = null;
    this.#host.requestUpdate();
  }

  /** How the open conversation stands: `gone` for one that the reader was in and is not any more. */
  look({ channels }: WorkspaceState): 'open' | 'gone' | 'none' {
    if (this.#id === null) return 'none';
    if (channels.has(this.#id)) this.#known = true;
    else if (this.#known) return 'gone';
    return 'open';
  }

  #set(id: ChannelId | null, at: OpeningPlace | null): void {
    this.#id = id;
    this.#at = at;
    this.#known = false;
    this.#editing = null;
    this.#replyTo = null;
    this.#host.requestUpdate();
  }
}
