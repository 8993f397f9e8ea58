import type { MessageId, Timeline } from '@fechatter/client-sdk';
import type { ReactiveControllerHost } from 'lit';
import { attempt } from '../events/attempt.ts';
import type { FeEventOf } from '../events/events.ts';
import { PendingChanges } from '../client/pending-changes.ts';

interface Parts {
  timeline(): Timeline | undefined;
  /** Speaks to those who listen. */
  say(text: string): void;
  /** What is said of a message that was deleted. */
  label(): string;
  /** Keeps the focus at a message. */
  stay(id: MessageId): void;
  /** The reader has not read from here on. */
  unreadFrom(index: number): void;
}

/** Does what the reader asks a message for. A failure stands at the message itself, and is told to the page. */
export class MessageCommands {
  readonly #host: ReactiveControllerHost & EventTarget;
  readonly #parts: Parts;
  readonly #deletions: PendingChanges<MessageId>;

  constructor(host: ReactiveControllerHost & EventTarget, parts: Parts) {
    this.#host = host;
    this.#parts = parts;
    this.#deletions = new PendingChanges(host);
  }

  /** Whether a message was deleted a moment ago, and can be had back. */
  deletes(id: MessageId): boolean {
    return this.#deletions.has(id);
  }

  /** Nothing can be taken back any longer. */
  finish(): void {
    this.#deletions.flush();
  }

  readonly delete = (event: FeEventOf<'fe-delete'>): void => {
    const { id } = event.detail.message;
    const timeline = this.#parts.timeline();
    this.#deletions.add(id, () => {
      this.#run(timeline?.delete(id));
    });
    this.#parts.say(this.#parts.label());
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

  #run(promise: Promise<unknown> | undefined): void {
    void attempt(this.#host, promise);
  }
}
