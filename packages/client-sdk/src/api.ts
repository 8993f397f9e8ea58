/**
 * What an application sees of the SDK. Everything here is an interface, so that a test can put something
 * else in its place and so that this one file tells the whole surface.
 */
import type {
  Account,
  AppKey,
  AppKeyId,
  Capabilities,
  Channel,
  ChannelBan,
  ChannelId,
  ChannelKind,
  ChannelMember,
  ChannelRole,
  ChannelView,
  CreatedAppKey,
  CreatedInvite,
  EphemeralEvent,
  Invite,
  InviteId,
  InvitePreview,
  LoggedEvent,
  Me,
  Membership,
  Message,
  MessageEdit,
  MessageId,
  NotificationLevel,
  PastSearch,
  PresenceState,
  Report,
  ReportId,
  ReportReason,
  ReportResolution,
  Role,
  RouteInput,
  RouteOutput,
  SavedSearch,
  SavedSearchId,
  SearchAnswer,
  SearchSort,
  Session,
  TimelinePlaces,
  User,
  UserId,
  UserSettings,
  UserStatus,
  Workspace,
  WorkspaceSummary,
} from '@fechatter/protocol';
import type { StorageState } from './device/storage-state.ts';
import type { ChatError } from './errors/chat-error.ts';
import type { ReadableStore } from './store/store.ts';

interface HostAuth {
  readonly kind: 'host';
  /**
   * The host's own id of the person who is signed in with it: the `sub` of their tokens. With it the session is kept
   * on the device, so that the chat opens without a network too, and asks for a token only when it needs one.
   * Without it nothing is kept of the session, since the next person may be another one.
   */
  readonly person?: string;
}

/** How the client comes by a session. */
export type AuthOptions =
  /** People sign in with `client.auth.signIn` or `signUp`; the session is kept in `storage`. The default. */
  | { readonly kind: 'password' }
  /** The host application vouches for its user: `token` is called whenever a new host token is needed. */
  | (HostAuth & { readonly token: (signal: AbortSignal) => Promise<string> })
  /** The same, with the token fetched by GET (credentials included) from an address that answers `{ "token": "..." }`. */
  | (HostAuth & { readonly tokenUrl: string | URL })
  /**
   * A session had from elsewhere, such as a bot's own store. A refresh token is good for one refresh, so a
   * store must take each new session from `onChange`; null when the session ended.
   */
  | {
      readonly kind: 'session';
      readonly session: Session;
      readonly onChange?: (session: Session | null) => void;
    };

export type AuthState =
  /** Not known yet: storage is being read, or a host token is being asked for. */
  | { readonly status: 'loading' }
  /** Nobody is signed in. `reason` tells why, when it was not the person's own wish. */
  | { readonly status: 'signed-out'; readonly reason: ChatError | null }
  | { readonly status: 'signed-in'; readonly account: Account };

export interface AuthClient {
  readonly store: ReadableStore<AuthState>;
  signIn(input: { readonly email: string; readonly password: string }): Promise<Account>;
  signUp(input: RouteInput<'auth.signUp'>['body']): Promise<Account>;
  /**
   * Ends the session on the server and forgets it on this device. Never fails for want of a network: the device forgets at once.
   *
   * @param options - `unsent` tells what becomes of messages, edits and deletions that were not sent yet, from any tab:
   * `refuse`, the default, raises {@link UnsentError} and signs nobody out; `discard` deletes them; `keep` leaves them
   * on the device, to be sent when the same person signs in to it again.
   */
  signOut(options?: {
    readonly everywhere?: boolean;
    readonly unsent?: 'refuse' | 'discard' | 'keep';
  }): Promise<void>;
  requestPasswordReset(email: string): Promise<void>;
  resetPassword(input: { readonly token: string; readonly password: string }): Promise<void>;
  changePassword(input: { readonly currentPassword: string; readonly newPassword: string }): Promise<void>;
}

/** Why there is no live connection. */
export type ConnectionReason =
  | 'not-started'
  | 'stopped'
  | 'signed-out'
  | 'offline'
  /** The page was left, perhaps for the back-forward cache: it connects when it comes back. */
  | 'page-left'
  | 'network'
  | 'server'
  | 'heartbeat-missed'
  | 'frame-lost'
  | 'server-stopping'
  | 'too-slow'
  | 'rate-limited'
  | 'reset'
  | 'session-ended'
  | 'removed'
  | 'forbidden';

