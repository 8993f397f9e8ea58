import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

const statements = [
  `create table channel_bans (
    workspace_id uuid not null,
    channel_id uuid not null,
    user_id uuid not null,
    reason text not null,
    banned_by uuid not null,
    banned_at timestamptz not null,
    primary key (workspace_id, channel_id, user_id),
    foreign key (workspace_id, channel_id) references channels on delete cascade,
    foreign key (workspace_id, user_id) references workspace_members on delete cascade
  )`,
  `grant select, insert, update, delete on channel_bans to fechatter_walled`,
  `alter table channel_bans enable row level security`,
  `create policy wall on channel_bans to fechatter_walled using (workspace_id = nullif(current_setting('fechatter.workspace_id', true), '')::uuid)`,
];

/** People who cannot be in a channel. */
export const channelBans: Migration = {
  async up(db) {
    for (const statement of statements) await sql.raw(statement).execute(db);
  },
};
