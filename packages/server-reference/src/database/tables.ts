/** The tables as Kysely sees them. What each is for stands in `migrations/`. */
import type {
  ChannelKind,
  ChannelRole,
  NotificationLevel,
  Report,
  ReportedMessage,
  ReportReason,
  ReportResolution,
  Role,
  SearchSort,
  SearchWeights,
  UserSettings,
} from '@fechatter/protocol';
import type { ColumnType, Generated } from 'kysely';

/** A moment: written as a Date or an ISO text, read as a Date. */
type Moment = ColumnType<Date, Date | string, Date | string>;
type NullableMoment = ColumnType<Date | null, Date | string | null | undefined, Date | string | null>;

export interface SettingsTable {
  key: string;
  value: string;
}

export interface UsersTable {
  id: string;
  email: string | null;
  name: string;
  password_hash: string | null;
  host_workspace_id: string | null;
  host_subject: string | null;
  /** The address that the host tells. It is no `email`: that one signs in, and the host must not take it over. */
  host_email: string | null;
  created_at: Moment;
}

export interface SessionsTable {
  id: string;
  user_id: string;
  /** The one workspace that a session opened by a host may enter; null for a session with a password. */
  workspace_id: string | null;
  created_at: Moment;
  expires_at: Moment;
  revoked_at: NullableMoment;
  user_agent: string;
  /** Number of the refresh tokens of which one was spent last. */
  spent_generation: Generated<number>;
  /** Which one it was, and when: a repetition of it may be an answer that was lost. */
  spent_hash: string | null;
  spent_at: NullableMoment;
}

export interface RefreshTokensTable {
  token_hash: string;
  session_id: string;
  /** Number of the token in its session. Several can have the same: the one spent first makes the others void. */
  generation: number;
  expires_at: Moment;
}

export interface PasswordResetsTable {
  token_hash: string;
  user_id: string;
  expires_at: Moment;
}

export interface SigningKeysTable {
  id: string;
  private_key: string;
  public_key: string;
  created_at: Moment;
  /** When it stops signing; it goes on verifying until the last token that it signed has expired. */
  retires_at: Moment;
}

export interface WorkspacesTable {
  id: string;
  slug: string;
  name: string;
  allowed_origins: string[];
  /** How many of a hundred people are offered their events over NATS; null: as the server is set. */
  nats_percentage: Generated<number | null>;
  /** What decides the order of relevance; null: as the server is set. */
  search_weights: ColumnType<SearchWeights | null, string | null | undefined, string | null>;
  /** Seq of the newest event of the log. Its row lock is what makes seqs and indexes dense. */
  head_seq: Generated<number>;
  /** Events up to this seq have been trimmed. */
  trimmed_seq: Generated<number>;
  /** Identity of the log; a restore from a backup has to change it. */
  epoch: string;
  created_at: Moment;
  version: number;
}

export interface WorkspaceMembersTable {
  workspace_id: string;
  user_id: string;
  name: string;
  avatar_url: string | null;
  title: Generated<string>;
  status_emoji: string | null;
  status_text: string | null;
  status_expires_at: NullableMoment;
  role: Role;
  availability: Generated<UserSettings['availability']>;
  notifications: Generated<NotificationLevel>;
  sounds: Generated<boolean>;
  do_not_disturb_until: NullableMoment;
  joined_at: Moment;
  removed_at: NullableMoment;
  /** Who removed them; null when they left by themself. */
  removed_by: string | null;
  /** Seq of the last change that everybody sees. */
  version: number;
  /** Seq of the last change that the person alone was told of. */
  own_version: Generated<number>;
}

export interface UserBlocksTable {
  workspace_id: string;
  user_id: string;
  blocked_id: string;
  created_at: Moment;
}

export interface InvitesTable {
  workspace_id: string;
  id: string;
  code_hash: string;
  role: Exclude<Role, 'owner'>;
  channel_ids: string[];
  max_uses: number | null;
  uses: Generated<number>;
  created_by: string;
  created_at: Moment;
  expires_at: NullableMoment;
  revoked_at: NullableMoment;
}

export interface InviteUsesTable {
  workspace_id: string;
  invite_id: string;
  user_id: string;
  used_at: Moment;
}

export interface AppKeysTable {
  workspace_id: string;
  id: string;
  name: string;
  kind: 'secret' | 'jwks';
  secret: string | null;
  jwks_url: string | null;
  created_at: Moment;
  last_used_at: NullableMoment;
  revoked_at: NullableMoment;
}

export interface HostTokenUsesTable {
  workspace_id: string;
  app_key_id: string;
  jti: string;
  expires_at: Moment;
}

export interface ChannelsTable {
  workspace_id: string;
  id: string;
  kind: ChannelKind;
  name: string;
  description: string;
  /** The two people of a direct conversation, sorted, joined by a colon; null for the other kinds. */
  direct_key: string | null;
  created_by: string;
  created_at: Moment;
  archived_at: NullableMoment;
  member_count: number;
  last_index: Generated<number>;
  last_message_at: NullableMoment;
  version: number;
}

