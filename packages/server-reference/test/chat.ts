import assert from 'node:assert/strict';
import {
  createId,
  endpoints,
  eventStream,
  expandPath,
  type Channel,
  type ChannelId,
  type ChannelView,
  type ErrorCode,
  type Message,
  type MessageId,
  type Problem,
  type Role,
  type RouteInput,
  type RouteName,
  type RouteOutput,
  type Snapshot,
  type UserId,
  type WorkspaceId,
} from '@fechatter/protocol';
import { Problem as ProblemSchema, contract } from '@fechatter/protocol/schemas';
import { channelHandlers } from '../src/channels/handlers.ts';
import type { Database } from '../src/database/database.ts';
import { ApiError } from '../src/errors/api-error.ts';
import { soloBus } from '../src/event-bus/event-bus.ts';
import { WorkspaceWriter } from '../src/event-log/workspace-writer.ts';
import { createApi, type Principal } from '../src/http/api.ts';
import { createApp } from '../src/http/app.ts';
import type { Handlers } from '../src/http/handlers.ts';
import type { RequestLog } from '../src/http/request-log.ts';
import { messageHandlers } from '../src/messages/handlers.ts';
import { natsHandlers } from '../src/nats/handlers.ts';
import { presenceHandlers } from '../src/presence/handlers.ts';
import { Presences } from '../src/presence/presences.ts';
import { Cursors } from '../src/realtime/cursor.ts';
import { Hub } from '../src/realtime/hub.ts';
import { reportHandlers } from '../src/reports/handlers.ts';
import type { SearchEngine } from '../src/search/engine.ts';
import { SearchFeed } from '../src/search/feed.ts';
import { searchHandlers } from '../src/search/handlers.ts';
import { MemoryEngine } from '../src/search/memory/memory-engine.ts';
import { userHandlers } from '../src/users/handlers.ts';
import { snapshotHandlers } from '../src/workspaces/snapshot.ts';
import { TestStream } from './stream.ts';

/** Somebody who calls: their token is their session's id, or, for most tests, their own. */
export type As = UserId;

const secret = new Uint8Array(32).fill(7);

