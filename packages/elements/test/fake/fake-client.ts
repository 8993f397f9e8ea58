import type {
  Account,
  AuthState,
  Channel,
  ChannelId,
  ChatClient,
  ConnectionState,
  EventsClient,
  Me,
  Page,
  StorageState,
  User,
  UserId,
  WorkspaceSummary,
} from '@fechatter/client-sdk';
import { FakeSearch } from './fake-search.ts';
import { FakeStore } from './fake-store.ts';
import { FakeError, FakeTimeline } from './fake-timeline.ts';
import { FakeWorld, fakeId } from './fake-world.ts';

/** A client without a server, whose world a test can look into and change. */
export interface FakeClient extends ChatClient {
  readonly world: FakeWorld;
  readonly auth: ChatClient['auth'] & { readonly store: FakeStore<AuthState> };
  readonly connection: ChatClient['connection'] & { readonly store: FakeStore<ConnectionState> };
  readonly search: FakeSearch;
  readonly storage: FakeStore<StorageState>;
  /** What was called, by name, in order. */
  readonly calls: string[];
  readonly disposed: boolean;
}

const page = <T>(items: readonly T[]): Page<T> => ({ items, next: null });
const startsWith = (name: string, q = ''): boolean =>
  name
    .toLowerCase()
    .split(' ')
    .some((word) => word.startsWith(q.toLowerCase())) || name.toLowerCase().startsWith(q.toLowerCase());

