import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** What an application hangs on a message. */
export const custom: Migration = {
  async up(db) {
    await sql`alter table messages add column custom jsonb not null default '{}'`.execute(db);
  },
};
