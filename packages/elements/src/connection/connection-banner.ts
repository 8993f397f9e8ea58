import { css, html, nothing, type TemplateResult } from 'lit';
import { state } from 'lit/decorators.js';
import type { ConnectionState } from '@fechatter/client-sdk';
import { StoreController } from '../client/store-controller.ts';
import { ChatElement } from '../element.ts';
import { icon } from '../icons/icons.ts';
import type { TextKey } from '../localize/en.ts';
import { controls } from '../styles/controls.styles.ts';

/** A connection that is away for less than this is nobody's concern. */
const PATIENCE_MS = 3_000;

const bannerStyles = css`
  :host {
    display: block;
  }
  .banner {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: center;
    gap: 4px 8px;
    padding: 6px 16px;
    border-block-end: 1px solid var(--_line);
    background: color-mix(in oklab, var(--_warning) 14%, var(--_bg));
    font-size: var(--_size-secondary);
  }
  /* A long line breaks beside its icon, not below it. */
  .banner > span {
    max-inline-size: calc(100% - 24px);
  }
  .icon {
    inline-size: 16px;
    block-size: 16px;
    color: var(--_text-2);
  }
  .button {
    min-block-size: 24px;
    padding-block: 0;
  }
`;

/**
 * Tells when there is no connection for longer than a moment, and goes away by itself.
 *
 * @tag fe-connection-banner
 * @csspart banner - The line of text.
 */
export class FeConnectionBanner extends ChatElement {
  static override styles = [controls, bannerStyles];

  @state() private shown = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #connection = new StoreController(
    this,
    () => this.client?.connection.store,
    (value) => value,
  );

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#rest();
  }

  protected override updated(): void {
    const connection = this.#connection.value;
    if (connection === undefined || text(connection) === null) {
      this.#rest();
      this.shown = false;
    } else if (!this.shown) {
      this.#timer ??= setTimeout(() => {
        this.#rest();
        this.shown = true;
      }, PATIENCE_MS);
    }
  }

  override render(): TemplateResult {
    const connection = this.#connection.value;
    const key = connection === undefined || !this.shown ? null : text(connection);
    return html`<div role="status">
      ${
        key === null
          ? nothing
          : html`<div class="banner" part="banner">
              ${icon('wifi-off')}<span>${this.t(key)}</span>
              ${connection?.status === 'waiting' || connection?.status === 'disconnected' ? this.#retry(connection) : nothing}
            </div>`
      }
    </div>`;
  }

  #retry(
    connection: ConnectionState & { readonly status: 'waiting' | 'disconnected' },
  ): TemplateResult | typeof nothing {
    if (connection.reason === 'removed' || connection.reason === 'session-ended') return nothing;
    const retry = (): void => {
      if (connection.status === 'waiting') this.client?.connection.retryNow();
      // A failure comes back as the state that this banner shows.
      else this.client?.connection.connect().catch(() => {});
    };
    return html`<button class="button small" type="button" @click=${retry}>
      ${this.t('connection.retry')}
    </button>`;
  }

  #rest(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}

/** What a state is called, or null when it needs no words. */
function text(connection: ConnectionState): TextKey | null {
  if (connection.status === 'live' || connection.status === 'replaying') return null;
  switch (connection.reason) {
    case 'not-started':
    case 'signed-out':
      return null;
    case 'offline':
    case 'network':
      return 'connection.offline';
    case 'removed':
    case 'forbidden':
      return 'connection.removed';
    case 'session-ended':
      return 'connection.sessionEnded';
    case 'stopped':
      return 'connection.stopped';
    default:
      return 'connection.reconnecting';
  }
}