export function createFakeClient(world = new FakeWorld(), { signedIn = true } = {}): FakeClient {
  const calls: string[] = [];
  const summary = (): WorkspaceSummary => {
    const { workspace } = world.store.get();
    if (workspace === null) throw new Error('There is no workspace.');
    return { workspace, role: 'admin' };
  };
  const account = (): Account => ({
    userId: world.meId,
    email: 'me@example.com',
    name: world.store.get().me?.user.name ?? 'Me',
    hasPassword: true,
    sessionId: fakeId(),
    workspaces: [
      summary(),
      {
        workspace: { ...summary().workspace, id: fakeId(), slug: 'side-project', name: 'Side project' },
        role: 'owner',
      },
    ],
  });
  const auth = new FakeStore<AuthState>(
    signedIn ? { status: 'signed-in', account: account() } : { status: 'signed-out', reason: null },
  );
  const connection = new FakeStore<ConnectionState>({
    status: 'disconnected',
    reason: 'not-started',
    error: null,
  });
  const user = (id: UserId): User => {
    const found = world.store.get().users.get(id);
    if (found === undefined) throw new FakeError('not_found', { retryable: false });
    return found;
  };
  const me = (): Me => {
    const known = world.store.get().me;
    if (known === null) throw new FakeError('not_signed_in', { retryable: false });
    return known;
  };
  const setBlocked = (blockedIds: readonly UserId[]): Me => {
    const next = { ...me(), blockedIds };
    world.store.patch({ me: next });
    return next;
  };
  const channel = (id: ChannelId): Channel => {
    const found = world.store.get().channels.get(id)?.channel;
    if (found === undefined) throw new FakeError('not_found', { retryable: false });
    return found;
  };
  const memberIds = (id: ChannelId): readonly UserId[] =>
    channel(id).memberIds ?? [...world.store.get().users.keys()].slice(0, 12);
  const call = async <T>(name: string, result: () => T): Promise<T> => {
    calls.push(name);
    await world.answer();
    return result();
  };
  const unused = (): Promise<never> => Promise.reject(new FakeError('not_found', { retryable: false }));
  const events: EventsClient = {
    subscribe: (listener) => {
      world.listeners.add(listener);
      return () => world.listeners.delete(listener);
    },
    on: (type, listener) =>
      events.subscribe((event) => {
        if (event.type === type) listener(event as Parameters<typeof listener>[0]);
      }),
  };
  let disposed = false;

  return {
    world,
    calls,
    get disposed() {
      return disposed;
    },
    server: new URL('https://chat.example.com'),
    storage: new FakeStore<StorageState>({ status: 'device', reason: null, error: null }),
    store: world.store,
    search: new FakeSearch(world),
    events,
    auth: {
      store: auth,
      signIn: ({ email }) =>
        call(`signIn ${email}`, () => {
          auth.set({ status: 'signed-in', account: account() });
          return account();
        }),
      signUp: ({ email }) =>
        call(`signUp ${email}`, () => {
          auth.set({ status: 'signed-in', account: account() });
          return account();
        }),
      signOut: (options) =>
        call(`signOut ${options?.unsent ?? 'refuse'}`, () => {
          auth.set({ status: 'signed-out', reason: null });
        }),
      requestPasswordReset: (email) => call(`requestPasswordReset ${email}`, () => undefined),
      resetPassword: () => call('resetPassword', () => undefined),
      changePassword: () => call('changePassword', () => undefined),
    },
    connection: {
      store: connection,
      connect: () =>
        call('connect', () => {
          if (auth.get().status === 'signed-in') connection.set({ status: 'live' });
          else connection.set({ status: 'disconnected', reason: 'signed-out', error: null });
        }),
      disconnect: () => {
        connection.set({ status: 'disconnected', reason: 'stopped', error: null });
      },
      retryNow: () => {
        calls.push('retryNow');
        connection.set({ status: 'live' });
      },
    },
    workspaces: {
      list: () => call('workspaces.list', () => account().workspaces),
      create: ({ slug }) => call(`workspaces.create ${slug}`, summary),
      open: (slug) => call(`workspaces.open ${slug}`, () => undefined),
      update: () => call('workspaces.update', () => summary().workspace),
      leave: () => call('workspaces.leave', () => undefined),
      previewInvite: () =>
        call('previewInvite', () => ({
          workspace: summary().workspace,
          role: 'member',
          invitedBy: 'Ana Lima',
        })),
      acceptInvite: () => call('acceptInvite', summary),
      invites: () => call('invites', () => []),
      createInvite: () =>
        call('createInvite', () => ({
          invite: {
            id: fakeId(),
            role: 'member',
            channelIds: [],
            maxUses: null,
            uses: 0,
            createdBy: world.meId,
            createdAt: new Date().toISOString(),
            expiresAt: null,
          },
          code: 'abcdefghijklmnop',
          url: 'https://chat.example.com/?invite=abcdefghijklmnop',
        })),
      revokeInvite: () => call('revokeInvite', () => undefined),
      appKeys: () => call('appKeys', () => []),
      createAppKey: unused,
      revokeAppKey: unused,
    },
    channels: {
      list: (query) =>
        call('channels.list', () =>
          page(
            [
              ...[...world.store.get().channels.values()]
                .filter((state) => state.channel.kind === 'public' || state.channel.kind === 'private')
                .map((state) => ({ channel: state.channel, membership: state.membership })),
              ...world.elsewhere.map((other) => ({ channel: other, membership: null })),
            ]
              .filter((view) => startsWith(view.channel.name, query?.q))
              .sort((a, b) => a.channel.name.localeCompare(b.channel.name)),
          ),
        ),
      get: (id) => call('channels.get', () => ({ channel: channel(id), membership: null })),
      create: ({ kind, name, description }) =>
        call(`channels.create ${name}`, () =>
          world.addChannel({ kind, name, description: description ?? '', memberCount: 1 }, { role: 'owner' }),
        ),
      direct: (userId) =>
        call('channels.direct', () => {
          const known = [...world.store.get().channels.values()].find(
            (state) => state.channel.kind === 'direct' && state.channel.memberIds?.includes(userId) === true,
          );
          return known?.channel ?? world.addChannel({ kind: 'direct', memberIds: [world.meId, userId] });
        }),
      group: ({ memberIds }) =>
        call('channels.group', () =>
          world.addChannel({ kind: 'group', memberIds: [world.meId, ...memberIds] }),
        ),
      join: (id) =>
        call('channels.join', () => {
          const found = world.elsewhere.find((other) => other.id === id) ?? channel(id);
          world.messages.set(id, world.messages.get(id) ?? []);
          world.join(found);
          return found;
        }),
      leave: (id) =>
        call('channels.leave', () => {
          const channels = new Map(world.store.get().channels);
          channels.delete(id);
          world.store.patch({ channels });
        }),
      update: (id, { archived, ...change }) =>
        call('channels.update', () => {
          const archivedAt =
            archived === undefined ? {} : { archivedAt: archived ? new Date().toISOString() : null };
          world.patchChannel(id, (state) => ({
            ...state,
            channel: { ...state.channel, ...change, ...archivedAt },
          }));
          return channel(id);
        }),
      setPreferences: (id, change) =>
        call('channels.setPreferences', () => {
          world.patchChannel(id, (state) => ({ ...state, membership: { ...state.membership, ...change } }));
        }),
      members: (id, query) =>
        call('channels.members', () => {
          const ids = memberIds(id);
          return page(
            ids
              .map(user)
              .filter(({ name }) => startsWith(name, query?.q))
              .map((each, position) => ({
                user: each,
                member: {
                  channelId: id,
                  userId: each.id,
                  role:
                    position === 0
                      ? ('owner' as const)
                      : position === 1
                        ? ('moderator' as const)
                        : ('member' as const),
                  lastReadIndex: 0,
                  joinedAt: channel(id).createdAt,
                  silencedUntil: world.silences.get(each.id) ?? null,
                  version: 1,
                },
              })),
          );
        }),
      addMembers: () => call('channels.addMembers', () => undefined),
      setMemberRole: () => call('channels.setMemberRole', () => undefined),
      silenceMember: (id, userId, until) =>
        call('channels.silenceMember', () => world.silence(id, userId, until?.toISOString() ?? null)),
      ban: (id, userId, options) =>
        call('channels.ban', () => {
          const ban = {
            channelId: id,
            userId,
            reason: options?.reason ?? '',
            bannedBy: world.meId,
            bannedAt: new Date().toISOString(),
          };
          world.bans.set(userId, ban);
          return ban;
        }),
      unban: (_id, userId) =>
        call('channels.unban', () => {
          world.bans.delete(userId);
        }),
      bans: () =>
        call('channels.bans', () =>
          page([...world.bans.values()].map((ban) => ({ ban, user: user(ban.userId) }))),
        ),
      removeMember: (id, userId) =>
        call('channels.removeMember', () => {
          const left = memberIds(id).filter((each) => each !== userId);
          world.patchChannel(id, (state) => ({ ...state, channel: { ...state.channel, memberIds: left } }));
        }),
      timeline: (id) => {
        const known = world.timelines.get(id) ?? new FakeTimeline(world, id);
        world.timelines.set(id, known);
        return known;
      },
    },
    users: {
      search: (query) =>
        call('users.search', () =>
          page([...world.store.get().users.values()].filter(({ name }) => startsWith(name, query.q))),
        ),
      ensure: () => call('users.ensure', () => undefined),
      updateMe: ({ settings, ...change }) =>
        call('users.updateMe', () => {
          const next: Me = {
            ...me(),
            user: { ...me().user, ...change },
            settings: { ...me().settings, ...settings },
          };
          const users = new Map(world.store.get().users).set(next.user.id, next.user);
          world.store.patch({ me: next, users });
          return next;
        }),
      setRole: () => call('users.setRole', () => undefined),
      remove: () => call('users.remove', () => undefined),
      block: (id) => call('users.block', () => setBlocked([...me().blockedIds, id])),
      unblock: (id) =>
        call('users.unblock', () => setBlocked(me().blockedIds.filter((other) => other !== id))),
      setActivity: (activity) => {
        calls.push(`setActivity ${activity}`);
      },
    },
    reports: {
      create: (report) =>
        call('reports.create', () => {
          const messages = [...world.messages.values()].flat();
          const message =
            report.kind === 'user' ? undefined : messages.find(({ id }) => id === report.messageId);
          return world.report(
            world.meId,
            message ?? user(report.kind === 'user' ? report.userId : ''),
            report.reason,
            report.note ?? '',
          );
        }),
      list: () =>
        call('reports.list', () =>
          page([...world.reports.values()].filter((each) => each.resolution === null)),
        ),
      resolve: (id, { kind }) => call(`reports.resolve ${kind}`, () => world.resolve(id, kind)),
    },
    capabilities: unused,
    dispose: () => {
      disposed = true;
    },
  };
}
