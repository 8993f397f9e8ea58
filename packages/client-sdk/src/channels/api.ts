import type {
  Channel,
  ChannelBan,
  ChannelId,
  ChannelKind,
  ChannelMember,
  ChannelRole,
  ChannelView,
  Membership,
  NotificationLevel,
  User,
  UserId,
} from '@fechatter/protocol';
import type { AnyCustomFields, CustomFields, Timeline } from '../timelines/api.ts';
import type { Page } from '../wire/page.ts';

/** A channel that the caller belongs to. */
export interface ChannelState {
  readonly channel: Channel;
  readonly membership: Membership;
  /** Unread messages. */
  readonly unread: number;
  /** Unread messages that mention the caller, those of people whom they have blocked left out. */
  readonly mentions: number;
  /** Who is typing now, the caller and people whom they have blocked left out. */
  readonly typing: readonly UserId[];
}

export interface ChannelsClient<C extends CustomFields = AnyCustomFields> {
  /** Finds channels: the caller's own, and public ones to join. */
  list(query?: {
    readonly scope?: 'joined' | 'browse';
    readonly q?: string;
    readonly archived?: boolean;
    readonly cursor?: string;
    readonly limit?: number;
  }): Promise<Page<ChannelView>>;
  get(id: ChannelId): Promise<ChannelView>;
  create(input: {
    readonly kind: Extract<ChannelKind, 'private' | 'public'>;
    readonly name: string;
    readonly description?: string;
    readonly memberIds?: readonly UserId[];
  }): Promise<Channel>;
  /** The conversation with one other person, made when there is none. */
  direct(userId: UserId): Promise<Channel>;
  group(input: { readonly memberIds: readonly UserId[]; readonly name?: string }): Promise<Channel>;
  join(id: ChannelId): Promise<Channel>;
  leave(id: ChannelId): Promise<void>;
  update(
    id: ChannelId,
    change: { readonly name?: string; readonly description?: string; readonly archived?: boolean },
  ): Promise<Channel>;
  setPreferences(
    id: ChannelId,
    change: {
      readonly muted?: boolean;
      readonly favourite?: boolean;
      readonly notifications?: NotificationLevel | null;
    },
  ): Promise<void>;
  members(
    id: ChannelId,
    query?: { readonly q?: string; readonly cursor?: string; readonly limit?: number },
  ): Promise<Page<{ readonly member: ChannelMember; readonly user: User }>>;
  addMembers(id: ChannelId, userIds: readonly UserId[]): Promise<void>;
  setMemberRole(id: ChannelId, userId: UserId, role: ChannelRole): Promise<void>;
  /**
   * Takes the right to write from a member until a moment, at most 28 days ahead; null gives it back. They go on
   * reading. For those who may remove them; nobody does it to themself.
   *
   * @example
   * ```ts
   * await client.channels.silenceMember(channelId, userId, new Date(Date.now() + 3_600_000));
   * ```
   */
  silenceMember(id: ChannelId, userId: UserId, until: Date | null): Promise<ChannelMember>;
  removeMember(id: ChannelId, userId: UserId): Promise<void>;
  /**
   * Keeps somebody out of a channel: a member is removed, and nobody can bring them back until the ban ends. For
   * those who may remove them; nobody does it to themself. Not for conversations of two and groups.
   *
   * @param options.reason - For those who keep the channel, up to 500 characters; the person is not told.
   *
   * @example
   * ```ts
   * await client.channels.ban(channelId, userId, { reason: 'Spam, three times' });
   * ```
   */
  ban(id: ChannelId, userId: UserId, options?: { readonly reason?: string }): Promise<ChannelBan>;
  /** Ends a ban: they may join again. */
  unban(id: ChannelId, userId: UserId): Promise<void>;
  /** Who is banned from a channel, by name. For those who keep it. */
  bans(
    id: ChannelId,
    query?: { readonly cursor?: string; readonly limit?: number },
  ): Promise<Page<{ readonly ban: ChannelBan; readonly user: User }>>;
  /** The window on a channel's messages. One for each channel; `dispose()` lets go of it. */
  timeline(id: ChannelId): Timeline<C>;
}
