import { Authentication } from '../auth/authentication.ts';
import { BackgroundWork } from '../auth/background-work.ts';
import { authHandlers } from '../auth/handlers.ts';
import { PasswordHasher } from '../auth/password-hasher.ts';
import type { Database } from '../database/database.ts';
import type { WorkspaceWriter } from '../event-log/workspace-writer.ts';
import { fetchJson } from '../host-identity/fetch-json.ts';
import { hostHandlers } from '../host-identity/handlers.ts';
import { KeySets } from '../host-identity/key-sets.ts';
import type { Logger } from '../logging/logger.ts';
import type { Mailer } from '../mail/mailer.ts';
import { unlimited } from '../rate-limits/guessing-limits.ts';
import { MemoryRateLimiter } from '../rate-limits/memory-rate-limiter.ts';
import { userHandlers } from '../users/handlers.ts';
import { workspaceHandlers } from '../workspaces/handlers.ts';
import { OriginPolicy } from '../workspaces/origin-policy.ts';

const HOUR = 3_600_000;

export interface AccountsOptions {
  readonly database: Database;
  readonly writer: WorkspaceWriter;
  readonly mailer: Mailer;
  readonly logger: Logger;
  /** Where this server is reached from outside, without a slash at the end. */
  readonly publicUrl: string;
  /** Who may make an account. Default: `open`. */
  readonly signUp?: 'open' | 'invite';
  /** Origins whose pages may use every workspace. */
  readonly origins?: readonly string[];
  /** Default: true. */
  readonly rateLimits?: boolean;
  /** Whether key sets of hosts may be at private addresses. Default: false. */
  readonly allowPrivateJwks?: boolean;
  readonly now?: () => number;
}

/** Accounts and tenancy, put together: who may come in, from where, and the routes of that. */
export type Accounts = Awaited<ReturnType<typeof openAccounts>>;

export async function openAccounts(options: AccountsOptions) {
  const { database, writer, mailer, logger, publicUrl, signUp = 'open' } = options;
  const now = options.now ?? Date.now;
  const report = (error: unknown): void => logger.error({ error }, 'Work in the background failed');
  const authentication = new Authentication({ database, issuer: publicUrl, now, report });
  const { sessions } = authentication;
  const origins = new OriginPolicy({ database, publicUrl, allowed: options.origins ?? [], now });
  const limiter = options.rateLimits === false ? unlimited : new MemoryRateLimiter({ now });
  const keySets = new KeySets({ fetchJson: (url) => fetchJson(url, { allowPrivate: options.allowPrivateJwks ?? false }), now });
  const background = new BackgroundWork(report);
  const hasher = new PasswordHasher();
  const services = { database, writer, sessions, mailer, logger, publicUrl, signUp, origins, limiter, keySets, background, hasher, now };

  /** Deletes what can be of no use to anybody any more. */
  const removeExpired = async (): Promise<void> => {
    await authentication.removeExpired();
    const moment = new Date(now());
    await database.system.deleteFrom('password_resets').where('expires_at', '<', moment).execute();
    await database.system.deleteFrom('host_token_uses').where('expires_at', '<', moment).execute();
  };

  await authentication.start();
  const housekeeping = setInterval(() => background.start(removeExpired), HOUR);
  housekeeping.unref();

  return {
    authentication,
    origins,
    handlers: {
      ...authHandlers(services),
      ...hostHandlers(services),
      ...workspaceHandlers(services),
      ...userHandlers(services),
    },
    removeExpired,
    /** Resolves when nothing is being done in the background. */
    idle: () => background.idle(),
    close: async (): Promise<void> => {
      clearInterval(housekeeping);
      await background.idle();
      await authentication.close();
    },
  };
}
