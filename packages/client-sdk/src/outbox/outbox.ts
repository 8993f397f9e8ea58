import type { Message, MessageId, TimelineId, WorkspaceId } from '@fechatter/protocol';
import type { Api } from '../auth/api-client.ts';
import type { Environment } from '../environment/environment.ts';
import { AbortedError } from '../errors/aborted-error.ts';
import type { ChatError } from '../errors/chat-error.ts';
import { NotSignedInError } from '../errors/not-signed-in-error.ts';
import type { Scope } from '../scope/scope.ts';
import type { Batch } from '../store/batch.ts';
import type { Command, CommandId } from './command.ts';
import type { Journal } from './journal.ts';
import { added, confirmed, discarded, emptied, retried, settled, standingFor, type Rule } from './rules.ts';
import type { Sender, SenderParts } from './sender.ts';
import { SharedList } from './shared-list.ts';

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

/** Where the commands of a person are kept, and what sends them. */
export interface KeptCommands {
  readonly journal: Journal;
  readonly createSender: (parts: SenderParts) => Sender;
}

/** Somebody who waits for what becomes of a command. A deletion may come to its end without a message. */
interface Waiter extends PromiseWithResolvers<Message> {
  readonly command: Command;
}

/** What belongs to one session: its journal and what is being sent from it. */
interface Session {
  readonly scope: Scope;
  readonly kept: Promise<KeptCommands>;
  /** Null while it is not known what is in the journal: until then nothing is sent. */
  sender: Sender | null;
  readonly lists: Map<TimelineId, SharedList>;
}

/**
 * The commands on their way, first in first out in each timeline. They are in the journal before anything is
 * sent. A failure that may pass keeps its place in the queue and is tried again; one that will not is shown as
 * failed, and those behind it go on.
 */
export class Outbox {
  readonly #parts: Parts;
  readonly #waiters = new Map<CommandId, Waiter>();
  #session: Session | null = null;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Somebody is signed in: takes up what they left in the journal. */
  open(kept: Promise<KeptCommands>): void {
    const session: Session = {
      scope: this.#parts.scope.child(),
      kept,
      sender: null,
      lists: new Map(),
    };
    this.#session = session;
    void this.#load(session);
  }

