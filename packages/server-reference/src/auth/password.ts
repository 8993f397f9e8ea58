import type { RouteArguments, Session } from '@fechatter/protocol';
import { isStorable } from '../database/storable.ts';
import { ApiError } from '../errors/api-error.ts';
import type { RequestContext, SessionContext } from '../http/handlers.ts';
import { guardAttempt, guessingLimits, networkOf } from '../rate-limits/guessing-limits.ts';
import { loadUser } from './account.ts';
import { hashSecret } from './secrets.ts';
import type { AuthServices } from './services.ts';

const wrongCredentials = (): ApiError =>
  new ApiError('invalid_credentials', 'The e-mail address or the password is wrong.');

/** Signs in with a password. Somebody unknown costs the same work and gets the same answer as a wrong password. */
export async function signIn(
  services: AuthServices,
  context: RequestContext,
  body: RouteArguments<'auth.signIn'>['body'],
): Promise<Session> {
  const { database, hasher, sessions, limiter } = services;
  const email = body.email.toLowerCase();
  const network = networkOf(context.ip);
  const account = hashSecret(email);
  const guarded = [
    [guessingLimits.signInByAddress, network],
    [guessingLimits.signInByAccountAndAddress, `${account}:${network}`],
    [guessingLimits.signInByAccount, account],
  ] as const;
  return guardAttempt(limiter, guarded, async () => {
    const user = isStorable(email)
      ? await database.system
          .selectFrom('users')
          .select(['id', 'password_hash'])
          .where('email', '=', email)
          .executeTakeFirst()
      : undefined;
    const isRight = await hasher.verify(user?.password_hash, body.password);
    if (!isRight || !user) throw wrongCredentials();
    return sessions.open(user.id, {
      boundTo: null,
      userAgent: context.userAgent,
      verified: user.password_hash,
    });
  });
}

/** Changes the password and ends the other sessions: whoever knew the old one is out. */
export async function changePassword(
  services: AuthServices,
  context: SessionContext,
  body: RouteArguments<'auth.changePassword'>['body'],
): Promise<undefined> {
  const { database, hasher, sessions, limiter } = services;
  return guardAttempt(limiter, [[guessingLimits.passwordChangeByAccount, context.userId]], async () => {
    const user = await loadUser(database, context.userId);
    if (!(await hasher.verify(user.password_hash, body.currentPassword)))
      throw new ApiError('invalid_credentials', 'The current password is wrong.');
    const passwordHash = await hasher.hash(body.newPassword);
    const isChanged = await database.system.transaction().execute(async (tx) => {
      // Not over a password that was set in the meantime.
      const { numUpdatedRows } = await tx
        .updateTable('users')
        .set({ password_hash: passwordHash })
        .where('id', '=', user.id)
        .where('password_hash', '=', user.password_hash)
        .executeTakeFirst();
      await tx.deleteFrom('password_resets').where('user_id', '=', user.id).execute();
      return numUpdatedRows === 1n;
    });
    if (!isChanged) throw new ApiError('invalid_credentials', 'The current password is wrong.');
    await sessions.revokeAllOf(context.userId, context.sessionId);
    return undefined;
  });
}
