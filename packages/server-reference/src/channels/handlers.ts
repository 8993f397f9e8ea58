import type { ChannelView, RouteArguments, RouteOutput } from '@fechatter/protocol';
import { sql } from 'kysely';
import type { Database, WalledTransaction } from '../database/database.ts';
import { pageByName } from '../database/page-by-name.ts';
import { ApiError } from '../errors/api-error.ts';
import type { EventBus } from '../event-bus/event-bus.ts';
import type { WorkspaceWriter } from '../event-log/workspace-writer.ts';
import type { Handlers, WorkspaceContext } from '../http/handlers.ts';
import type { Hub } from '../realtime/hub.ts';
import { loadCaller } from '../users/caller.ts';
import { toUser } from '../users/presenters.ts';
import { loadChannel, loadOwnChannel, refusalOfSilenced, requireUnblocked } from './access.ts';
import { banFromChannel, listBans, unbanFromChannel } from './bans.ts';
import { createChannel } from './create.ts';
import * as members from './members.ts';
import * as own from './own-membership.ts';
import { toChannelMember, viewChannel, viewChannels } from './presenters.ts';
import { silenceMember } from './silence.ts';
import { updateChannel } from './update.ts';

/** Channels whose kind a process remembers. */
const KNOWN_CHANNELS = 10_000;

type ChannelHandlers = Pick<Handlers, Extract<keyof Handlers, `channels.${string}`>>;

export function channelHandlers({
  database,
  writer,
  hub,
  bus,
}: {
  readonly database: Database;
  readonly writer: WorkspaceWriter;
  readonly hub: Hub;
  readonly bus: EventBus;
}): ChannelHandlers {
  const on = ({ userId }: WorkspaceContext, path: { readonly channelId: string }) => ({
    userId,
    channelId: path.channelId,
  });
  /** Channels, with their workspace, that are known to be more than conversations of two, and always will be. */
  const ofSeveral = new Set<string>();
  return {
    'channels.list': (context, { query }) =>
      database.workspace(context.workspaceId, (tx) => listChannels(tx, context, query)),
    'channels.create': (context, { body }) =>
      writer.submit(context.workspaceId, createChannel, { userId: context.userId, body }),
    'channels.get': (context, { path }) =>
      database.workspace(context.workspaceId, async (tx) => {
        const { channel } = await loadChannel(tx, await loadCaller(tx, context), path.channelId);
        return viewChannel(tx, context.userId, channel);
      }),
    'channels.update': (context, { path, body }) =>
      writer.submit(context.workspaceId, updateChannel, { ...on(context, path), body }),
    'channels.join': (context, { path }) =>
      writer.submit(context.workspaceId, members.joinChannel, on(context, path)),
    'channels.leave': (context, { path }) =>
      writer.submit(context.workspaceId, members.leaveChannel, on(context, path)),
    'channels.read': (context, { path, body }) =>
      writer.submit(context.workspaceId, own.markRead, { ...on(context, path), ...body }),
    'channels.setPreferences': (context, { path, body }) =>
      writer.submit(context.workspaceId, own.setPreferences, { ...on(context, path), body }),
    'channels.typing': async (context, { path, body }) => {
      // The seat as the live stream knows it spares a query for every few letters. The database is asked for whoever has
      // no stream, and for conversations of two: each of them may have blocked the other.
      const listening = [...(hub.room(context.workspaceId)?.ofUser(context.userId) ?? [])];
      const key = `${context.workspaceId} ${path.channelId}`;
      const stream = listening.find((connection) => connection.channels.has(path.channelId));
      const silencedUntil =
        stream && ofSeveral.has(key)
          ? (stream.silenced.get(path.channelId) ?? null)
          : await database.workspace(context.workspaceId, async (tx) => {
              const { channel, member } = await loadOwnChannel(
                tx,
                await loadCaller(tx, context),
                path.channelId,
              );
              await requireUnblocked(tx, channel);
              if (ofSeveral.size >= KNOWN_CHANNELS) ofSeveral.clear();
              if (channel.kind !== 'direct') ofSeveral.add(key);
              return member.silenced_until;
            });
      const refusal = refusalOfSilenced(silencedUntil, new Date());
      if (refusal) throw refusal;
      const typing = { channelId: path.channelId, userId: context.userId, typing: body.typing };
      hub.toChannel(context.workspaceId, path.channelId, { type: 'typing', data: typing }, context.userId);
      bus.tell({ kind: 'typing', workspaceId: context.workspaceId, ...typing });
      return undefined;
    },
    'channels.members': (context, { path, query }) =>
      database.workspace(context.workspaceId, (tx) => listMembers(tx, context, path.channelId, query)),
    'channels.addMembers': (context, { path, body }) =>
      writer.submit(context.workspaceId, members.addMembers, {
        ...on(context, path),
        userIds: body.userIds,
      }),
    'channels.setMemberRole': (context, { path, body }) =>
      writer.submit(context.workspaceId, members.setMemberRole, {
        ...on(context, path),
        memberId: path.userId,
        role: body.role,
      }),
    'channels.silenceMember': (context, { path, body }) =>
      writer.submit(context.workspaceId, silenceMember, {
        ...on(context, path),
        memberId: path.userId,
        until: body.until,
      }),
    'channels.removeMember': (context, { path }) =>
      writer.submit(context.workspaceId, members.removeChannelMember, {
        ...on(context, path),
        memberId: path.userId,
      }),
    'channels.ban': (context, { path, body }) =>
      writer.submit(context.workspaceId, banFromChannel, {
        ...on(context, path),
        targetId: path.userId,
        reason: body.reason,
      }),
    'channels.unban': (context, { path }) =>
      writer.submit(context.workspaceId, unbanFromChannel, { ...on(context, path), targetId: path.userId }),
    'channels.listBans': (context, { path, query }) =>
      database.workspace(context.workspaceId, (tx) => listBans(tx, context, path.channelId, query)),
  };
}

