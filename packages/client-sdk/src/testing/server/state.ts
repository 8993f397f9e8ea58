/**
 * What a test server remembers: the rows that a database would have. What the protocol derives from them
 * (who may see what, counts, unread mentions) is not kept but worked out when it is asked for.
 */
import type {
  Channel,
  ChannelBan,
  ChannelId,
  ChannelRole,
  Message,
  MessageEdit,
  MessageId,
  NotificationLevel,
  Report,
  ReportId,
  User,
  UserId,
  UserSettings,
  Workspace,
} from '@fechatter/protocol';
import type { EventLog } from './event-log.ts';
import { Refusal } from './refusal.ts';

/** Somebody in a workspace, and what only they see. */
export interface PersonRow {
  user: User;
  settings: UserSettings;
  /** Whom they have blocked, in the order in which they did. */
  readonly blocked: Set<UserId>;
  /** Of the last change that the person alone was told of. */
  ownVersion: number;
}

export interface MemberRow {
  readonly userId: UserId;
  readonly joinedAt: string;
  /** How long the timeline was then: by name only later messages mention them. */
  readonly joinedIndex: number;
  role: ChannelRole;
  lastReadIndex: number;
  muted: boolean;
  favourite: boolean;
  notifications: NotificationLevel | null;
  silencedUntil: string | null;
  /** Of the last change that all members see. */
  version: number;
  /** Of the last change that the person alone sees. */
  ownVersion: number;
}

/** A message as it is kept: of the one that it answers only the id. */
export interface MessageRow extends Omit<Message, 'replyTo'> {
  readonly replyTo: MessageId | null;
}

export interface ChannelRow extends Omit<
  Channel,
  'memberCount' | 'memberIds' | 'lastIndex' | 'lastMessageAt'
> {
  /** The two people of a direct conversation, which exists once; null for others. */
  readonly directKey: string | null;
  /** In the order in which they joined. */
  readonly members: Map<UserId, MemberRow>;
  /** Until when those are silenced who have left meanwhile. */
  readonly keptSilences: Map<UserId, string>;
  readonly bans: Map<UserId, ChannelBan>;
  /** The message with index `n` stands at `n - 1`. */
  readonly messages: MessageRow[];
}

/** One workspace. */
export class WorkspaceState {
  workspace: Workspace;
  readonly log: EventLog;
  readonly people = new Map<UserId, PersonRow>();
  readonly channels = new Map<ChannelId, ChannelRow>();
  /** Where each message stands. */
  readonly messages = new Map<MessageId, { readonly channel: ChannelRow; readonly index: number }>();
  readonly edits = new Map<MessageId, MessageEdit[]>();
  /** In the order in which they were made. */
  readonly reports = new Map<ReportId, Report>();
  /** Which message each edit was of: an id is good for one, for ever. */
  readonly editIds = new Map<string, MessageId>();
  /** The time by the server's clock, as text. */
  readonly now: () => string;

  constructor(workspace: Workspace, log: EventLog, now: () => string) {
    this.workspace = workspace;
    this.log = log;
    this.now = now;
  }

  /** @throws {@link Refusal} `not_found` for whoever does not belong to the workspace. */
  person(userId: UserId): PersonRow {
    const person = this.people.get(userId);
    if (person === undefined || person.user.removed)
      throw new Refusal('not_found', 'There is no such workspace, or you do not belong to it.');
    return person;
  }

  findMessage(id: MessageId): MessageRow | undefined {
    const place = this.messages.get(id);
    return place?.channel.messages[place.index - 1];
  }
}
