import { createId, type ChannelId, type UserId, type WorkspaceId } from '@fechatter/protocol';
import { sql } from 'kysely';
import type { Database } from '../../packages/server-reference/src/database/database.ts';

export interface Seeded {
  readonly workspaceId: WorkspaceId;
  readonly channelIds: readonly ChannelId[];
  readonly userIds: readonly UserId[];
}

/**
 * A workspace with people and channels, written past the commands. Everybody is in every channel, or, with
 * `perChannel`, so many people in each.
 */
export async function seedWorkspace(
  database: Database,
  options: { readonly people: number; readonly channels: number; readonly perChannel?: number },
): Promise<Seeded> {
  const workspaceId: WorkspaceId = createId();
  const userIds: UserId[] = Array.from({ length: options.people }, () => createId());
  const channelIds: ChannelId[] = Array.from({ length: options.channels }, () => createId());
  const perChannel = options.perChannel ?? options.people;
  const seats = channelIds.flatMap((channelId, at) =>
    Array.from({ length: perChannel }, (_, seat) => ({
      channelId,
      userId: userIds[(at * perChannel + seat) % userIds.length] ?? '',
    })),
  );
  const { system } = database;
  const now = new Date().toISOString();
  await sql`insert into workspaces (id, slug, name, epoch, head_seq, created_at) values (${workspaceId}, ${`bench-${workspaceId.slice(-12)}`}, 'Bench', ${workspaceId}, 1, ${now}::timestamptz)`.execute(
    system,
  );
  await sql`insert into users (id, name, created_at) select id, 'Person', ${now}::timestamptz from unnest(${userIds}::uuid[]) as u(id)`.execute(
    system,
  );
  await sql`insert into workspace_members (workspace_id, user_id, name, role, joined_at, version) select ${workspaceId}::uuid, id, 'Person', 'member', ${now}::timestamptz, 1 from unnest(${userIds}::uuid[]) as u(id)`.execute(
    system,
  );
  await sql`
    insert into channels (workspace_id, id, kind, name, description, created_by, created_at, member_count, version)
    select ${workspaceId}::uuid, id, 'public', 'channel ' || id, '', ${userIds[0] ?? workspaceId}::uuid, ${now}::timestamptz, ${perChannel}::integer, 1 from unnest(${channelIds}::uuid[]) as c(id)`.execute(
    system,
  );
  await sql`
    insert into channel_members (workspace_id, channel_id, user_id, role, joined_at, version, own_version)
    select ${workspaceId}::uuid, channel_id, user_id, 'member', ${now}::timestamptz, 1, 1
    from unnest(${seats.map((seat) => seat.channelId)}::uuid[], ${seats.map((seat) => seat.userId)}::uuid[]) as s(channel_id, user_id)`.execute(
    system,
  );
  return { workspaceId, channelIds, userIds };
}