async function listChannels(
  tx: WalledTransaction,
  context: WorkspaceContext,
  query: RouteArguments<'channels.list'>['query'],
): Promise<{ items: readonly ChannelView[]; next: string | null }> {
  const caller = await loadCaller(tx, context);
  const mine = sql<boolean>`exists (select 1 from channel_members as mine where mine.workspace_id = ${tx.workspaceId} and mine.channel_id = channels.id and mine.user_id = ${caller.userId})`;
  const findable =
    query.scope === 'browse' && caller.role !== 'guest'
      ? sql<boolean>`(channels.kind = 'public' or ${mine})`
      : mine;
  const channels = tx
    .selectFrom('channels')
    .selectAll()
    .where(findable)
    .$if(!query.archived, (all) => all.where('archived_at', 'is', null))
    .$if(query.q !== undefined, (all) =>
      all.where(sql<boolean>`position(lower(${query.q ?? ''}) in lower(channels.name)) > 0`),
    );
  const { page, next } = await pageByName(channels, { name: 'channels.name', id: 'channels.id' }, query);
  return { items: await viewChannels(tx, caller.userId, page), next };
}

async function listMembers(
  tx: WalledTransaction,
  context: WorkspaceContext,
  channelId: string,
  query: RouteArguments<'channels.members'>['query'],
): Promise<RouteOutput<'channels.members'>> {
  const { channel } = await loadOwnChannel(tx, await loadCaller(tx, context), channelId);
  const starts = `${(query.q ?? '').replace(/[\\%_]/g, '\\$&')}%`;
  const people = tx
    .selectFrom('workspace_members as people')
    .innerJoin('channel_members as members', (join) =>
      join
        .onRef('members.user_id', '=', 'people.user_id')
        .onRef('members.workspace_id', '=', 'people.workspace_id'),
    )
    .selectAll('people')
    .where('members.channel_id', '=', channelId)
    .$if(query.q !== undefined, (all) =>
      all.where(sql<boolean>`(people.name ilike ${starts} or people.name ilike ${`% ${starts}`})`),
    );
  const { page, next } = await pageByName(people, { name: 'people.name', id: 'people.user_id' }, query);
  const ids = page.map((person) => person.user_id);
  const rows =
    ids.length === 0
      ? []
      : await tx
          .selectFrom('channel_members')
          .selectAll()
          .where('channel_id', '=', channelId)
          .where('user_id', 'in', ids)
          .execute();
  const byUser = new Map(rows.map((member) => [member.user_id, member]));
  return {
    items: ids.map((id) => {
      const member = byUser.get(id);
      if (!member) throw new ApiError('internal');
      return toChannelMember(member, channel);
    }),
    users: page.map(toUser),
    next,
  };
}
