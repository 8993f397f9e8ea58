import type { Workspace } from '@fechatter/protocol';
import type { Selectable } from 'kysely';
import type { WorkspacesTable } from '../database/tables.ts';

/** A workspace as its people see it. */
export function toWorkspace(
  row: Pick<Selectable<WorkspacesTable>, 'id' | 'slug' | 'name' | 'created_at' | 'version'>,
): Workspace {
  return {
    id: row.id,
    slug: row.slug,
    name: row.name,
    createdAt: row.created_at.toISOString(),
    version: row.version,
  };
}
