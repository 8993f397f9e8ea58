import type { UserId } from '@fechatter/protocol';
import type { Database } from '../database/database.ts';
import type { WorkspaceWriter } from '../event-log/workspace-writer.ts';
import type { Handlers } from '../http/handlers.ts';
import { loadCaller } from '../users/caller.ts';
import { createReport } from './create.ts';
import { listReports } from './list.ts';
import { resolveReport } from './resolve.ts';

export interface ReportServices {
  readonly database: Database;
  readonly writer: WorkspaceWriter;
  /** Raises `rate_limited` for somebody who reports more than anybody reads. */
  readonly limitReports: (userId: UserId) => Promise<void> | void;
}

export function reportHandlers({
  database,
  writer,
  limitReports,
}: ReportServices): Pick<Handlers, Extract<keyof Handlers, `reports.${string}`>> {
  return {
    'reports.create': async ({ workspaceId, userId }, { body }) => {
      await limitReports(userId);
      return writer.submit(workspaceId, createReport, { userId, body });
    },
    'reports.list': (context, { query }) =>
      database.workspace(context.workspaceId, async (tx) =>
        listReports(tx, await loadCaller(tx, context), query),
      ),
    'reports.resolve': ({ workspaceId, userId }, { path, body }) =>
      writer.submit(workspaceId, resolveReport, { userId, reportId: path.reportId, body }),
  };
}
