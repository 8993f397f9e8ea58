import { html, nothing, type TemplateResult } from 'lit';
import type { ChannelId, ChatClient } from '@fechatter/client-sdk';
import { attempt } from '../events/attempt.ts';
import type { FeEventOf } from '../events/events.ts';
import { icon } from '../icons/icons.ts';
import type { Localizer } from '../localize/localizer.ts';
import type { FeMessage } from '../messages/message.ts';
import type { OpeningPlace } from '../messages/jumps/timeline-ways.ts';
import type { FeSearch } from '../search/search.ts';
import type { Panes } from './panes.ts';

interface Host extends HTMLElement {
  readonly renderRoot: HTMLElement | DocumentFragment;
  readonly updateComplete: Promise<boolean>;
  requestUpdate(): void;
}

interface Parts {
  readonly panes: Panes;
  client(): ChatClient | undefined;
  /** Opens a conversation, at one of its messages. */
  openChannel(channelId: ChannelId, at: OpeningPlace | null): void;
  openProfile(userId: string): void;
}

/** The way from the results of a search to what was found, and back to the results as they were left. */
export class SearchVisit {
  readonly #host: Host;
  readonly #parts: Parts;
  #visiting = false;

  constructor(host: Host, parts: Parts) {
    this.#host = host;
    this.#parts = parts;
    host.addEventListener('keydown', this.#shortcut);
  }

  /** Whether the reader is at a message that they came to from the results: these are kept, though they may be hidden. */
  get visiting(): boolean {
    return this.#visiting;
  }

  /** Shows the search and moves the focus to its field. Loaded when it is first used. */
  async open(): Promise<void> {
    if (!(await attempt(this.#host, import('../define/fe-search.ts')))) return;
    if (this.#parts.client() === undefined) return;
    this.leave();
    if (this.#parts.panes.side === 'search') {
      this.#parts.panes.show('side');
      this.#panel?.focus();
    } else this.#parts.panes.openSide('search');
  }

  /** Opens what was chosen. */
  readonly go = (event: FeEventOf<'fe-result'>): void => {
    const { detail: result } = event;
    if (result.type === 'person') {
      this.#parts.openProfile(result.user.id);
      return;
    }
    if (result.type === 'channel') {
      this.leave();
      this.#parts.openChannel(result.channel.id, null);
      return;
    }
    const { channelId, index, text } = result.message;
    const words = [...new Set(result.ranges.map(({ start, end }) => text.slice(start, end)))];
    const { side } = this.#parts.panes;
    this.#parts.openChannel(channelId, { channelId, index, words });
    this.#visiting = side === 'search';
    this.#host.requestUpdate();
  };

  /** Back to the results, as they were left. */
  readonly back = (): void => {
    this.#visiting = false;
    if (this.#parts.panes.side === 'search') this.#parts.panes.show('side');
    else this.#parts.panes.openSide('search');
    void this.#host.updateComplete.then(() => {
      this.#panel?.focusResults();
    });
  };

  /** The reader goes on elsewhere: there is no way back any more. */
  leave(): void {
    if (!this.#visiting) return;
    this.#visiting = false;
    this.#host.requestUpdate();
  }

  /** The way back, where the results are not in sight. */
  bar({ t }: Localizer): TemplateResult | typeof nothing {
    if (!this.#visiting) return nothing;
    return html`<button class="to-results" type="button" @click=${this.back}>
      ${icon('chevron-left')}${t('search.backToResults')}
    </button>`;
  }

  /** Escape on the message that was found leads back to the results. */
  readonly escape = {
    capture: true,
    handleEvent: (event: KeyboardEvent): void => {
      if (event.key !== 'Escape' || !this.#visiting) return;
      const [target] = event.composedPath();
      if ((target as Partial<FeMessage>).localName !== 'fe-message') return;
      event.preventDefault();
      event.stopPropagation();
      this.back();
    },
  };

  /** Ctrl or Cmd, Shift and F, as Ctrl and F finds in the conversation; nothing outside of the chat is taken from the page. */
  readonly #shortcut = (event: KeyboardEvent): void => {
    if (event.key.toLowerCase() !== 'f' || !event.shiftKey || event.altKey || event.defaultPrevented) return;
    if (!(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    void this.open();
  };

  get #panel(): FeSearch | null {
    return this.#host.renderRoot.querySelector('fe-search');
  }
}
