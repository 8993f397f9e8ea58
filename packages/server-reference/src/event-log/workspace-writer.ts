import type { LoggedEvent, WorkspaceId } from '@fechatter/protocol';
import { sql } from 'kysely';
import type { Database, WalledTransaction } from '../database/database.ts';
import { databaseError, isTransient } from '../database/errors.ts';
import { ApiError } from '../errors/api-error.ts';
import type { Audience, CommittedEvent, EventDraft } from './events.ts';

/** What a command works with: a transaction that holds the counters of its workspace. */
export interface CommitContext {
  readonly tx: WalledTransaction;
  readonly workspaceId: WorkspaceId;
  /** The moment of the commit: the same for everything in it. */
  readonly now: Date;
  /** The seq that the next appended event gets: what an entity that it carries has as its version. */
  readonly nextSeq: number;
  /** Appends an event to the log. It is published when the transaction is committed, and never otherwise. */
  append(audience: Audience, draft: EventDraft): void;
  /**
   * Takes seqs for changes that the log is not to keep, and trims the log up to them: whoever has not read so far
   * is told to reset. For changes in bulk, such as an import: their events would cost as much as the changes
   * themselves, and any reader would be further behind than a replay reaches anyway.
   *
   * @returns the first of the seqs.
   */
  appendTrimmed(count: number): number;
}

/** What became of one input of a batch. */
export type Outcome<R> = { readonly value: R } | { readonly error: ApiError };

/**
 * A change of a workspace's state. All inputs that wait for the same command are applied together, in one
 * transaction; outcomes stand in the order of the inputs. An input that is refused has to have written nothing.
 */
export interface Command<I, R, Found = void> {
  readonly name: string;
  /** What it has to know first. It is asked together with the lock, and answered by what stands when that is held. */
  read(tx: WalledTransaction, inputs: readonly I[]): Promise<Found>;
  apply(context: CommitContext, inputs: readonly I[], found: Found): Promise<readonly Outcome<R>[]>;
}

/** A command that takes its inputs one by one. It checks first and writes then: after a write it must not refuse. */
export function command<I, R>(
  name: string,
  run: (context: CommitContext, input: I) => Promise<R>,
): Command<I, R> {
  return {
    name,
    read: () => Promise.resolve(),
    async apply(context, inputs) {
      const outcomes: Outcome<R>[] = [];
      for (const input of inputs) {
        try {
          outcomes.push({ value: await run(context, input) });
        } catch (error) {
          if (!(error instanceof ApiError)) throw error;
          outcomes.push({ error });
        }
      }
      return outcomes;
    },
  };
}

interface Waiting {
  readonly command: Command<unknown, unknown, unknown>;
  readonly input: unknown;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/** Commands of one transaction at most: bounds its length, and with it the wait of those behind it. */
const BATCH_SIZE = 1_000;
/** Commands of one workspace that may wait; more are refused as `server_busy`. */
const QUEUE_LIMIT = 20_000;
const TRANSIENT_RETRIES = 3;

/**
 * Commits the changes of workspaces, those of one workspace in batches: the row that holds its counters is
 * locked across the disk flush, so one transaction for all that wait is what lets a busy workspace be fast.
 */
export class WorkspaceWriter {
  readonly #database: Database;
  readonly #publish: (workspaceId: WorkspaceId, events: readonly CommittedEvent[], head: number) => void;
  readonly #queues = new Map<WorkspaceId, Waiting[]>();
  readonly #running = new Set<Promise<void>>();

  /**
   * @param publish - Gets what was committed, in the order of the log, and where the log ends now. That may be
   * further on: others commit too, and so did a transaction whose confirmation was lost.
   */
  constructor(
    database: Database,
    publish: (workspaceId: WorkspaceId, events: readonly CommittedEvent[], head: number) => void,
  ) {
    this.#database = database;
    this.#publish = publish;
  }

