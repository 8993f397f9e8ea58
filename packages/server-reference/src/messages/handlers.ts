import type {
  ChannelId,
  Message,
  MessagePage,
  RouteArguments,
  RouteOutput,
  TimelineId,
  UserId,
} from '@fechatter/protocol';
import { loadOwnChannel } from '../channels/access.ts';
import type { Database, WalledTransaction } from '../database/database.ts';
import { ApiError } from '../errors/api-error.ts';
import type { WorkspaceWriter } from '../event-log/workspace-writer.ts';
import type { Handlers, WorkspaceContext } from '../http/handlers.ts';
import { loadCaller } from '../users/caller.ts';
import { deleteMessage, editMessage, loadMessage } from './change.ts';
import { findPlaces } from './places.ts';
import { peopleOf, presentMessages } from './presenters.ts';
import { sendMessages } from './send.ts';

export interface MessageServices {
  readonly database: Database;
  readonly writer: WorkspaceWriter;
  /** Raises `rate_limited` for somebody who writes faster than a person does. */
  readonly limitSends: (userId: UserId) => Promise<void> | void;
}

export function messageHandlers({
  database,
  writer,
  limitSends,
}: MessageServices): Pick<Handlers, Extract<keyof Handlers, `messages.${string}`>> {
  return {
    'messages.list': (context, { path, query }) =>
      database.workspace(context.workspaceId, (tx) => readTimeline(tx, context, path.timelineId, query)),

    'messages.places': (context, { path, query }) =>
      database.workspace(context.workspaceId, async (tx) => {
        const caller = await loadCaller(tx, context);
        const { channel } = await loadOwnChannel(tx, caller, channelOf(path.timelineId));
        return findPlaces(tx, path.timelineId, channel.last_index, query.moments ?? []);
      }),

    'messages.send': async ({ workspaceId, userId }, { path, body }) => {
      await limitSends(userId);
      return writer.submit(workspaceId, sendMessages, {
        ...body,
        userId,
        timelineId: channelOf(path.timelineId),
      });
    },

    'messages.get': (context, { path }) =>
      database.workspace(context.workspaceId, async (tx) => {
        const { message } = await loadMessage(tx, await loadCaller(tx, context), path.messageId);
        return first(await presentMessages(tx, [message]));
      }),

    'messages.edit': async ({ workspaceId, userId }, { path, body }) => {
      await limitSends(userId);
      return writer.submit(workspaceId, editMessage, { ...body, userId, messageId: path.messageId });
    },

    'messages.delete': ({ workspaceId, userId }, { path }) =>
      writer.submit(workspaceId, deleteMessage, { userId, messageId: path.messageId }),

    'messages.edits': (context, { path }) =>
      database.workspace(context.workspaceId, async (tx): Promise<RouteOutput<'messages.edits'>> => {
        const { message } = await loadMessage(tx, await loadCaller(tx, context), path.messageId);
        const edits = await tx
          .selectFrom('message_edits')
          .selectAll()
          .where('message_id', '=', message.id)
          .orderBy('seq')
          .execute();
        return {
          items: edits.map((edit) => ({
            id: edit.id,
            text: edit.text,
            editedBy: edit.edited_by,
            editedAt: edit.edited_at.toISOString(),
          })),
        };
      }),
  };
}

/** The channel whose timeline this is: they share their id. */
const channelOf = (timelineId: TimelineId): ChannelId => timelineId as string;

async function readTimeline(
  tx: WalledTransaction,
  context: WorkspaceContext,
  timelineId: TimelineId,
  query: RouteArguments<'messages.list'>['query'],
): Promise<MessagePage> {
  const { channel } = await loadOwnChannel(tx, await loadCaller(tx, context), channelOf(timelineId));
  const { from, to } = range(query, channel.last_index);
  const rows = await tx
    .selectFrom('messages')
    .selectAll()
    .where('timeline_id', '=', timelineId)
    .where('index', '>=', from)
    .where('index', '<=', to)
    .orderBy('index')
    .execute();
  const items = await presentMessages(tx, rows);
  return { items, lastIndex: channel.last_index, users: await peopleOf(tx, items) };
}

/** Indexes are dense, so a page is a range of them, however long the timeline is. */
export function range(
  { before, after, around, limit }: RouteArguments<'messages.list'>['query'],
  lastIndex: number,
): { readonly from: number; readonly to: number } {
  if (before !== undefined) return { from: before - limit, to: before - 1 };
  if (after !== undefined) return { from: after + 1, to: after + limit };
  if (around === undefined) return { from: lastIndex - limit + 1, to: lastIndex };
  // At an end of the timeline the page reaches further to the other side, so that it is full.
  const from = Math.max(1, Math.min(around - Math.floor(limit / 2), lastIndex - limit + 1));
  return { from, to: from + limit - 1 };
}

function first(messages: readonly Message[]): Message {
  const [message] = messages;
  if (!message) throw new ApiError('not_found');
  return message;
}
