import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

const statements = [
  // A message is kept as it was when it was reported: it may be changed, and deleted, since.
  `create table reports (
    workspace_id uuid not null references workspaces on delete cascade,
    id uuid not null,
    kind text not null check (kind in ('message', 'user')),
    reporter_id uuid not null,
    user_id uuid not null,
    message_id uuid,
    message jsonb,
    reason text not null check (reason in ('spam', 'harassment', 'inappropriate', 'other')),
    note text not null,
    created_at timestamptz not null,
    resolution text check (resolution in ('dismissed', 'message_deleted', 'handled')),
    resolved_by uuid,
    resolved_at timestamptz,
    resolution_note text,
    primary key (workspace_id, id),
    foreign key (workspace_id, reporter_id) references workspace_members on delete cascade,
    foreign key (workspace_id, user_id) references workspace_members on delete cascade
  )`,
  `create index reports_open on reports (workspace_id, created_at, id) where resolution is null`,
  `create index reports_resolved on reports (workspace_id, created_at, id) where resolution is not null`,
  `create index reports_open_of on reports (workspace_id, reporter_id, message_id) where resolution is null`,
  `grant select, insert, update, delete on reports to fechatter_walled`,
  `alter table reports enable row level security`,
  `create policy wall on reports to fechatter_walled using (workspace_id = nullif(current_setting('fechatter.workspace_id', true), '')::uuid)`,
];

/** What people report to those who keep order. */
export const reports: Migration = {
  async up(db) {
    for (const statement of statements) await sql.raw(statement).execute(db);
  },
};
