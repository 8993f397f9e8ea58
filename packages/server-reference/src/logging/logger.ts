import pino, { type DestinationStream } from 'pino';
import { readableStream } from './readable-stream.ts';

export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'silent';

type Write = (fields: object, message: string) => void;

/** Where the server tells what it does. Its methods take the fields first and then the message. */
export interface Logger {
  readonly debug: Write;
  readonly info: Write;
  readonly warn: Write;
  readonly error: Write;
  /** A logger that adds these fields to each line, such as the id of a request. */
  child(fields: Readonly<Record<string, unknown>>): Logger;
}

/** Names of fields that hold secrets, wherever they stand: they are never written out. */
const secretFields = [
  'authorization',
  'cookie',
  'password',
  'currentPassword',
  'newPassword',
  'token',
  'accessToken',
  'refreshToken',
  'secret',
  'inviteCode',
];

/**
 * Makes a logger: JSON, one object a line, or lines for people where a terminal listens.
 *
 * @param options.destination - Default: standard output.
 * @param options.readable - Default: whether standard output is a terminal.
 */
export function createLogger(
  options: { readonly level?: LogLevel; readonly destination?: DestinationStream; readonly readable?: boolean } = {},
): Logger {
  const destination = options.destination ?? pino.destination({ dest: 1, sync: true });
  const readable = options.readable ?? (options.destination === undefined && process.stdout.isTTY);
  return pino(
    {
      level: options.level ?? 'info',
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      serializers: { error: pino.stdSerializers.err },
      redact: { paths: secretFields.flatMap((field) => [field, `*.${field}`, `*.*.${field}`]), censor: '[redacted]' },
    },
    readable ? readableStream(destination) : destination,
  );
}
