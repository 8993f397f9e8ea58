/** How a transaction is run: the same for whoever asks for one, and as the database at hand does it best. */
import {
  CompiledQuery,
  Transaction,
  type ConnectionProvider,
  type DatabaseConnection,
  type Dialect,
  type Kysely,
  type QueryResult,
} from 'kysely';
import type { Tables } from './tables.ts';

/** `snapshot`: every read sees one moment of the database, and nothing is written. */
export type TransactionKind = 'plain' | 'snapshot';

/** Takes a write whose answer decides nothing. The commit waits for it, and fails with it. */
export type Later = (write: Promise<unknown>) => void;

export type Transact = <T>(
  kind: TransactionKind,
  run: (tx: Transaction<Tables>, later: Later) => Promise<T>,
) => Promise<T>;

/** Each statement waits for the one before: for an embedded database, from which nothing is far away. */
export const oneByOne =
  (kysely: Kysely<Tables>): Transact =>
  (kind, run) => {
    const plain = kysely.transaction();
    const transaction =
      kind === 'snapshot' ? plain.setIsolationLevel('repeatable read').setAccessMode('read only') : plain;
    const writes: Promise<unknown>[] = [];
    const failed: Promise<unknown>[] = [];
    const later: Later = (write) => {
      writes.push(write);
      write.catch(() => failed.push(write));
    };
    return transaction.execute(async (tx) => {
      const result = run(tx, later);
      await Promise.allSettled([result]);
      // A write that came after the rollback would stay.
      await Promise.allSettled(writes);
      // The first failure is the cause of the others.
      await failed[0];
      return result;
    });
  };

/**
 * Statements go out without waiting for those before them: `begin` goes with the first, and `commit` with whatever
 * nobody waits for. A server answers them in their order, so the time on the way is paid once and not for each; and
 * the counters of a busy workspace are held for as much less.
 */
export const pipelined =
  (kysely: Kysely<Tables>, dialect: Dialect): Transact =>
  (kind, run) => {
    const executor = kysely.getExecutor();
    // A transaction asks its driver for nothing: it is begun and ended here.
    const props = { config: { dialect }, dialect, driver: dialect.createDriver() };
    return executor.provideConnection(async (connection) => {
      const pipeline = new Pipeline(connection);
      const writes: Promise<unknown>[] = [];
      try {
        pipeline.send(kind === 'snapshot' ? 'begin isolation level repeatable read read only' : 'begin');
        const tx = new Transaction<Tables>({ ...props, executor: executor.withConnectionProvider(pipeline) });
        const result = await run(tx, (write) => void writes.push(write.catch(() => undefined)));
        pipeline.send('commit');
        await pipeline.answered();
        return result;
      } catch (error) {
        // A write that came after the rollback would stay.
        await Promise.all(writes);
        // Whatever failed, the server has rolled back, or does so now; a connection that is gone has nothing to undo.
        await connection.executeQuery(rollback).catch(() => undefined);
        throw pipeline.failure ?? error;
      }
    });
  };

const rollback = CompiledQuery.raw('rollback');

/** One connection, to which statements are sent one behind the other. */
class Pipeline implements ConnectionProvider, DatabaseConnection {
  readonly #connection: DatabaseConnection;
  readonly #sent: Promise<unknown>[] = [];
  failure: unknown;

  constructor(connection: DatabaseConnection) {
    this.#connection = connection;
  }

  provideConnection<T>(consumer: (connection: DatabaseConnection) => Promise<T>): Promise<T> {
    return consumer(this);
  }

  send(statement: string): void {
    void this.executeQuery(CompiledQuery.raw(statement));
  }

  executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    const answer = this.#connection.executeQuery<R>(query);
    this.#sent.push(answer);
    answer.catch((error: unknown) => {
      this.failure ??= error;
    });
    return answer;
  }

  streamQuery<R>(query: CompiledQuery, chunkSize: number): AsyncIterableIterator<QueryResult<R>> {
    return this.#connection.streamQuery<R>(query, chunkSize);
  }

  /** Resolves when everything that was sent has been done. */
  async answered(): Promise<void> {
    await Promise.all(this.#sent);
  }
}
