/** A person as they see themself: what others see of them, and what is theirs alone. */
import type { Me, UserId } from '@fechatter/protocol';
import type { Selectable } from 'kysely';
import type { WalledTransaction } from '../database/database.ts';
import type { WorkspaceMembersTable } from '../database/tables.ts';
import type { CommitContext } from '../event-log/workspace-writer.ts';
import { blockedIdsOf } from './blocks.ts';
import { toUser } from './presenters.ts';

type Member = Selectable<WorkspaceMembersTable>;

export async function presentMe(tx: WalledTransaction, member: Member): Promise<Me> {
  return {
    user: toUser(member),
    settings: {
      availability: member.availability,
      notifications: member.notifications,
      sounds: member.sounds,
      doNotDisturbUntil: member.do_not_disturb_until?.toISOString() ?? null,
    },
    blockedIds: await blockedIdsOf(tx, member.user_id),
    version: member.own_version,
  };
}

/** Tells a person's devices how they are now. */
export async function announceMe(context: CommitContext, member: Member): Promise<Me> {
  const me = await presentMe(context.tx, member);
  context.append({ to: 'user', userId: member.user_id }, { type: 'me.updated', data: { me } });
  return me;
}

/** The same after a change of what is kept beside the person. */
export async function renewMe(context: CommitContext, userId: UserId): Promise<Me> {
  const member = await context.tx
    .updateTable('workspace_members')
    .set({ own_version: context.nextSeq })
    .where('user_id', '=', userId)
    .returningAll()
    .executeTakeFirstOrThrow();
  return announceMe(context, member);
}
