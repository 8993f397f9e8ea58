import type { UserId, WorkspaceId } from '@fechatter/protocol';
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
const firstWords = (arrivals: readonly Arrival[]): Arrival[] => [
  ...new Map(arrivals.toReversed().map((arrival) => [arrival.authorId, arrival])).values(),
];

/** Who there is of those that a batch is about. */
export interface Attendance {
  /** How many came in just now. */
  readonly newcomers: number;
  /** Who is in the workspace at this moment. */
  readonly present: ReadonlySet<UserId>;
}

/** Takes those people into the workspace who have never been in it. Whoever was removed stays so. */
export async function admit(
  context: CommitContext,
  arrivals: readonly Arrival[],
  others: readonly UserId[],
): Promise<Attendance> {
  const absent = new Map(firstWords(arrivals).map((arrival) => [arrival.authorId, arrival]));
  const asked = [...absent.keys(), ...others];
  const { rows } = await sql<{ user_id: UserId; removed: boolean }>`
    select user_id, removed_at is not null as removed from workspace_members where workspace_id = ${context.workspaceId} and user_id = any(${asked}::uuid[])`.execute(
    context.tx,
  );
  for (const row of rows) absent.delete(row.user_id);
  const newcomers = [...absent.values()];
  const present = new Set([...rows.flatMap((row) => (row.removed ? [] : [row.user_id])), ...absent.keys()]);
  if (newcomers.length === 0) return { newcomers: 0, present };
  const seq = context.appendTrimmed(newcomers.length);
  await sql`
    insert into workspace_members (workspace_id, user_id, name, role, joined_at, version)
    select ${context.workspaceId}::uuid, p.id, p.name, 'member', p.at, p.seq
    from unnest(
      ${newcomers.map((person) => person.authorId)}::uuid[], ${newcomers.map((person) => person.author)}::text[],
      ${newcomers.map((person) => person.at.toISOString())}::timestamptz[], ${newcomers.map((_, at) => seq + at)}::bigint[]
    ) as p(id, name, at, seq)`.execute(context.tx);
  return { newcomers: newcomers.length, present };
}

interface Seat {
  readonly channel: OpenChannel;
  readonly userId: UserId;
  readonly role: 'owner' | 'member';
  readonly at: Date;
}

/** People who are to be in every channel of an import, so that somebody can read it. */
export interface Listeners {
  /** The owners of the workspace: they own the channels that are made. */
  readonly owners: readonly UserId[];
  readonly others: readonly UserId[];
}

/** The owners of a workspace. */
export async function findOwners(database: Database, workspaceId: WorkspaceId): Promise<readonly UserId[]> {
  const rows = await database.workspace(workspaceId, (tx) =>
    tx
      .selectFrom('workspace_members')
      .select('user_id')
      .where('workspace_id', '=', workspaceId)
      .where('role', '=', 'owner')
      .where('removed_at', 'is', null)
      .orderBy('joined_at')
      .execute(),
  );
  return rows.map((row) => row.user_id);
}

/** Makes people members of the channels that they speak in, and the listeners members of all of them. */
export async function settle(
  context: CommitContext,
  arrivals: readonly Arrival[],
  channels: ReadonlyMap<string, OpenChannel>,
  listeners: Listeners,
  present: ReadonlySet<UserId>,
): Promise<void> {
  const seats = new Map<string, Seat>();
  const take = (channel: OpenChannel, userId: UserId, role: Seat['role'], at: Date): void => {
    const key = `${channel.id}:${userId}`;
    if (present.has(userId) && !seats.has(key)) seats.set(key, { channel, userId, role, at });
  };
  for (const { channel: name, authorId, at } of arrivals) {
    const channel = channels.get(name);
    if (!channel) continue;
    for (const ownerId of listeners.owners)
      take(channel, ownerId, channel.fresh ? 'owner' : 'member', context.now);
    for (const userId of listeners.others) take(channel, userId, 'member', context.now);
    take(channel, authorId, 'member', at);
  }
  await withoutTaken(context, seats);
  if (seats.size > 0) await addSeats(context, [...seats.values()]);
}

/** Leaves out those who are members already, and those who are banned. */
async function withoutTaken(context: CommitContext, seats: Map<string, Seat>): Promise<void> {
  const channelIds = [...new Set(Array.from(seats.values(), (seat) => seat.channel.id))];
  const userIds = [...new Set(Array.from(seats.values(), (seat) => seat.userId))];
  const { rows } = await sql<{ channel_id: string; user_id: UserId }>`
    select channel_id, user_id from channel_members
    where workspace_id = ${context.workspaceId} and channel_id = any(${channelIds}::uuid[]) and user_id = any(${userIds}::uuid[])
    union all select channel_id, user_id from channel_bans
    where workspace_id = ${context.workspaceId} and channel_id = any(${channelIds}::uuid[]) and user_id = any(${userIds}::uuid[])`.execute(
    context.tx,
  );
  for (const row of rows) seats.delete(`${row.channel_id}:${row.user_id}`);
}

async function addSeats(context: CommitContext, seats: readonly Seat[]): Promise<void> {
  const seq = context.appendTrimmed(seats.length);
  await sql`
    with added as (
      insert into channel_members (workspace_id, channel_id, user_id, role, joined_at, last_read_index, version, own_version)
      select ${context.workspaceId}::uuid, m.channel_id, m.user_id, m.role, m.at, m.last_index, m.seq, m.seq
      from unnest(
        ${seats.map((seat) => seat.channel.id)}::uuid[], ${seats.map((seat) => seat.userId)}::uuid[], ${seats.map((seat) => seat.role)}::text[],
        ${seats.map((seat) => seat.at.toISOString())}::timestamptz[], ${seats.map((seat) => seat.channel.lastIndex)}::bigint[], ${seats.map((_, at) => seq + at)}::bigint[]
      ) as m(channel_id, user_id, role, at, last_index, seq)
      returning channel_id, version
    )
    update channels set member_count = member_count + counted.members, version = counted.version
    from (select channel_id, count(*)::integer as members, max(version) as version from added group by channel_id) as counted
    where channels.workspace_id = ${context.workspaceId} and channels.id = counted.channel_id`.execute(
    context.tx,
  );
}
