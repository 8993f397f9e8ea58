import { join, resolve } from 'node:path';
import * as z from 'zod';

export const roles = ['api', 'realtime', 'worker'] as const;
/** A part of the work of a server. */
export type ServerRole = (typeof roles)[number];

const whole = (min: number, max: number) =>
  z
    .string()
    .regex(/^\d+$/, `must be a whole number from ${min} to ${max}`)
    .transform(Number)
    .refine((value) => value >= min && value <= max, `must be a whole number from ${min} to ${max}`);

const urlWith = (protocols: readonly string[], message: string) =>
  z.string().refine((value) => URL.canParse(value) && protocols.includes(new URL(value).protocol), message);

const isOrigin = (value: string): boolean =>
  URL.canParse(value) && /^https?:/.test(value) && new URL(value).origin === value;

const list = z.string().transform((value) =>
  value
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== ''),
);

const onOff = z.enum(['on', 'off'], 'must be "on" or "off"').transform((value) => value === 'on');

const port = whole(0, 65_535)
  .default(6_688)
  .meta({ description: 'Port to listen on; 0 takes any free one.' });

/**
 * Every setting: the environment variable, its form, its default, and what it is for. The reference in the
 * documentation is made from this table.
 */
export const settings = {
  PORT: port,
  HOST: z.string().min(1).default('127.0.0.1').meta({
    description:
      'Address to listen on; `0.0.0.0` or `::` for all. Without a proxy in front only other programs of this machine should reach it.',
  }),
  FECHATTER_PUBLIC_URL: urlWith(['http:', 'https:'], 'must be an http(s) URL')
    .refine((value) => !/[?#]/.test(value), 'must have no query and no fragment')
    .transform((value) => value.replace(/\/+$/, ''))
    .optional()
    .meta({
      description:
        'Where people and pages reach this server; links in mail and the issuer of tokens come from it. Default: `http://localhost:<PORT>`.',
    }),
  FECHATTER_DATA: z
    .string()
    .min(1)
    .default('.fechatter')
    .transform((folder) => resolve(folder))
    .meta({ description: 'Folder of the embedded database and of files.' }),
  DATABASE_URL: urlWith(['postgres:', 'postgresql:'], 'must be a postgres:// URL').optional().meta({
    description:
      'A Postgres server (15 or newer). Without it the embedded database in `FECHATTER_DATA` is used.',
  }),
  NATS_URL: urlWith(['nats:', 'tls:'], 'must be a nats:// or tls:// URL').optional().meta({
    description:
      'A NATS server (2.9 or newer, with JetStream) over which the processes tell each other what happened: `nats://user:password@host:4222`. Without it they use Postgres.',
  }),
  FECHATTER_NATS_CREDENTIALS: z.string().min(1).optional().meta({
    description:
      'A `.creds` file to sign in at the NATS server with. Not needed with a user in `NATS_URL` or with `FECHATTER_NATS_SIGNING_KEY`.',
  }),
  FECHATTER_NATS_ACCOUNT: z
    .string()
    .regex(/^A[A-Z2-7]{55}$/, 'must be the public key of an account: 56 letters and digits that begin with A')
    .optional()
    .meta({
      description: 'The NATS account of this installation. Needed with `FECHATTER_NATS_SIGNING_KEY`.',
    }),
  FECHATTER_NATS_SIGNING_KEY: z
    .string()
    .regex(/^SA[A-Z2-7]{56}$/, 'must be the seed of an account key: 58 letters and digits that begin with SA')
    .optional()
    .meta({
      description:
        'Seed of a signing key of that account. With it this server mints its own user and those of pages, each of which can hear one stream only.',
    }),
  FECHATTER_NATS_WS_URL: urlWith(['ws:', 'wss:'], 'must be a ws:// or wss:// URL').optional().meta({
    description:
      'Where pages reach the WebSocket listener of the NATS server. With it events can be had over NATS. Needs `NATS_URL` and `FECHATTER_NATS_SIGNING_KEY`.',
  }),
  FECHATTER_NATS_PERCENTAGE: whole(0, 100).default(100).meta({
    description:
      'How many of a hundred people are offered their events over NATS, in workspaces that do not say otherwise. Always the same people.',
  }),
  MEILISEARCH_URL: urlWith(['http:', 'https:'], 'must be an http(s) URL')
    .refine((value) => !/[?#]/.test(value), 'must have no query and no fragment')
    .optional()
    .meta({
      description:
        'A Meilisearch server (1.18 or newer) that keeps the index of the messages, in place of the one in memory.',
    }),
  MEILISEARCH_API_KEY: z.string().min(16, 'must be at least 16 characters long').optional().meta({
    description:
      'A key for it that may do everything with the indexes `fechatter_*`. Needs `MEILISEARCH_URL`.',
  }),
  FECHATTER_ROLES: list
    .pipe(z.array(z.enum(roles, `must name some of ${roles.join(', ')}`)))
    .refine((given) => given.length > 0, `must name some of ${roles.join(', ')}`)
    .default([...roles])
    .meta({
      description:
        'What this process does, separated by commas: `api` answers requests, `realtime` holds event streams, `worker` works in the background. Less than all needs `DATABASE_URL`, and other processes that do the rest.',
    }),
  FECHATTER_SIGN_UP: z.enum(['open', 'invite'], 'must be "open" or "invite"').default('open').meta({
    description:
      '`open`: anybody can make an account and a workspace. `invite`: accounts come by invite, workspaces by `fechatter workspace create`.',
  }),
  FECHATTER_ORIGINS: list
    .pipe(
      z.array(
        z
          .string()
          .refine(
            isOrigin,
            'must be origins such as https://app.example.com, without a path, separated by commas',
          ),
      ),
    )
    .default([])
    .meta({
      description:
        'Origins whose pages may use every workspace, besides those that each workspace allows; separated by commas.',
    }),
  FECHATTER_TRUST_PROXY: onOff.default(false).meta({
    description:
      '`on` when a proxy of your own stands in front and adds to `X-Forwarded-For`: the address that it adds counts. With `off` that header is ignored.',
  }),
  FECHATTER_RATE_LIMITS: onOff
    .default(true)
    .meta({ description: 'Limits on what can be guessed or flooded. `off` is for tests and benches only.' }),
  FECHATTER_ALLOW_PRIVATE_JWKS: onOff.default(false).meta({
    description:
      '`on` lets the key set of an app key be at `http:` and at private addresses. For development only.',
  }),
  FECHATTER_LOG_LEVEL: z
    .enum(
      ['trace', 'debug', 'info', 'warn', 'error', 'silent'],
      'must be one of trace, debug, info, warn, error, silent',
    )
    .default('info')
    .meta({ description: 'How much is logged; `info` has a line for each request.' }),
  FECHATTER_METRICS_TOKEN: z.string().min(16, 'must have at least 16 characters').optional().meta({
    description:
      'With it `/metrics` gives figures in the format of Prometheus to whoever sends it as a bearer token.',
  }),
  SMTP_URL: urlWith(['smtp:', 'smtps:'], 'must be an smtp:// or smtps:// URL').optional().meta({
    description: 'Mail server: `smtp://user:password@host:587`. Without it mail is written to the log.',
  }),
  FECHATTER_MAIL_FROM: z
    .string()
    .regex(/^[^\r\n]*@[^\r\n]+$/, 'must be an address such as "FeChatter <chat@example.com>"')
    .optional()
    .meta({ description: 'Sender of mail. Needed with `SMTP_URL`.' }),
} as const;

export type SettingName = keyof typeof settings;

/** Where the embedded database lives. */
export const databaseFolder = (data: string): string => join(data, 'database');
