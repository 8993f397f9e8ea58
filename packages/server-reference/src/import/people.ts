import type { UserId } from '@fechatter/protocol';
import { sql } from 'kysely';
import type { Database } from '../database/database.ts';
import type { CommitContext } from '../event-log/workspace-writer.ts';
import type { OpenChannel } from './channels.ts';
import type { Arrival } from './import-messages.ts';

/**
 * Makes the accounts of people from elsewhere: without address and password, so that nobody can sign in as them.
 * Accounts stand outside of every workspace's wall, so they come before the commit that puts them into one; an
 * account that no workspace has taken in shows up nowhere.
 */
export async function makeAccounts(database: Database, arrivals: readonly Arrival[]): Promise<void> {
  const people = firstWords(arrivals);
  await sql`
    insert into users (id, name, created_at)
    select id, name, at from unnest(${people.map((person) => person.authorId)}::uuid[], ${people.map((person) => person.author)}::text[], ${people.map((person) => person.at.toISOString())}::timestamptz[]) as p(id, name, at)
    on conflict (id) do nothing`.execute(database.system);
}

/** The first of these messages of each person. */
const firstWords = (arrivals: readonly Arrival[]): Arrival[] => [...new Map(arrivals.toReversed().map((arrival) => [arrival.authorId, arrival])).values()];

/** Takes those people into the workspace who have never been in it. Whoever was removed stays so. */
export async function admit(context: CommitContext, arrivals: readonly Arrival[]): Promise<number> {
  const people = new Map(firstWords(arrivals).map((arrival) => [arrival.authorId, arrival]));
  const { rows } = await sql<{ user_id: UserId }>`select user_id from workspace_members where user_id = any(${[...people.keys()]}::uuid[])`.execute(context.tx);
  for (const row of rows) people.delete(row.user_id);
  if (people.size === 0) return 0;
  const newcomers = [...people.values()];
  const seq = context.appendTrimmed(newcomers.length);
  await sql`
    insert into workspace_members (workspace_id, user_id, name, role, joined_at, version)
    select ${context.workspaceId}::uuid, p.id, p.name, 'member', p.at, p.seq
    from unnest(
      ${newcomers.map((person) => person.authorId)}::uuid[], ${newcomers.map((person) => person.author)}::text[],
      ${newcomers.map((person) => person.at.toISOString())}::timestamptz[], ${newcomers.map((_, at) => seq + at)}::bigint[]
    ) as p(id, name, at, seq)`.execute(context.tx);
  return newcomers.length;
}

interface Seat {
  readonly channel_id: string;
  readonly user_id: UserId;
  readonly role: 'owner' | 'member';
}

/**
 * Makes people members of the channels that they speak in, and the owners of the workspace and the listeners
 * members of all of them: somebody has to be able to read what was imported.
 */
export async function settle(context: CommitContext, arrivals: readonly Arrival[], channels: ReadonlyMap<string, OpenChannel>, listeners: readonly UserId[]): Promise<void> {
  const opened = [...new Set([...new Set(arrivals.map((arrival) => arrival.channel))].flatMap((name) => channels.get(name) ?? []))];
  const lastIndexes = new Map(opened.map((channel) => [channel.id, channel.lastIndex]));
  const authors = [...new Map(arrivals.map((arrival) => [`${arrival.channel}\n${arrival.authorId}`, arrival])).values()];
  const seats = authors.map((arrival) => ({ channelId: channels.get(arrival.channel)?.id ?? '', userId: arrival.authorId, at: arrival.at.toISOString() }));
  const now = context.now.toISOString();
  const listening = opened.flatMap((channel) => listeners.map((userId) => ({ channelId: channel.id, userId, at: now })));
  const all = [...seats, ...listening];
  const { rows } = await sql<Seat & { at: Date }>`
    with asked as (
      select channel_id, user_id, at, 'member' as role
      from unnest(${all.map((seat) => seat.channelId)}::uuid[], ${all.map((seat) => seat.userId)}::uuid[], ${all.map((seat) => seat.at)}::timestamptz[]) as a(channel_id, user_id, at)
      union all
      select c.id, owners.user_id, ${now}::timestamptz, c.role
      from unnest(${opened.map((channel) => channel.id)}::uuid[], ${opened.map((channel) => (channel.fresh ? 'owner' : 'member'))}::text[]) as c(id, role)
      cross join workspace_members as owners
      where owners.role = 'owner' and owners.removed_at is null
    )
    select distinct on (asked.channel_id, asked.user_id) asked.channel_id, asked.user_id, asked.at, asked.role
    from asked
    join workspace_members as people on people.user_id = asked.user_id and people.removed_at is null
    left join channel_members as members on members.channel_id = asked.channel_id and members.user_id = asked.user_id
    where members.user_id is null
    order by asked.channel_id, asked.user_id, asked.role desc`.execute(context.tx);
  if (rows.length === 0) return;
  const seq = context.appendTrimmed(rows.length);
  await sql`
    with added as (
      insert into channel_members (workspace_id, channel_id, user_id, role, joined_at, last_read_index, version, own_version)
      select ${context.workspaceId}::uuid, m.channel_id, m.user_id, m.role, m.at, m.last_index, m.seq, m.seq
      from unnest(
        ${rows.map((row) => row.channel_id)}::uuid[], ${rows.map((row) => row.user_id)}::uuid[], ${rows.map((row) => row.role)}::text[],
        ${rows.map((row) => row.at.toISOString())}::timestamptz[], ${rows.map((row) => lastIndexes.get(row.channel_id) ?? 0)}::bigint[], ${rows.map((_, at) => seq + at)}::bigint[]
      ) as m(channel_id, user_id, role, at, last_index, seq)
      returning channel_id, version
    )
    update channels set member_count = member_count + counted.members, version = counted.version
    from (select channel_id, count(*)::integer as members, max(version) as version from added group by channel_id) as counted
    where channels.id = counted.channel_id`.execute(context.tx);
}
