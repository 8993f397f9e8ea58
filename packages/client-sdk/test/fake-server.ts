/**
 * A server in memory that speaks the protocol as far as the SDK's own tests need it, behind a `fetch`.
 * Faults are set with `intercept`: it sees every call of a route, and may answer in the server's place,
 * lose the request (throw before `next()`) or lose the answer (throw after it).
 */
import {
  createId,
  endpoints,
  errorCodes,
  eventStream,
  findMentions,
  type Account,
  type Channel,
  type ChannelId,
  type ChannelMember,
  type ErrorCode,
  type LoggedEvent,
  type Membership,
  type Message,
  type RouteName,
  type Session,
  type StreamEvent,
  type User,
  type UserId,
  type Workspace,
} from '@fechatter/protocol';
import type { Clock } from '@fechatter/client-sdk';

type Unnumbered<T> = T extends LoggedEvent ? Omit<T, 'seq' | 'at'> : never;
export interface Call {
  readonly name: RouteName | 'events';
  readonly path: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly body: Record<string, unknown>;
  readonly headers: Headers;
  readonly url: URL;
  readonly userId: UserId | null;
}
type Intercept = (call: Call, next: () => Promise<Response>) => Promise<Response> | Response;

interface Stream {
  readonly userId: UserId;
  readonly write: (text: string) => void;
  readonly end: () => void;
  frames: number;
}

const routes = [...Object.entries(endpoints), ['events', eventStream] as const].map(
  ([name, { method, path }]) => ({
    name: name as RouteName | 'events',
    method,
    pattern: new RegExp(`^${path.replace(/\{(\w+)\}/g, '(?<$1>[^/]+)')}$`),
  }),
);

export class FakeServer {
  readonly workspace: Workspace;
  readonly users = new Map<UserId, User>();
  readonly channels = new Map<ChannelId, Channel>();
  readonly members = new Map<ChannelId, Map<UserId, Membership>>();
  readonly messages = new Map<ChannelId, Message[]>();
  readonly log: { readonly event: LoggedEvent; readonly to: ReadonlySet<UserId> }[] = [];
  readonly streams = new Set<Stream>();
  readonly calls: Call[] = [];
  readonly refreshTokens = new Map<string, UserId>();
  readonly accessTokens = new Map<string, { readonly userId: UserId; readonly expiresAt: number }>();
  epoch = 'e1';
  seq = 0;
  /** Seconds that an access token is good for. */
  tokenSeconds = 600;
  /** How far the server's clock is ahead of the device's, in milliseconds. */
  skewMs = 0;
  readonly #clock: Clock;
  readonly #intercepts = new Map<RouteName | 'events', Intercept>();

