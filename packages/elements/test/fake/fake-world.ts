import {
  findMentions,
  type ChatEvent,
  type Channel,
  type ChannelBan,
  type ChannelId,
  type ChannelMember,
  type ChannelState,
  type Membership,
  type Message,
  type MessageId,
  type Report,
  type ReportId,
  type User,
  type UserId,
  type WorkspaceState,
} from '@fechatter/client-sdk';
import { FakeStore } from './fake-store.ts';
import type { FakeTimeline } from './fake-timeline.ts';

let lastId = 0;
/** An id of the form that the protocol has. */
export function fakeId(): string {
  lastId += 1;
  return `01990000-0000-7000-8000-${lastId.toString(16).padStart(12, '0')}`;
}

/** Everything that a fake client knows: people, channels and messages, all in memory. */
export class FakeWorld {
  readonly meId: UserId = fakeId();
  readonly messages = new Map<ChannelId, Message[]>();
  readonly timelines = new Map<ChannelId, FakeTimeline>();
  readonly store: FakeStore<WorkspaceState>;
  /** Public channels that the caller could join. */
  readonly elsewhere: Channel[] = [];
  /** Until when members may not write, in whatever channel. */
  readonly silences = new Map<UserId, string>();
  /** Who is banned, from whatever channel. */
  readonly bans = new Map<UserId, ChannelBan>();
  readonly reports = new Map<ReportId, Report>();
  /** Milliseconds that every answer takes. */
  delay = 0;
  /** Who follows what happens, one by one. */
  readonly listeners = new Set<(event: ChatEvent) => void>();
  /** The errors with which the next calls fail. */
  readonly failures: Error[] = [];

  constructor(name = 'Acme') {
    this.store = new FakeStore<WorkspaceState>({
      workspace: {
        id: fakeId(),
        slug: name.toLowerCase(),
        name,
        createdAt: '2026-01-01T08:00:00.000Z',
        version: 1,
      },
      me: null,
      channels: new Map(),
      users: new Map(),
      presence: new Map(),
    });
  }

  async answer(): Promise<void> {
    if (this.delay > 0) await new Promise((resolve) => setTimeout(resolve, this.delay));
    else await Promise.resolve();
    const failure = this.failures.shift();
    if (failure !== undefined) throw failure;
  }

  addUser(name: string, details: Partial<User> = {}): User {
    const user: User = {
      id: fakeId(),
      name,
      avatarUrl: null,
      title: '',
      status: null,
      role: 'member',
      removed: false,
      version: 1,
      ...details,
    };
    const users = new Map(this.store.get().users).set(user.id, user);
    this.store.patch({ users });
    if (user.id === this.meId) {
      const settings = {
        availability: 'auto',
        notifications: 'mentions',
        sounds: true,
        doNotDisturbUntil: null,
      } as const;
      this.store.patch({ me: { user, settings, blockedIds: [], openReports: 0, version: 1 } });
    }
    return user;
  }

  addChannel(
    details: Partial<Channel> & Pick<Channel, 'kind'>,
    membership: Partial<Membership> = {},
  ): Channel {
    const channel: Channel = {
      id: fakeId(),
      name: '',
      description: '',
      createdBy: this.meId,
      createdAt: '2026-02-01T09:00:00.000Z',
      archivedAt: null,
      memberCount: details.memberIds?.length ?? 24,
      memberIds: null,
      lastIndex: 0,
      lastMessageAt: null,
      version: 1,
      ...details,
    };
    this.messages.set(channel.id, []);
    this.join(channel, membership);
    return channel;
  }

  join(channel: Channel, membership: Partial<Membership> = {}): void {
    const state: ChannelState = {
      channel,
      membership: {
        channelId: channel.id,
        role: 'member',
        joinedAt: channel.createdAt,
        lastReadIndex: channel.lastIndex,
        unreadMentions: [],
        silencedUntil: null,
        muted: false,
        favourite: false,
        notifications: null,
        version: 1,
        ...membership,
      },
      unread: 0,
      mentions: 0,
      typing: [],
    };
    this.store.patch({ channels: new Map(this.store.get().channels).set(channel.id, state) });
  }

  patchChannel(id: ChannelId, change: (state: ChannelState) => ChannelState): void {
    const { channels } = this.store.get();
    const state = channels.get(id);
    if (state !== undefined) this.store.patch({ channels: new Map(channels).set(id, change(state)) });
  }

  compose(channelId: ChannelId, authorId: UserId, text: string, replyTo: MessageId | null = null): Message {
    const answered =
      replyTo === null ? undefined : this.messages.get(channelId)?.find(({ id }) => id === replyTo);
    const { userIds, channel } = findMentions(text);
    return {
      id: fakeId(),
      channelId,
      timelineId: channelId,
      index: 0,
      authorId,
      kind: 'text',
      text,
      replyTo:
        answered === undefined
          ? null
          : {
              id: answered.id,
              index: answered.index,
              authorId: answered.authorId,
              excerpt: answered.text.slice(0, 200),
              deleted: answered.deletedAt !== null,
            },
      mentions: userIds,
      mentionsChannel: channel,
      custom: {},
      createdAt: new Date().toISOString(),
      editedAt: null,
      deletedAt: null,
      deletedBy: null,
      version: 1,
    };
  }

