/** Finds people and channels by the words of their names, which the database keeps in a table of their own. */
import { isId, type Channel, type ChannelId, type User, type UserId } from '@fechatter/protocol';
import { sql, type Selectable } from 'kysely';
import type { WorkspaceMembersTable } from '../database/tables.ts';
import { memberIdsOf, toChannel, type ChannelRow } from '../channels/presenters.ts';
import type { WalledTransaction } from '../database/database.ts';
import { toUser } from '../users/presenters.ts';
import type { Caller } from '../users/caller.ts';
import { visibleUserIds } from '../users/visibility.ts';
import { slipsAllowed } from './memory/dictionary.ts';
import { editDistance } from './memory/edit-distance.ts';

/** Of so many people or channels at most one name speaks; who has more namesakes is to be named by id. */
const NAMESAKES = 50;
/** Words of names that are looked at: very many begin with one letter. */
const MOST_WORDS = 1_000;

/** The words of a name, or of what is written of one: parted as in the table. */
export const nameWordsOf = (text: string): string[] =>
  text.split(/[\s!-/:-@[-`{-~]+/u).filter((word) => word !== '');

type Kind = 'person' | 'channel';

/** Those in whose name a word begins so, for each of these words. At most {@link MOST_WORDS}. */
function subjectsNamed(tx: WalledTransaction, kind: Kind, words: readonly string[]) {
  const beginning = (word: string) =>
    sql<boolean>`(word >= lower(${word}) and word < lower(${word}) || chr(1114111))`;
  let found = tx
    .selectFrom('name_words')
    .select('subject_id')
    .distinct()
    .where('kind', '=', kind)
    .where(beginning(words[0] ?? ''))
    .limit(MOST_WORDS);
  for (const word of words.slice(1))
    found = found.where('subject_id', 'in', (query) =>
      query.selectFrom('name_words').select('subject_id').where('kind', '=', kind).where(beginning(word)),
    );
  return found;
}

/** Those with a word in their name that is spelt almost so, and begins with the same letter. */
async function subjectsAlike(tx: WalledTransaction, kind: Kind, word: string): Promise<readonly string[]> {
  const slips = slipsAllowed(word);
  if (slips === 0) return [];
  const rows = await tx
    .selectFrom('name_words')
    .select(['word', 'subject_id'])
    .where('kind', '=', kind)
    .where(
      sql<boolean>`word >= lower(${word.slice(0, 1)}) and word < lower(${word.slice(0, 1)}) || chr(1114111)`,
    )
    .where(sql<boolean>`length(word) between ${word.length - slips}::int and ${word.length + slips}::int`)
    .limit(MOST_WORDS)
    .execute();
  const meant = word.toLowerCase();
  return rows.filter((row) => editDistance(meant, row.word, slips) <= slips).map((row) => row.subject_id);
}

/** People in whose name a word begins with each of these words, and else those with one that is spelt almost so. */
export async function findPeople(
  tx: WalledTransaction,
  caller: Caller,
  words: readonly string[],
  limit: number,
): Promise<readonly User[]> {
  const [first] = words;
  if (first === undefined) return [];
  const visible = caller.role === 'guest' ? await visibleUserIds(tx, caller.userId) : null;
  const people = async (named: ReturnType<typeof subjectsNamed> | readonly string[]) => {
    const { rows } = await sql<Selectable<WorkspaceMembersTable>>`
      select person.* from (${'compile' in named ? named : sql`select unnest(${named}::uuid[]) as subject_id`}) as named
      cross join lateral (select * from workspace_members where workspace_id = ${tx.workspaceId} and user_id = named.subject_id limit 1) as person
      where person.removed_at is null and (${visible}::uuid[] is null or person.user_id = any(${visible}::uuid[]))
      order by lower(person.name), person.user_id limit ${limit}`.execute(tx);
    return rows;
  };
  const found = await people(subjectsNamed(tx, 'person', words));
  if (found.length > 0 || words.length > 1) return found.map(toUser);
  const alike = await subjectsAlike(tx, 'person', first);
  return alike.length === 0 ? [] : (await people(alike)).map(toUser);
}

/** Channels of the caller, and those that they could join, in whose name a word begins with each of these words. */
export async function findChannels(
  tx: WalledTransaction,
  caller: Caller,
  words: readonly string[],
  limit: number,
): Promise<readonly Channel[]> {
  if (words.length === 0) return [];
  const { rows } = await sql<ChannelRow>`
    select channel.* from (${subjectsNamed(tx, 'channel', words)}) as named
    cross join lateral (select * from channels where workspace_id = ${tx.workspaceId} and id = named.subject_id limit 1) as channel
    left join lateral (
      select true as mine from channel_members where workspace_id = ${tx.workspaceId} and channel_id = channel.id and user_id = ${caller.userId} limit 1
    ) as seat on true
    where channel.archived_at is null and (seat.mine or (channel.kind = 'public' and ${caller.role !== 'guest'}::boolean))
    order by lower(channel.name), channel.id limit ${limit}`.execute(tx);
  const members = await memberIdsOf(tx, rows);
  return rows.map((row) => toChannel(row, members.get(row.id) ?? null));
}

/** People by `me`, `<@ID>`, `@name` or a name: those who are called so, else those in whose name words begin so. Also people who are gone: their messages are there. */
export async function findNamedPeople(
  tx: WalledTransaction,
  caller: Caller,
  value: string,
): Promise<readonly UserId[]> {
  const name = value.replace(/^@/, '').trim();
  if (name.toLowerCase() === 'me') return [caller.userId];
  const ids = await subjectsOf(tx, 'person', value, '@', name);
  if (ids.length === 0) return [];
  const visible =
    caller.role === 'guest' ? new Set([...(await visibleUserIds(tx, caller.userId)), caller.userId]) : null;
  const rows = await tx
    .selectFrom('workspace_members')
    .select(['user_id as id', sql<boolean>`lower(name) = lower(${name})`.as('exact')])
    .where('user_id', 'in', ids)
    .execute();
  return exactFirst(rows.filter(({ id }) => visible?.has(id) ?? true));
}

/** Channels of the caller by `<#ID>`, `#name` or a name, and conversations with somebody by `@name`. */
export async function findNamedChannels(
  tx: WalledTransaction,
  caller: Caller,
  value: string,
): Promise<readonly ChannelId[]> {
  if (value.startsWith('@'))
    return findConversationsWith(tx, caller, await findNamedPeople(tx, caller, value), ['direct']);
  const name = value.replace(/^#/, '').trim();
  const ids = await subjectsOf(tx, 'channel', value, '#', name);
  if (ids.length === 0) return [];
  const rows = await tx
    .selectFrom('channel_members as seat')
    .innerJoin('channels as channel', (join) =>
      join
        .onRef('channel.id', '=', 'seat.channel_id')
        .onRef('channel.workspace_id', '=', 'seat.workspace_id'),
    )
    .select(['channel.id', sql<boolean>`lower(channel.name) = lower(${name})`.as('exact')])
    .where('seat.user_id', '=', caller.userId)
    .where('seat.channel_id', 'in', ids)
    .execute();
  return exactFirst(rows);
}

/** What a value names: by id, or by the words of a name. */
async function subjectsOf(
  tx: WalledTransaction,
  kind: Kind,
  value: string,
  sign: '@' | '#',
  name: string,
): Promise<readonly string[]> {
  if (value.startsWith(`<${sign}`)) {
    const id = value.slice(2, -1);
    return isId(id) && value.endsWith('>') ? [id] : [];
  }
  const words = nameWordsOf(name);
  if (words.length === 0) return [];
  return (await subjectsNamed(tx, kind, words).execute()).map((row) => row.subject_id);
}

function exactFirst(rows: readonly { readonly id: string; readonly exact: boolean }[]): readonly string[] {
  const exact = rows.filter((row) => row.exact);
  return (exact.length > 0 ? exact : rows).slice(0, NAMESAKES).map((row) => row.id);
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
