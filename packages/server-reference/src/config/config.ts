import * as z from 'zod';
import type { LogLevel } from '../logging/logger.ts';
import type { MeilisearchOptions } from '../search/meilisearch/meilisearch-engine.ts';
import type { NatsOptions } from '../nats/connect.ts';
import { ConfigError, type WrongSetting } from './config-error.ts';
import { databaseFolder, roles, settings, type ServerRole, type SettingName } from './settings.ts';

/** What a server was told, checked. */
export interface Config {
  readonly port: number;
  readonly host: string;
  /** Where this server is reached from outside, without a slash at the end; null for wherever it listens. */
  readonly publicUrl: string | null;
  readonly dataFolder: string;
  readonly database:
    | { readonly kind: 'embedded'; readonly folder: string }
    | { readonly kind: 'postgres'; readonly url: string };
  readonly nats: NatsOptions | null;
  /** Where the index of the messages is; null for memory. */
  readonly meilisearch: MeilisearchOptions | null;
  readonly roles: ReadonlySet<ServerRole>;
  readonly signUp: 'open' | 'invite';
  readonly origins: readonly string[];
  /** Whether what a proxy says of the client's address is believed. */
  readonly trustProxy: boolean;
  readonly rateLimits: boolean;
  readonly allowPrivateJwks: boolean;
  readonly metricsToken: string | null;
  readonly logLevel: LogLevel;
  readonly mail:
    { readonly kind: 'log' } | { readonly kind: 'smtp'; readonly url: string; readonly from: string };
}

const schema = z.object(settings);

/**
 * Reads the configuration. A variable that is set to nothing counts as not set.
 *
 * @throws {ConfigError} Names every wrong setting. Values are never repeated: they may be secrets.
 */
export function readConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  const given = Object.fromEntries(
    Object.entries(environment).filter(([, value]) => value !== undefined && value !== ''),
  );
  const result = schema.safeParse(given);
  const wrong: WrongSetting[] = result.success ? [] : wrongSettings(result.error);
  if (given['SMTP_URL'] !== undefined && given['FECHATTER_MAIL_FROM'] === undefined)
    wrong.push({ name: 'FECHATTER_MAIL_FROM', message: 'has to be set together with SMTP_URL' });
  if (
    result.success &&
    given['DATABASE_URL'] === undefined &&
    new Set(result.data.FECHATTER_ROLES).size < roles.length
  ) {
    wrong.push({
      name: 'FECHATTER_ROLES',
      message: `has to be "${roles.join(',')}" without DATABASE_URL: one process does all the work on an embedded database`,
    });
  }
  if (
    result.success &&
    new Set(result.data.FECHATTER_ROLES).size < roles.length &&
    given['FECHATTER_PUBLIC_URL'] === undefined
  ) {
    wrong.push({
      name: 'FECHATTER_PUBLIC_URL',
      message:
        'has to be set, the same for all processes that share the work: it is the issuer of their tokens',
    });
  }
  wrong.push(...incompleteNats(given));
  if (given['MEILISEARCH_API_KEY'] !== undefined && given['MEILISEARCH_URL'] === undefined)
    wrong.push({ name: 'MEILISEARCH_URL', message: 'has to be set together with MEILISEARCH_API_KEY' });
  if (!result.success || wrong.length > 0) throw new ConfigError(wrong);
  const env = result.data;
  return {
    port: env.PORT,
    host: env.HOST,
    publicUrl: env.FECHATTER_PUBLIC_URL ?? (env.PORT === 0 ? null : `http://localhost:${env.PORT}`),
    dataFolder: env.FECHATTER_DATA,
    database:
      env.DATABASE_URL === undefined
        ? { kind: 'embedded', folder: databaseFolder(env.FECHATTER_DATA) }
        : { kind: 'postgres', url: env.DATABASE_URL },
    nats: env.NATS_URL === undefined ? null : natsOptions(env.NATS_URL, env),
    meilisearch:
      env.MEILISEARCH_URL === undefined
        ? null
        : { url: env.MEILISEARCH_URL, apiKey: env.MEILISEARCH_API_KEY ?? null },
    roles: new Set(env.FECHATTER_ROLES),
    signUp: env.FECHATTER_SIGN_UP,
    origins: env.FECHATTER_ORIGINS,
    trustProxy: env.FECHATTER_TRUST_PROXY,
    rateLimits: env.FECHATTER_RATE_LIMITS,
    allowPrivateJwks: env.FECHATTER_ALLOW_PRIVATE_JWKS,
    logLevel: env.FECHATTER_LOG_LEVEL,
    metricsToken: env.FECHATTER_METRICS_TOKEN ?? null,
    mail:
      env.SMTP_URL === undefined || env.FECHATTER_MAIL_FROM === undefined
        ? { kind: 'log' }
        : { kind: 'smtp', url: env.SMTP_URL, from: env.FECHATTER_MAIL_FROM },
  };
}

function natsOptions(url: string, env: z.output<typeof schema>): NatsOptions {
  const { FECHATTER_NATS_ACCOUNT: account, FECHATTER_NATS_SIGNING_KEY: signingKey } = env;
  return {
    url,
    credentials: env.FECHATTER_NATS_CREDENTIALS ?? null,
    signer: account === undefined || signingKey === undefined ? null : { account, signingKey },
    webSocketUrl: env.FECHATTER_NATS_WS_URL ?? null,
    percentage: env.FECHATTER_NATS_PERCENTAGE,
  };
}

/** The settings of NATS that need one another. */
function incompleteNats(given: Readonly<Record<string, unknown>>): WrongSetting[] {
  const needs = (name: SettingName, others: readonly SettingName[]): WrongSetting[] =>
    given[name] === undefined
      ? []
      : others
          .filter((other) => given[other] === undefined)
          .map((other) => ({ name: other, message: `has to be set together with ${name}` }));
  const wrong = [
    ...needs('FECHATTER_NATS_SIGNING_KEY', ['NATS_URL', 'FECHATTER_NATS_ACCOUNT']),
    ...needs('FECHATTER_NATS_ACCOUNT', ['FECHATTER_NATS_SIGNING_KEY']),
    ...needs('FECHATTER_NATS_WS_URL', ['NATS_URL', 'FECHATTER_NATS_SIGNING_KEY']),
    ...needs('FECHATTER_NATS_CREDENTIALS', ['NATS_URL']),
  ];
  return wrong.filter(({ name }, at) => wrong.findIndex((other) => other.name === name) === at);
}

/** One line for each setting, however many things are wrong with it. */
function wrongSettings(error: z.ZodError): WrongSetting[] {
  const messages = new Map<string, string>();
  for (const { path, message } of error.issues) {
    const name = String(path[0]);
    if (!messages.has(name)) messages.set(name, message);
  }
  return [...messages].map(([name, message]) => ({ name, message }));
}
