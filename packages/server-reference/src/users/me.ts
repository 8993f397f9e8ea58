/** People as they see themselves: what others see of them, and what is theirs alone. */
import type { Me, UserId } from '@fechatter/protocol';
import { roles } from '@fechatter/protocol/schemas';
import type { Selectable } from 'kysely';
import { isModerator } from '../channels/policies.ts';
import type { WalledTransaction } from '../database/database.ts';
import type { WorkspaceMembersTable } from '../database/tables.ts';
import type { CommitContext } from '../event-log/workspace-writer.ts';
import { countOpenReports } from '../reports/open-reports.ts';
import { blockedIdsOf } from './blocks.ts';
import { toUser } from './presenters.ts';

type Member = Selectable<WorkspaceMembersTable>;

/** One after the other, in the order given. */
async function presentEach(tx: WalledTransaction, members: readonly Member[]): Promise<Me[]> {
  const blocked = await blockedIdsOf(
    tx,
    members.map((member) => member.user_id),
  );
  const openReports = members.some(({ role }) => isModerator(role)) ? await countOpenReports(tx) : 0;
  return members.map((member) => ({
    user: toUser(member),
    settings: {
      availability: member.availability,
      notifications: member.notifications,
      sounds: member.sounds,
      doNotDisturbUntil: member.do_not_disturb_until?.toISOString() ?? null,
    },
    blockedIds: blocked.get(member.user_id) ?? [],
    openReports: isModerator(member.role) ? openReports : 0,
    version: member.own_version,
  }));
}

export async function presentMe(tx: WalledTransaction, member: Member): Promise<Me> {
  const [me] = await presentEach(tx, [member]);
  if (!me) throw new Error('somebody who was read can be shown');
  return me;
}

/** Tells a person's devices how they are now. */
export async function announceMe(context: CommitContext, member: Member): Promise<Me> {
  const me = await presentMe(context.tx, member);
  announce(context, me);
  return me;
}

function announce(context: CommitContext, me: Me): void {
  context.append({ to: 'user', userId: me.user.id }, { type: 'me.updated', data: { me } });
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

/** Tells everybody who keeps order in the workspace how many reports are open now. */
export async function renewModerators(context: CommitContext): Promise<void> {
  const members = await context.tx
    .updateTable('workspace_members')
    .set({ own_version: context.nextSeq })
    .where('role', 'in', roles.filter(isModerator))
    .where('removed_at', 'is', null)
    .returningAll()
    .execute();
  members.sort((one, other) => (one.user_id < other.user_id ? -1 : 1));
  for (const me of await presentEach(context.tx, members)) announce(context, me);
}
