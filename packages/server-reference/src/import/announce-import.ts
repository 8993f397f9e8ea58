import { command } from '../event-log/workspace-writer.ts';
import { toWorkspace } from '../workspaces/presenters.ts';

/**
 * Ends an import with an event that everybody gets. The log was trimmed up to it, so a node that has readers sees
 * that it cannot tell them what came before, and has them reset.
 */
export const announceImport = command<undefined, undefined>('import.announce', async (context) => {
  const row = await context.tx
    .updateTable('workspaces')
    .set({ version: context.nextSeq })
    .where('id', '=', context.workspaceId)
    .returning(['id', 'slug', 'name', 'created_at', 'version'])
    .executeTakeFirstOrThrow();
  context.append({ to: 'workspace' }, { type: 'workspace.updated', data: { workspace: toWorkspace(row) } });
  return undefined;
});
