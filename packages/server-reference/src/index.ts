/**
 * The FeChatter server, for whoever runs it inside a program of their own. Most hosts use the command
 * `fechatter` instead.
 *
 * @packageDocumentation
 */
export { createServer, type RunningServer, type ServerOptions, type ServerParts } from './server.ts';
export { createLogger, type Logger, type LogLevel } from './logging/logger.ts';
export type { Mail, Mailer } from './mail/mailer.ts';
export type { RateLimit, RateLimiter } from './rate-limits/rate-limiter.ts';
export { ApiError } from './errors/api-error.ts';
