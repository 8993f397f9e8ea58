/** People and channels whose name is being searched for. */
import type { Channel, User } from '@fechatter/protocol';
import { sql } from 'kysely';
import { memberIdsOf, toChannel } from '../channels/presenters.ts';
import type { WalledTransaction } from '../database/database.ts';
import type { Caller } from '../users/caller.ts';
import { toUser } from '../users/presenters.ts';
import { editDistance } from './memory/edit-distance.ts';
import { slipsAllowed } from './memory/dictionary.ts';
import { literally, visibleTo } from './names.ts';

/** Names that are looked at for a mistyped one; it has to begin with the right letter. */
const SIMILAR_NAMES = 500;

/** People with a name in which a word begins with each of these words, and else one that is spelt almost so. */
export async function findPeople(
  tx: WalledTransaction,
  caller: Caller,
  words: readonly string[],
  limit: number,
): Promise<readonly User[]> {
  if (words.length === 0) return [];
  const visible = await visibleTo(tx, caller);
  const people = tx
    .selectFrom('workspace_members')
    .selectAll()
    .where('removed_at', 'is', null)
    .$if(visible !== null, (all) => all.where('user_id', 'in', visible))
    .orderBy(sql`lower(name)`)
    .orderBy('user_id');
  let found = people;
  for (const word of words) found = found.where(hasWord(word));
  const rows = await found.limit(limit).execute();
  const [first = ''] = words;
  if (rows.length > 0 || words.length > 1 || slipsAllowed(first) === 0) return rows.map(toUser);
  const alike = await people
    .where(sql<boolean>`lower(name) like ${`${literally(first.slice(0, 1))}%`}`)
    .where(sql<boolean>`length(name) between ${first.length - 2}::int and ${first.length + 30}::int`)
    .limit(SIMILAR_NAMES)
    .execute();
  return alike
    .filter(({ name }) => isAlike(first, name))
    .slice(0, limit)
    .map(toUser);
}

/** Channels of the caller, and those that they could join, in whose name a word begins with each of these words. */
export async function findChannels(
  tx: WalledTransaction,
  caller: Caller,
  words: readonly string[],
  limit: number,
): Promise<readonly Channel[]> {
  if (words.length === 0) return [];
  const mine = sql<boolean>`exists (select 1 from channel_members as mine where mine.workspace_id = ${tx.workspaceId} and mine.channel_id = channels.id and mine.user_id = ${caller.userId})`;
  let found = tx
    .selectFrom('channels')
    .selectAll()
    .where('archived_at', 'is', null)
    .where('name', '<>', '')
    .where(caller.role === 'guest' ? mine : sql<boolean>`(channels.kind = 'public' or ${mine})`)
    .orderBy(sql`lower(name)`)
    .orderBy('id')
    .limit(limit);
  for (const word of words) found = found.where(hasWord(word));
  const rows = await found.execute();
  const members = await memberIdsOf(tx, rows);
  return rows.map((row) => toChannel(row, members.get(row.id) ?? null));
}

/** A name with a word that begins so: at its start, or behind a sign that parts words. */
function hasWord(word: string) {
  const start = literally(word.toLowerCase());
  return sql<boolean>`' ' || translate(lower(name), '-_./@#', '      ') like ${`% ${start}%`}`;
}

const isAlike = (word: string, name: string): boolean =>
  name
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .some((part) => editDistance(word.toLowerCase(), part, slipsAllowed(word)) <= slipsAllowed(word));
