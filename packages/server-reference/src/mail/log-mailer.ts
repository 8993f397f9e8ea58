import type { Logger } from '../logging/logger.ts';
import type { Mailer } from './mailer.ts';

/** Writes mail to the log instead of sending it: for development, where the links in it are wanted at once. */
export function createLogMailer(logger: Logger): Mailer {
  return {
    send: ({ to, subject, text }) => {
      logger.info({ to, subject }, `Mail, not sent because SMTP_URL is not set:\n${text}`);
      return Promise.resolve();
    },
    check: () => Promise.resolve(),
    close: () => Promise.resolve(),
  };
}
