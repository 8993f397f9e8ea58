import type { Message, MessageId, TimelineId, WorkspaceId } from '@fechatter/protocol';
import type { Api } from '../auth/api-client.ts';
import type { Environment } from '../environment/environment.ts';
import { AbortedError } from '../errors/aborted-error.ts';
import { ApiError } from '../errors/api-error.ts';
import { ChatError } from '../errors/chat-error.ts';
import { isRetryable } from '../errors/guards.ts';
import { InvalidResponseError } from '../errors/invalid-response-error.ts';
import { backoff } from '../http/backoff.ts';
import type { Scope } from '../scope/scope.ts';
import type { Batch } from '../store/batch.ts';
import { withText, type Command, type SendCommand } from './command.ts';

interface Entry {
  command: Command;
  /** Tries that were begun. With one begun, the server may have the command although no answer came. */
  tries: number;
  done: PromiseWithResolvers<Message>;
}

interface Parts {
  readonly api: Api;
  readonly environment: Environment;
  readonly scope: Scope;
  readonly batch: Batch;
  readonly workspaceId: () => Promise<WorkspaceId>;
  /** Called when the commands of a timeline changed. */
  readonly changed: (timelineId: TimelineId) => void;
  /** Called with what the server made of a command, before the command is forgotten. */
  readonly accepted: (command: Command, message: Message) => void;
}

/**
 * The commands on their way, first in first out in each timeline. A failure that may pass keeps its place in
 * the queue and is tried again; one that will not is shown as failed, and those behind it go on.
 */