export type ConnectionState =
  /** Not connected and not trying. `disconnect()`, sign-out and errors that no retry can mend end here. */
  | { readonly status: 'disconnected'; readonly reason: ConnectionReason; readonly error: ChatError | null }
  /** Trying for the first time, or again. */
  | { readonly status: 'connecting'; readonly reason: ConnectionReason; readonly attempt: number }
  /** Waiting before the next try. `retryAt` is infinite while nothing but the page's coming back begins one. */
  | {
      readonly status: 'waiting';
      readonly reason: ConnectionReason;
      readonly attempt: number;
      readonly retryAt: number;
      readonly error: ChatError | null;
    }
  /** Connected, and catching up with what was missed. */
  | { readonly status: 'replaying' }
  /** Connected and up to date. */
  | { readonly status: 'live' };

export interface ConnectionClient {
  readonly store: ReadableStore<ConnectionState>;
  /** Starts, and keeps on trying until there is a connection. Resolves when live; rejects only when no retry could help or on `disconnect()`. Safe to call again. */
  connect(): Promise<void>;
  disconnect(): void;
  /** Tries at once instead of waiting for the next turn. */
  retryNow(): void;
}

/** What is known of the open workspace. Every part keeps its identity until something in it changes. */
export interface WorkspaceState {
  /** Null until the first snapshot, from the device or the server, is there. */
  readonly workspace: Workspace | null;
  readonly me: Me | null;
  readonly channels: ReadonlyMap<ChannelId, ChannelState>;
  readonly users: ReadonlyMap<UserId, User>;
  /** People who are not offline. */
  readonly presence: ReadonlyMap<UserId, PresenceState>;
}

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

/** How far a message of the caller has come. */
export type DeliveryState =
  | { readonly status: 'pending'; readonly since: number }
  | { readonly status: 'sent' }
  /** `error.retryable` false: another try now will fail the same way. A person may still ask for one later, as when they are silenced no more. */
  | { readonly status: 'failed'; readonly error: ChatError };

/**
 * What an application hangs on the things of the chat: JSON objects of its own, of at most 4,096 bytes each. The chat
 * keeps them and does not look into them, so what comes from others is what their version of the application wrote.
 *
 * @example
 * ```ts
 * const client = createChatClient<{ message: { orderId?: string } }>({ server, workspace: 'acme' });
 * await timeline.send({ text: 'It is on its way', custom: { orderId: '4711' } });
 * ```
 */
export interface CustomFields {
  readonly message: object;
}

/** Of an application that has not told its own. */
export interface AnyCustomFields {
  readonly message: Message['custom'];
}

/** A message with what an application has hung on it. */
export type MessageOf<C extends CustomFields> = Omit<Message, 'custom'> & { readonly custom: C['message'] };

/** One row of a timeline: a confirmed message, or one of the caller's that is still on its way. */
export interface TimelineItem<C extends CustomFields = AnyCustomFields> {
  /** Its `index` is 0 until the server has given the message its place. */
  readonly message: MessageOf<C>;
  readonly delivery: DeliveryState;
  /** Whether a change of it, an edit or deletion, is on its way or has failed. */
  readonly change: (DeliveryState & { readonly kind: 'edit' | 'delete' }) | null;
}

export interface TimelineState<C extends CustomFields = AnyCustomFields> {
  readonly status: 'idle' | 'loading' | 'ready' | 'failed';
  readonly error: ChatError | null;
  /** A piece of the timeline without holes, by rising index; pending messages stand last when the piece reaches the end. */
  readonly items: readonly TimelineItem<C>[];
  /** Whether there are older messages than the first item. */
  readonly hasOlder: boolean;
  /** Whether there are newer messages than the last confirmed item: false means that the piece follows the live end. */
  readonly hasNewer: boolean;
  readonly loadingOlder: boolean;
  readonly loadingNewer: boolean;
  /** How far the other members have read, in small channels. */
  readonly readBy: ReadonlyMap<UserId, number>;
}

/** One conversation as it is read: a window of its messages that pages both ways and follows the live end. */
export interface Timeline<C extends CustomFields = AnyCustomFields> {
  readonly channelId: ChannelId;
  readonly store: ReadableStore<TimelineState<C>>;
  /** Loads the newest messages, or those around an index. Calling it again moves the window; when that fails, the window stays where it was. */
  open(at?: { readonly around: number }): Promise<void>;
  loadOlder(): Promise<void>;
  loadNewer(): Promise<void>;
  /** Reads messages before an index, by rising index, and leaves the window where it is. */
  read(query: { readonly before: number; readonly limit?: number }): Promise<readonly MessageOf<C>[]>;
  /** Finds where moments are in the timeline, up to 100 at a time, and from when to when it reaches. */
  places(moments?: readonly Date[]): Promise<TimelinePlaces>;
  /** Sends a message. It is in `items` before this returns; the promise settles when it was accepted or has failed for good. */
  send(input: {
    readonly text: string;
    readonly replyTo?: MessageId;
    readonly kind?: 'text' | 'action';
    /** Of the application's own, for everybody who reads the message; it stays as it is when the text is edited. */
    readonly custom?: C['message'];
  }): Promise<MessageOf<C>>;
  edit(id: MessageId, text: string): Promise<MessageOf<C>>;
  delete(id: MessageId): Promise<void>;
  /** Tries a failed message, edit or deletion again, with the same id. */
  retry(id: MessageId): Promise<void>;
  /** Forgets a failed message, edit or deletion. */
  discard(id: MessageId): void;
  edits(id: MessageId): Promise<readonly MessageEdit[]>;
  /** Tells the others that the caller is typing; throttled, and stopped by itself. */
  typing(typing: boolean): void;
  /** Marks as read up to an index, by default all. */
  markRead(index?: number): Promise<void>;
  /** Marks everything from this index on as unread. */
  markUnread(fromIndex: number): Promise<void>;
  /** Lets go of the window. The same channel can be asked for again. */
  dispose(): void;
}

