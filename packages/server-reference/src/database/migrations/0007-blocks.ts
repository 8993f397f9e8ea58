import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

const statements = [
  // Read by both its columns at once, either way round, and by who has blocked: the key serves all of it.
  `create table user_blocks (
    workspace_id uuid not null references workspaces on delete cascade,
    user_id uuid not null,
    blocked_id uuid not null,
    created_at timestamptz not null,
    primary key (workspace_id, user_id, blocked_id),
    foreign key (workspace_id, user_id) references workspace_members on delete cascade,
    foreign key (workspace_id, blocked_id) references workspace_members on delete cascade
  )`,
  `grant select, insert, update, delete on user_blocks to fechatter_walled`,
  `alter table user_blocks enable row level security`,
  `create policy wall on user_blocks to fechatter_walled using (workspace_id = nullif(current_setting('fechatter.workspace_id', true), '')::uuid)`,
  // Seq of the last change that the person alone was told of.
  `alter table workspace_members add column own_version bigint not null default 0`,
];

/** Whom people have blocked. */
export const blocks: Migration = {
  async up(db) {
    for (const statement of statements) await sql.raw(statement).execute(db);
  },
};