  /** Resolves when the change is committed and durable. A repeated command with the same ids changes nothing. */
  submit<I, R, Found>(workspaceId: WorkspaceId, command: Command<I, R, Found>, input: I): Promise<R> {
    return new Promise<R>((resolve, reject) => {
      const waiting = { command, input, resolve, reject } as unknown as Waiting;
      const queue = this.#queues.get(workspaceId);
      if (!queue) {
        this.#queues.set(workspaceId, [waiting]);
        const run = this.#drain(workspaceId).finally(() => this.#running.delete(run));
        this.#running.add(run);
      } else if (queue.length >= QUEUE_LIMIT) {
        reject(
          new ApiError('server_busy', 'Too many changes of this workspace are waiting.', { retryAfter: 1 }),
        );
      } else {
        queue.push(waiting);
      }
    });
  }

  /** Resolves when nothing is waiting any more. */
  async idle(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running);
  }

  async #drain(workspaceId: WorkspaceId): Promise<void> {
    const queue = this.#queues.get(workspaceId) ?? [];
    let tell = (): void => undefined;
    while (queue.length > 0) {
      // What arrives in the same turn of the event loop shares the transaction; and an embedded database, which
      // answers without ever waiting, must not keep the streams and timers from theirs.
      await nextTurn();
      const committing = this.#commit(workspaceId, queue.splice(0, BATCH_SIZE));
      // The database works on these while those who wait for the ones before are answered.
      await nextTurn();
      tell();
      tell = await committing;
      if (queue.length === 0) {
        tell();
        tell = () => undefined;
      }
    }
    this.#queues.delete(workspaceId);
  }

  /** Commits a batch, and gives what tells everybody of it. */
  async #commit(workspaceId: WorkspaceId, batch: readonly Waiting[]): Promise<() => void> {
    for (let attempt = 0; ; attempt += 1) {
      try {
        const { outcomes, events, head } = await this.#transaction(workspaceId, batch);
        return () => {
          for (const run of withoutHoles(events)) this.#publish(workspaceId, run, run.at(-1)?.seq ?? head);
          if (events.at(-1)?.seq !== head) this.#publish(workspaceId, [], head);
          batch.forEach((waiting, at) => {
            const outcome = outcomes[at];
            if (outcome && 'value' in outcome) waiting.resolve(outcome.value);
            else waiting.reject(outcome?.error ?? new Error(`${waiting.command.name} gave no outcome`));
          });
        };
      } catch (error) {
        if (isTransient(error) && attempt < TRANSIENT_RETRIES) continue;
        const told = databaseError(error);
        // What is wrong with the database is wrong for all of them; trying each would only make the others wait.
        if (batch.length === 1 || told instanceof ApiError)
          return () => {
            for (const waiting of batch) waiting.reject(told);
          };
        // One of them broke the transaction: alone, each shows whether it was the one.
        for (const waiting of batch) (await this.#commit(workspaceId, [waiting]))();
        return () => undefined;
      }
    }
  }

  #transaction(workspaceId: WorkspaceId, batch: readonly Waiting[]): Promise<Committed> {
    return this.#database.locked(workspaceId, async (tx, locked) => {
      const [first, ...others] = runsOf(batch);
      const [headSeq, found] = await Promise.all([locked, first?.command.read(tx, first.inputs)]);
      if (headSeq === null) throw new ApiError('not_found');
      const context = new Appending(tx, workspaceId, new Date(), headSeq);
      const outcomes: Outcome<unknown>[] = [];
      if (first) outcomes.push(...(await first.command.apply(context, first.inputs, found)));
      for (const { command, inputs } of others)
        outcomes.push(...(await command.apply(context, inputs, await command.read(tx, inputs))));
      context.store();
      return { outcomes, events: context.events, head: context.nextSeq - 1 };
    });
  }
}

