/** What is compared: a server as a function, with a workspace in which a few people are. */
import { createTestServer, TestClock } from '@fechatter/client-sdk/testing';
import {
  createId,
  endpoints,
  expandPath,
  type Role,
  type Session,
  type WorkspaceId,
} from '@fechatter/protocol';
import { createLogger, createServer } from '@fechatter/server-reference';

/** Everybody in the workspace, by name, with their role. All but the guest are in its first channel. */
export const people = {
  ada: 'owner',
  bob: 'admin',
  carol: 'moderator',
  dan: 'member',
  eve: 'member',
  guest: 'guest',
} as const satisfies Record<string, Role>;

export type Person = keyof typeof people;
export const names = Object.keys(people) as Person[];
export const password = 'correct horse battery';
export const emailOf = (person: Person): string => `${person}@example.com`;

/** One server under test. */
export interface Subject {
  readonly fetch: (path: string, init: RequestInit) => Promise<Response>;
  readonly workspaceId: WorkspaceId;
  readonly sessions: Readonly<Record<Person, Session>>;
  readonly close: () => Promise<void>;
}

const isMember = (name: Person): boolean => people[name] !== 'guest';

export async function openTestServer(): Promise<Subject> {
  // Both servers see the same time.
  const server = createTestServer({ clock: new TestClock({ now: Date.now() }) });
  const { workspace } = server;
  const users = names.map((name) => workspace.addUser(name, { password, role: people[name] }));
  const [owner, ...others] = users.filter((_, at) => isMember(names[at]!));
  workspace.addChannel('general', { members: [owner!, ...others] });
  return {
    fetch: (path, init) => server.fetch(new URL(path, server.url), init),
    workspaceId: workspace.workspace.id,
    sessions: byName(users.map((user) => server.session(user))),
    close: async () => {},
  };
}

/** The reference server on its embedded database, asked through its fetch handler. */
export async function openReferenceServer(): Promise<Subject> {
  const server = await createServer({
    port: 0,
    dataFolder: null,
    logger: createLogger({ level: 'silent' }),
    limiter: { take: async () => 0, giveBack: async () => {} },
  });
  const fetch = async (path: string, init: RequestInit): Promise<Response> =>
    server.fetch(new Request(new URL(path, 'https://chat.example.com'), init));
  const post = async (path: string, token: string | null, body: unknown): Promise<never> => {
    const response = await fetch(path, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(token !== null && { authorization: `Bearer ${token}` }),
      },
      body: JSON.stringify(body),
    });
    return (await response.json()) as never;
  };
  const { path: signUp } = endpoints['auth.signUp'];
  const owner: Session = await post(signUp, null, {
    email: emailOf('ada'),
    password,
    name: 'ada',
    workspace: { slug: 'acme', name: 'Acme' },
  });
  const workspaceId = owner.account.workspaces[0]?.workspace.id ?? '';
  const sessions = [owner];
  for (const name of names.slice(1)) {
    const { code }: { code: string } = await post(
      expandPath(endpoints['invites.create'].path, { workspaceId }),
      owner.accessToken,
      { id: createId(), role: people[name] },
    );
    sessions.push(await post(signUp, null, { email: emailOf(name), password, name, inviteCode: code }));
  }
  return { fetch, workspaceId, sessions: byName(sessions), close: () => server.stop() };
}

const byName = (sessions: readonly Session[]): Subject['sessions'] =>
  Object.fromEntries(names.map((name, at) => [name, sessions[at]!])) as Subject['sessions'];
