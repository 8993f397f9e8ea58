import {
  createId,
  type Channel,
  type ChannelId,
  type ChannelKind,
  type EphemeralEvent,
  type EventOfType,
  type LoggedEvent,
  type Membership,
  type Message,
  type MessageId,
  type Role,
  type Snapshot,
  type User,
  type Workspace,
} from '@fechatter/protocol';
import { toChannel } from './server/channel-presenters.ts';
import { insertChannel } from './server/channels.ts';
import { addMember, removeMember } from './server/members.ts';
import { markRead } from './server/own-membership.ts';
import type { Audience, NewEvent } from './server/event-log.ts';
import { deleteMessage, editMessage, sendMessage, toMessage } from './server/messages.ts';
import type { AccountRow } from './server/sessions.ts';
import type { ChannelRow, WorkspaceState } from './server/state.ts';
import type { EventStreams } from './server/streams.ts';
import { snapshotOf } from './server/workspaces.ts';

/** The password of everybody who was given none. */
export const TEST_PASSWORD = 'secret';

/** What a new person may be given. */
export interface TestUserOptions {
  /** By default their name in lower case at example.com. */
  readonly email?: string;
  /** By default `secret`. */
  readonly password?: string;
  /** By default `member`. */
  readonly role?: Role;
  readonly title?: string;
  readonly avatarUrl?: string;
}

/** What a new channel may be given. */
export interface TestChannelOptions {
  /** By default `public`. */
  readonly kind?: Extract<ChannelKind, 'public' | 'private' | 'group'>;
  readonly description?: string;
  /** Who is in it; the first one owns it. */
  readonly members: readonly [User, ...User[]];
}

/** What a test workspace works on. */
export interface TestWorkspaceParts {
  readonly state: WorkspaceState;
  readonly streams: EventStreams;
  readonly addAccount: (account: AccountRow) => void;
}

/**
 * One workspace of a test server: fills it, does what people do on devices that are not part of the test, and
 * tells what the server holds. Everything goes through the protocol's rules, with its events.
 */
export class TestWorkspace {
  readonly #parts: TestWorkspaceParts;

  /** @internal Made by a {@link TestServer}. */
  constructor(parts: TestWorkspaceParts) {
    this.#parts = parts;
  }

  get workspace(): Workspace {
    return this.#parts.state.workspace;
  }

  /** Somebody new, who can sign in; or somebody of another workspace of the same server, who comes into this one, too. */
  addUser(who: string | User, options: TestUserOptions = {}): User {
    const { state, addAccount } = this.#parts;
    const version = state.log.next;
    const user = typeof who === 'string' ? newUser(who, options, version) : { ...who, version };
    if (typeof who === 'string') {
      const { email = `${who.toLowerCase().replaceAll(' ', '.')}@example.com`, password = TEST_PASSWORD } =
        options;
      addAccount({ userId: user.id, email, password, name: who });
    }
    state.people.set(user.id, {
      user,
      settings: { availability: 'auto', notifications: 'all', sounds: true, doNotDisturbUntil: null },
      blocked: new Set(),
      ownVersion: 0,
    });
    state.log.append({ to: 'workspace' }, { type: 'user.joined', data: { user } });
    return user;
  }

  addChannel(name: string, { kind = 'public', description = '', members }: TestChannelOptions): Channel {
    const [owner, ...others] = members;
    const values = { id: createId(), kind, name, description, directKey: null };
    const channel = insertChannel(
      this.#parts.state,
      values,
      owner.id,
      others.map(({ id }) => id),
    );
    return toChannel(channel);
  }

  addMember(channelId: ChannelId, user: User): void {
    addMember(this.#parts.state, this.#channel(channelId), user.id, 'member');
  }

  removeMember(channelId: ChannelId, user: User): void {
    removeMember(this.#parts.state, this.#channel(channelId), user.id);
  }

  /** Somebody sends a message. */
  say(
    author: User,
    channelId: ChannelId,
    text: string,
    options: {
      readonly id?: MessageId;
      readonly replyTo?: MessageId;
      readonly custom?: Message['custom'];
    } = {},
  ): Message {
    const { id = createId(), replyTo = null, custom = {} } = options;
    return sendMessage(this.#parts.state, author.id, channelId, { id, text, kind: 'text', replyTo, custom });
  }

  /** The author of a message changes its text. */
  edit(messageId: MessageId, text: string): Message {
    const { authorId } = this.#message(messageId);
    return editMessage(this.#parts.state, authorId, messageId, { id: createId(), text });
  }

  /** Somebody deletes a message: its author, unless another one is named. */
  delete(messageId: MessageId, by?: User): Message {
    return deleteMessage(this.#parts.state, by?.id ?? this.#message(messageId).authorId, messageId);
  }

  /** Somebody's read mark stands at this index from now on: what follows is unread. */
  read(user: User, channelId: ChannelId, index: number): Membership {
    return markRead(this.#parts.state, user.id, channelId, { index, unread: true });
  }

  /** Sends something that is not of the log to everybody connected: typing, presence, a goodbye. */
  tell(event: EphemeralEvent | EventOfType<'goodbye'>): void {
    if (event.type === 'goodbye')
      this.#parts.streams.goodbye(event.data.reason, event.data.retryAfterSeconds);
    else this.#parts.streams.tell(event);
  }

  /** Puts an event of one's own making in the log: of a type, or about a thing, that the server does not serve. */
  append(event: NewEvent, audience: Audience = { to: 'workspace' }): void {
    this.#parts.state.log.append(audience, event);
  }

  /** Everything that is in a channel's timeline, by index. */
  messages(channelId: ChannelId): readonly Message[] {
    return this.#channel(channelId).messages.map((row) => toMessage(this.#parts.state, row));
  }

  /** What somebody who comes now is given to start with. */
  snapshot(user: User): Snapshot {
    return snapshotOf(this.#parts.state, this.#parts.streams, user.id);
  }

  /** The events so far, in their order. */
  get events(): readonly LoggedEvent[] {
    return this.#parts.state.log.entries.map(({ event }) => event);
  }

  #channel(id: ChannelId): ChannelRow {
    const channel = this.#parts.state.channels.get(id);
    if (channel === undefined) throw new RangeError(`There is no channel ${id}`);
    return channel;
  }

  #message(id: MessageId): Message {
    const row = this.#parts.state.findMessage(id);
    if (row === undefined) throw new RangeError(`There is no message ${id}`);
    return toMessage(this.#parts.state, row);
  }
}

function newUser(name: string, options: TestUserOptions, version: number): User {
  const { role = 'member', title = '', avatarUrl = null } = options;
  return { id: createId(), name, avatarUrl, title, status: null, role, removed: false, version };
}