export class Outbox {
  readonly #parts: Parts;
  readonly #queues = new Map<TimelineId, Entry[]>();
  /** The timelines that are sending now, and those that wait for another try. */
  readonly #sending = new Set<TimelineId>();
  readonly #waiting = new Map<TimelineId, { readonly cancel: () => void; readonly notBefore: number }>();
  #session: Scope;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#session = parts.scope.child();
  }

  /** The commands of a timeline, in their order. */
  commands(timelineId: TimelineId): readonly Command[] {
    return this.#queues.get(timelineId)?.map(({ command }) => command) ?? [];
  }

  /** Queues a command. Resolves with what the server made of it; rejects when it failed for good or was discarded. */
  add(command: Command): Promise<Message> {
    const folded = command.kind === 'send' ? null : this.#fold(command);
    if (folded !== null) return folded;
    const entry: Entry = { command, tries: 0, done: deferred() };
    const queue = this.#queues.get(command.timelineId);
    if (queue === undefined) this.#queues.set(command.timelineId, [entry]);
    else queue.push(entry);
    this.#changed(command.timelineId);
    return entry.done.promise;
  }

  /** A change of what the server surely does not have yet changes the command itself. */
  #fold(command: Exclude<Command, SendCommand>): Promise<Message> | null {
    const queue = this.#queues.get(command.timelineId) ?? [];
    const untried = ({ command: other, tries }: Entry): boolean =>
      other.messageId === command.messageId && (tries === 0 || other.state.status === 'failed');
    const send = queue.find((entry) => entry.command.kind === 'send' && untried(entry));
    if (send?.command.kind === 'send') {
      if (command.kind === 'delete') {
        const { message } = send.command;
        this.#drop(send, new AbortedError('The message was deleted before it was sent'));
        return Promise.resolve(message);
      }
      // Its promise was rejected when it failed: this is another one.
      if (send.command.state.status === 'failed') send.done = deferred();
      send.command = {
        ...send.command,
        message: withText(send.command.message, command.text),
        state: command.state,
      };
      this.#changed(command.timelineId);
      return send.done.promise;
    }
    // The last word on a message is the one that counts.
    for (const entry of queue.filter((other) => other.command.kind !== 'send' && untried(other))) {
      this.#drop(entry, new AbortedError('A later change took the place of this one'));
    }
    return null;
  }

  /** Tries the failed commands on a message again. */
  retry(messageId: MessageId, since: number): Promise<Message> | null {
    const failed = this.#find(messageId).filter(({ command }) => command.state.status === 'failed');
    for (const entry of failed) {
      entry.command = { ...entry.command, state: { status: 'pending', since } };
      entry.done = deferred();
      this.#changed(entry.command.timelineId);
    }
    return failed.at(-1)?.done.promise ?? null;
  }

  /** Forgets the commands on a message that have failed. */
  discard(messageId: MessageId): void {
    for (const entry of this.#find(messageId)) {
      if (entry.command.state.status === 'failed') this.#drop(entry, new AbortedError('Discarded'));
    }
  }

  /** The server has this message: whatever answer is missing, it was sent. */
  confirm(message: Message): void {
    for (const entry of this.#find(message.id)) {
      const { kind } = entry.command;
      if (kind === 'send' || (kind === 'delete' && message.deletedAt !== null)) this.#settle(entry, message);
    }
  }

  /** The network is back: everything that waits is tried now, unless the server asked for more patience. */
  resume(): void {
    for (const [timelineId, { cancel, notBefore }] of [...this.#waiting]) {
      if (notBefore > this.#parts.environment.clock.now()) continue;
      cancel();
      this.#waiting.delete(timelineId);
      void this.#drain(timelineId);
    }
  }

  /** Forgets everything, as when the session ends. */
  clear(error: ChatError): void {
    this.#session.dispose();
    this.#session = this.#parts.scope.child();
    this.#sending.clear();
    this.#waiting.clear();
    const queues = [...this.#queues];
    this.#queues.clear();
    for (const [timelineId, queue] of queues) {
      for (const { done } of queue) done.reject(error);
      this.#parts.changed(timelineId);
    }
  }

  /** Forgets the commands of one timeline, which takes none any more. */
  dropTimeline(timelineId: TimelineId, error: ChatError): void {
    for (const entry of [...(this.#queues.get(timelineId) ?? [])]) this.#drop(entry, error);
  }

  #find(messageId: MessageId): Entry[] {
    return [...this.#queues.values()].flat().filter(({ command }) => command.messageId === messageId);
  }

  #changed(timelineId: TimelineId): void {
    this.#parts.changed(timelineId);
    void this.#drain(timelineId);
  }

  async #drain(timelineId: TimelineId): Promise<void> {
    if (this.#sending.has(timelineId) || this.#waiting.has(timelineId)) return;
    const session = this.#session;
    this.#sending.add(timelineId);
    try {
      for (;;) {
        const entry = this.#queues.get(timelineId)?.find(({ command }) => command.state.status === 'pending');
        if (entry === undefined) return;
        entry.tries += 1;
        const { done } = entry;
        try {
          const message = await this.#execute(entry.command, session.signal);
          if (session !== this.#session) return;
          this.#settle(entry, message);
        } catch (error) {
          if (session !== this.#session || session.signal.aborted) return;
          // Confirmed or dropped meanwhile: the answer is of no interest.
          if (this.#queues.get(timelineId)?.includes(entry) !== true || entry.done !== done) continue;
          if (isRetryable(error)) {
            this.#wait(timelineId, entry, error);
            return;
          }
          this.#fail(
            entry,
            error instanceof ChatError ? error : new InvalidResponseError(undefined, { cause: error }),
          );
        }
      }
    } finally {
      if (session === this.#session) this.#sending.delete(timelineId);
    }
  }

  async #execute(command: Command, signal: AbortSignal): Promise<Message> {
    const { api } = this.#parts;
    const workspaceId = command.workspaceId ?? (await this.#parts.workspaceId());
    const options = { signal, tries: 1 };
    const { messageId, timelineId } = command;
    switch (command.kind) {
      case 'send': {
        const { text, kind, replyTo } = command.message;
        return api.call(
          'messages.send',
          {
            path: { workspaceId, timelineId },
            body: { id: messageId, text, kind, replyTo: replyTo?.id ?? null },
          },
          options,
        );
      }
      case 'edit':
        return api.call(
          'messages.edit',
          { path: { workspaceId, messageId }, body: { id: command.editId, text: command.text } },
          options,
        );
      case 'delete':
        return api.call('messages.delete', { path: { workspaceId, messageId } }, options);
    }
  }

  #wait(timelineId: TimelineId, { tries }: Entry, error: unknown): void {
    const { clock, random } = this.#parts.environment;
    const asked = (error instanceof ApiError && error.retryAfterMs) || 0;
    const cancel = this.#session.after(Math.max(asked, backoff(tries, random())), () => {
      this.#waiting.delete(timelineId);
      void this.#drain(timelineId);
    });
    this.#waiting.set(timelineId, { cancel, notBefore: clock.now() + asked });
  }

  #settle(entry: Entry, message: Message): void {
    if (!this.#remove(entry)) return;
    // The command goes and what came of it appears in one change, so that it is never seen twice or not at all.
    this.#parts.batch.run(() => {
      this.#parts.accepted(entry.command, message);
      this.#parts.changed(entry.command.timelineId);
    });
    entry.done.resolve(message);
  }

  #fail(entry: Entry, error: ChatError): void {
    entry.command = { ...entry.command, state: { status: 'failed', error } };
    entry.done.reject(error);
    // What was to change a message that the server does not take has nothing to change.
    if (entry.command.kind === 'send') {
      for (const other of this.#find(entry.command.messageId)) if (other !== entry) this.#drop(other, error);
    }
    this.#parts.changed(entry.command.timelineId);
  }

  #drop(entry: Entry, error: ChatError): void {
    if (!this.#remove(entry)) return;
    entry.done.reject(error);
    this.#parts.changed(entry.command.timelineId);
  }

  #remove(entry: Entry): boolean {
    const { timelineId } = entry.command;
    const queue = this.#queues.get(timelineId);
    const at = queue?.indexOf(entry) ?? -1;
    if (queue === undefined || at < 0) return false;
    queue.splice(at, 1);
    if (queue.length === 0) this.#queues.delete(timelineId);
    return true;
  }
}

/** The failure of a command is in the state, so that nobody has to look after its promise. */
function deferred(): PromiseWithResolvers<Message> {
  const done = Promise.withResolvers<Message>();
  done.promise.catch(() => {});
  return done;
}
