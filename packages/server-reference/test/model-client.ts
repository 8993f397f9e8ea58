import type {
  Channel,
  ChannelId,
  LoggedEvent,
  Me,
  Membership,
  Message,
  Snapshot,
  UserId,
} from '@fechatter/protocol';

/** The smallest client: a snapshot, and what the events of the log make of it, by the rules of the contract. */
export class ModelClient {
  readonly userId: UserId;
  me: Me;
  readonly channels = new Map<ChannelId, Channel>();
  readonly memberships = new Map<ChannelId, Membership>();
  /** Every event that was applied, in its order. */
  readonly applied: LoggedEvent[] = [];

  constructor(snapshot: Snapshot) {
    this.userId = snapshot.me.user.id;
    this.me = snapshot.me;
    this.load(snapshot);
  }

  load(snapshot: Snapshot): void {
    this.me = snapshot.me;
    this.channels.clear();
    this.memberships.clear();
    for (const channel of snapshot.channels) this.channels.set(channel.id, channel);
    for (const membership of snapshot.memberships) this.memberships.set(membership.channelId, membership);
  }

  apply(event: LoggedEvent): void {
    this.applied.push(event);
    switch (event.type) {
      case 'me.updated':
        this.me = event.data.me;
        break;
      case 'user.updated':
        if (event.data.user.id === this.userId) this.me = { ...this.me, user: event.data.user };
        break;
      case 'channel.updated':
        this.channels.set(event.data.channel.id, event.data.channel);
        break;
      case 'member.added': {
        const { channel, member } = event.data;
        this.channels.set(channel.id, channel);
        if (member.userId !== this.userId) break;
        const { role, joinedAt, silencedUntil, lastReadIndex, version } = member;
        this.memberships.set(channel.id, {
          channelId: channel.id,
          role,
          joinedAt,
          silencedUntil,
          lastReadIndex,
          unreadMentions: [],
          muted: false,
          favourite: false,
          notifications: null,
          version,
        });
        break;
      }
      case 'member.updated':
        if (event.data.member.userId === this.userId)
          this.#change(event.data.member.channelId, { role: event.data.member.role, version: event.seq });
        break;
      case 'member.removed': {
        const { channelId, userId, memberCount } = event.data;
        const channel = this.channels.get(channelId);
        if (userId === this.userId) {
          this.channels.delete(channelId);
          this.memberships.delete(channelId);
        } else if (channel) {
          this.channels.set(channelId, {
            ...channel,
            memberCount,
            memberIds: channel.memberIds?.filter((id) => id !== userId) ?? null,
            version: event.seq,
          });
        }
        break;
      }
      case 'membership.updated':
        this.memberships.set(event.data.membership.channelId, event.data.membership);
        break;
      case 'message.created': {
        const { message } = event.data;
        const channel = this.channels.get(message.channelId);
        if (!channel) throw new Error(`a message of a channel that ${this.userId} does not know`);
        if (message.index !== channel.lastIndex + 1)
          throw new Error(`message ${message.index} came after ${channel.lastIndex}`);
        this.channels.set(channel.id, {
          ...channel,
          lastIndex: message.index,
          lastMessageAt: message.createdAt,
        });
        if (message.authorId === this.userId)
          this.#change(channel.id, { lastReadIndex: message.index, unreadMentions: [] });
        this.#mention(message);
        break;
      }
      case 'message.edited':
      case 'message.deleted':
        this.#mention(event.data.message);
        break;
      case 'channel.read':
      case 'user.joined':
      case 'user.removed':
      case 'workspace.updated':
        break;
    }
  }

  #mention({ channelId, index, authorId, mentions, mentionsChannel }: Message): void {
    const membership = this.memberships.get(channelId);
    if (!membership || index <= membership.lastReadIndex) return;
    const others = membership.unreadMentions.filter((unread) => unread !== index);
    const mentioned =
      authorId !== this.userId &&
      !this.me.blockedIds.includes(authorId) &&
      (mentions.includes(this.userId) || mentionsChannel);
    this.#change(channelId, {
      unreadMentions: (mentioned ? [...others, index] : others).toSorted((one, other) => one - other),
    });
  }

  #change(channelId: ChannelId, change: Partial<Membership>): void {
    const membership = this.memberships.get(channelId);
    if (membership) this.memberships.set(channelId, { ...membership, ...change });
  }
}
