import type { UserId, WorkspaceId, WorkspaceSummary } from '@fechatter/protocol';
import type { Database } from '../database/database.ts';
import { isUniqueViolation } from '../database/errors.ts';
import { ApiError } from '../errors/api-error.ts';
import { command, type WorkspaceWriter } from '../event-log/workspace-writer.ts';
import { admitToWorkspace, joinFirstChannel } from '../users/admission.ts';
import { toWorkspace } from './presenters.ts';

/** A workspace whose making broke off gives its address free after this time. */
const ABANDONED_AFTER = 60_000;

export interface Founding {
  readonly id: WorkspaceId;
  readonly slug: string;
  readonly name: string;
  /** Null for a workspace whose people a host will vouch for, or that the operator will add. */
  readonly owner: { readonly userId: UserId; readonly name: string } | null;
}

/**
 * Makes a workspace with its owner and first channel. The same founding again, as after an answer that was lost,
 * gives the workspace made before, and finishes what broke off half-way.
 *
 * @throws {ApiError} `slug_taken`, or `id_taken` when the id names another workspace.
 */
export async function foundWorkspace(
  services: { readonly database: Database; readonly writer: WorkspaceWriter },
  founding: Founding,
): Promise<WorkspaceSummary> {
  const { database, writer } = services;
  await removeAbandoned(database, founding);
  try {
    // There is no wall around a workspace that is not there yet.
    await database.system
      .insertInto('workspaces')
      .values({
        id: founding.id,
        slug: founding.slug,
        name: founding.name,
        allowed_origins: [],
        epoch: crypto.randomUUID(),
        created_at: new Date(),
        version: 0,
      })
      .onConflict((conflict) => conflict.column('id').doNothing())
      .execute();
  } catch (error) {
    if (isUniqueViolation(error)) throw slugTaken(founding.slug);
    throw error;
  }
  return writer.submit(founding.id, settle, founding);
}

/** @throws {ApiError} `slug_taken`. A look before the work; the unique index has the last word. */
export async function requireFreeSlug(database: Database, slug: string): Promise<void> {
  const taken = await database.system
    .selectFrom('workspaces')
    .select(['head_seq', 'created_at'])
    .where('slug', '=', slug)
    .executeTakeFirst();
  if (taken && (taken.head_seq > 0 || Date.now() - taken.created_at.getTime() < ABANDONED_AFTER))
    throw slugTaken(slug);
}

const slugTaken = (slug: string): ApiError =>
  new ApiError('slug_taken', `There is a workspace with the address "${slug}".`, {
    fields: [{ field: 'body.slug', message: 'is taken' }],
  });

/** The owner, the first channel, and the first events of the log, in one commit. */
const settle = command<Founding, WorkspaceSummary>(
  'workspaces.create',
  async (context, { id, slug, owner }) => {
    const { tx } = context;
    const workspace = await tx
      .selectFrom('workspaces')
      .selectAll()
      .where('id', '=', id)
      .executeTakeFirstOrThrow();
    if (workspace.slug !== slug) throw new ApiError('id_taken');
    if (workspace.head_seq > 0) {
      const member =
        owner &&
        (await tx
          .selectFrom('workspace_members')
          .select('role')
          .where('user_id', '=', owner.userId)
          .where('removed_at', 'is', null)
          .executeTakeFirst());
      if (member?.role !== 'owner') throw new ApiError('id_taken');
      return { workspace: toWorkspace(workspace), role: member.role };
    }
    const version = context.nextSeq;
    await tx.updateTable('workspaces').set({ version }).where('id', '=', id).execute();
    if (owner) await joinFirstChannel(context, await admitToWorkspace(context, { ...owner, role: 'owner' }));
    // Something has to stand in the log, or the workspace would look as if its making had broken off.
    else
      context.append(
        { to: 'workspace' },
        { type: 'workspace.updated', data: { workspace: toWorkspace({ ...workspace, version }) } },
      );
    return { workspace: toWorkspace({ ...workspace, version }), role: 'owner' };
  },
);

async function removeAbandoned(database: Database, { id, slug }: Founding): Promise<void> {
  await database.system
    .deleteFrom('workspaces')
    .where('slug', '=', slug)
    .where('id', '!=', id)
    .where('head_seq', '=', 0)
    .where('created_at', '<', new Date(Date.now() - ABANDONED_AFTER))
    .execute();
}
