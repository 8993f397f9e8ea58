import type { ChannelId, Message, MessageEdit, MessageId, TimelinePlaces, UserId } from '@fechatter/protocol';
import type { ChatError } from '../errors/chat-error.ts';
import type { DeliveryState } from '../outbox/delivery-state.ts';
import type { ReadableStore } from '../store/store.ts';

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