  async #load(session: Session): Promise<void> {
    const { api, environment, workspaceId } = this.#parts;
    const { journal, createSender } = await session.kept;
    journal.follow({
      changed: (timelineId) => {
        if (session === this.#session) void this.#read(timelineId);
      },
      accepted: (command, message) => {
        if (session === this.#session) void this.#settle(command, message);
      },
      turn: () => void this.#readAll(session),
    });
    await this.#readAll(session);
    session.sender = createSender({
      api,
      environment,
      workspaceId,
      scope: session.scope,
      journal,
      lists: session.lists,
      change: (timelineId, rule) => this.#change(timelineId, rule),
      settle: (command, message) => this.#settle(command, message),
      refused: (command, error) => {
        for (const other of this.#find(command.messageId))
          if (command.kind === 'send' || other.id === command.id) this.#reject(other.id, error);
      },
    });
    session.sender.sendAll();
  }

  #read(timelineId: TimelineId): Promise<void> {
    return this.#change(timelineId, (commands) => commands);
  }

  /** Sees what others have put in the journal, and sends what there is to send. */
  async #readAll(session: Session): Promise<void> {
    const { journal } = await session.kept;
    const ids = new Set([...(await journal.timelines()), ...session.lists.keys()]);
    if (session === this.#session) await Promise.all(Array.from(ids, (id) => this.#read(id)));
  }

  /** The session is over: what is in the journal stays there. Settles when all that was done is written. */
  async close(error: ChatError): Promise<void> {
    const session = this.#session;
    if (session === null) return;
    this.#session = null;
    session.scope.dispose();
    for (const { reject } of this.#waiters.values()) reject(error);
    this.#waiters.clear();
    for (const timelineId of session.lists.keys()) this.#parts.changed(timelineId);
    await Promise.all(
      [...session.lists].map(([id, list]) => this.#write(session, id, list, (commands) => commands)),
    );
  }

  /** The commands of a timeline, in their order. */
  commands(timelineId: TimelineId): readonly Command[] {
    return this.#session?.lists.get(timelineId)?.view ?? [];
  }

  /** How many commands of the person were not sent yet, from any tab. */
  async count(): Promise<number> {
    const session = this.#session;
    if (session === null) return 0;
    await this.#readAll(session);
    return [...session.lists.values()].reduce((sum, { view }) => sum + view.length, 0);
  }

  /** Forgets everything, for all tabs. */
  async discardAll(): Promise<void> {
    await this.count();
    await Promise.all([...(this.#session?.lists.keys() ?? [])].map((id) => this.#change(id, emptied)));
  }

  /** Queues a command. Resolves with what the server made of it; rejects when it failed for good or was discarded. */
  add(command: Command): Promise<Message> {
    if (this.#session === null) return Promise.reject(new NotSignedInError());
    const { promise } = this.#wait(command);
    void this.#session.kept.then(({ journal }) => journal.put(command));
    void this.#change(command.timelineId, added(command));
    return promise;
  }

  /** Tries the failed commands on a message again. */
  retry(messageId: MessageId, since: number): Promise<Message> | null {
    const again = this.#find(messageId).filter(({ state }) => state.status === 'failed');
    const waiters = again.map((command) => this.#wait(command));
    for (const { timelineId } of again) void this.#change(timelineId, retried(messageId, since));
    return waiters.at(-1)?.promise ?? null;
  }

  /** Forgets the commands on a message that have failed. */
  discard(messageId: MessageId): void {
    for (const { timelineId } of this.#find(messageId)) void this.#change(timelineId, discarded(messageId));
  }

  /** The server has this message: whatever answer is missing, it was sent. */
  confirm(message: Message): void {
    const done = this.#find(message.id);
    if (done.length === 0) return;
    const rule = confirmed(message);
    for (const command of done) if (rule([command]).length === 0) this.#resolve(command, message);
    void this.#change(message.timelineId, rule);
  }

  /** The network is back: everything that waits is tried now, unless the server asked for more patience. */
  resume(): void {
    const session = this.#session;
    if (session === null) return;
    session.sender?.hurry();
    void this.#readAll(session);
  }

  /** Forgets the commands of one timeline, which takes none any more. */
  dropTimeline(timelineId: TimelineId, error: ChatError): void {
    for (const { id } of this.commands(timelineId)) this.#reject(id, error);
    if (this.commands(timelineId).length > 0) void this.#change(timelineId, emptied);
  }

  #find(messageId: MessageId): Command[] {
    return [...(this.#session?.lists.values() ?? [])]
      .flatMap(({ view }) => view)
      .filter((command) => command.messageId === messageId);
  }

  #wait(command: Command): Waiter {
    const waiter = { command, ...Promise.withResolvers<Message>() };
    // The failure of a command is in the state, so that nobody has to look after its promise.
    waiter.promise.catch(() => {});
    this.#waiters.set(command.id, waiter);
    return waiter;
  }

  /** Does this to the commands of a timeline: here at once, then in the journal; and sends what there is to send. */
  async #change(timelineId: TimelineId, rule: Rule): Promise<void> {
    const session = this.#session;
    if (session === null) return;
    let list = session.lists.get(timelineId);
    if (list === undefined) session.lists.set(timelineId, (list = new SharedList()));
    const shown = list.view;
    const kept = this.#write(session, timelineId, list, rule);
    if (list.view !== shown) this.#parts.changed(timelineId);
    await kept;
    if (list.idle) session.lists.delete(timelineId);
    void session.sender?.send(timelineId);
  }

  #write(session: Session, timelineId: TimelineId, list: SharedList, rule: Rule): Promise<void> {
    let shown = list.view;
    const write = async (all: Rule): Promise<readonly Command[]> => {
      const { journal } = await session.kept;
      const commands = await journal.change(timelineId, all);
      shown = list.view;
      return commands;
    };
    return list.change(rule, write, () => {
      if (session !== this.#session) return;
      this.#tell(timelineId, list);
      const same =
        shown.length === list.view.length && shown.every((command, at) => command === list.view[at]);
      if (!same) this.#parts.changed(timelineId);
    });
  }

  /** Tells those who wait what has become of their commands. */
  #tell(timelineId: TimelineId, list: SharedList): void {
    for (const [id, { command, resolve }] of [...this.#waiters]) {
      if (command.timelineId !== timelineId) continue;
      const standing = standingFor(list.view, id);
      if (standing?.state.status === 'failed') this.#reject(id, standing.state.error);
      if (standing !== undefined) continue;
      // A deletion that has gone has nothing left to delete.
      if (command.kind === 'delete') {
        this.#waiters.delete(id);
        resolve(gone);
      } else this.#reject(id, new AbortedError('Discarded, or replaced by a later change'));
    }
  }

  #resolve(command: Command, message: Message): void {
    const ids = command.kind === 'send' ? [command.id, ...command.folded] : [command.id];
    for (const id of ids) {
      this.#waiters.get(id)?.resolve(message);
      this.#waiters.delete(id);
    }
  }

  #reject(id: CommandId, error: ChatError): void {
    this.#waiters.get(id)?.reject(error);
    this.#waiters.delete(id);
  }

  async #settle(command: Command, message: Message): Promise<void> {
    // The command goes and what came of it appears in one change, so that it is never seen twice or not at all.
    const kept = this.#parts.batch.run(() => {
      this.#parts.accepted(command, message);
      this.#resolve(command, message);
      return this.#change(command.timelineId, settled(command.id));
    });
    await kept;
  }
}

/** What a deletion resolves with when there was nothing to delete: nobody looks at it. */
const gone = undefined as unknown as Message;
