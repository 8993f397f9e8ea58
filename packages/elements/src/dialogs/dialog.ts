import { css, html, type PropertyValues, type TemplateResult } from 'lit';
import { property, query } from 'lit/decorators.js';
import { StyledElement } from '../element.ts';
import { iconButton } from '../icons/icon-button.ts';
import { controls } from '../styles/controls.styles.ts';

const dialogStyles = css`
  :host {
    display: contents;
  }
  dialog {
    inline-size: min(480px, calc(100vw - 24px));
    max-block-size: min(720px, calc(100dvh - 24px));
    padding: 0;
    border: 0;
    border-radius: 12px;
    background: var(--_bg-raised);
    color: var(--_text);
    box-shadow: var(--_shadow);
    font-size: var(--_size);
    overscroll-behavior: contain;
  }
  dialog[open] {
    display: flex;
    flex-direction: column;
    transition:
      opacity var(--_motion) ease-out,
      translate var(--_motion) ease-out;
  }
  @starting-style {
    dialog[open] {
      opacity: 0;
      translate: 0 8px;
    }
  }
  dialog::backdrop {
    background: var(--_scrim);
  }
  .header {
    display: flex;
    align-items: center;
    gap: 8px;
    padding-block: 16px 4px;
    padding-inline: 20px 12px;
  }
  h2 {
    flex: 1;
    min-inline-size: 0;
    font-size: var(--_size-title);
    font-weight: 650;
    line-height: 1.3;
    overflow-wrap: anywhere;
  }
  .content {
    flex: 1;
    min-block-size: 0;
    padding: 8px 20px 20px;
    overflow-y: auto;
    overscroll-behavior: contain;
  }
  :host([flush]) .content {
    padding-inline: 8px;
  }
  @media (forced-colors: active) {
    dialog {
      border: 1px solid;
    }
  }
`;

/**
 * A modal dialog with a heading and a way out: Escape, the cross, or a click beside it.
 *
 * @tag fe-dialog
 * @slot - What the dialog holds; an element with `data-autofocus` gets the focus.
 * @fires close - It was closed, in whatever way. Does not bubble.
 * @csspart dialog - The native dialog.
 */
export class FeDialog extends StyledElement {
  static override styles = [controls, dialogStyles];

  /** What the dialog is about. */
  @property() heading = '';
  /** What the cross is called. */
  @property({ attribute: 'close-label' }) closeLabel = 'Close';
  /** Whether it is shown. */
  @property({ type: Boolean, reflect: true }) open = false;
  /** Lets lists reach the sides. */
  @property({ type: Boolean, reflect: true }) flush = false;

  @query('dialog') private readonly dialog!: HTMLDialogElement;
  /** What had the focus when it was opened, and behind it what that stands in, should it be gone. */
  #openers: readonly HTMLElement[] = [];

  override render(): TemplateResult {
    return html`<dialog
      part="dialog"
      aria-labelledby="heading"
      @close=${this.#closed}
      @click=${this.#clicked}
      @keydown=${stopKeys}
    >
      <div class="header">
        <h2 id="heading">${this.heading}</h2>
        ${iconButton('x', this.closeLabel, this.#cross)}
      </div>
      <div class="content"><slot></slot></div>
    </dialog>`;
  }

  /** Closes it. */
  close(): void {
    this.dialog.close();
  }

  readonly #cross = (): void => {
    this.close();
  };

  protected override updated(changed: PropertyValues<this>): void {
    if (!changed.has('open')) return;
    if (this.open && !this.dialog.open) {
      this.#openers = activeElements().reverse();
      this.dialog.showModal();
      this.querySelector<HTMLElement>('[data-autofocus]')?.focus();
    } else if (!this.open && this.dialog.open) {
      this.dialog.close();
    }
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    // A dialog that is removed while it is open does not give the focus back by itself.
    if (this.open) this.#giveBack();
  }

  #closed(event: Event): void {
    if (event.target !== this.dialog) return;
    this.open = false;
    // The browser has given the focus back already, if it could, and it may have moved on since.
    const active = deepActiveElement();
    if (active === document.body || active?.checkVisibility() !== true) this.#giveBack();
    this.dispatchEvent(new Event('close'));
  }

  #giveBack(): void {
    const openers = this.#openers;
    this.#openers = [];
    for (const opener of openers) {
      opener.focus({ preventScroll: true });
      if (opener.matches(':focus-within')) return;
    }
  }

  #clicked(event: MouseEvent): void {
    if (event.target !== this.dialog) return;
    const box = this.dialog.getBoundingClientRect();
    const inside =
      event.clientX >= box.left &&
      event.clientX <= box.right &&
      event.clientY >= box.top &&
      event.clientY <= box.bottom;
    if (!inside) this.dialog.close();
  }
}

/** What is typed in a dialog means nothing to the panes behind it. */
function stopKeys(event: KeyboardEvent): void {
  if (event.key !== 'Escape') event.stopPropagation();
}

/** The elements that have the focus, from the outermost through all shadow roots. */
function activeElements(): HTMLElement[] {
  const elements: HTMLElement[] = [];
  for (let root: DocumentOrShadowRoot | null = document; root !== null;) {
    const { activeElement }: DocumentOrShadowRoot = root;
    if (activeElement instanceof HTMLElement) elements.push(activeElement);
    root = activeElement?.shadowRoot ?? null;
  }
  return elements;
}

/** The element that has the focus, through all shadow roots. */
export const deepActiveElement = (): HTMLElement | null => activeElements().at(-1) ?? null;
