import pino, { type DestinationStream } from 'pino';
import { readableStream } from './readable-stream.ts';
import { redact } from './redact.ts';

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

/**
 * Makes a logger: JSON, one object a line, or lines for people where a terminal listens.
 *
 * @param options.destination - Default: standard output.
 * @param options.readable - Default: whether standard output is a terminal.
 */
export function createLogger(
  options: {
    readonly level?: LogLevel;
    readonly destination?: DestinationStream;
    readonly readable?: boolean;
  } = {},
): Logger {
  const destination = options.destination ?? pino.destination({ dest: 1, sync: true });
  const readable = options.readable ?? (options.destination === undefined && process.stdout.isTTY);
  const logger: pino.Logger = pino(
    {
      level: options.level ?? 'info',
      base: null,
      timestamp: createTimestamp(),
      formatters: {
        level: (label) => ({ level: label }),
        log: (fields) => redact(fields),
      },
      serializers: { error: (error: Error) => redactError(error) },
    },
    readable ? readableStream(destination) : destination,
  );
  return withoutSecrets(logger);
}

/** The moment as ISO 8601 (RFC 3339). To write one costs more than the rest of a line, and those of one millisecond are the same. */
function createTimestamp(): () => string {
  let last = 0;
  let text = '';
  return () => {
    const now = Date.now();
    if (now !== last) text = `,"time":"${new Date(now).toISOString()}"`;
    last = now;
    return text;
  };
}

/** The fields that a line has from its logger are looked through too. */
const withoutSecrets = (logger: pino.Logger): Logger => ({
  debug: (fields, message) => logger.debug(fields, message),
  info: (fields, message) => logger.info(fields, message),
  warn: (fields, message) => logger.warn(fields, message),
  error: (fields, message) => logger.error(fields, message),
  child: (fields) => withoutSecrets(logger.child(redact(fields))),
});

/** An error as JSON: with its stack and causes, and the fields that it was given, a secret left out. */
function redactError(error: Error): object {
  const { raw: _, ...fields } = pino.stdSerializers.err(error);
  return redact(fields);
}
