import { ConfigError } from '../config/config-error.ts';
import { readConfig } from '../config/config.ts';
import { databaseError } from '../database/errors.ts';
import { FolderInUseError } from '../database/folder-lock.ts';
import { ApiError } from '../errors/api-error.ts';
import { NatsError } from '../nats/nats-error.ts';
import { version } from '../version.ts';
import { CommandError, UsageError, type CliCommand, type Terminal } from './command.ts';
import { commands } from './commands/index.ts';
import { commandHelp, programHelp } from './help.ts';
import { parseCommandLine } from './parse.ts';

const FAILED = 1;
const WRONG_USAGE = 2;

/** Runs the program and resolves to its exit code: 0, 1 for a failure, 2 for a wrong command line or configuration. */
export async function run(args: readonly string[], terminal: Terminal): Promise<number> {
  try {
    const [first] = args;
    if (first === undefined || first === 'help' || first === '--help' || first === '-h') {
      terminal.print(programHelp(commands));
      return first === undefined ? WRONG_USAGE : 0;
    }
    if (first === '--version' || first === '-v') {
      terminal.print(version);
      return 0;
    }
    const asked = args.includes('--help') ? commandCalled(args) : undefined;
    if (asked) {
      terminal.print(commandHelp(asked));
      return 0;
    }
    const { command, options, arguments: values } = parseCommandLine(commands, args);
    return await command.run({
      options,
      arguments: values,
      config: readConfig(terminal.environment),
      terminal,
    } as never);
  } catch (raised) {
    const error = databaseError(raised);
    terminal.note(`fechatter: ${told(error)}`);
    if (error instanceof UsageError) terminal.note('Try "fechatter --help".');
    return error instanceof UsageError || error instanceof ConfigError ? WRONG_USAGE : FAILED;
  }
}

const commandCalled = (args: readonly string[]): CliCommand | undefined =>
  commands.find(({ name }) => name.split(' ').every((word, at) => args[at] === word));

/** What was expected to happen at times is told in a line; only a fault of the program shows where it is. */
function told(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'EADDRINUSE') return 'the port is in use: set PORT to another one';
  if (code === 'EACCES' || code === 'ENOENT' || code === 'EROFS') return error.message;
  if (
    [UsageError, CommandError, ConfigError, ApiError, FolderInUseError, NatsError].some(
      (kind) => error instanceof kind,
    )
  )
    return error.message;
  return error.stack ?? error.message;
}
