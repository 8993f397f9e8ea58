import { settings } from '../config/settings.ts';
import type { CliCommand } from './command.ts';

function usage({ name, options, arguments: names = [] }: CliCommand): string {
  const parts = Object.entries(options).map(([option, { value, required }]) => {
    const text = `--${option}${value === undefined ? '' : ` ${value}`}`;
    return required === true ? text : `[${text}]`;
  });
  return ['fechatter', name, ...names, ...parts].join(' ');
}

const table = (rows: readonly (readonly [string, string])[]): string[] => {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`);
};

/** The help of one command. */
export function commandHelp(command: CliCommand): string {
  const rows = Object.entries(command.options).map(
    ([name, { value, help }]) => [`--${name}${value === undefined ? '' : ` ${value}`}`, help] as const,
  );
  return [
    command.summary,
    '',
    `Usage: ${usage(command)}`,
    ...(rows.length > 0 ? ['', 'Options:', ...table(rows)] : []),
    '',
  ].join('\n');
}

/** The help of the program. */
export function programHelp(commands: readonly CliCommand[]): string {
  return [
    'FeChatter: team chat that you embed.',
    '',
    'Usage: fechatter COMMAND [OPTIONS]',
    '',
    'Commands:',
    ...table(commands.map(({ name, summary }) => [name, summary])),
    '',
    '"fechatter COMMAND --help" tells more of a command.',
    '',
    'Settings, taken from the environment:',
    ...table(
      Object.entries(settings).map(([name, schema]) => [name, plain(schema.meta()?.description ?? '')]),
    ),
    '',
  ].join('\n');
}

const plain = (markdown: string): string => markdown.replaceAll('`', '');
