import { styleText } from 'node:util';
import type { DestinationStream } from 'pino';

const colours = {
  trace: 'gray',
  debug: 'gray',
  info: 'green',
  warn: 'yellow',
  error: 'red',
  fatal: 'red',
} as const;

interface Line {
  readonly level: keyof typeof colours;
  readonly time: string;
  readonly msg?: string;
  readonly error?: { readonly stack?: string; readonly message?: string };
}

/** Turns lines of JSON into lines for people. */
export function readableStream(destination: DestinationStream): DestinationStream {
  return { write: (json) => destination.write(readable(json)) };
}

function readable(json: string): string {
  const { level, time, msg = '', error, ...fields } = JSON.parse(json) as Line;
  const rest = Object.entries(fields).map(([name, value]) =>
    styleText('gray', `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`),
  );
  const line = [
    styleText('gray', time.slice(11, 19)),
    styleText(colours[level], level.padEnd(5)),
    msg,
    ...rest,
  ].join(' ');
  return `${line}\n${error ? `${error.stack ?? error.message ?? ''}\n` : ''}`;
}
