import { Role, SignUp } from '@fechatter/protocol/schemas';
import { createUser } from '../../auth/create-user.ts';
import { PasswordHasher } from '../../auth/password-hasher.ts';
import { createSecret } from '../../auth/secrets.ts';
import { addUser } from '../../users/add.ts';
import { cliCommand, UsageError } from '../command.ts';
import { findWorkspace, withDatabase } from '../open-database.ts';
import { readOption } from '../read-option.ts';

export const createUserCommand = cliCommand({
  name: 'user create',
  summary: 'Make an account, or put one into a workspace',
  options: {
    email: { type: 'string', required: true, value: 'EMAIL', help: 'The address that signs in.' },
    name: { type: 'string', value: 'NAME', help: 'Display name. Needed for a new account.' },
    workspace: { type: 'string', value: 'SLUG', help: 'Puts the account into this workspace.' },
    role: {
      type: 'string',
      value: 'ROLE',
      help: 'Role there: owner, admin, moderator, member or guest. Default: member.',
    },
    password: {
      type: 'string',
      value: 'PASSWORD',
      help: 'Password of a new account; "-" reads it from standard input. Default: a random one, told once.',
    },
  },
  run: async ({ options, config, terminal }) => {
    const email = readOption('email', SignUp.shape.email, options.email);
    const role = readOption('role', Role, options.role ?? 'member');
    if (options.role !== undefined && options.workspace === undefined)
      throw new UsageError('--role needs --workspace');
    const given =
      options.password === '-' ? (await terminal.readInput()).replace(/\r?\n$/, '') : options.password;
    const password =
      given === undefined ? createSecret() : readOption('password', SignUp.shape.password, given);
    return withDatabase(config, async (database, writer) => {
      const workspace =
        options.workspace === undefined ? undefined : await findWorkspace(database, options.workspace);
      const known = await database.system
        .selectFrom('users')
        .select(['id', 'name'])
        .where('email', '=', email)
        .executeTakeFirst();
      const isNew = !known || workspace === undefined;
      const name = isNew ? readOption('name', SignUp.shape.name, options.name) : known.name;
      const userId = isNew
        ? await createUser(database, { email, name, passwordHash: await new PasswordHasher().hash(password) })
        : known.id;
      if (isNew) terminal.print(`Made the account ${email} (${userId}).`);
      if (isNew && given === undefined) terminal.print(`Its password, told only now: ${password}`);
      if (workspace) {
        await writer.submit(workspace.id, addUser, { userId, name, role });
        terminal.print(`${email} is ${role} of ${workspace.slug}.`);
      }
      return 0;
    });
  },
});