interface Committed {
  /** In the order of the batch. */
  readonly outcomes: readonly Outcome<unknown>[];
  readonly events: readonly CommittedEvent[];
  /** Where the log ends now. */
  readonly head: number;
}

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Neighbours with the same command are applied together. */
function runsOf(
  batch: readonly Waiting[],
): { readonly command: Command<unknown, unknown, unknown>; readonly inputs: unknown[] }[] {
  const runs: { command: Command<unknown, unknown, unknown>; inputs: unknown[] }[] = [];
  for (const { command, input } of batch) {
    const last = runs.at(-1);
    if (last?.command === command) last.inputs.push(input);
    else runs.push({ command, inputs: [input] });
  }
  return runs;
}

/** What is published in one piece follows on without holes; a hole before it is how readers learn that the log was trimmed. */
function withoutHoles(events: readonly CommittedEvent[]): (readonly CommittedEvent[])[] {
  const first = events[0];
  const last = events.at(-1);
  if (!first || !last) return [];
  if (last.seq - first.seq === events.length - 1) return [events];
  const end = events.findIndex((event, at) => event.seq !== first.seq + at);
  return [events.slice(0, end), ...withoutHoles(events.slice(end))];
}

class Appending implements CommitContext {
  readonly tx: WalledTransaction;
  readonly workspaceId: WorkspaceId;
  readonly now: Date;
  readonly events: CommittedEvent[] = [];
  #head: number;
  #trimmed = 0;

  constructor(tx: WalledTransaction, workspaceId: WorkspaceId, now: Date, head: number) {
    this.tx = tx;
    this.workspaceId = workspaceId;
    this.now = now;
    this.#head = head;
  }

  get nextSeq(): number {
    return this.#head + 1;
  }

  append(audience: Audience, draft: EventDraft): void {
    const seq = this.nextSeq;
    const event = { type: draft.type, seq, at: this.now.toISOString(), data: draft.data } as LoggedEvent;
    this.events.push({ seq, audience, event, payload: JSON.stringify(event) });
    this.#head = seq;
  }

  appendTrimmed(count: number): number {
    const first = this.nextSeq;
    this.#head += count;
    if (count > 0) this.#trimmed = this.#head;
    return first;
  }

  store(): void {
    const { events, tx } = this;
    if (this.#trimmed > 0)
      tx.later(
        tx
          .updateTable('workspaces')
          .set({ head_seq: this.#head, trimmed_seq: this.#trimmed })
          .where('id', '=', this.workspaceId)
          .execute(),
      );
    if (events.length > 0) tx.later(this.#storeEvents());
  }

  async #storeEvents(): Promise<void> {
    const { events } = this;
    const rows = events.map(({ audience }) => audienceColumns(audience));
    await sql`
      with log as (
        insert into event_log (workspace_id, seq, type, channel_id, user_id, payload, at)
        select ${this.workspaceId}::uuid, e.seq, e.type, e.channel_id, e.user_id, e.payload, ${this.now.toISOString()}::timestamptz
        from unnest(
          ${events.map((event) => event.seq)}::bigint[], ${events.map(({ event }) => event.type)}::text[],
          ${rows.map((row) => row.channelId)}::uuid[], ${rows.map((row) => row.userId)}::uuid[],
          ${events.map((event) => event.payload)}::text[]
        ) as e(seq, type, channel_id, user_id, payload)
      )
      update workspaces set head_seq = ${this.#head} where id = ${this.workspaceId}`.execute(this.tx);
  }
}

/** How an audience is kept in the log. */
function audienceColumns(audience: Audience): {
  readonly channelId: string | null;
  readonly userId: string | null;
} {
  switch (audience.to) {
    case 'workspace':
      return { channelId: null, userId: null };
    case 'channel':
      return { channelId: audience.channelId, userId: null };
    case 'channel-and-user':
      return { channelId: audience.channelId, userId: audience.userId };
    case 'user':
      return { channelId: null, userId: audience.userId };
  }
}
