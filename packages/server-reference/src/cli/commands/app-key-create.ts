import { createId } from '@fechatter/protocol';
import { CreateAppKey } from '@fechatter/protocol/schemas';
import { insertAppKey } from '../../host-identity/app-keys.ts';
import { cliCommand, UsageError } from '../command.ts';
import { findWorkspace, withDatabase } from '../open-database.ts';

export const createAppKeyCommand = cliCommand({
  name: 'app-key create',
  summary: 'Make a key with which a host application vouches for its users',
  options: {
    workspace: { type: 'string', required: true, value: 'SLUG', help: 'The workspace that the key opens.' },
    name: { type: 'string', required: true, value: 'NAME', help: 'What the key is for.' },
    'jwks-url': {
      type: 'string',
      value: 'URL',
      help: 'Where the public keys of the host are. Default: a shared secret, told once.',
    },
  },
  run: async ({ options, config, terminal }) => {
    const url = options['jwks-url'];
    const parsed = CreateAppKey.safeParse({
      id: createId(),
      name: options.name,
      ...(url === undefined ? { kind: 'secret' } : { kind: 'jwks', jwksUrl: url }),
    });
    if (!parsed.success) {
      const issue = parsed.error.issues[0];
      throw new UsageError(
        `--${issue?.path[0] === 'jwksUrl' ? 'jwks-url' : 'name'} ${issue?.message ?? 'is wrong'}`,
      );
    }
    return withDatabase(config, async (database) => {
      const workspace = await findWorkspace(database, options.workspace);
      const { appKey, secret } = await database.workspace(workspace.id, (tx) =>
        insertAppKey(tx, workspace.id, parsed.data),
      );
      terminal.print(`Made the app key "${appKey.name}" of ${workspace.slug}.`);
      terminal.print(`Its id, for the "kid" header of tokens: ${appKey.id}`);
      if (secret !== null) terminal.print(`Its secret, told only now: ${secret}`);
      return 0;
    });
  },
});
