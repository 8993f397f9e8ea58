import type {
  Account,
  Channel,
  ChannelId,
  Message,
  MessageId,
  TextRange,
  TimelineItem,
  User,
  UserId,
} from '@fechatter/client-sdk';
import type { PersonAct } from '../moderation/person-acts.ts';

/** What is about to be sent. A listener may change it. */
export interface MessageDraft {
  readonly channelId: ChannelId;
  text: string;
  replyTo: MessageId | null;
  /** Fields of the application's own, at most 4,096 bytes as JSON. Give a new object to set some. */
  custom: Message['custom'];
}

/** What is about to replace the text of a message. A listener may change the text. */
export interface MessageChange {
  readonly message: Message;
  text: string;
}

/** What was chosen among the results of a search. `ranges` are the words that were looked for, in `message.text`. */
export type FoundResult =
  | { readonly type: 'message'; readonly message: Message; readonly ranges: readonly TextRange[] }
  | { readonly type: 'person'; readonly user: User }
  | { readonly type: 'channel'; readonly channel: Channel };

/** The events of the elements by name. All bubble and cross shadow boundaries. */
export interface FeEvents {
  /** Before a message is sent; `preventDefault()` stops it, and `detail` may be changed. */
  'fe-before-send': MessageDraft;
  /** After a message was handed to the client; it may still be on its way. */
  'fe-send': { readonly channelId: ChannelId; readonly text: string };
  /** Before the changed text of a message is saved; `preventDefault()` stops it, and `detail.text` may be changed. */
  'fe-before-save': MessageChange;
  /** After the changed text of a message was handed to the client; it may still be on its way. */
  'fe-save': { readonly message: Message; readonly text: string };
  /** Before the profile of a person is shown; `preventDefault()` leaves that to the application. */
  'fe-before-profile': { readonly userId: UserId };
  /** Before a result of a search is opened; `preventDefault()` leaves that to the application. */
  'fe-before-result': FoundResult;
  /** After a result of a search was chosen. */
  'fe-result': FoundResult;
  /** After somebody chose a conversation, or a message in it: `index`. */
  'fe-channel-select': { readonly channelId: ChannelId; readonly index?: number };
  'fe-sign-in': { readonly account: Account };
  'fe-sign-out': Record<string, never>;
  /** Something that the person asked for failed. It is shown where it happened, too. */
  'fe-error': { readonly error: unknown };
  /** Somebody wants to answer a message. */
  'fe-reply': { readonly message: Message };
  /** Somebody wants to change their message. */
  'fe-edit': { readonly message: Message };
  'fe-delete': { readonly message: Message };
  /** Somebody wants to go to a place in the timeline. */
  'fe-jump': { readonly index: number };
  /** Another text is looked for in a conversation; empty for none. */
  'fe-seek': { readonly text: string };
  'fe-profile': { readonly userId: UserId };
  /** Something is to be done about the author of a message. */
  'fe-moderate': { readonly act: PersonAct; readonly userId: UserId; readonly message: Message };
  'fe-retry': { readonly item: TimelineItem };
  'fe-discard': { readonly item: TimelineItem };
  'fe-mark-unread': { readonly message: Message };
  'fe-history': { readonly message: Message };
  /** A message is about to change its height because its reader wanted so. */
  'fe-expand': { readonly messageId: MessageId };
  /** The composer is wanted for writing, or is done with what it was changing or answering. */
  'fe-compose': Record<string, never>;
  'fe-compose-end': Record<string, never>;
  /** A pane, dialog or bar is wanted. */
  'fe-open': {
    readonly what:
      | 'members'
      | 'reports'
      | 'search'
      | 'browse'
      | 'create'
      | 'direct'
      | 'profile'
      | 'find'
      | 'date'
      | 'palette'
      | 'shortcuts';
  };
  /** Another theme is wanted. */
  'fe-theme': { readonly theme: 'auto' | 'light' | 'dark' | 'high-contrast' };
  /** How much waits for the reader has changed. */
  'fe-unread': { readonly messages: number; readonly mentions: number };
  /** Notifications were turned on or off on this device. */
  'fe-notifications': { readonly on: boolean };
  'fe-back': Record<string, never>;
  'fe-close': Record<string, never>;
  'fe-menu-select': { readonly id: string };
  'fe-workspace-select': { readonly slug: string };
}

export type FeEventOf<K extends keyof FeEvents> = CustomEvent<FeEvents[K]>;

/** Fires an event. Returns false when a listener prevented it. */
export function emit<K extends keyof FeEvents>(
  from: EventTarget,
  type: K,
  detail: FeEvents[K],
  options: { readonly cancelable?: boolean } = {},
): boolean {
  return from.dispatchEvent(
    new CustomEvent(type, { detail, bubbles: true, composed: true, cancelable: options.cancelable ?? false }),
  );
}

/** Tells the host application of a failure that is shown in place. */
export function reportError(from: EventTarget, error: unknown): void {
  emit(from, 'fe-error', { error });
}

type FeEventMap = { [K in keyof FeEvents]: CustomEvent<FeEvents[K]> };

declare global {
  // eslint-disable-next-line @typescript-eslint/no-empty-object-type -- An interface is how the map of the page is added to.
  interface HTMLElementEventMap extends FeEventMap {}
}
