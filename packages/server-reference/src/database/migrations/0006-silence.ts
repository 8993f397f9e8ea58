import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

const statements = [
  `alter table channel_members add column silenced_until timestamptz`,
  // A membership that ends leaves its silence here, for when the person comes back.
  `create table kept_silences (
    workspace_id uuid not null,
    channel_id uuid not null,
    user_id uuid not null,
    until timestamptz not null,
    primary key (workspace_id, channel_id, user_id),
    foreign key (workspace_id, channel_id) references channels on delete cascade,
    foreign key (workspace_id, user_id) references workspace_members on delete cascade
  )`,
  `grant select, insert, update, delete on kept_silences to fechatter_walled`,
  `alter table kept_silences enable row level security`,
  `create policy wall on kept_silences to fechatter_walled using (workspace_id = nullif(current_setting('fechatter.workspace_id', true), '')::uuid)`,
];

/** Members who cannot write for a while. */
export const silence: Migration = {
  async up(db) {
    for (const statement of statements) await sql.raw(statement).execute(db);
  },
};