export interface ChannelMembersTable {
  workspace_id: string;
  channel_id: string;
  user_id: string;
  role: ChannelRole;
  joined_at: Moment;
  last_read_index: Generated<number>;
  muted: Generated<boolean>;
  favourite: Generated<boolean>;
  notifications: NotificationLevel | null;
  silenced_until: NullableMoment;
  /** Seq of the last change that other members see. */
  version: number;
  /** Seq of the last change that only the person sees. */
  own_version: number;
}

/** Silences of people who are no members for now. */
export interface KeptSilencesTable {
  workspace_id: string;
  channel_id: string;
  user_id: string;
  until: Moment;
}

/** People who cannot be in a channel. */
export interface ChannelBansTable {
  workspace_id: string;
  channel_id: string;
  user_id: string;
  reason: string;
  banned_by: string;
  banned_at: Moment;
}

export interface MessagesTable {
  workspace_id: string;
  timeline_id: string;
  index: number;
  id: string;
  channel_id: string;
  author_id: string;
  kind: 'text' | 'action';
  text: string;
  reply_to: string | null;
  mentions: string[];
  mentions_channel: boolean;
  /** Of the application: an object that nobody here looks into. */
  custom: Readonly<Record<string, unknown>>;
  created_at: Moment;
  edited_at: NullableMoment;
  deleted_at: NullableMoment;
  deleted_by: string | null;
  /** Seq of the event that told of it: a deletion has to reach its text there too. */
  created_seq: number;
  version: number;
}

export interface MessageEditsTable {
  workspace_id: string;
  id: string;
  message_id: string;
  text: string;
  edited_by: string;
  edited_at: Moment;
  /** Seq of the event that told of it. */
  seq: number;
}

export interface MentionsTable {
  workspace_id: string;
  user_id: string;
  channel_id: string;
  index: number;
}

export interface EventLogTable {
  workspace_id: string;
  seq: number;
  type: string;
  /** The channel whose members the event goes to. */
  channel_id: string | null;
  /** The person it goes to: alone, or besides the members of the channel. */
  user_id: string | null;
  /** The event as it goes over the wire: JSON text. */
  payload: string;
  at: Moment;
}

export interface ReportsTable {
  workspace_id: string;
  id: string;
  kind: Report['kind'];
  reporter_id: string;
  /** Who is reported: the person, or the author of the message. */
  user_id: string;
  message_id: string | null;
  /** The message as it was when it was reported. */
  message: ColumnType<ReportedMessage | null, string | null, never>;
  reason: ReportReason;
  note: string;
  created_at: Moment;
  /** What was done about it; null while it is open, and so are the three below. */
  resolution: ColumnType<
    ReportResolution['kind'] | null,
    ReportResolution['kind'] | null | undefined,
    ReportResolution['kind'] | null
  >;
  resolved_by: ColumnType<string | null, string | null | undefined, string | null>;
  resolved_at: NullableMoment;
  resolution_note: ColumnType<string | null, string | null | undefined, string | null>;
}

export interface SavedSearchesTable {
  workspace_id: string;
  user_id: string;
  id: string;
  name: string;
  text: string;
  sort: SearchSort;
  created_at: Moment;
}

export interface PastSearchesTable {
  workspace_id: string;
  user_id: string;
  text: string;
  used_at: Moment;
}

/** Kept by triggers on the tables that have the names. */
export interface NameWordsTable {
  workspace_id: string;
  kind: 'person' | 'channel';
  word: string;
  /** The person or channel. */
  subject_id: string;
}

export interface Tables {
  settings: SettingsTable;
  users: UsersTable;
  sessions: SessionsTable;
  refresh_tokens: RefreshTokensTable;
  password_resets: PasswordResetsTable;
  signing_keys: SigningKeysTable;
  workspaces: WorkspacesTable;
  workspace_members: WorkspaceMembersTable;
  user_blocks: UserBlocksTable;
  invites: InvitesTable;
  invite_uses: InviteUsesTable;
  app_keys: AppKeysTable;
  host_token_uses: HostTokenUsesTable;
  channels: ChannelsTable;
  channel_members: ChannelMembersTable;
  kept_silences: KeptSilencesTable;
  channel_bans: ChannelBansTable;
  messages: MessagesTable;
  message_edits: MessageEditsTable;
  mentions: MentionsTable;
  event_log: EventLogTable;
  reports: ReportsTable;
  saved_searches: SavedSearchesTable;
  past_searches: PastSearchesTable;
  name_words: NameWordsTable;
}

/** Tables whose rows belong to one workspace each: behind both walls. */
export const walledTables = [
  'workspace_members',
  'user_blocks',
  'invites',
  'invite_uses',
  'app_keys',
  'host_token_uses',
  'channels',
  'channel_members',
  'kept_silences',
  'channel_bans',
  'messages',
  'message_edits',
  'mentions',
  'event_log',
  'reports',
  'saved_searches',
  'past_searches',
  'name_words',
] as const satisfies readonly (keyof Tables)[];
