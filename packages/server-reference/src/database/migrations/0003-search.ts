import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

const walled = ['saved_searches', 'past_searches'];

const statements = [
  // What changed since a seq, whatever it was: a new message, an edit, a deletion, an import. An index is fed by it.
  `create index messages_version on messages (workspace_id, version)`,
  // What decides the order of relevance; null: as the server is set.
  `alter table workspaces add column search_weights jsonb`,
  `create table saved_searches (
    workspace_id uuid not null references workspaces on delete cascade,
    user_id uuid not null,
    id uuid not null,
    name text not null,
    text text not null,
    sort text not null check (sort in ('relevance', 'newest', 'oldest')),
    created_at timestamptz not null,
    primary key (workspace_id, id),
    foreign key (workspace_id, user_id) references workspace_members on delete cascade
  )`,
  `create index saved_searches_user on saved_searches (workspace_id, user_id)`,
  `create table past_searches (
    workspace_id uuid not null references workspaces on delete cascade,
    user_id uuid not null,
    text text not null,
    used_at timestamptz not null,
    foreign key (workspace_id, user_id) references workspace_members on delete cascade
  )`,
  // By its digest: a text may be longer than a key.
  `create unique index past_searches_text on past_searches (workspace_id, user_id, md5(text))`,
  `grant select, insert, update, delete on ${walled.join(', ')} to fechatter_walled`,
  ...walled.flatMap((table) => [
    `alter table ${table} enable row level security`,
    `create policy wall on ${table} to fechatter_walled using (workspace_id = nullif(current_setting('fechatter.workspace_id', true), '')::uuid)`,
  ]),
];

/** The index by version that feeds a search index, and what people keep of their searches. */
export const search: Migration = {
  async up(db) {
    for (const statement of statements) await sql.raw(statement).execute(db);
  },
};