/**
 * What happens in the open workspace, told apart by its `type`. `snapshot` stands for everything that happened while
 * the client was away for too long: the state was had anew, and what was derived from single events is to be, too.
 */
export type ChatEvent = LoggedEvent | EphemeralEvent | { readonly type: 'snapshot' };

/**
 * Events one by one, for whoever does something about them: a bot, a notification, a log. To show something, follow
 * the stores instead.
 *
 * @example
 * ```ts
 * const stop = client.events.on('message.created', ({ data: { message } }) => notify(message.text));
 * ```
 */
export interface EventsClient {
  /**
   * Calls back with each event once, in the order of the log, after the stores have it: what others do and the
   * caller's own, and what was missed while the connection was away. What a listener throws goes to `onError`, and
   * the other listeners get the event all the same.
   *
   * @returns The way to stop.
   */
  subscribe(listener: (event: ChatEvent) => void): () => void;
  /** The same, with the events of one type only. */
  on<T extends ChatEvent['type']>(
    type: T,
    listener: (event: Extract<ChatEvent, { readonly type: T }>) => void,
  ): () => void;
}

/** A page of results with the way to the next one. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly next: string | null;
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

export interface UsersClient {
  /** Finds people by the beginning of a part of their name. */
  search(query: {
    readonly q?: string;
    readonly cursor?: string;
    readonly limit?: number;
  }): Promise<Page<User>>;
  /** Makes sure that these people are in the store; asks for all that are missing in one request. */
  ensure(ids: Iterable<UserId>): Promise<void>;
  updateMe(change: {
    readonly name?: string;
    readonly avatarUrl?: string | null;
    readonly title?: string;
    readonly status?: UserStatus | null;
    readonly settings?: Partial<UserSettings>;
  }): Promise<Me>;
  setRole(id: UserId, role: Role): Promise<void>;
  remove(id: UserId): Promise<void>;
  /**
   * Blocks somebody, for the caller alone; they are not told. `me.blockedIds` has them from then on. Neither writes to
   * the other in a conversation of two any more; what they write elsewhere mentions the caller nowhere, and is to be
   * left out by whoever shows it.
   */
  block(id: UserId): Promise<Me>;
  unblock(id: UserId): Promise<Me>;
  /** Tells the server whether the person is using this device. The elements do this by themselves. */
  setActivity(activity: 'active' | 'idle'): void;
}

/** What people ask those who keep order in the workspace to look at. Loaded when it is first used. */
export interface ReportsClient {
  /**
   * Reports a message that the caller can read, or a person. Whoever keeps order reads the message as it is now, also
   * where they are no member; the one who is reported is not told. A message that the caller has reported already
   * gives that report, while it is open.
   */
  create(
    input: (
      | { readonly kind: 'message'; readonly messageId: MessageId }
      | { readonly kind: 'user'; readonly userId: UserId }
    ) & {
      readonly reason: ReportReason;
      /** At most 1,000 characters. */
      readonly note?: string;
    },
  ): Promise<Report>;
  /** The reports, the newest first: for owners, admins and moderators. `me.openReports` says how many are open. */
  list(query?: {
    /** By default `open`. */
    readonly state?: 'open' | 'resolved';
    readonly cursor?: string;
    readonly limit?: number;
  }): Promise<Page<Report>>;
  /**
   * Says what was done about a report. `message_deleted` deletes the message.
   *
   * @throws {@link ApiError} `report_resolved` when somebody else has resolved it in another way
   */
  resolve(
    id: ReportId,
    resolution: { readonly kind: ReportResolution['kind']; readonly note?: string },
  ): Promise<Report>;
}

