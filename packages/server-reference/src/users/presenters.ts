import type { User, UserStatus } from '@fechatter/protocol';
import type { Selectable } from 'kysely';
import type { WorkspaceMembersTable } from '../database/tables.ts';

type Member = Selectable<WorkspaceMembersTable>;

function toStatus(member: Member): UserStatus | null {
  if (member.status_emoji === null && member.status_text === null) return null;
  return {
    emoji: member.status_emoji ?? '',
    text: member.status_text ?? '',
    expiresAt: member.status_expires_at?.toISOString() ?? null,
  };
}

/** A person as their workspace sees them. A status that has ended is still told: readers see when it ended. */
export function toUser(member: Member): User {
  return {
    id: member.user_id,
    name: member.name,
    avatarUrl: member.avatar_url,
    title: member.title,
    status: toStatus(member),
    role: member.role,
    removed: member.removed_at !== null,
    version: member.version,
  };
}
