import { html, nothing, type ReactiveControllerHost, type TemplateResult } from 'lit';
import type { ChannelId, ChannelState, ChatClient } from '@fechatter/client-sdk';
import { ActionController } from '../client/action-controller.ts';
import { acquireTimeline } from '../client/shared-timelines.ts';
import type { FeMenu, MenuItem } from '../dialogs/menu.ts';
import type { FeEventOf } from '../events/events.ts';
import { errorLine } from '../localize/error-line.ts';
import type { Localizer } from '../localize/localizer.ts';
import { preferenceChange, preferenceItems } from './channel-preferences.ts';

interface Parts {
  client(): ChatClient | undefined;
  localizer(): Localizer;
  /** Moves the focus to an entry, which may stand in another section by now. */
  focus(channelId: ChannelId): void;
}

interface Host extends ReactiveControllerHost, HTMLElement {
  readonly renderRoot: HTMLElement | DocumentFragment;
}

/**
 * The menu of an entry of the list. There is one in the page, or two: that of the entry under the pointer, and that of
 * the entry that Tab leads to. It also opens with the right button, a long press, and the keys for context menus.
 */
export class ChannelListMenu {
  readonly #host: Host;
  readonly #parts: Parts;
  readonly #action: ActionController;
  #pointedAt: ChannelId | null = null;

  constructor(host: Host, parts: Parts) {
    this.#host = host;
    this.#parts = parts;
    this.#action = new ActionController(host);
  }

  /** @param stop - Whether Tab leads to the entry. */
  template(
    state: ChannelState,
    title: string,
    stop: boolean,
    current: boolean,
  ): TemplateResult | typeof nothing {
    const { id } = state.channel;
    if (!stop && id !== this.#pointedAt) return nothing;
    return html`<fe-menu
      data-of=${id}
      label=${this.#parts.localizer().t('channels.menu', { name: title })}
      button-tabindex=${stop ? 0 : -1}
      .items=${this.#items(state, current)}
      @fe-menu-select=${(event: FeEventOf<'fe-menu-select'>) => {
        event.stopPropagation();
        this.#choose(event.detail.id, state);
      }}
    ></fe-menu>`;
  }

  /** Why what was chosen failed. */
  failure(): TemplateResult | typeof nothing {
    return errorLine(this.#parts.localizer(), this.#action.error);
  }

  /** The pointer has come to an entry. A menu that is open stays. */
  readonly point = (channelId: ChannelId): void => {
    if (channelId === this.#pointedAt || this.#menu(this.#pointedAt)?.expanded === true) return;
    this.#pointedAt = channelId;
    this.#host.requestUpdate();
  };

  readonly open = (event: Event, channelId: ChannelId): void => {
    event.preventDefault();
    this.point(channelId);
    void this.#host.updateComplete.then(() => this.#menu(channelId)?.open());
  };

  #menu(channelId: ChannelId | null): FeMenu | null {
    return channelId === null
      ? null
      : this.#host.renderRoot.querySelector<FeMenu>(`fe-menu[data-of="${channelId}"]`);
  }

  #items(state: ChannelState, current: boolean): MenuItem[] {
    const localizer = this.#parts.localizer();
    const { t } = localizer;
    const mark: MenuItem[] =
      state.unread > 0
        ? [{ id: 'read', label: t('channels.markRead'), icon: 'check-check' }]
        : // What is before one's eyes is read again at once.
          !current && state.channel.lastIndex > 0
          ? [{ id: 'unread', label: t('channels.markUnread'), icon: 'mail' }]
          : [];
    return [...mark, ...preferenceItems(state, localizer)];
  }

  #choose(id: string, { channel, membership }: ChannelState): void {
    const client = this.#parts.client();
    if (client === undefined) return;
    const change = preferenceChange(id, membership);
    this.#action.reset();
    this.#action.start(
      () =>
        change === null
          ? mark(client, channel.id, id === 'read' ? null : channel.lastIndex)
          : client.channels.setPreferences(channel.id, change),
      () => {
        void this.#host.updateComplete.then(() => {
          this.#parts.focus(channel.id);
        });
      },
    );
  }
}

/** Marks a conversation as read, or as unread from an index on. */
async function mark(client: ChatClient, channelId: ChannelId, unreadFrom: number | null): Promise<void> {
  const held = acquireTimeline(client, channelId);
  try {
    await (unreadFrom === null ? held.timeline.markRead() : held.timeline.markUnread(unreadFrom));
  } finally {
    held.release();
  }
}
