import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** What parts the words of a name: everything of ASCII that is no letter or digit. */
const PARTS = String.raw`[\s!-/:-@\[-\`{-~]+`;

const statements = [
  // The words of the names of people and channels, so that each key that is pressed finds them by an index range.
  // Its order is that of the bytes: text comparison is what row-level security lets an index be used for.
  `create table name_words (
    workspace_id uuid not null references workspaces on delete cascade,
    kind text not null check (kind in ('person', 'channel')),
    word text collate "C" not null,
    subject_id uuid not null,
    primary key (workspace_id, kind, word, subject_id)
  )`,
  `create index name_words_subject on name_words (workspace_id, subject_id)`,
  `grant select, insert, update, delete on name_words to fechatter_walled`,
  `alter table name_words enable row level security`,
  `create policy wall on name_words to fechatter_walled using (workspace_id = nullif(current_setting('fechatter.workspace_id', true), '')::uuid)`,

  // Names are written by many commands, and by the import: here none of them can forget.
  `create function keep_name_words(of_workspace uuid, of_kind text, of_subject uuid, name text) returns void language sql as $$
    delete from name_words where workspace_id = of_workspace and subject_id = of_subject;
    insert into name_words (workspace_id, kind, word, subject_id)
    select distinct of_workspace, of_kind, lower(word), of_subject
    from regexp_split_to_table(name, '${PARTS}') as word where word <> '';
  $$`,
  `create function keep_person_words() returns trigger language plpgsql as $$ begin
    perform keep_name_words(new.workspace_id, 'person', new.user_id, new.name);
    return null;
  end $$`,
  `create function keep_channel_words() returns trigger language plpgsql as $$ begin
    perform keep_name_words(new.workspace_id, 'channel', new.id, new.name);
    return null;
  end $$`,
  `create trigger workspace_members_words after insert or update of name on workspace_members for each row execute function keep_person_words()`,
  `create trigger channels_words after insert or update of name on channels for each row execute function keep_channel_words()`,
  `select keep_name_words(workspace_id, 'person', user_id, name) from workspace_members`,
  `select keep_name_words(workspace_id, 'channel', id, name) from channels`,
];

/** The words of names, kept by the database itself. */
export const nameWords: Migration = {
  async up(db) {
    for (const statement of statements) await sql.raw(statement).execute(db);
  },
};
