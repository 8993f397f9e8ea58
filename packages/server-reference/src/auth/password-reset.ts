import type { RouteArguments } from '@fechatter/protocol';
import { isStorable } from '../database/storable.ts';
import { ApiError } from '../errors/api-error.ts';
import type { RequestContext } from '../http/handlers.ts';
import { guardAttempt, guessingLimits, networkOf, takeAttempt } from '../rate-limits/guessing-limits.ts';
import { createSecret, hashSecret } from './secrets.ts';
import type { AuthServices } from './services.ts';

const VALID_MINUTES = 60;

/**
 * Sends a link to set a new password, if there is such an account. All of that is done in the background, so the
 * answer tells nothing, not by its time either.
 */
export async function requestPasswordReset(
  services: AuthServices,
  context: RequestContext,
  body: RouteArguments<'auth.requestPasswordReset'>['body'],
): Promise<undefined> {
  const email = body.email.trim().toLowerCase();
  await takeAttempt(
    services.limiter,
    [guessingLimits.resetRequestByAddress, networkOf(context.ip)],
    [guessingLimits.resetRequestByAccount, hashSecret(email)],
  );
  services.background.start(() => sendLink(services, email));
  return undefined;
}

async function sendLink({ database, mailer, publicUrl }: AuthServices, email: string): Promise<void> {
  if (!isStorable(email)) return;
  const user = await database.system
    .selectFrom('users')
    .select('id')
    .where('email', '=', email)
    .executeTakeFirst();
  if (!user) return;
  const token = createSecret();
  await database.system
    .insertInto('password_resets')
    .values({
      token_hash: hashSecret(token),
      user_id: user.id,
      expires_at: new Date(Date.now() + VALID_MINUTES * 60_000),
    })
    .execute();
  await mailer.send({
    to: email,
    subject: 'Set a new password',
    text: [
      'Hello,',
      '',
      'somebody, probably you, asked for a new password of your FeChatter account. Set it here:',
      '',
      // After the "#", the token stands in no log of a server and in no Referer header.
      `${publicUrl}/reset-password#${token}`,
      '',
      `The link is good for ${VALID_MINUTES} minutes and for one time. If it was not you, do nothing: your password stays as it is.`,
      '',
    ].join('\n'),
  });
}

/** Sets a new password with the token of a link and ends every session of the account. */
export async function resetPassword(
  services: AuthServices,
  context: RequestContext,
  body: RouteArguments<'auth.resetPassword'>['body'],
): Promise<undefined> {
  const { database, hasher, sessions, limiter } = services;
  const tokenHash = hashSecret(body.token);
  return guardAttempt(limiter, [[guessingLimits.resetByAddress, networkOf(context.ip)]], async () => {
    const isGood = await database.system
      .selectFrom('password_resets')
      .select('user_id')
      .where('token_hash', '=', tokenHash)
      .where('expires_at', '>', new Date())
      .executeTakeFirst();
    if (!isGood) throw new ApiError('reset_token_invalid');
    const passwordHash = await hasher.hash(body.password);
    const userId = await database.system.transaction().execute(async (tx) => {
      // Deleting it is what spends it: of two who try at the same time one finds nothing.
      const spent = await tx
        .deleteFrom('password_resets')
        .where('token_hash', '=', tokenHash)
        .where('expires_at', '>', new Date())
        .returning('user_id')
        .executeTakeFirst();
      if (!spent) return undefined;
      await tx
        .updateTable('users')
        .set({ password_hash: passwordHash })
        .where('id', '=', spent.user_id)
        .execute();
      await tx.deleteFrom('password_resets').where('user_id', '=', spent.user_id).execute();
      return spent.user_id;
    });
    if (userId === undefined) throw new ApiError('reset_token_invalid');
    await sessions.revokeAllOf(userId);
    return undefined;
  });
}
