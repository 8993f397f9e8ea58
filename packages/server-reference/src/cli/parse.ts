import { parseArgs } from 'node:util';
import { UsageError, type CliCommand, type OptionSpecs } from './command.ts';

export interface Parsed {
  readonly command: CliCommand;
  readonly options: Readonly<Record<string, string | boolean | undefined>>;
  readonly arguments: readonly string[];
}

/** Finds the command that the words name and reads its options. */
export function parseCommandLine(commands: readonly CliCommand[], args: readonly string[]): Parsed {
  const command = commands.find(({ name }) => name.split(' ').every((word, at) => args[at] === word));
  if (!command) throw new UsageError(unknownCommand(commands, args));
  const { values, positionals } = parse(command.options, args.slice(command.name.split(' ').length));
  for (const [name, option] of Object.entries(command.options)) {
    if (option.required === true && values[name] === undefined) throw new UsageError(`--${name} is missing`);
  }
  const expected = command.arguments ?? [];
  const missing = expected[positionals.length];
  if (missing !== undefined) throw new UsageError(`${missing} is missing`);
  const surplus = positionals[expected.length];
  if (surplus !== undefined) throw new UsageError(`"${surplus}" is more than "${command.name}" takes`);
  return { command, options: values, arguments: positionals };
}

function parse(options: OptionSpecs, args: readonly string[]) {
  try {
    return parseArgs<{
      args: string[];
      allowPositionals: true;
      options: Record<string, { type: 'string' | 'boolean' }>;
    }>({
      args: [...args],
      allowPositionals: true,
      options: Object.fromEntries(Object.entries(options).map(([name, { type }]) => [name, { type }])),
    });
  } catch (error) {
    throw new UsageError(
      error instanceof Error
        ? (error.message.split('. To specify')[0] ?? error.message)
        : 'the options cannot be read',
    );
  }
}

function unknownCommand(commands: readonly CliCommand[], args: readonly string[]): string {
  const [first = ''] = args;
  const group = commands.filter(({ name }) => name.startsWith(`${first} `)).map(({ name }) => name);
  if (first !== '' && group.length > 0)
    return `"${first}" is followed by one of: ${group.map((name) => name.slice(first.length + 1)).join(', ')}`;
  return `there is no command "${first}"`;
}
