/** Finds the people and channels that a query names. */
import { isId, type ChannelId, type UserId } from '@fechatter/protocol';
import { sql } from 'kysely';
import type { WalledTransaction } from '../database/database.ts';
import type { Caller } from '../users/caller.ts';
import { visibleUserIds } from '../users/visibility.ts';

/** Of so many people or channels at most one name speaks; who has more namesakes is to be named by id. */
const NAMESAKES = 50;

/** Escapes what `like` takes for a pattern. */
export const literally = (text: string): string => text.replace(/[\\%_]/g, '\\$&');

/** The people whom the caller may see, or null for everybody. */
export async function visibleTo(tx: WalledTransaction, caller: Caller): Promise<readonly UserId[] | null> {
  return caller.role === 'guest' ? visibleUserIds(tx, caller.userId) : null;
}

/** People by `me`, `<@ID>`, `@name` or a name: those who are called so, else those whose name begins so. Also people who are gone: their messages are there. */
export async function findNamedPeople(
  tx: WalledTransaction,
  caller: Caller,
  value: string,
): Promise<readonly UserId[]> {
  const name = value.replace(/^@/, '').trim();
  if (name.toLowerCase() === 'me') return [caller.userId];
  const id = /^<@(.+)>$/.exec(value)?.[1];
  if (name === '' || (id !== undefined && !isId(id))) return [];
  const visible = await visibleTo(tx, caller);
  const people = (condition: ReturnType<typeof sql<boolean>>) =>
    tx
      .selectFrom('workspace_members')
      .select('user_id')
      .where(condition)
      .$if(visible !== null, (all) => all.where('user_id', 'in', [...(visible ?? []), caller.userId]))
      .limit(NAMESAKES)
      .execute();
  const start = literally(name.toLowerCase());
  const found =
    id === undefined
      ? await firstFound(
          () => people(sql<boolean>`lower(name) = ${name.toLowerCase()}`),
          () => people(sql<boolean>`(lower(name) like ${`${start}%`} or lower(name) like ${`% ${start}%`})`),
        )
      : await people(sql<boolean>`user_id = ${id}::uuid`);
  return found.map((row) => row.user_id);
}

/** Channels of the caller by `<#ID>`, `#name` or a name, and conversations with somebody by `@name`. */
export async function findNamedChannels(
  tx: WalledTransaction,
  caller: Caller,
  value: string,
): Promise<readonly ChannelId[]> {
  if (value.startsWith('@'))
    return findConversationsWith(tx, caller, await findNamedPeople(tx, caller, value), ['direct']);
  const id = /^<#(.+)>$/.exec(value)?.[1];
  const name = value.replace(/^#/, '').trim().toLowerCase();
  if (name === '' || (id !== undefined && !isId(id))) return [];
  const channels = (condition: ReturnType<typeof sql<boolean>>) =>
    tx
      .selectFrom('channel_members as seat')
      .innerJoin('channels as channel', (join) =>
        join
          .onRef('channel.id', '=', 'seat.channel_id')
          .onRef('channel.workspace_id', '=', 'seat.workspace_id'),
      )
      .select('channel.id')
      .where('seat.user_id', '=', caller.userId)
      .where(condition)
      .limit(NAMESAKES)
      .execute();
  const found =
    id === undefined
      ? await firstFound(
          () => channels(sql<boolean>`lower(channel.name) = ${name}`),
          () => channels(sql<boolean>`lower(channel.name) like ${`${literally(name)}%`}`),
        )
      : await channels(sql<boolean>`channel.id = ${id}::uuid`);
  return found.map((row) => row.id);
}

/** The conversations that the caller has with any of these people. */
export async function findConversationsWith(
  tx: WalledTransaction,
  caller: Caller,
  userIds: readonly UserId[],
  kinds: readonly ('direct' | 'group')[] = ['direct', 'group'],
): Promise<readonly ChannelId[]> {
  if (userIds.length === 0) return [];
  const rows = await tx
    .selectFrom('channel_members as mine')
    .innerJoin('channels as channel', (join) =>
      join
        .onRef('channel.id', '=', 'mine.channel_id')
        .onRef('channel.workspace_id', '=', 'mine.workspace_id'),
    )
    .innerJoin('channel_members as theirs', (join) =>
      join
        .onRef('theirs.channel_id', '=', 'mine.channel_id')
        .onRef('theirs.workspace_id', '=', 'mine.workspace_id'),
    )
    .select('channel.id')
    .distinct()
    .where('mine.user_id', '=', caller.userId)
    .where('theirs.user_id', 'in', userIds)
    .where('channel.kind', 'in', kinds)
    .execute();
  return rows.map((row) => row.id);
}

async function firstFound<T>(...looks: readonly (() => Promise<readonly T[]>)[]): Promise<readonly T[]> {
  for (const look of looks) {
    const found = await look();
    if (found.length > 0) return found;
  }
  return [];
}
