import type { Handlers } from '../http/handlers.ts';
import { guardAttempt, guessingLimits, networkOf } from '../rate-limits/guessing-limits.ts';
import { loadAccount } from './account.ts';
import { requestPasswordReset, resetPassword } from './password-reset.ts';
import { changePassword, signIn } from './password.ts';
import type { AuthServices } from './services.ts';
import { signUp } from './sign-up.ts';

type Names = Exclude<Extract<keyof Handlers, `auth.${string}`>, 'auth.host'>;

export function authHandlers(services: AuthServices): Pick<Handlers, Names> {
  const { database, sessions, limiter } = services;
  return {
    'auth.signUp': (context, { body }) => signUp(services, context, body),
    'auth.signIn': (context, { body }) => signIn(services, context, body),
    'auth.refresh': ({ ip }, { body }) =>
      guardAttempt(limiter, [[guessingLimits.refreshByAddress, networkOf(ip)]], () =>
        sessions.refresh(body.refreshToken),
      ),
    'auth.requestPasswordReset': (context, { body }) => requestPasswordReset(services, context, body),
    'auth.resetPassword': (context, { body }) => resetPassword(services, context, body),
    'auth.changePassword': (context, { body }) => changePassword(services, context, body),
    'auth.signOut': async ({ userId, sessionId }, { body }) => {
      if (body.everywhere) await sessions.revokeAllOf(userId);
      else await sessions.revoke(sessionId);
      return undefined;
    },
    'auth.account': (context) => loadAccount(database, context),
  };
}
