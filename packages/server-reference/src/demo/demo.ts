/**
 * The demo: the server, with a small workspace of its own and a way to open it as somebody without a password.
 *
 * That way is the one of any embedding application: the demo vouches for its people with an app key, as a host's
 * backend does for its users. It exists in this command only, and answers to this machine only.
 */
import { createSecretKey, randomUUID } from 'node:crypto';
import { createId, type UserId } from '@fechatter/protocol';
import type { Hono } from 'hono';
import { SignJWT } from 'jose';
import { ApiError } from '../errors/api-error.ts';
import type { AppEnv } from '../http/app-env.ts';
import { sendChatPage } from '../pages/chat-page.ts';
import { createServer, type RunningServer, type ServerOptions, type ServerParts } from '../server.ts';
import { DEMO_WORKSPACE, demoWorkspace, seedTalk } from './seed.ts';
import { people, type PersonKey } from './talk.ts';

const loopback = new Set(['127.0.0.1', 'localhost', '[::1]']);

/** The name of the app key with which the demo vouches for its people. */
const KEY_NAME = 'Demo';

type Person = (typeof people)[number];

/** Starts the server with the demo's workspace. @throws {Error} When it would listen beyond this machine. */
export function startDemo(options: ServerOptions): Promise<RunningServer> {
  const host = options.host ?? '127.0.0.1';
  if (!loopback.has(host) && host !== '::1')
    throw new Error(
      `The demo lets anybody in, so it listens on this machine only, not at ${host}. Use "fechatter serve" for others.`,
    );
  return createServer({ ...options, extend: (app, parts) => addDemo(app, parts) });
}

async function addDemo(app: Hono<AppEnv>, parts: ServerParts): Promise<void> {
  const { id, ownerId, fresh } = await demoWorkspace(parts);
  const sign = await signer(parts, id, ownerId);
  if (fresh) {
    const users = new Map<PersonKey, UserId>();
    for (const person of people) users.set(person.sub, await signInOnce(parts, await sign(person)));
    await seedTalk(parts, id, ownerId, users);
  }
  const channel = await firstChannel(parts, id);
  app.get('/', (c) => {
    requireLoopback(c.req.header('host'));
    const me = personOf(c.req.query('as'));
    return sendChatPage(c, {
      title: `${me.name} – FeChatter demo`,
      natsUrl: parts.natsUrl,
      note: `Demo: you are ${me.name}.`,
      links: people
        .filter((person) => person !== me)
        .map((person) => ({
          label: `Open as ${person.name.split(' ')[0] ?? ''}`,
          href: `/?as=${person.sub}`,
        })),
      attributes: {
        server: '/',
        workspace: DEMO_WORKSPACE,
        channel,
        'token-url': `/demo/token?as=${me.sub}`,
        person: me.sub,
      },
    });
  });
  app.get('/demo/token', async (c) => {
    requireLoopback(c.req.header('host'));
    return c.json({ token: await sign(personOf(c.req.query('as'))) }, 200, { 'cache-control': 'no-store' });
  });
}

/** The channel where a first look begins. */
async function firstChannel({ database }: ServerParts, workspaceId: string): Promise<string> {
  const row = await database.workspace(workspaceId, (tx) =>
    tx
      .selectFrom('channels')
      .select('id')
      .where('kind', '=', 'public')
      .orderBy('created_at')
      .executeTakeFirstOrThrow(),
  );
  return row.id;
}

/** A page of another site can reach this machine under a name of its own: only its real names are answered. */
function requireLoopback(host: string | undefined): void {
  if (host === undefined || !loopback.has(host.replace(/:\d+$/, '')))
    throw new ApiError('forbidden', 'The demo answers to this machine only.');
}

function personOf(key: string | undefined): Person {
  const person = people.find(({ sub }) => sub === (key ?? people[0].sub));
  if (!person)
    throw new ApiError(
      'not_found',
      `The demo has no such person. There are ${people.map(({ sub }) => sub).join(', ')}.`,
    );
  return person;
}

/** Signs the tokens that a host's backend would, with the app key of the demo's workspace. */
async function signer(
  { database, handlers }: ServerParts,
  workspaceId: string,
  ownerId: UserId,
): Promise<(person: Person) => Promise<string>> {
  const key = await database.workspace(workspaceId, (tx) =>
    tx
      .selectFrom('app_keys')
      .select(['id', 'secret'])
      .where('name', '=', KEY_NAME)
      .where('revoked_at', 'is', null)
      .executeTakeFirst(),
  );
  const made = key
    ? { id: key.id, secret: key.secret }
    : await handlers['appKeys.create'](ownerContext(workspaceId, ownerId), {
        path: { workspaceId },
        body: { id: createId(), kind: 'secret', name: KEY_NAME },
      }).then(({ appKey, secret }) => ({ id: appKey.id, secret }));
  const secret = createSecretKey(made.secret ?? '', 'base64url');
  return (person) =>
    new SignJWT({ name: person.name, role: person.role })
      .setProtectedHeader({ alg: 'HS256', kid: made.id })
      .setSubject(person.sub)
      .setAudience(DEMO_WORKSPACE)
      .setJti(randomUUID())
      .setIssuedAt()
      .setExpirationTime('2m')
      .sign(secret);
}

/** Makes the person known to the server, as their first sign-in would. */
async function signInOnce({ handlers }: ServerParts, token: string): Promise<UserId> {
  const session = await handlers['auth.host'](
    { requestId: createId(), ip: '127.0.0.1', userAgent: 'demo', origin: null },
    { body: { workspace: DEMO_WORKSPACE, token } },
  );
  return session.account.userId;
}

const ownerContext = (workspaceId: string, userId: UserId) => ({
  requestId: createId(),
  ip: '127.0.0.1',
  userAgent: 'demo',
  origin: null,
  userId,
  sessionId: createId(),
  boundTo: null,
  workspaceId,
});
