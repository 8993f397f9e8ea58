import { isId, type UserId, type WorkspaceId } from '@fechatter/protocol';
import type { Database } from '../../database/database.ts';
import { importFile } from '../../import/import-file.ts';
import { describeProgress, describeSummary } from '../../import/progress.ts';
import { CommandError, cliCommand } from '../command.ts';
import { findWorkspace, withDatabase } from '../open-database.ts';

/** Between two lines about how far it is. */
const PROGRESS_MS = 1_000;
/** Bad lines that are told one by one. A file of something else would bury everything else under them. */
const BAD_LINES_TOLD = 100;

export const importCommand = cliCommand({
  name: 'import',
  summary: 'Bring messages, people and public channels over from elsewhere',
  arguments: ['FILE'],
  options: {
    workspace: {
      type: 'string',
      required: true,
      value: 'SLUG',
      help: 'The workspace that gets them. Its owners become members of the channels.',
    },
    strict: { type: 'boolean', help: 'Stop at the first bad line. Default: report it and leave it out.' },
    'channel-members': {
      type: 'string',
      value: 'USERS',
      help: 'People of the workspace who become members of the channels too: e-mail addresses or ids, separated by commas.',
    },
  },
  run: ({ options, arguments: [file = ''], config, terminal }) =>
    withDatabase(config, async (database, writer) => {
      const workspace = await findWorkspace(database, options.workspace);
      const listeners = await findUsers(database, workspace.id, options['channel-members'] ?? '');
      const stop = new AbortController();
      void terminal
        .stopAsked()
        .then((reason) => stop.abort(new CommandError(`${reason}: stopped. Run it again to go on.`)));
      let noted = 0;
      let bad = 0;
      const summary = await importFile({
        database,
        writer,
        workspaceId: workspace.id,
        file,
        strict: options.strict ?? false,
        listeners,
        signal: stop.signal,
        onProgress: (progress) => {
          if (progress.milliseconds - noted < PROGRESS_MS) return;
          noted = progress.milliseconds;
          terminal.note(describeProgress(progress));
        },
        onBadLine: ({ line, reason }) => {
          bad += 1;
          if (bad <= BAD_LINES_TOLD) terminal.note(`line ${line}: ${reason}`);
          if (bad === BAD_LINES_TOLD + 1) terminal.note('More bad lines are only counted.');
        },
      });
      terminal.print(describeSummary(summary));
      if (summary.stoppedAt === null) return 0;
      terminal.note(`Stopped before line ${summary.stoppedAt.line}.`);
      return 1;
    }),
});

async function findUsers(database: Database, workspaceId: WorkspaceId, list: string): Promise<UserId[]> {
  const names = list
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  const found: UserId[] = [];
  for (const name of names) {
    // Addresses belong to accounts, which stand outside of every workspace.
    const user = await database.system
      .selectFrom('workspace_members as people')
      .innerJoin('users', 'users.id', 'people.user_id')
      .select('users.id')
      .where('people.workspace_id', '=', workspaceId)
      .where('people.removed_at', 'is', null)
      .where(isId(name) ? 'users.id' : 'users.email', '=', name.toLowerCase())
      .executeTakeFirst();
    if (!user) throw new CommandError(`"${name}" is nobody of this workspace`);
    found.push(user.id);
  }
  return found;
}