/** The application with everything but accounts, on a real database: whoever calls is believed. */
export async function openChat(
  database: Database,
  options: { readonly allowedOrigins?: readonly string[]; readonly engine?: SearchEngine } = {},
) {
  const errors: unknown[] = [];
  const logged: { readonly route: string; readonly status: number; readonly code?: string }[] = [];
  const onError = (error: unknown): void => void errors.push(error);
  const cursors = new Cursors(secret);
  const hub = new Hub({ database, cursors, onError });
  const presences = new Presences({
    hub,
    bus: soloBus,
    availability: async (workspaceId, userId) => {
      const row = await database.workspace(workspaceId, (tx) =>
        tx
          .selectFrom('workspace_members')
          .select('availability')
          .where('user_id', '=', userId)
          .executeTakeFirst(),
      );
      return row?.availability ?? 'auto';
    },
    onError,
  });
  const engine = options.engine ?? new MemoryEngine();
  const feed = new SearchFeed({ database, engine, onError });
  const writer = new WorkspaceWriter(database, (workspaceId, events, head) => {
    hub.publish(workspaceId, events, head);
    feed.tell(workspaceId, head);
  });
  const services = { bus: soloBus, database, writer, hub, cursors, presences, limitSends: () => undefined };
  const sessions = { revokeBoundTo: () => Promise.resolve() } as unknown as Parameters<
    typeof userHandlers
  >[0]['sessions'];
  const handlers: Handlers = {
    ...missingHandlers(),
    'server.capabilities': () =>
      Promise.resolve({
        name: 'test',
        version: '0',
        protocol: 1,
        transports: ['sse'],
        signUp: 'open',
        features: [],
      }),
    ...snapshotHandlers(services),
    ...userHandlers({ ...services, sessions }),
    ...presenceHandlers(services),
    ...natsHandlers({ streams: null }),
    ...channelHandlers(services),
    ...messageHandlers(services),
    ...reportHandlers({ ...services, limitReports: () => undefined }),
    ...searchHandlers({ ...services, engine, feed, limitSearches: () => undefined }),
  };
  const log: RequestLog = { request: (line) => logged.push(line), error: onError };
  const api = createApi({
    handlers,
    hub,
    authenticate: (token) => Promise.resolve(principal(token)),
    allowsOrigin: (origin) => Promise.resolve((options.allowedOrigins ?? []).includes(origin)),
    clientAddress: ({ peer }) => peer,
    log,
  });
  const app = createApp(api, log);

  async function request<K extends RouteName>(
    name: K,
    input: RouteInput<K> & { readonly as?: As; readonly headers?: Record<string, string> },
  ): Promise<Response> {
    const {
      path = {},
      query = {},
      body,
      as,
      headers,
    } = input as {
      path?: Record<string, string>;
      query?: Record<string, unknown>;
      body?: unknown;
      as?: As;
      headers?: Record<string, string>;
    };
    const search = new URLSearchParams(Object.entries(query).map(([key, value]) => [key, String(value)]));
    const { method, path: template } = endpoints[name];
    return app.request(
      `http://chat.test${expandPath(template, path)}${search.size > 0 ? `?${search}` : ''}`,
      {
        method,
        headers: {
          ...(as !== undefined && { authorization: `Bearer ${as}` }),
          ...(body !== undefined && { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      },
    );
  }

  /** Calls a route that has to answer well, in the form that the contract says. */
  async function call<K extends RouteName>(
    name: K,
    input: RouteInput<K> & { readonly as: As },
  ): Promise<RouteOutput<K>> {
    const response = await request(name, input);
    const text = await response.text();
    assert.ok(response.ok, `${name} answered ${response.status} ${text}; ${errors.map(String).join('; ')}`);
    const { output } = contract[name];
    return (output === null ? undefined : output.parse(JSON.parse(text))) as RouteOutput<K>;
  }

  /** Calls a route that has to refuse. */
  async function refuse<K extends RouteName>(
    code: ErrorCode,
    name: K,
    input: RouteInput<K> & { readonly as?: As },
  ): Promise<Problem> {
    const response = await request(name, input);
    const text = await response.text();
    assert.ok(!response.ok, `${name} answered ${text}, where ${code} was expected`);
    assert.equal(response.headers.get('content-type'), 'application/problem+json');
    const problem = ProblemSchema.parse(JSON.parse(text)) as Problem;
    assert.equal(problem.code, code, `${name}: ${problem.detail}; ${errors.map(String).join('; ')}`);
    return problem;
  }

  async function stream(
    workspaceId: WorkspaceId,
    as: As | { readonly token: string },
    cursor?: string,
  ): Promise<TestStream> {
    const token = typeof as === 'string' ? as : as.token;
    const response = await app.request(`http://chat.test${expandPath(eventStream.path, { workspaceId })}`, {
      headers: { authorization: `Bearer ${token}`, ...(cursor !== undefined && { 'last-event-id': cursor }) },
    });
    assert.equal(response.status, 200, await (response.ok ? '' : response.text()));
    assert.ok(response.body);
    return new TestStream(response.body, cursor ?? '');
  }

  return {
    app,
    api,
    hub,
    feed,
    writer,
    presences,
    cursors,
    handlers,
    database,
    errors,
    logged,
    request,
    call,
    refuse,
    stream,
    workspace: (people?: readonly Role[]) => makeWorkspace(database, people),
    close: async () => {
      hub.stop();
      presences.stop();
      await writer.idle();
      await feed.stop();
      await engine.close();
    },
  };
}

export type Chat = Awaited<ReturnType<typeof openChat>>;

/** A token is a person's id, with the id of a session behind it when a test needs several. */
function principal(token: string): Principal {
  const [userId = '', sessionId = userId] = token.split('~');
  if (userId.length !== 36) throw new ApiError('unauthenticated');
  return { userId, sessionId, boundTo: null };
}

function missingHandlers(): Handlers {
  const missing = (): never => {
    throw new ApiError('forbidden', 'No part of this test.');
  };
  return Object.fromEntries(Object.keys(endpoints).map((name) => [name, missing])) as unknown as Handlers;
}

export interface TestWorkspace {
  readonly id: WorkspaceId;
  /** One for each role that was asked for. */
  readonly people: readonly UserId[];
}

/** A workspace and its people, by default two members, written past the commands: without events. */
export async function makeWorkspace(
  database: Database,
  people: readonly Role[] = ['member', 'member'],
): Promise<TestWorkspace> {
  const id: WorkspaceId = createId();
  await database.system
    .insertInto('workspaces')
    .values({
      id,
      slug: `w-${id}`.slice(0, 40),
      name: 'Test',
      allowed_origins: [],
      head_seq: 0,
      epoch: id,
      created_at: new Date(),
      version: 0,
    })
    .execute();
  const ids: UserId[] = [];
  for (const role of people) ids.push(await addPerson(database, id, role));
  return { id, people: ids };
}

export async function addPerson(
  database: Database,
  workspaceId: WorkspaceId,
  role: Role = 'member',
  name = `Person ${role}`,
): Promise<UserId> {
  const id: UserId = createId();
  await database.system
    .insertInto('users')
    .values({
      id,
      email: `${id}@example.com`,
      name,
      password_hash: null,
      host_workspace_id: null,
      host_subject: null,
      host_email: null,
      created_at: new Date(),
    })
    .execute();
  await database.system
    .insertInto('workspace_members')
    .values({
      workspace_id: workspaceId,
      user_id: id,
      name,
      avatar_url: null,
      status_emoji: null,
      status_text: null,
      role,
      joined_at: new Date(),
      removed_by: null,
      version: 0,
    })
    .execute();
  return id;
}

/** What most tests begin with: a channel whose owner is the first person, with all the others in it. */
export async function makeChannel(
  chat: Chat,
  { id: workspaceId, people }: TestWorkspace,
  options: {
    readonly kind?: 'public' | 'private';
    readonly name?: string;
    readonly as?: UserId;
    readonly members?: readonly UserId[];
  } = {},
): Promise<ChannelId> {
  const [first = ''] = people;
  const as = options.as ?? first;
  const id: ChannelId = createId();
  await chat.call('channels.create', {
    as,
    path: { workspaceId },
    body: {
      id,
      kind: options.kind ?? 'public',
      name: options.name ?? `channel ${id}`,
      memberIds: [...(options.members ?? people)].filter((person) => person !== as),
    },
  });
  return id;
}

export function sendMessage(
  chat: Chat,
  workspaceId: WorkspaceId,
  timelineId: ChannelId,
  as: As,
  text: string,
  options: { readonly id?: MessageId; readonly replyTo?: MessageId } = {},
): Promise<Message> {
  return chat.call('messages.send', {
    as,
    path: { workspaceId, timelineId },
    body: { id: options.id ?? createId(), text, replyTo: options.replyTo ?? null },
  });
}

export const readAll = async (
  chat: Chat,
  workspaceId: WorkspaceId,
  timelineId: ChannelId,
  as: As,
): Promise<readonly Message[]> => {
  const items: Message[] = [];
  for (;;) {
    const page = await chat.call('messages.list', {
      as,
      path: { workspaceId, timelineId },
      query: { after: items.length, limit: 200 },
    });
    items.push(...page.items);
    if (items.length >= page.lastIndex) return items;
  }
};

export const viewOf = (
  chat: Chat,
  workspaceId: WorkspaceId,
  channelId: ChannelId,
  as: As,
): Promise<ChannelView> => chat.call('channels.get', { as, path: { workspaceId, channelId } });
export const snapshotOf = (chat: Chat, workspaceId: WorkspaceId, as: As): Promise<Snapshot> =>
  chat.call('workspaces.snapshot', { as, path: { workspaceId } });
export const channelOf = async (
  chat: Chat,
  workspaceId: WorkspaceId,
  channelId: ChannelId,
  as: As,
): Promise<Channel> => (await viewOf(chat, workspaceId, channelId, as)).channel;
