import type { Report } from '@fechatter/protocol';
import type { Selectable } from 'kysely';
import type { ReportsTable } from '../database/tables.ts';

export type ReportRow = Selectable<ReportsTable>;

export function toReport(row: ReportRow): Report {
  return {
    id: row.id,
    kind: row.kind,
    reporterId: row.reporter_id,
    userId: row.user_id,
    message: row.message,
    reason: row.reason,
    note: row.note,
    createdAt: row.created_at.toISOString(),
    resolution:
      row.resolution !== null && row.resolved_by !== null && row.resolved_at !== null
        ? {
            kind: row.resolution,
            by: row.resolved_by,
            at: row.resolved_at.toISOString(),
            note: row.resolution_note ?? '',
          }
        : null,
  };
}
