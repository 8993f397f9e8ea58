import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** How many of a hundred people of a workspace are offered their events over NATS; null: as the server is set. */
export const natsRollout: Migration = {
  async up(db) {
    await sql`
      alter table workspaces
      add column nats_percentage smallint check (nats_percentage between 0 and 100)`.execute(db);
  },
};