/** What somebody looks for. */
export interface SearchInput {
  /** As they wrote it: words and operators. */
  readonly text: string;
  readonly sort?: SearchSort;
  /** Whether each message says where its score comes from. */
  readonly explain?: boolean;
}

/** What was found, and by whom. */
export type SearchFound = SearchAnswer & {
  /** `device`: the server could not be reached, so this is what the device holds: newer and fewer messages, no counts. */
  readonly source: 'server' | 'device';
  readonly input: SearchInput;
};

export interface SearchState {
  readonly input: SearchInput;
  /** `waiting`: for the next key. `searching`: `found` is still what was found before. */
  readonly status: 'idle' | 'waiting' | 'searching' | 'ready' | 'failed';
  readonly found: SearchFound | null;
  readonly loadingMore: boolean;
  readonly error: ChatError | null;
}

/** A search as it is being typed: the last input wins, whichever answer comes first. */
export interface SearchSession {
  readonly store: ReadableStore<SearchState>;
  /** Searches when nothing was changed for a moment; gives up what was being searched for. */
  set(input: SearchInput): void;
  /** Searches at once, also for what was found already. */
  run(): void;
  /** Adds the next page to what was found. */
  more(): Promise<void>;
  /** Ends its requests and timers. */
  dispose(): void;
}

/** Finds messages, people and channels. Loaded when it is first used. */
export interface SearchClient {
  /** Begins a search as it is being typed. */
  open(): Promise<SearchSession>;
  /** Searches once. */
  query(
    input: RouteInput<'search.query'>['body'],
    options?: { readonly signal?: AbortSignal },
  ): Promise<SearchAnswer>;
  /** Completes what is being written at the caret. */
  suggest(
    input: RouteInput<'search.suggest'>['body'],
    options?: { readonly signal?: AbortSignal },
  ): Promise<RouteOutput<'search.suggest'>>;
  /** What the person searched for before, the newest first, on any device. */
  history(): Promise<readonly PastSearch[]>;
  remember(text: string): Promise<void>;
  /** Forgets one search, or all. */
  forget(text?: string): Promise<void>;
  /** The searches that the person saved, by name. */
  saved(): Promise<readonly SavedSearch[]>;
  save(input: {
    readonly id?: SavedSearchId;
    readonly name: string;
    readonly text: string;
    readonly sort?: SearchSort;
  }): Promise<SavedSearch>;
  removeSaved(id: SavedSearchId): Promise<void>;
}

export interface WorkspacesClient {
  list(): Promise<readonly WorkspaceSummary[]>;
  create(input: { readonly slug: string; readonly name: string }): Promise<WorkspaceSummary>;
  /** Makes this the open workspace: its state replaces that of the one before, and the connection follows. */
  open(slug: string): Promise<void>;
  update(change: {
    readonly name?: string;
    readonly allowedOrigins?: readonly string[];
    /** How many of a hundred people are offered their events over NATS; null: as the server is set. */
    readonly natsPercentage?: number | null;
  }): Promise<Workspace>;
  leave(): Promise<void>;
  previewInvite(code: string): Promise<InvitePreview>;
  acceptInvite(code: string): Promise<WorkspaceSummary>;
  invites(): Promise<readonly Invite[]>;
  createInvite(input?: {
    readonly role?: Exclude<Role, 'owner'>;
    readonly channelIds?: readonly ChannelId[];
    readonly maxUses?: number | null;
    readonly expiresInSeconds?: number | null;
  }): Promise<CreatedInvite>;
  revokeInvite(id: InviteId): Promise<void>;
  appKeys(): Promise<readonly AppKey[]>;
  createAppKey(
    input: { readonly name: string } & (
      { readonly kind: 'secret' } | { readonly kind: 'jwks'; readonly jwksUrl: string }
    ),
  ): Promise<CreatedAppKey>;
  revokeAppKey(id: AppKeyId): Promise<void>;
}

/**
 * A connection to one FeChatter server for one person. Made by {@link createChatClient}; nothing happens
 * until `connection.connect()` or an `auth` call.
 */
export interface ChatClient<C extends CustomFields = AnyCustomFields> {
  readonly server: URL;
  readonly auth: AuthClient;
  readonly connection: ConnectionClient;
  /** Whether what is unsent and what was seen outlive the page, and if not, why. */
  readonly storage: ReadableStore<StorageState>;
  /** The open workspace. */
  readonly store: ReadableStore<WorkspaceState>;
  readonly workspaces: WorkspacesClient;
  readonly channels: ChannelsClient<C>;
  readonly users: UsersClient;
  readonly reports: ReportsClient;
  readonly search: SearchClient;
  readonly events: EventsClient;
  capabilities(): Promise<Capabilities>;
  /** Ends every timer, listener and request. The client is of no use afterwards; a second call does nothing. */
  dispose(): void;
}
