import type { Config } from '../config/config.ts';
import { createLogger, type Logger } from '../logging/logger.ts';
import { createLogMailer } from '../mail/log-mailer.ts';
import type { Mailer } from '../mail/mailer.ts';
import { createSmtpMailer } from '../mail/smtp-mailer.ts';
import { unlimited } from '../rate-limits/guessing-limits.ts';
import type { ServerOptions } from '../server.ts';

export const configuredMailer = (config: Config, logger: Logger): Mailer =>
  config.mail.kind === 'smtp' ? createSmtpMailer(config.mail) : createLogMailer(logger);

/** The server that the configuration describes. */
export function serverOptions(config: Config): ServerOptions {
  const logger = createLogger({ level: config.logLevel });
  return {
    host: config.host,
    port: config.port,
    dataFolder: config.dataFolder,
    databaseUrl: config.database.kind === 'postgres' ? config.database.url : null,
    nats: config.nats,
    meilisearch: config.meilisearch,
    publicUrl: config.publicUrl,
    roles: config.roles,
    signUp: config.signUp,
    allowedOrigins: config.origins,
    trustProxy: config.trustProxy,
    allowPrivateJwks: config.allowPrivateJwks,
    metricsToken: config.metricsToken,
    logger,
    mailer: configuredMailer(config, logger),
    ...(!config.rateLimits && { limiter: unlimited }),
  };
}
