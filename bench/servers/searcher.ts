// The search of the server, as its routes answer it, over many messages in many channels.
import { createId, type ChannelId, type SearchAnswer, type UserId } from '@fechatter/protocol';
import { SearchRequest } from '@fechatter/protocol/schemas';
import { sql } from 'kysely';
import type { Database } from '../../packages/server-reference/src/database/database.ts';
import { migrate } from '../../packages/server-reference/src/database/migrate.ts';
import { openEmbedded, openPostgres } from '../../packages/server-reference/src/database/open.ts';
import { WorkspaceWriter } from '../../packages/server-reference/src/event-log/workspace-writer.ts';
import type { WorkspaceContext } from '../../packages/server-reference/src/http/handlers.ts';
import { messageHandlers } from '../../packages/server-reference/src/messages/handlers.ts';
import { SearchFeed } from '../../packages/server-reference/src/search/feed.ts';
import { searchHandlers } from '../../packages/server-reference/src/search/handlers.ts';
import { WorkerEngine } from '../../packages/server-reference/src/search/memory/worker-engine.ts';
import { serve } from '../measure/child.ts';
import { processFigures } from '../measure/process-figures.ts';
import { searchLines, type Line } from '../measure/search-corpus.ts';
import { seedWorkspace, type Seeded } from './seed.ts';

export interface Asked {
  readonly milliseconds: number;
  /** Of them, in the index; the rest is permission, names and the page, from the database. */
  readonly inIndex: number;
  /** What an empty transaction takes at this moment. */
  readonly empty: number;
  readonly total: number;
  /** The ids of the hits, in their order. */
  readonly found: readonly string[];
}

export interface SearcherSeed {
  readonly workspaceId: string;
  /** Readers with one channel, some, and all. */
  readonly readers: readonly UserId[];
  readonly kind: string;
}

const ROWS = 5_000;

let database: Database;
let seeded: Seeded;
let readers: readonly UserId[];
let lineOf: ReadonlyMap<string, string>;
let handlers: ReturnType<typeof searchHandlers> & ReturnType<typeof messageHandlers>;
let feed: SearchFeed;
/** Milliseconds that the last search took in the index. */
let inIndex = 0;

const methods = {
  seed: async (
    address: string,
    messages: number,
    channels: number,
    permissions: readonly number[],
  ): Promise<SearcherSeed> => {
    database = address.startsWith('postgres:') ? openPostgres(address) : await openEmbedded(address);
    await migrate(database);
    const { lines, kind } = await searchLines(messages, channels);
    seeded = await seedWorkspace(database, { people: permissions.length, channels, perChannel: 0 });
    readers = seeded.userIds;
    for (const [at, count] of permissions.entries())
      await seat(readers[at] ?? '', seeded.channelIds.slice(0, count));
    lineOf = await writeLines(lines);
    await sql`analyze`.execute(database.system);
    return { workspaceId: seeded.workspaceId, readers, kind };
  },

  /** Builds the index from the database; milliseconds, bytes of it, and what the process grew by. */
  index: async () => {
    const engine = new WorkerEngine((error) => {
      throw error;
    });
    const search = engine.search.bind(engine);
    engine.search = async (...query) => {
      const start = performance.now();
      const answer = await search(...query);
      inIndex = performance.now() - start;
      return answer;
    };
    feed = new SearchFeed({
      database,
      engine,
      onError: (error) => {
        throw error;
      },
    });
    const writer = new WorkspaceWriter(database, (workspaceId, _, head) => feed.tell(workspaceId, head));
    handlers = {
      ...searchHandlers({ database, engine, feed, limitSearches: () => undefined }),
      ...messageHandlers({ database, writer, limitSends: () => undefined }),
    };
    const before = process.memoryUsage().rss;
    const start = performance.now();
    await feed.fresh(seeded.workspaceId, 0);
    await feed.idle();
    const milliseconds = performance.now() - start;
    const { bytes, messages } = await engine.status(seeded.workspaceId);
    return { milliseconds, messages, bytes: bytes ?? 0, grown: process.memoryUsage().rss - before };
  },

  ask: async (reader: UserId, texts: readonly string[]): Promise<Asked[]> => {
    const asked: Asked[] = [];
    for (const text of texts) {
      const body = SearchRequest.parse({ text });
      const before = performance.now();
      await database.workspace(seeded.workspaceId, (tx) => sql`select 1`.execute(tx));
      const start = performance.now();
      const answer = await handlers['search.query'](contextOf(reader), {
        path: { workspaceId: seeded.workspaceId },
        body,
      });
      asked.push({
        ...seen(answer),
        milliseconds: performance.now() - start,
        inIndex,
        empty: start - before,
      });
    }
    return asked;
  },

  /** Answers with the ids of messages, with those of their lines. */
  lines: (
    answers: readonly { readonly found: readonly string[] }[],
  ): { readonly found: readonly string[] }[] =>
    answers.map(({ found }) => ({
      found: found.map((id) => lineOf.get(id) ?? id),
    })),

  /** From the moment a message is accepted until a search finds it, so many times. */
  freshness: async (reader: UserId, times: number): Promise<number[]> => {
    const waits: number[] = [];
    const [timelineId = ''] = seeded.channelIds;
    const path = { workspaceId: seeded.workspaceId };
    for (let at = 0; at < times; at += 1) {
      const word = `fresh${createId().slice(-8)}`;
      await handlers['messages.send'](contextOf(reader), {
        path: { ...path, timelineId },
        body: { id: createId(), text: `something ${word}`, kind: 'text', replyTo: null, custom: {} },
      });
      const start = performance.now();
      for (let total = 0; total === 0;) {
        const body = SearchRequest.parse({ text: `"${word}"` });
        ({ total } = (await handlers['search.query'](contextOf(reader), { path, body })).messages);
      }
      waits.push(performance.now() - start);
    }
    return waits;
  },
  ...processFigures,
};

