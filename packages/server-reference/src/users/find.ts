import type { RouteArguments, User, UserId } from '@fechatter/protocol';
import type { WalledTransaction } from '../database/database.ts';
import { pageByName } from '../database/page-by-name.ts';
import { ApiError } from '../errors/api-error.ts';
import type { Caller } from './caller.ts';
import { toUser } from './presenters.ts';
import { visibleUserIds } from './visibility.ts';

type Query = RouteArguments<'users.list'>['query'];

interface Page {
  readonly items: readonly User[];
  readonly next: string | null;
}

/** The people whom the caller may see, or null for everybody. */
async function visibleTo(tx: WalledTransaction, caller: Caller): Promise<readonly UserId[] | null> {
  return caller.role === 'guest' ? visibleUserIds(tx, caller.userId) : null;
}

/** One person, also one who is gone: their messages are still there. */
export async function getUser(tx: WalledTransaction, caller: Caller, userId: UserId): Promise<User> {
  const visible = await visibleTo(tx, caller);
  const member = await tx
    .selectFrom('workspace_members')
    .selectAll()
    .where('user_id', '=', userId)
    .executeTakeFirst();
  if (!member || (visible && !visible.includes(userId)))
    throw new ApiError('not_found', 'There is no such person in this workspace.');
  return toUser(member);
}

/** People by ids, those who are gone too; or by the beginning of a name; or all by name. */
export async function findUsers(tx: WalledTransaction, caller: Caller, query: Query): Promise<Page> {
  const visible = await visibleTo(tx, caller);
  let people = tx.selectFrom('workspace_members').selectAll();
  if (visible) people = people.where('user_id', 'in', visible);
  if (query.ids) people = people.where('user_id', 'in', query.ids);
  else people = people.where('removed_at', 'is', null);
  const start = query.q?.trim() ?? '';
  if (start !== '') {
    const pattern = `${start.replace(/[\\%_]/g, '\\$&')}%`;
    people = people.where((where) =>
      where.or([where('name', 'ilike', pattern), where('name', 'ilike', `% ${pattern}`)]),
    );
  }
  const { page, next } = await pageByName(people, { name: 'name', id: 'user_id' }, query);
  return { items: page.map(toUser), next };
}
