import { createId, type RouteArguments, type Session } from '@fechatter/protocol';
import { ApiError } from '../errors/api-error.ts';
import { guessingLimits, networkOf, takeAttempt } from '../rate-limits/guessing-limits.ts';
import type { RequestContext } from '../http/handlers.ts';
import { foundWorkspace, requireFreeSlug } from '../workspaces/founding.ts';
import { acceptInvite, previewInvite } from '../workspaces/invites.ts';
import { createUser, deleteUser, requireFreeEmail } from './create-user.ts';
import type { AuthServices } from './services.ts';

/** Makes an account, with a place in a workspace where that was asked for: all of it, or nothing. */
export async function signUp(
  services: AuthServices,
  context: RequestContext,
  body: RouteArguments<'auth.signUp'>['body'],
): Promise<Session> {
  const { database, hasher, sessions, limiter } = services;
  await takeAttempt(limiter, [guessingLimits.signUpByAddress, networkOf(context.ip)]);
  if (services.signUp === 'invite' && (body.inviteCode === undefined || body.workspace !== undefined))
    throw new ApiError('sign_up_closed');
  if (body.inviteCode !== undefined) await previewInvite(database, body.inviteCode);
  if (body.workspace !== undefined) await requireFreeSlug(database, body.workspace.slug);
  await requireFreeEmail(database, body.email);
  const person = {
    userId: await createUser(database, { ...body, passwordHash: await hasher.hash(body.password) }),
    name: body.name,
  };
  try {
    if (body.inviteCode !== undefined)
      await acceptInvite(services, body.inviteCode, { ...person, boundTo: null });
    if (body.workspace !== undefined)
      await foundWorkspace(services, { ...body.workspace, id: createId(), owner: person });
  } catch (error) {
    // Somebody else took the last use or the address in between.
    if (error instanceof ApiError && ['invite_invalid', 'slug_taken'].includes(error.code))
      await deleteUser(database, person.userId);
    throw error;
  }
  return sessions.open(person.userId, { boundTo: null, userAgent: context.userAgent });
}
