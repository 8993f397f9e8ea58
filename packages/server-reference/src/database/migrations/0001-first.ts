import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Tables behind the wall: each row belongs to one workspace, and row-level security holds it there. */
const walled = [
  'workspace_members',
  'invites',
  'invite_uses',
  'app_keys',
  'host_token_uses',
  'channels',
  'channel_members',
  'messages',
  'message_edits',
  'mentions',
  'event_log',
];

/** Those of them that no foreign key ties to a workspace, for the sake of what a write costs. */
const untied = ['messages', 'message_edits', 'mentions', 'event_log', 'host_token_uses'];

const statements = [
  // What one installation keeps for itself, such as the secret that its cursors are bound with.
  `create table settings (
    key text primary key,
    value text not null
  )`,

  // People and their sessions: over all workspaces, and out of reach of the walled role.
  `create table users (
    id uuid primary key,
    email text unique,
    name text not null,
    password_hash text,
    host_workspace_id uuid,
    host_subject text,
    host_email text,
    created_at timestamptz not null,
    unique (host_workspace_id, host_subject)
  )`,
  `create table sessions (
    id uuid primary key,
    user_id uuid not null references users on delete cascade,
    workspace_id uuid,
    created_at timestamptz not null,
    expires_at timestamptz not null,
    revoked_at timestamptz,
    user_agent text not null,
    spent_generation integer not null default 0,
    spent_hash text,
    spent_at timestamptz
  )`,
  `create index sessions_user on sessions (user_id) where revoked_at is null`,
  `create index sessions_revoked on sessions (revoked_at) where revoked_at is not null`,
  `create index sessions_expiry on sessions (expires_at)`,
  // The tokens of a session are numbered: one of each number can be spent, and spending it gives the next number.
  `create table refresh_tokens (
    token_hash text primary key,
    session_id uuid not null references sessions on delete cascade,
    generation integer not null,
    expires_at timestamptz not null
  )`,
  `create index refresh_tokens_session on refresh_tokens (session_id)`,
  `create table password_resets (
    token_hash text primary key,
    user_id uuid not null references users on delete cascade,
    expires_at timestamptz not null
  )`,
  `create index password_resets_user on password_resets (user_id)`,
  `create table signing_keys (
    id text primary key,
    private_key text not null,
    public_key text not null,
    created_at timestamptz not null,
    retires_at timestamptz not null
  )`,

  // The row of a workspace is updated by every commit in it: room on the page keeps those updates in place.
  `create table workspaces (
    id uuid primary key,
    slug text not null unique,
    name text not null,
    allowed_origins text[] not null default '{}',
    head_seq bigint not null default 0,
    trimmed_seq bigint not null default 0,
    epoch text not null,
    created_at timestamptz not null,
    version bigint not null default 0
  ) with (fillfactor = 50)`,
  `create table workspace_members (
    workspace_id uuid not null references workspaces on delete cascade,
    user_id uuid not null references users on delete cascade,
    name text not null,
    avatar_url text,
    title text not null default '',
    status_emoji text,
    status_text text,
    status_expires_at timestamptz,
    role text not null check (role in ('owner', 'admin', 'moderator', 'member', 'guest')),
    availability text not null default 'auto' check (availability in ('auto', 'away', 'busy', 'invisible')),
    notifications text not null default 'all' check (notifications in ('all', 'mentions', 'none')),
    sounds boolean not null default true,
    do_not_disturb_until timestamptz,
    joined_at timestamptz not null,
    removed_at timestamptz,
    removed_by uuid,
    version bigint not null,
    primary key (workspace_id, user_id)
  )`,
  `create index workspace_members_user on workspace_members (user_id) where removed_at is null`,
  `create index workspace_members_name on workspace_members (workspace_id, lower(name), user_id) where removed_at is null`,
  `create table invites (
    workspace_id uuid not null references workspaces on delete cascade,
    id uuid not null,
    code_hash text not null unique,
    role text not null check (role in ('admin', 'moderator', 'member', 'guest')),
    channel_ids uuid[] not null default '{}',
    max_uses integer,
    uses integer not null default 0,
    created_by uuid not null,
    created_at timestamptz not null,
    expires_at timestamptz,
    revoked_at timestamptz,
    primary key (workspace_id, id)
  )`,
  `create table invite_uses (
    workspace_id uuid not null,
    invite_id uuid not null,
    user_id uuid not null,
    used_at timestamptz not null,
    primary key (workspace_id, invite_id, user_id),
    foreign key (workspace_id, invite_id) references invites on delete cascade
  )`,
  `create table app_keys (
    workspace_id uuid not null references workspaces on delete cascade,
    id uuid not null,
    name text not null,
    kind text not null check (kind in ('secret', 'jwks')),
    secret text,
    jwks_url text,
    created_at timestamptz not null,
    last_used_at timestamptz,
    revoked_at timestamptz,
    primary key (workspace_id, id)
  )`,
  // A host token is good for one sign-in: its jti is remembered for as long as the token could be used.
  `create table host_token_uses (
    workspace_id uuid not null,
    app_key_id uuid not null,
    jti text not null,
    expires_at timestamptz not null,
    primary key (workspace_id, app_key_id, jti)
  )`,
  `create index host_token_uses_expiry on host_token_uses (expires_at)`,

  `create table channels (
    workspace_id uuid not null references workspaces on delete cascade,
    id uuid not null,
    kind text not null check (kind in ('direct', 'group', 'private', 'public')),
    name text not null,
    description text not null,
    direct_key text,
    created_by uuid not null,
    created_at timestamptz not null,
    archived_at timestamptz,
    member_count integer not null,
    last_index bigint not null default 0,
    last_message_at timestamptz,
    version bigint not null,
    primary key (workspace_id, id)
  ) with (fillfactor = 70)`,
  `create unique index channels_direct on channels (workspace_id, direct_key) where direct_key is not null`,
  `create unique index channels_public_name on channels (workspace_id, lower(name)) where kind = 'public' and archived_at is null`,
  `create index channels_browse on channels (workspace_id, lower(name), id) where kind = 'public'`,
  `create table channel_members (
    workspace_id uuid not null,
    channel_id uuid not null,
    user_id uuid not null,
    role text not null check (role in ('owner', 'moderator', 'member')),
    joined_at timestamptz not null,
    last_read_index bigint not null default 0,
    muted boolean not null default false,
    favourite boolean not null default false,
    notifications text check (notifications in ('all', 'mentions', 'none')),
    version bigint not null,
    own_version bigint not null,
    primary key (workspace_id, channel_id, user_id),
    foreign key (workspace_id, channel_id) references channels on delete cascade,
    foreign key (workspace_id, user_id) references workspace_members on delete cascade
  ) with (fillfactor = 80)`,
  `create index channel_members_user on channel_members (workspace_id, user_id)`,

  // The key is the order of reading; the unique id makes a repeated send find the first one, for ever.
  // No foreign keys here and in the log: both are written in a transaction that has just locked and read what they
  // would refer to, and checking it again for each row took nearly half the time of a send.
  `create table messages (
    workspace_id uuid not null,
    timeline_id uuid not null,
    index bigint not null,
    id uuid not null,
    channel_id uuid not null,
    author_id uuid not null,
    kind text not null check (kind in ('text', 'action')),
    text text not null,
    reply_to uuid,
    mentions uuid[] not null default '{}',
    mentions_channel boolean not null default false,
    created_at timestamptz not null,
    edited_at timestamptz,
    deleted_at timestamptz,
    deleted_by uuid,
    created_seq bigint not null,
    version bigint not null,
    primary key (workspace_id, timeline_id, index),
    unique (workspace_id, id)
  )`,
  `create index messages_mentioning_channel on messages (workspace_id, timeline_id, index) where mentions_channel and deleted_at is null`,
  `create index messages_answers on messages (workspace_id, reply_to) where reply_to is not null`,
  `create table message_edits (
    workspace_id uuid not null,
    id uuid not null,
    message_id uuid not null,
    text text not null,
    edited_by uuid not null,
    edited_at timestamptz not null,
    seq bigint not null,
    primary key (workspace_id, id)
  )`,
  `create index message_edits_message on message_edits (workspace_id, message_id, edited_at, id)`,
  // One row for each person whom a message mentions, so that unread mentions are one index range.
  `create table mentions (
    workspace_id uuid not null,
    user_id uuid not null,
    channel_id uuid not null,
    index bigint not null,
    primary key (workspace_id, user_id, channel_id, index)
  )`,

  `create table event_log (
    workspace_id uuid not null,
    seq bigint not null,
    type text not null,
    channel_id uuid,
    user_id uuid,
    payload text not null,
    at timestamptz not null,
    primary key (workspace_id, seq)
  )`,

  // A workspace that is deleted takes with it what no foreign key ties to it.
  `create function forget_workspace() returns trigger language plpgsql as $$ begin
    ${untied.map((table) => `delete from ${table} where workspace_id = old.id;`).join(' ')}
    return null;
  end $$`,
  `create trigger forget_workspace after delete on workspaces for each row execute function forget_workspace()`,

  // Roles belong to the whole cluster, so another database of it may have made this one, even right now.
  `do $$ begin
    create role fechatter_walled nologin;
  exception when duplicate_object or unique_violation then null;
  end $$`,
  `do $$ begin execute format('grant fechatter_walled to %I', current_user); end $$`,
  `grant usage on schema public to fechatter_walled`,
  `grant select, insert, update, delete on ${walled.join(', ')} to fechatter_walled`,
  `grant select, update on workspaces to fechatter_walled`,
  `alter table workspaces enable row level security`,
  `create policy wall on workspaces to fechatter_walled using (id = nullif(current_setting('fechatter.workspace_id', true), '')::uuid)`,
  ...walled.flatMap((table) => [
    `alter table ${table} enable row level security`,
    `create policy wall on ${table} to fechatter_walled using (workspace_id = nullif(current_setting('fechatter.workspace_id', true), '')::uuid)`,
  ]),
];

export const first: Migration = {
  async up(db) {
    for (const statement of statements) await sql.raw(statement).execute(db);
  },
};
