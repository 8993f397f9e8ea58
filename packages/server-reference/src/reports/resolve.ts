import type { Report, RouteArguments, UserId } from '@fechatter/protocol';
import { ApiError } from '../errors/api-error.ts';
import { command } from '../event-log/workspace-writer.ts';
import { leaveTombstone } from '../messages/change.ts';
import { loadCaller } from '../users/caller.ts';
import { renewModerators } from '../users/me.ts';
import { requireModerator } from './policies.ts';
import { toReport, type ReportRow } from './presenters.ts';

interface Resolving {
  readonly userId: UserId;
  readonly reportId: string;
  readonly body: RouteArguments<'reports.resolve'>['body'];
}

/** Says what was done about a report, and does it where it is the deletion of the message. */
export const resolveReport = command<Resolving, Report>(
  'reports.resolve',
  async (context, { userId, reportId, body }) => {
    const { tx, workspaceId, now } = context;
    requireModerator(await loadCaller(tx, { workspaceId, userId }));
    const report = await tx.selectFrom('reports').selectAll().where('id', '=', reportId).executeTakeFirst();
    if (!report) throw new ApiError('not_found', 'There is no such report.');
    if (report.resolution !== null) return resolvedAlready(report, body);
    if (body.kind === 'message_deleted' && report.message_id === null)
      throw ApiError.field('body.kind', 'is for the report of a message, and this is one of a person');
    const message =
      body.kind === 'message_deleted' && report.message_id !== null
        ? await tx
            .selectFrom('messages')
            .selectAll()
            .where('id', '=', report.message_id)
            .where('deleted_at', 'is', null)
            .executeTakeFirst()
        : undefined;
    const resolved = await tx
      .updateTable('reports')
      .set({ resolution: body.kind, resolution_note: body.note, resolved_by: userId, resolved_at: now })
      .where('id', '=', reportId)
      .returningAll()
      .executeTakeFirstOrThrow();
    if (message) await leaveTombstone(context, message, userId);
    await renewModerators(context);
    return toReport(resolved);
  },
);

/** Of two who resolve a report at once the second is told, unless both say the same. */
function resolvedAlready(report: ReportRow, body: Resolving['body']): Report {
  if (report.resolution !== body.kind || report.resolution_note !== body.note)
    throw new ApiError('report_resolved');
  return toReport(report);
}
