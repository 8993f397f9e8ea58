import type { ChannelId, UserId } from '@fechatter/protocol';
import { sql } from 'kysely';
import type { CommitContext } from '../event-log/workspace-writer.ts';
import { importedId } from './identity.ts';
import type { Arrival } from './import-messages.ts';

/** A channel that messages are added to, as it was before. */
export interface OpenChannel {
  readonly id: ChannelId;
  readonly lastIndex: number;
  readonly archived: boolean;
  /** Whether it was made just now. */
  readonly fresh: boolean;
}

/**
 * The channels of these messages by their names in the source: the one made by an import before, whatever it is
 * called by now, else the public one of that name, else a new one.
 */
export async function openChannels(
  context: CommitContext,
  arrivals: readonly Arrival[],
  owners: readonly UserId[],
): Promise<{ readonly channels: ReadonlyMap<string, OpenChannel>; readonly created: number }> {
  const channels = new Map<string, OpenChannel>();
  const byId = new Map<ChannelId, OpenChannel>();
  for (const arrival of arrivals) {
    if (channels.has(arrival.channel)) continue;
    const found = await findChannel(context, arrival.channel);
    // Two ways of writing one name are one channel.
    const channel =
      (found && byId.get(found.id)) ??
      found ??
      (await createChannel(context, arrival, owners[0] ?? arrival.authorId));
    channels.set(arrival.channel, channel);
    byId.set(channel.id, channel);
  }
  return { channels, created: [...byId.values()].filter((channel) => channel.fresh).length };
}

const idOf = (context: CommitContext, name: string): ChannelId =>
  importedId(context.workspaceId, 'channel', name.toLowerCase(), 0);

async function findChannel(context: CommitContext, name: string): Promise<OpenChannel | undefined> {
  const id = idOf(context, name);
  const row = await context.tx
    .selectFrom('channels')
    .select(['id', 'last_index', 'archived_at'])
    .where((row) =>
      row.or([
        row('id', '=', id),
        row.and([
          row('kind', '=', 'public'),
          row('archived_at', 'is', null),
          row(row.fn<string>('lower', ['name']), '=', row.fn<string>('lower', [row.val(name)])),
        ]),
      ]),
    )
    .orderBy(sql`id = ${id}`, 'desc')
    .limit(1)
    .executeTakeFirst();
  return row && { id: row.id, lastIndex: row.last_index, archived: row.archived_at !== null, fresh: false };
}

async function createChannel(
  context: CommitContext,
  { channel: name, at }: Arrival,
  ownerId: UserId,
): Promise<OpenChannel> {
  const id = idOf(context, name);
  await context.tx
    .insertInto('channels')
    .values({
      workspace_id: context.workspaceId,
      id,
      kind: 'public',
      name,
      description: '',
      direct_key: null,
      created_by: ownerId,
      created_at: at,
      member_count: 0,
      version: context.appendTrimmed(1),
    })
    .execute();
  return { id, lastIndex: 0, archived: false, fresh: true };
}
