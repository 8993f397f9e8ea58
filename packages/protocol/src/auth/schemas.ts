import * as z from 'zod';
import type { SessionId } from '../ids.ts';
import { limits } from '../limits.ts';
import { email, id, moment, name, slug } from '../schema.ts';
import { userId } from '../users/schemas.ts';
import { WorkspaceSummary, inviteCode } from '../workspaces/schemas.ts';

export const sessionId = id<SessionId>('Identifies a session: one sign-in on one device.');

const password = z
  .string()
  .min(limits.passwordLength.min)
  .max(limits.passwordLength.max)
  .refine((value) => value.isWellFormed(), 'must be well-formed Unicode')
  .meta({
    description: `${limits.passwordLength.min} to ${limits.passwordLength.max} characters, any of them.`,
    format: 'password',
  });

/** A password to be compared: of any form, so that the answer to a wrong one is always the same. */
const passwordGuess = z.string().max(4_096).meta({ description: 'The password.', format: 'password' });

/** The person behind a session, over all workspaces. */
export const Account = z
  .strictObject({
    userId,
    email: z
      .string()
      .nullable()
      .meta({ description: 'Null for somebody whom a host vouched for without one.' }),
    name: name('Name given at sign-up; the first name in a new workspace.'),
    hasPassword: z.boolean(),
    sessionId,
    workspaces: z.array(WorkspaceSummary).readonly(),
  })
  .meta({
    id: 'Account',
    description: 'The person behind a session, over all workspaces that this session may enter.',
  });

/** What a client holds after a sign-in. */
export const Session = z
  .strictObject({
    accessToken: z.string().meta({ description: 'A JWT for the Authorization header: `Bearer <token>`.' }),
    accessTokenExpiresAt: moment('When it expires.'),
    refreshToken: z.string().meta({
      description:
        'Good for one refresh. Using it twice ends the session, because one of the two users is a thief.',
    }),
    refreshTokenExpiresAt: moment('When the session ends if it is not refreshed.'),
    serverTime: moment('The clock of the server, so that a client with a wrong clock knows when to refresh.'),
    account: Account,
  })
  .meta({ id: 'Session', description: 'What a client holds after a sign-in.' });

export const SignUp = z
  .strictObject({
    email,
    password,
    name: name('Your name.'),
    inviteCode: inviteCode.optional().meta({ description: 'Accepts this invite right away.' }),
    workspace: z
      .strictObject({ slug, name: name('Name of the workspace.') })
      .optional()
      .meta({ description: 'Makes this workspace right away.' }),
  })
  .meta({ id: 'SignUp' });

export const SignIn = z
  .strictObject({ email: z.string().max(254), password: passwordGuess })
  .meta({ id: 'SignIn' });

export const HostSignIn = z
  .strictObject({
    workspace: slug,
    token: z
      .string()
      .max(16_384)
      .meta({ description: 'A JWT signed by the host application for one of its users.' }),
  })
  .meta({
    id: 'HostSignIn',
    description:
      "Claims of the token: `sub` (the host's own id of the user), `name`, `aud` (the slug of the workspace), `iat`, `exp` " +
      `(at most ${limits.hostTokenSeconds} s later), \`jti\` (a new one for each sign-in); optional: \`email\`, \`avatar\`, \`role\` ` +
      '(admin, moderator, member or guest) and `channels` (names or ids of channels to join). Its `kid` header names the app key.',
  });

/** The claims of a host token, as the server takes them. */
export const HostTokenClaims = z
  .object({
    sub: z.string().min(1).max(255),
    aud: z.union([z.string(), z.array(z.string())]),
    iat: z.number(),
    exp: z.number(),
    nbf: z.number().optional(),
    jti: z.string().min(8).max(255),
    name: name('Display name.'),
    email: email.optional(),
    avatar: z
      .url({ protocol: /^https?$/ })
      .max(2_000)
      .optional(),
    role: z.enum(['admin', 'moderator', 'member', 'guest']).optional(),
    channels: z.array(z.string().min(1).max(80)).max(limits.idsPerRequest).optional(),
  })
  .meta({ id: 'HostTokenClaims', description: 'The claims of a host token.' });

export const Refresh = z.strictObject({ refreshToken: z.string().max(512) }).meta({ id: 'Refresh' });

export const RequestPasswordReset = z.strictObject({ email: z.string().max(254) }).meta({
  id: 'RequestPasswordReset',
  description: 'The answer is the same whether or not there is such an account.',
});

export const ResetPassword = z.strictObject({ token: z.string().max(512), password }).meta({
  id: 'ResetPassword',
  description: 'Ends every session of the account.',
});

export const ChangePassword = z.strictObject({ currentPassword: passwordGuess, newPassword: password }).meta({
  id: 'ChangePassword',
  description: 'Ends every other session of the account.',
});

export const SignOut = z
  .strictObject({
    everywhere: z
      .boolean()
      .default(false)
      .meta({ description: 'Ends every session of the account, not only this one.' }),
  })
  .meta({ id: 'SignOut' });
