import assert from 'node:assert/strict';
import { createId, type Session, type WorkspaceId } from '@fechatter/protocol';
import { Authentication } from '../src/auth/authentication.ts';
import { BackgroundWork } from '../src/auth/background-work.ts';
import { authHandlers } from '../src/auth/handlers.ts';
import { PasswordHasher } from '../src/auth/password-hasher.ts';
import type { Database } from '../src/database/database.ts';
import { ApiError } from '../src/errors/api-error.ts';
import type { CommittedEvent } from '../src/event-log/events.ts';
import { WorkspaceWriter } from '../src/event-log/workspace-writer.ts';
import { fetchJson } from '../src/host-identity/fetch-json.ts';
import { hostHandlers } from '../src/host-identity/handlers.ts';
import { KeySets } from '../src/host-identity/key-sets.ts';
import { createLogger } from '../src/logging/logger.ts';
import type { Mail } from '../src/mail/mailer.ts';
import { unlimited } from '../src/rate-limits/guessing-limits.ts';
import type { RateLimiter } from '../src/rate-limits/rate-limiter.ts';
import { userHandlers } from '../src/users/handlers.ts';
import { workspaceHandlers } from '../src/workspaces/handlers.ts';
import { OriginPolicy } from '../src/workspaces/origin-policy.ts';
import { requestContext, sessionContext, workspaceContext } from './harness.ts';

export const publicUrl = 'https://chat.example.com';
export const password = 'correct horse battery staple';

export interface TestClock {
  now: number;
}

export interface AccountsOptions {
  readonly clock?: TestClock;
  readonly limiter?: RateLimiter;
  readonly signUp?: 'open' | 'invite';
  readonly allowPrivateJwks?: boolean;
}

export type TestAccounts = Awaited<ReturnType<typeof openAccounts>>;

/** The routes of accounts and tenancy on a real database, without HTTP around them. */
export async function openAccounts(database: Database, options: AccountsOptions = {}) {
  const { clock, limiter = unlimited, signUp = 'open' } = options;
  const now = clock ? () => clock.now : Date.now;
  const events: CommittedEvent[] = [];
  const mails: Mail[] = [];
  const reported: unknown[] = [];
  const writer = new WorkspaceWriter(database, (_workspaceId, committed) => events.push(...committed));
  const authentication = new Authentication({
    database,
    issuer: publicUrl,
    now,
    report: (error) => reported.push(error),
  });
  await authentication.start();
  const background = new BackgroundWork((error) => reported.push(error));
  const services = {
    database,
    writer,
    sessions: authentication.sessions,
    hasher: new PasswordHasher(),
    limiter,
    mailer: {
      send: (mail: Mail) => Promise.resolve(void mails.push(mail)),
      check: () => Promise.resolve(),
      close: () => Promise.resolve(),
    },
    background,
    logger: createLogger({ level: 'silent' }),
    publicUrl,
    signUp,
    origins: new OriginPolicy({ database, publicUrl, now }),
    keySets: new KeySets({
      fetchJson: (url) => fetchJson(url, { allowPrivate: options.allowPrivateJwks ?? false }),
      now,
    }),
    now,
  };
  const handlers = {
    ...authHandlers(services),
    ...hostHandlers(services),
    ...workspaceHandlers(services),
    ...userHandlers(services),
  };

  const signUpAs = (name: string): Promise<Session> =>
    handlers['auth.signUp'](requestContext, {
      body: { email: `${name.toLowerCase()}-${createId()}@example.com`, password, name },
    });

  return {
    services,
    handlers,
    authentication,
    writer,
    background,
    events,
    mails,
    reported,
    signUpAs,
    /** A workspace, with its owner. */
    found: async (name = 'Owner') => {
      const session = await signUpAs(name);
      const id: WorkspaceId = createId();
      const slug = `w-${id.slice(0, 8)}-${id.slice(-12)}`;
      await handlers['workspaces.create'](sessionContext(session.account.userId), {
        body: { id, slug, name: 'Workspace' },
      });
      return { id, slug, ownerId: session.account.userId, session };
    },
    /** Somebody in a workspace, who came by an invite. */
    join: async (
      workspace: { readonly id: WorkspaceId; readonly ownerId: string },
      role: 'admin' | 'moderator' | 'member' | 'guest' = 'member',
      name = 'Person',
    ) => {
      const { code } = await handlers['invites.create'](workspaceContext(workspace.id, workspace.ownerId), {
        path: { workspaceId: workspace.id },
        body: { id: createId(), role, channelIds: [], maxUses: null, expiresInSeconds: null },
      });
      const session = await signUpAs(name);
      await handlers['invites.accept'](sessionContext(session.account.userId), { path: { code } });
      return { userId: session.account.userId, session, code };
    },
    close: async () => {
      await writer.idle();
      await background.idle();
      await authentication.close();
    },
  };
}

/** Asserts that something is refused with a code of the contract. */
export async function refused(
  attempt: Promise<unknown> | (() => Promise<unknown>),
  code: string,
): Promise<ApiError> {
  try {
    await (typeof attempt === 'function' ? attempt() : attempt);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    assert.equal(error.code, code, error.message);
    return error;
  }
  assert.fail(`was accepted, where ${code} was expected`);
}
