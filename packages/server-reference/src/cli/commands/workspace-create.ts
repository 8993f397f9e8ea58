import { createId } from '@fechatter/protocol';
import { CreateWorkspace } from '@fechatter/protocol/schemas';
import { foundWorkspace } from '../../workspaces/founding.ts';
import { CommandError, cliCommand } from '../command.ts';
import { withDatabase } from '../open-database.ts';
import { readOption } from '../read-option.ts';

export const createWorkspaceCommand = cliCommand({
  name: 'workspace create',
  summary: 'Make a workspace',
  options: {
    slug: {
      type: 'string',
      required: true,
      value: 'SLUG',
      help: 'Its address: 1 to 40 of a-z, 0-9 and inner hyphens.',
    },
    name: { type: 'string', required: true, value: 'NAME', help: 'Its name.' },
    owner: {
      type: 'string',
      value: 'EMAIL',
      help: 'The account that owns it. Without one, add people later with "fechatter user create".',
    },
  },
  run: async ({ options, config, terminal }) => {
    const slug = readOption('slug', CreateWorkspace.shape.slug, options.slug);
    const name = readOption('name', CreateWorkspace.shape.name, options.name);
    return withDatabase(config, async (database, writer) => {
      const owner =
        options.owner === undefined
          ? null
          : await database.system
              .selectFrom('users')
              .select(['id as userId', 'name'])
              .where('email', '=', options.owner.toLowerCase())
              .executeTakeFirst();
      if (owner === undefined) throw new CommandError(`there is no account "${options.owner ?? ''}"`);
      const { workspace } = await foundWorkspace({ database, writer }, { id: createId(), slug, name, owner });
      terminal.print(`Made the workspace ${workspace.slug} (${workspace.id}).`);
      return 0;
    });
  },
});