  constructor(clock: Clock) {
    this.#clock = clock;
    this.workspace = { id: createId(), slug: 'acme', name: 'Acme', createdAt: this.#at(), version: 1 };
  }

  /** The `fetch` of a client. */
  readonly fetch = async (input: RequestInfo | URL, init?: RequestInit): Promise<Response> => {
    const request = new Request(input, init);
    const url = new URL(request.url);
    const route = routes.find(
      ({ method, pattern }) => method === request.method && pattern.test(url.pathname),
    );
    if (route === undefined) throw new TypeError(`no route for ${request.method} ${url.pathname}`);
    const token = request.headers.get('authorization')?.replace('Bearer ', '') ?? '';
    const text = await request.text();
    const call: Call = {
      name: route.name,
      path: { ...route.pattern.exec(url.pathname)?.groups },
      query: url.searchParams,
      body: text === '' ? {} : (JSON.parse(text) as Record<string, unknown>),
      headers: request.headers,
      url,
      userId: this.accessTokens.get(token)?.userId ?? null,
    };
    this.calls.push(call);
    // The signal of the caller: a copy of it in a request may be collected as garbage before it is aborted.
    const signal = init?.signal ?? request.signal;
    const aborted = new Promise<never>((_, reject) => {
      const abort = (): void => reject(new DOMException('aborted', 'AbortError'));
      if (signal.aborted) abort();
      else signal.addEventListener('abort', abort);
    });
    const answer = async (): Promise<Response> => {
      if (route.name !== 'events' && endpoints[route.name].access === 'public')
        return this.#answer(call, signal);
      const held = this.accessTokens.get(token);
      if (held === undefined) return problem('unauthenticated');
      if (held.expiresAt <= this.#clock.now()) return problem('token_expired');
      return this.#answer(call, signal);
    };
    const intercept = this.#intercepts.get(route.name);
    return Promise.race([
      aborted,
      (async () => (intercept === undefined ? answer() : intercept(call, answer)))(),
    ]);
  };

  /** Sees every call of a route from now on; null to let them pass again. */
  intercept(name: RouteName | 'events', intercept: Intercept | null): void {
    if (intercept === null) this.#intercepts.delete(name);
    else this.#intercepts.set(name, intercept);
  }

  countOf(name: RouteName | 'events'): number {
    return this.calls.filter((call) => call.name === name).length;
  }

  addUser(name: string): User {
    const user: User = {
      id: createId(),
      name,
      avatarUrl: null,
      title: '',
      status: null,
      role: 'member',
      removed: false,
      version: this.seq,
    };
    this.users.set(user.id, user);
    return user;
  }

  addChannel(name: string, ...users: readonly User[]): Channel {
    const channel: Channel = {
      id: createId(),
      kind: 'public',
      name,
      description: '',
      createdBy: users[0]?.id ?? '',
      createdAt: this.#at(),
      archivedAt: null,
      memberCount: users.length,
      memberIds: null,
      lastIndex: 0,
      lastMessageAt: null,
      version: this.seq,
    };
    this.channels.set(channel.id, channel);
    this.messages.set(channel.id, []);
    this.members.set(
      channel.id,
      new Map(users.map(({ id }) => [id, this.#membership(channel.id, this.seq)])),
    );
    return channel;
  }

  addMember(channelId: ChannelId, user: User): void {
    const seq = this.seq + 1;
    const members = this.members.get(channelId) ?? new Map<UserId, Membership>();
    members.set(user.id, this.#membership(channelId, seq));
    const channel = this.#setChannel(channelId, { memberCount: members.size, version: seq });
    const member: ChannelMember = {
      channelId,
      userId: user.id,
      role: 'member',
      lastReadIndex: 0,
      joinedAt: this.#at(),
      version: seq,
    };
    this.publish({ type: 'member.added', data: { channel, member, user } }, members.keys());
  }

  removeMember(channelId: ChannelId, user: User): void {
    const members = this.members.get(channelId);
    const to = [...(members?.keys() ?? [])];
    members?.delete(user.id);
    this.#setChannel(channelId, { memberCount: members?.size ?? 0, version: this.seq + 1 });
    this.publish(
      { type: 'member.removed', data: { channelId, userId: user.id, memberCount: members?.size ?? 0 } },
      to,
    );
  }

  /** Somebody sends a message. */
  say(author: User, channelId: ChannelId, text: string, id: string = createId()): Message {
    const list = this.messages.get(channelId) ?? [];
    const { userIds, channel: mentionsChannel } = findMentions(text);
    const message: Message = {
      id,
      channelId,
      timelineId: channelId,
      index: list.length + 1,
      authorId: author.id,
      kind: 'text',
      text,
      replyTo: null,
      mentions: userIds,
      mentionsChannel,
      createdAt: this.#at(),
      editedAt: null,
      deletedAt: null,
      deletedBy: null,
      version: this.seq + 1,
    };
    list.push(message);
    this.#setChannel(channelId, { lastIndex: message.index, lastMessageAt: message.createdAt });
    for (const [userId, membership] of this.members.get(channelId) ?? []) {
      const mine = userId === author.id;
      const mentioned = !mine && (message.mentions.includes(userId) || mentionsChannel);
      this.members.get(channelId)?.set(userId, {
        ...membership,
        ...(mine && { lastReadIndex: message.index, unreadMentions: [] }),
        ...(mentioned && { unreadMentions: [...membership.unreadMentions, message.index] }),
      });
    }
    this.publish({ type: 'message.created', data: { message } }, this.#membersOf(channelId));
    return message;
  }

  /** Changes a message, and tells of it. */
  change(type: 'message.edited' | 'message.deleted', id: string, change: Partial<Message>): Message {
    for (const [channelId, list] of this.messages) {
      const at = list.findIndex((message) => message.id === id);
      const current = list[at];
      if (current === undefined) continue;
      const message = { ...current, ...change, version: this.seq + 1 };
      list[at] = message;
      if (type === 'message.deleted') {
        for (const [userId, membership] of this.members.get(channelId) ?? []) {
          this.members.get(channelId)?.set(userId, {
            ...membership,
            unreadMentions: membership.unreadMentions.filter((index) => index !== message.index),
          });
        }
      }
      this.publish({ type, data: { message } }, this.#membersOf(channelId));
      return message;
    }
    throw new Error(`no message ${id}`);
  }

  delete(id: string, by: User): Message {
    return this.change('message.deleted', id, {
      text: '',
      mentions: [],
      mentionsChannel: false,
      deletedAt: this.#at(),
      deletedBy: by.id,
    });
  }

  /** Puts an event in the log and sends it to those who are connected. */
  publish(event: Unnumbered<LoggedEvent>, to: Iterable<UserId>): void {
    this.seq += 1;
    const logged = { ...event, seq: this.seq, at: this.#at() };
    const entry = { event: logged, to: new Set(to) };
    this.log.push(entry);
    for (const stream of this.streams) if (entry.to.has(stream.userId)) this.#frame(stream, logged);
  }

  /** Sends something that is not of the log to everybody connected. */
  tell(event: StreamEvent): void {
    for (const stream of this.streams) this.#frame(stream, event);
  }

  heartbeat(): void {
    for (const stream of this.streams)
      this.#frame(stream, { type: 'heartbeat', data: { seq: this.seq, frames: stream.frames } });
  }

  /** Breaks all connections, as a network does. */
  dropStreams(): void {
    for (const stream of [...this.streams]) stream.end();
  }

  session(user: User): Session {
    const accessToken = `access-${createId()}`;
    const refreshToken = `refresh-${createId()}`;
    const now = this.#clock.now();
    const moment = (ms: number): string => new Date(ms + this.skewMs).toISOString();
    this.accessTokens.set(accessToken, { userId: user.id, expiresAt: now + this.tokenSeconds * 1_000 });
    this.refreshTokens.set(refreshToken, user.id);
    const account: Account = {
      userId: user.id,
      email: `${user.name}@example.com`,
      name: user.name,
      hasPassword: true,
      sessionId: createId(),
      workspaces: [{ workspace: this.workspace, role: user.role }],
    };
    return {
      accessToken,
      refreshToken,
      accessTokenExpiresAt: moment(now + this.tokenSeconds * 1_000),
      refreshTokenExpiresAt: moment(now + 86_400_000),
      serverTime: moment(now),
      account,
    };
  }

  #answer(call: Call, signal: AbortSignal): Response {
    const { name, path, body, query } = call;
    const user = this.users.get(call.userId ?? '');
    const channelId = path['channelId'] ?? path['timelineId'] ?? '';
    switch (name) {
      case 'auth.signIn': {
        const found = [...this.users.values()].find(
          (candidate) => `${candidate.name}@example.com` === body['email'],
        );
        return found === undefined || body['password'] !== 'secret'
          ? problem('invalid_credentials')
          : json(this.session(found));
      }
      case 'auth.host':
      case 'auth.refresh': {
        const token = String(body['refreshToken'] ?? body['token']);
        const owner = this.users.get(this.refreshTokens.get(token) ?? '');
        if (owner === undefined)
          return problem(name === 'auth.host' ? 'host_token_signature' : 'refresh_token_reused');
        this.refreshTokens.delete(token);
        return json(this.session(owner));
      }
      case 'workspaces.list':
        return json({ items: [{ workspace: this.workspace, role: 'member' }] });
      case 'workspaces.snapshot':
        return json(this.snapshot(user));
      case 'events':
        return this.#stream(call, signal);
      case 'users.list': {
        const ids = query.get('ids')?.split(',') ?? [];
        return json({ items: ids.flatMap((id) => this.users.get(id) ?? []), next: null });
      }
      case 'channels.members': {
        const members = [...(this.members.get(channelId) ?? [])];
        const items = members.map(([userId, { lastReadIndex, version }]) => ({
          channelId,
          userId,
          role: 'member',
          lastReadIndex,
          joinedAt: this.#at(),
          version,
        }));
        return json({
          items,
          users: items.flatMap(({ userId }) => this.users.get(userId) ?? []),
          next: null,
        });
      }
      case 'channels.read': {
        const current = user === undefined ? undefined : this.members.get(channelId)?.get(user.id);
        if (user === undefined || current === undefined) return problem('not_found');
        const index = Number(body['index']);
        const lastReadIndex = body['unread'] === true ? index : Math.max(index, current.lastReadIndex);
        const unreadMentions = (this.messages.get(channelId) ?? [])
          .filter(
            (message) =>
              message.index > lastReadIndex &&
              message.authorId !== user.id &&
              (message.mentionsChannel || message.mentions.includes(user.id)),
          )
          .map((message) => message.index);
        const membership = { ...current, lastReadIndex, unreadMentions, version: this.seq + 1 };
        this.members.get(channelId)?.set(user.id, membership);
        this.publish({ type: 'membership.updated', data: { membership } }, [user.id]);
        this.publish(
          { type: 'channel.read', data: { channelId, userId: user.id, lastReadIndex } },
          this.#membersOf(channelId),
        );
        return json(membership);
      }
      case 'messages.list':
        return json(this.#page(channelId, query));
      case 'messages.send': {
        if (user === undefined || !this.#membersOf(channelId).includes(user.id)) return problem('not_found');
        const known = this.messages.get(channelId)?.find(({ id }) => id === body['id']);
        return json(known ?? this.say(user, channelId, String(body['text']), String(body['id'])));
      }
      case 'messages.edit': {
        const { userIds, channel } = findMentions(String(body['text']));
        return json(
          this.change('message.edited', path['messageId'] ?? '', {
            text: String(body['text']),
            mentions: userIds,
            mentionsChannel: channel,
            editedAt: this.#at(),
          }),
        );
      }
      case 'messages.delete':
        return user === undefined ? problem('forbidden') : json(this.delete(path['messageId'] ?? '', user));
      case 'auth.signOut':
      case 'channels.typing':
      case 'presence.set':
        return new Response(null, { status: 204 });
      default:
        return problem('not_found');
    }
  }

  /** What one person is given to start with. */
  snapshot(user: User | undefined): unknown {
    const memberships = [...this.members.values()].flatMap((members) => members.get(user?.id ?? '') ?? []);
    return {
      cursor: this.#cursor(user?.id, this.seq),
      workspace: this.workspace,
      me: {
        user,
        settings: { availability: 'auto', notifications: 'all', sounds: true, doNotDisturbUntil: null },
      },
      channels: memberships.map(({ channelId }) => this.channels.get(channelId)),
      memberships,
      users: [user],
      presence: [],
    };
  }

  #stream({ headers, userId }: Call, signal: AbortSignal): Response {
    const cursor = headers.get('last-event-id') ?? '';
    const prefix = this.#cursor(userId ?? '', null);
    const encoder = new TextEncoder();
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => {
        const stream: Stream = {
          userId: userId ?? '',
          frames: 0,
          write: (text) => controller.enqueue(encoder.encode(text)),
          end: () => {
            if (this.streams.delete(stream)) controller.error(new TypeError('terminated'));
          },
        };
        signal.addEventListener('abort', stream.end);
        this.streams.add(stream);
        this.#frame(stream, {
          type: 'hello',
          data: {
            connectionId: createId(),
            epoch: this.epoch,
            cursorPrefix: prefix,
            heartbeatSeconds: 15,
            serverTime: this.#at(),
          },
        });
        if (!cursor.startsWith(prefix)) {
          this.#frame(stream, { type: 'reset', data: { reason: 'epoch' } });
          return;
        }
        const after = Number(cursor.slice(prefix.length));
        const missed = this.log.filter(({ event, to }) => event.seq > after && to.has(stream.userId));
        for (const { event } of missed) this.#frame(stream, event);
        this.#frame(stream, { type: 'live', data: { seq: this.seq, replayed: missed.length } });
      },
    });
    return new Response(body, { headers: { 'content-type': 'text/event-stream' } });
  }

  #frame(stream: Stream, event: StreamEvent): void {
    const id = 'seq' in event ? `id: ${event.seq}\n` : '';
    if (id !== '') stream.frames += 1;
    stream.write(`event: ${event.type}\n${id}data: ${JSON.stringify(event)}\n\n`);
  }

  #page(channelId: ChannelId, query: URLSearchParams): unknown {
    const all = this.messages.get(channelId) ?? [];
    const limit = Number(query.get('limit') ?? 50);
    const [before, after, around] = ['before', 'after', 'around'].map((key) =>
      query.has(key) ? Number(query.get(key)) : null,
    );
    const items =
      before != null
        ? all.filter(({ index }) => index < before).slice(-limit)
        : after != null
          ? all.filter(({ index }) => index > after).slice(0, limit)
          : around != null
            ? all.filter(({ index }) => index >= around - limit / 2 && index < around + limit / 2)
            : all.slice(-limit);
    return {
      items,
      lastIndex: all.length,
      users: [...new Set(items.map(({ authorId }) => authorId))].flatMap((id) => this.users.get(id) ?? []),
    };
  }

  #cursor(userId: string | undefined, seq: number | null): string {
    return `${this.epoch}.${userId ?? ''}.${seq ?? ''}`;
  }

  #membersOf(channelId: ChannelId): UserId[] {
    return [...(this.members.get(channelId)?.keys() ?? [])];
  }

  #setChannel(channelId: ChannelId, change: Partial<Channel>): Channel {
    const current = this.channels.get(channelId);
    if (current === undefined) throw new Error(`no channel ${channelId}`);
    const channel = { ...current, ...change };
    this.channels.set(channelId, channel);
    return channel;
  }

  #membership(channelId: ChannelId, version: number): Membership {
    return {
      channelId,
      role: 'member',
      joinedAt: this.#at(),
      lastReadIndex: 0,
      unreadMentions: [],
      muted: false,
      favourite: false,
      notifications: null,
      version,
    };
  }

  #at(): string {
    return new Date(this.#clock.now() + this.skewMs).toISOString();
  }
}

export const json = (value: unknown): Response => Response.json(value);

/** An error answer, as the server gives it. */
export function problem(code: ErrorCode, extra: Record<string, unknown> = {}): Response {
  const { status, title, retryable } = errorCodes[code];
  return Response.json(
    {
      type: `https://fechatter.dev/errors/${code}`,
      status,
      title,
      detail: title,
      code,
      retryable,
      requestId: 'request-1',
      ...extra,
    },
    { status, headers: { 'content-type': 'application/problem+json' } },
  );
}
