// What Postgres itself can do, on the same server: one commit for each message, and bulk inserts.
import { createId } from '@fechatter/protocol';
import postgres from 'postgres';
import { loop, type Looped } from './loop.ts';
import { markedText } from './message.ts';

/** Rows of one bulk insert, and how many of them run side by side. */
const BULK = { rows: 500, connections: 2 } as const;
const SINGLE_CONNECTIONS = 64;

async function withTable<T>(
  url: string,
  connections: number,
  run: (sql: postgres.Sql) => Promise<T>,
): Promise<T> {
  const sql = postgres(url, { max: connections, onnotice: () => undefined });
  try {
    await sql`drop table if exists floor`;
    await sql`create table floor (channel int not null, seq bigint generated always as identity, id uuid not null unique, author int not null, body text not null, created_at timestamptz not null default now(), primary key (channel, seq))`;
    return await run(sql);
  } finally {
    await sql`drop table if exists floor`;
    await sql.end();
  }
}

/** One message, one commit. */
export const singleCommits = (
  url: string,
  milliseconds: number,
  connections = SINGLE_CONNECTIONS,
): Promise<Looped> =>
  withTable(url, connections, (sql) =>
    loop(
      connections,
      milliseconds,
      (sender) =>
        sql`insert into floor (channel, id, author, body) values (1, ${createId()}, ${sender}, ${markedText(0)}) returning seq`,
    ),
  );

/**
 * One message, one commit, with what a dense index costs: the counter of the channel is a row, and whoever takes the
 * next number holds it until the disk has it.
 */
export const denseCommits = (
  url: string,
  milliseconds: number,
  connections = SINGLE_CONNECTIONS,
): Promise<Looped> =>
  withTable(url, connections, async (sql) => {
    await sql`create table floor_heads (channel int primary key, seq bigint not null) with (fillfactor = 50)`;
    try {
      await sql`insert into floor_heads values (1, 0)`;
      return await loop(
        connections,
        milliseconds,
        (sender) =>
          sql`with head as (update floor_heads set seq = seq + 1 where channel = 1 returning seq)
            insert into floor (channel, seq, id, author, body) overriding system value
            select 1, seq, ${createId()}::uuid, ${sender}::int, ${markedText(0)} from head returning seq`,
      );
    } finally {
      await sql`drop table floor_heads`;
    }
  });

/** Many messages in one statement, as fast as they go: what the disk and the indexes allow. */
export const bulkInserts = (url: string, milliseconds: number): Promise<number> =>
  withTable(url, BULK.connections, async (sql) => {
    const { perSecond } = await loop(BULK.connections, milliseconds, (sender) => {
      const ids = Array.from({ length: BULK.rows }, () => createId());
      return sql`insert into floor (channel, id, author, body) select 1, id, ${sender}::int, body from unnest(${ids}::uuid[], ${ids.map(() => markedText(0))}::text[]) as m(id, body) returning seq`;
    });
    return perSecond * BULK.rows;
  });
