import type { Database } from '../database/database.ts';
import type { WorkspaceWriter } from '../event-log/workspace-writer.ts';
import type { Logger } from '../logging/logger.ts';
import type { Mailer } from '../mail/mailer.ts';
import type { RateLimiter } from '../rate-limits/rate-limiter.ts';
import type { BackgroundWork } from './background-work.ts';
import type { PasswordHasher } from './password-hasher.ts';
import type { Sessions } from './sessions.ts';

/** What the routes of accounts work with. */
export interface AuthServices {
  readonly database: Database;
  readonly writer: WorkspaceWriter;
  readonly sessions: Sessions;
  readonly hasher: PasswordHasher;
  readonly limiter: RateLimiter;
  readonly mailer: Mailer;
  readonly background: BackgroundWork;
  readonly logger: Logger;
  /** Where this server is seen from outside, without a slash at the end. */
  readonly publicUrl: string;
  /** Who may make an account. */
  readonly signUp: 'open' | 'invite';
}
