import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { ChannelId, ChatClient, WorkspaceState } from '@fechatter/client-sdk';
import { StoreController } from '../client/store-controller.ts';
import { emit } from '../events/events.ts';
import type { Localizer } from '../localize/localizer.ts';
import { notificationConsent } from './consent.ts';
import { unreadIn, type Unread } from './notification-rules.ts';
import { Notifier } from './notifier.ts';
import { UnreadBadge } from './unread-badge.ts';

/** The element that a reader is called back to. */
export interface AttentionHost extends ReactiveControllerHost, HTMLElement {
  readonly renderRoot: HTMLElement | DocumentFragment;
  /** Whether the number of unread messages stands in the title of the page. */
  readonly unreadBadge: boolean;
  unread: Unread;
}

export interface AttentionParts {
  client(): ChatClient | undefined;
  localizer(): Localizer;
  channelId(): ChannelId | null;
  openChannel(channelId: ChannelId): void;
}

/** What calls for a reader who looks elsewhere: the number of unread messages, and notifications. */
export class Attention implements ReactiveController {
  readonly #host: AttentionHost;
  readonly #parts: AttentionParts;
  readonly #unread: StoreController<WorkspaceState, Unread>;
  #badge: UnreadBadge | null = null;
  #notifier: Notifier | null = null;
  /** Whose messages are told of. */
  #client: ChatClient | undefined;

  constructor(host: AttentionHost, parts: AttentionParts) {
    this.#host = host;
    this.#parts = parts;
    this.#unread = new StoreController(
      host,
      () => parts.client()?.store,
      unreadIn,
      (a, b) => a.messages === b.messages && a.mentions === b.mentions,
    );
    host.addController(this);
    host.addEventListener('fe-notifications', this.#follow);
    host.requestUpdate();
  }

  hostUpdated(): void {
    this.#count();
    this.#follow();
  }

  hostDisconnected(): void {
    this.#badge?.dispose();
    this.#badge = null;
    this.#notifier?.dispose();
    this.#notifier = null;
  }

  #count(): void {
    const { unreadBadge, unread: before } = this.#host;
    const unread = this.#unread.value ?? { messages: 0, mentions: 0 };
    if (unread.messages !== before.messages || unread.mentions !== before.mentions) {
      this.#host.unread = unread;
      emit(this.#host, 'fe-unread', unread);
    }
    if (unreadBadge) (this.#badge ??= new UnreadBadge()).show(unread.messages);
    else {
      this.#badge?.dispose();
      this.#badge = null;
    }
  }

  readonly #follow = (): void => {
    const client = notificationConsent() === 'on' ? this.#parts.client() : undefined;
    if (client === this.#client && (this.#notifier === null) === (client === undefined)) return;
    this.#notifier?.dispose();
    this.#client = client;
    this.#notifier =
      client === undefined
        ? null
        : new Notifier(client, {
            localizer: () => this.#parts.localizer(),
            inSight: (channelId) => this.#inSight(channelId),
            openChannel: (channelId) => {
              this.#parts.openChannel(channelId);
            },
          });
  };

  #inSight(channelId: ChannelId): boolean {
    return (
      document.visibilityState === 'visible' &&
      document.hasFocus() &&
      this.#parts.channelId() === channelId &&
      this.#host.renderRoot.querySelector('fe-timeline')?.checkVisibility() === true
    );
  }
}
