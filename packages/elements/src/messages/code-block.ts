import { consume } from '@lit/context';
import { css, html, nothing, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import { StyledElement } from '../element.ts';
import { icon } from '../icons/icons.ts';
import { english, localizerContext, type Localizer } from '../localize/localizer.ts';
import { controls } from '../styles/controls.styles.ts';

/** So long the button says that the code was copied. */
const COPIED_MS = 1_600;

const codeBlockStyles = css`
  :host {
    display: block;
    position: relative;
    max-inline-size: 100%;
    border: 1px solid var(--_line);
    border-radius: var(--_radius);
    background: var(--_bg-code);
    direction: ltr;
  }
  .header {
    position: absolute;
    inset-block-start: 4px;
    inset-inline-end: 4px;
    display: flex;
    align-items: center;
    gap: 4px;
    max-inline-size: calc(100% - 8px);
    padding-inline-start: 8px;
    border-radius: var(--_radius-small);
    background: var(--_bg-code);
    color: var(--_text-3);
    font-size: var(--_size-meta);
    transition: opacity var(--_motion) ease-out;
  }
  @media (hover: hover) {
    :host(:not(:hover, :focus-within)) .header {
      opacity: 0;
    }
  }
  @media (hover: none) {
    /* Always there, so that it may not stand over the code. */
    .header {
      position: static;
      justify-content: flex-end;
      margin: 2px 4px -6px;
    }
  }
  .header span {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .icon-button {
    inline-size: 28px;
    block-size: 28px;
  }
  .icon-button .icon {
    inline-size: 16px;
    block-size: 16px;
  }
  pre {
    margin: 0;
    padding: 8px 12px;
    max-block-size: 480px;
    overflow: auto;
    overscroll-behavior-x: contain;
    scrollbar-width: thin;
    font-family: var(--_font-mono);
    font-size: 13px;
    line-height: 20px;
    tab-size: 2;
    white-space: pre;
    border-radius: var(--_radius);
  }
  code {
    font: inherit;
  }
`;

/**
 * A block of code with its language and a button that copies it.
 *
 * @tag fe-code-block
 * @csspart code - The code.
 */
export class FeCodeBlock extends StyledElement {
  static override styles = [controls, codeBlockStyles];

  /** The code, as it was written. */
  @property() code = '';
  /** The language, as its author named it. */
  @property() language = '';
  /** The language of the texts; by default that of the elements around it. */
  @consume({ context: localizerContext, subscribe: true })
  @property({ attribute: false })
  localizer: Localizer = english;

  /** Whether its button is a tab stop. The code is one always, since it may have to be scrolled. */
  @property({ type: Boolean }) reachable = false;

  @state() private copied = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#timer);
    this.copied = false;
  }

  override render(): TemplateResult {
    const label = this.localizer.t(this.copied ? 'action.copied' : 'message.copyCode');
    return html`<div class="header">
        ${this.language === '' ? nothing : html`<span>${this.language}</span>`}
        <button
          class="icon-button"
          type="button"
          tabindex=${this.reachable ? 0 : -1}
          aria-label=${label}
          title=${label}
          @click=${this.#copy}
        >
          ${icon(this.copied ? 'check' : 'copy')}
        </button>
      </div>
      <pre
        part="code"
        tabindex="0"
        role="group"
        aria-label=${this.language === '' ? this.localizer.t('message.code') : this.language}
      ><code>${this.code}</code></pre>`;
  }

  #copy(): void {
    navigator.clipboard.writeText(this.code).then(
      () => {
        this.copied = true;
        clearTimeout(this.#timer);
        this.#timer = setTimeout(() => (this.copied = false), COPIED_MS);
      },
      () => {
        // Without permission the code can still be selected by hand.
      },
    );
  }
}
