import { consume } from '@lit/context';
import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import type { ChatClient, PresenceState } from '@fechatter/client-sdk';
import { clientContext } from '../client/client-context.ts';
import { StyledElement } from '../element.ts';
import { avatarStyles } from './avatar.styles.ts';
import { imageHostsContext, OWN_IMAGES, permittedImage } from './image-hosts.ts';
import { initials, nameHue } from './initials.ts';

/**
 * The face of a person or conversation: a picture, or initials on a colour that belongs to the name. It says
 * nothing to a screen reader, since the name stands beside it.
 *
 * @tag fe-avatar
 * @csspart face - The picture or the initials.
 * @csspart presence - The mark for online, away and busy.
 * @cssprop [--fe-avatar-size=36px] - The side of the avatar.
 */
export class FeAvatar extends StyledElement {
  static override styles = avatarStyles;

  /** Whose face it is. */
  @property() name = '';
  /**
   * The address of a picture. It is loaded, without a referrer, from the server or from where `image-hosts` of the
   * `<fe-chat>` around it permits; else, and when it does not load, initials stand in.
   */
  @property() src: string | null = null;
  /** `square` for people in channels, `circle` for those in direct conversations. */
  @property({ reflect: true }) shape: 'square' | 'circle' = 'square';
  /** Shows whether the person is there. */
  @property() presence: PresenceState | null = null;

  /** Shows one letter instead of two, for small sizes. */
  @property({ type: Boolean, reflect: true }) small = false;

  @consume({ context: clientContext, subscribe: true })
  @state()
  private client: ChatClient | undefined;
  @consume({ context: imageHostsContext, subscribe: true })
  @state()
  private imageHosts: string | undefined;
  @state() private failedSource: string | null = null;

  override connectedCallback(): void {
    super.connectedCallback();
    this.ariaHidden = 'true';
  }

  override render(): TemplateResult {
    const server = this.client?.server ?? new URL(document.baseURI);
    const source = permittedImage(this.src, server, this.imageHosts ?? OWN_IMAGES);
    const picture = source !== null && this.src !== this.failedSource;
    const letters = initials(this.name, this.small ? 1 : 2);
    // The letters are drawn by the style, so that they are no text: neither read, nor selected, nor found.
    return html`<div class="face" part="face" data-initials=${picture ? nothing : letters}>
        ${
          picture
            ? html`<img
                src=${source}
                alt=""
                referrerpolicy="no-referrer"
                decoding="async"
                @error=${this.#failed}
              />`
            : nothing
        }
      </div>
      ${
        this.presence === null || this.presence === 'offline'
          ? nothing
          : html`<span class="presence ${this.presence}" part="presence"></span>`
      }`;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('name')) this.style.setProperty('--_hue', String(nameHue(this.name)));
  }

  #failed(): void {
    this.failedSource = this.src;
  }
}