const contextOf = (userId: UserId): WorkspaceContext => ({
  requestId: 'bench',
  ip: '127.0.0.1',
  userAgent: 'bench',
  origin: null,
  userId,
  sessionId: createId(),
  boundTo: null,
  workspaceId: seeded.workspaceId,
});

const seen = ({ messages }: SearchAnswer): Pick<Asked, 'total' | 'found'> => ({
  total: messages.total,
  found: messages.items.map(({ message }) => lineOf.get(message.id) ?? message.id),
});

async function seat(userId: UserId, channelIds: readonly ChannelId[]): Promise<void> {
  await sql`
    insert into channel_members (workspace_id, channel_id, user_id, role, joined_at, version, own_version)
    select ${seeded.workspaceId}::uuid, id, ${userId}::uuid, 'member', now(), 1, 1 from unnest(${channelIds}::uuid[]) as c(id)`.execute(
    database.system,
  );
}

/** Writes the messages and their people past the commands, in bulk; which id each line got. */
async function writeLines(lines: readonly Line[]): Promise<ReadonlyMap<string, string>> {
  const { system } = database;
  const { workspaceId, channelIds } = seeded;
  const people = new Map(
    [...new Set(lines.map((line) => line.user))].map((name) => [name, createId() as UserId]),
  );
  const names = [...people.entries()];
  for (let at = 0; at < names.length; at += ROWS) {
    const some = names.slice(at, at + ROWS);
    await sql`
      with made as (insert into users (id, name, created_at) select id, name, now() from unnest(${some.map(([, id]) => id)}::uuid[], ${some.map(([name]) => name)}::text[]) as u(id, name) returning id, name)
      insert into workspace_members (workspace_id, user_id, name, role, joined_at, version)
      select ${workspaceId}::uuid, id, name, 'member', now(), 1 from made`.execute(system);
  }
  const ids = new Map<string, { readonly id: string; readonly channel: number }>();
  const lastIndexes = new Uint32Array(channelIds.length);
  let seq = 0;
  for (let at = 0; at < lines.length; at += ROWS) {
    const rows = lines.slice(at, at + ROWS).map((line) => {
      const id = createId();
      const answered = line.replyTo === null ? undefined : ids.get(line.replyTo);
      ids.set(line.id, { id, channel: line.channel });
      lastIndexes[line.channel] = (lastIndexes[line.channel] ?? 0) + 1;
      seq += 1;
      return {
        id,
        seq,
        channel: channelIds[line.channel] ?? '',
        index: lastIndexes[line.channel] ?? 0,
        author: people.get(line.user) ?? '',
        kind: line.action ? 'action' : 'text',
        text: line.text,
        replyTo: answered?.channel === line.channel ? answered.id : null,
        at: new Date(line.at).toISOString(),
      };
    });
    const column = <K extends keyof (typeof rows)[number]>(name: K) => rows.map((row) => row[name]);
    await sql`
      insert into messages (workspace_id, timeline_id, index, id, channel_id, author_id, kind, text, reply_to, created_at, created_seq, version)
      select ${workspaceId}::uuid, m.channel, m.index, m.id, m.channel, m.author, m.kind, m.text, m.reply_to, m.at, m.seq, m.seq
      from unnest(${column('channel')}::uuid[], ${column('index')}::bigint[], ${column('id')}::uuid[], ${column('author')}::uuid[],
        ${column('kind')}::text[], ${column('text')}::text[], ${column('replyTo')}::uuid[], ${column('at')}::timestamptz[], ${column('seq')}::bigint[]
      ) as m(channel, index, id, author, kind, text, reply_to, at, seq)`.execute(system);
  }
  await sql`update workspaces set head_seq = ${seq} where id = ${workspaceId}`.execute(system);
  await sql`
    update channels set last_index = h.last_index from unnest(${channelIds}::uuid[], ${[...lastIndexes]}::bigint[]) as h(id, last_index)
    where channels.workspace_id = ${workspaceId} and channels.id = h.id`.execute(system);
  return new Map([...ids].map(([line, { id }]) => [id, line]));
}

export type Searcher = typeof methods;

serve(methods);
