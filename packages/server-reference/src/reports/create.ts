import type { Report, ReportedMessage, RouteArguments, UserId } from '@fechatter/protocol';
import { sql } from 'kysely';
import type { WalledTransaction } from '../database/database.ts';
import { ApiError } from '../errors/api-error.ts';
import { command } from '../event-log/workspace-writer.ts';
import { loadMessage } from '../messages/change.ts';
import { loadCaller, type Caller } from '../users/caller.ts';
import { getUser } from '../users/find.ts';
import { renewModerators } from '../users/me.ts';
import { toReport, type ReportRow } from './presenters.ts';

type Body = RouteArguments<'reports.create'>['body'];

/** Whom and what a report is about. */
interface Reported {
  readonly userId: UserId;
  readonly message: ReportedMessage | null;
}

/** Reports a message or a person to those who keep order, and tells them how many reports are open now. */
export const createReport = command<{ readonly userId: UserId; readonly body: Body }, Report>(
  'reports.create',
  async (context, { userId, body }) => {
    const { tx, workspaceId, now } = context;
    const caller = await loadCaller(tx, { workspaceId, userId });
    const known = await tx.selectFrom('reports').selectAll().where('id', '=', body.id).executeTakeFirst();
    if (known) {
      if (known.reporter_id !== userId || !isAbout(known, body)) throw new ApiError('id_taken');
      return toReport(known);
    }
    const reported = await loadReported(tx, caller, body);
    const open = body.kind === 'message' && (await findOpen(tx, userId, body.messageId));
    if (open) return toReport(open);
    const row = await tx
      .insertInto('reports')
      .values({
        workspace_id: workspaceId,
        id: body.id,
        kind: body.kind,
        reporter_id: userId,
        user_id: reported.userId,
        message_id: reported.message?.id ?? null,
        message: reported.message && sql`${JSON.stringify(reported.message)}::text::jsonb`,
        reason: body.reason,
        note: body.note,
        created_at: now,
      })
      .returningAll()
      .executeTakeFirstOrThrow();
    await renewModerators(context);
    return toReport(row);
  },
);

const isAbout = (report: ReportRow, body: Body): boolean =>
  body.kind === 'message'
    ? report.message_id === body.messageId
    : report.kind === 'user' && report.user_id === body.userId;

/** What somebody may report: messages that they can read, and people whom they see. */
async function loadReported(tx: WalledTransaction, caller: Caller, body: Body): Promise<Reported> {
  if (body.kind === 'user') {
    if (body.userId === caller.userId) throw ApiError.field('body.userId', 'is yourself');
    return { userId: (await getUser(tx, caller, body.userId)).id, message: null };
  }
  const { message } = await loadMessage(tx, caller, body.messageId);
  if (message.author_id === caller.userId) throw ApiError.field('body.messageId', 'is your own message');
  if (message.deleted_at !== null) throw new ApiError('message_deleted');
  return {
    userId: message.author_id,
    message: {
      id: message.id,
      channelId: message.channel_id,
      index: message.index,
      text: message.text,
      createdAt: message.created_at.toISOString(),
    },
  };
}

/** The report of a message that somebody has made already, and that nobody has resolved. */
const findOpen = (
  tx: WalledTransaction,
  reporterId: UserId,
  messageId: string,
): Promise<ReportRow | undefined> =>
  tx
    .selectFrom('reports')
    .selectAll()
    .where('reporter_id', '=', reporterId)
    .where('message_id', '=', messageId)
    .where('resolution', 'is', null)
    .executeTakeFirst();