  /** A message comes into its channel. */
  accept(message: Message, { read = message.authorId === this.meId } = {}): Message {
    const all = this.messages.get(message.channelId) ?? [];
    const atEnd = this.timelines.get(message.channelId)?.reachesEnd ?? false;
    const placed = { ...message, index: all.length + 1 };
    all.push(placed);
    const mentioned = placed.mentions.includes(this.meId) || placed.mentionsChannel;
    this.patchChannel(message.channelId, (state) => ({
      ...state,
      channel: { ...state.channel, lastIndex: placed.index, lastMessageAt: placed.createdAt },
      membership: {
        ...state.membership,
        lastReadIndex: read ? placed.index : state.membership.lastReadIndex,
      },
      unread: read ? 0 : state.unread + 1,
      mentions: read ? 0 : state.mentions + (mentioned ? 1 : 0),
    }));
    this.timelines.get(message.channelId)?.arrived(atEnd);
    return placed;
  }

  /** Somebody may not write until a moment, or may again. */
  silence(channelId: ChannelId, userId: UserId, until: string | null): ChannelMember {
    if (until === null) this.silences.delete(userId);
    else this.silences.set(userId, until);
    if (userId === this.meId)
      this.patchChannel(channelId, (state) => ({
        ...state,
        membership: { ...state.membership, silencedUntil: until },
      }));
    const member: ChannelMember = {
      channelId,
      userId,
      role: 'member',
      lastReadIndex: 0,
      joinedAt: '2026-02-01T09:00:00.000Z',
      silencedUntil: until,
      version: 1,
    };
    this.tell({ type: 'member.updated', data: { member } });
    return member;
  }

  /** What happens is told to those who follow it. */
  tell(
    event:
      | { readonly type: 'message.created'; readonly data: { readonly message: Message } }
      | { readonly type: 'member.updated'; readonly data: { readonly member: ChannelMember } },
  ): void {
    for (const listener of this.listeners) listener({ seq: 1, at: new Date().toISOString(), ...event });
  }

  /** Somebody reports a message, or without one a person. */
  report(
    reporterId: UserId,
    what: Message | User | undefined,
    reason: Report['reason'],
    note: string,
  ): Report {
    if (what === undefined) throw new Error('There is nothing to report.');
    const isMessage = 'text' in what;
    const report: Report = {
      id: fakeId(),
      kind: isMessage ? 'message' : 'user',
      reporterId,
      userId: isMessage ? what.authorId : what.id,
      message: isMessage
        ? {
            id: what.id,
            channelId: what.channelId,
            index: what.index,
            text: what.text,
            createdAt: what.createdAt,
          }
        : null,
      reason,
      note,
      createdAt: new Date().toISOString(),
      resolution: null,
    };
    this.reports.set(report.id, report);
    this.#countReports();
    return report;
  }

  resolve(id: ReportId, kind: NonNullable<Report['resolution']>['kind']): Report {
    const report = this.reports.get(id);
    if (report === undefined) throw new Error('There is no such report.');
    const resolved: Report = {
      ...report,
      resolution: { kind, by: this.meId, at: new Date().toISOString(), note: '' },
    };
    this.reports.set(id, resolved);
    this.#countReports();
    return resolved;
  }

  #countReports(): void {
    const { me } = this.store.get();
    const open = [...this.reports.values()].filter(({ resolution }) => resolution === null).length;
    if (me !== null) this.store.patch({ me: { ...me, openReports: open } });
  }

  /** Somebody writes. */
  receive(channelId: ChannelId, authorId: UserId, text: string, replyTo: MessageId | null = null): Message {
    const message = this.accept(this.compose(channelId, authorId, text, replyTo));
    this.tell({ type: 'message.created', data: { message } });
    return message;
  }

  replace(channelId: ChannelId, id: MessageId, make: (message: Message) => Message): Message {
    const all = this.messages.get(channelId) ?? [];
    const at = all.findIndex((message) => message.id === id);
    const before = all[at];
    if (before === undefined) throw new Error('There is no such message.');
    const after = make(before);
    all[at] = after;
    this.timelines.get(channelId)?.publish();
    return after;
  }

  markRead(channelId: ChannelId, index: number): void {
    this.patchChannel(channelId, (state) => ({
      ...state,
      membership: { ...state.membership, lastReadIndex: index },
      unread: state.channel.lastIndex - index,
      mentions: 0,
    }));
  }

  readonly reads = new Map<ChannelId, ReadonlyMap<UserId, number>>();
  readBy(channelId: ChannelId): ReadonlyMap<UserId, number> {
    return this.reads.get(channelId) ?? new Map();
  }
}
