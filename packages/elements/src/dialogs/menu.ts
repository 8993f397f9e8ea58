import { html, nothing, type TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { StyledElement } from '../element.ts';
import { emit } from '../events/events.ts';
import { icon, type IconName } from '../icons/icons.ts';
import { controls } from '../styles/controls.styles.ts';
import { menuStyles } from './menu.styles.ts';

export interface MenuItem {
  readonly id: string;
  readonly label: string;
  readonly icon?: IconName;
  /** What stands behind the label, such as a count. */
  readonly detail?: string;
  readonly danger?: boolean;
  /** Whether it is the chosen one of several; left out where nothing is chosen. */
  readonly checked?: boolean;
  /** Draws a line above it. */
  readonly separate?: boolean;
}

/**
 * A button and the menu that it opens, after the menu button pattern of WAI-ARIA APG.
 *
 * @tag fe-menu
 * @slot - What stands in the button instead of its icon.
 * @fires fe-menu-select - An entry was chosen: `detail.id`.
 * @csspart trigger - The button.
 * @csspart menu - The menu.
 */
export class FeMenu extends StyledElement {
  static override styles = [controls, menuStyles];

  /** What the button is called. */
  @property() label = '';
  /** The icon of the button. */
  @property() icon: IconName = 'ellipsis';
  /** What can be chosen. */
  @property({ attribute: false }) items: readonly MenuItem[] = [];
  /** Leaves the look of the button to what stands in the slot. */
  @property({ type: Boolean }) bare = false;
  /** The tab index of the button; -1 inside a toolbar that moves the focus itself. */
  @property({ type: Number, attribute: 'button-tabindex' }) buttonTabIndex = 0;

  /** Whether it was ever open: before, it does without its entries. */
  @state() private known = false;

  @query('.trigger') private readonly trigger!: HTMLButtonElement;
  @query('.menu') private readonly menu!: HTMLElement;

  override render(): TemplateResult {
    return html`<button
        class="trigger ${this.bare ? '' : 'icon-button'}"
        part="trigger"
        type="button"
        popovertarget="menu"
        aria-haspopup="menu"
        aria-expanded="false"
        aria-label=${this.label}
        title=${this.bare ? nothing : this.label}
        tabindex=${this.buttonTabIndex}
        @keydown=${this.#triggerKey}
      >
        <slot>${icon(this.icon)}</slot>
      </button>
      <div
        id="menu"
        class="menu"
        part="menu"
        popover
        role="menu"
        aria-label=${this.label}
        @beforetoggle=${this.#beforeToggle}
        @toggle=${this.#toggled}
        @keydown=${this.#menuKey}
      >
        ${this.known ? this.items.map((item) => this.#item(item)) : nothing}
      </div>`;
  }

  /** Whether the menu is open. */
  get expanded(): boolean {
    return this.menu.matches(':popover-open');
  }

  /** Opens the menu. */
  open(): void {
    if (!this.expanded) this.menu.showPopover();
  }

  /** Moves the focus to the button. */
  override focus(options?: FocusOptions): void {
    this.trigger.focus(options);
  }

  #item(item: MenuItem): TemplateResult {
    const choice = item.checked !== undefined;
    return html`${item.separate === true ? html`<hr role="none" />` : nothing}
      <button
        class="item ${item.danger === true ? 'danger' : ''}"
        type="button"
        role=${choice ? 'menuitemradio' : 'menuitem'}
        aria-checked=${choice ? String(item.checked) : nothing}
        tabindex="-1"
        @click=${() => {
          this.#choose(item);
        }}
      >
        ${item.icon === undefined ? nothing : icon(item.icon)}
        <span class="label" dir="auto">${item.label}</span>
        ${item.detail === undefined ? nothing : html`<span class="detail">${item.detail}</span>`}
        ${item.checked === true ? html`<span class="check">${icon('check')}</span>` : nothing}
      </button>`;
  }

  #choose(item: MenuItem): void {
    this.menu.hidePopover();
    emit(this, 'fe-menu-select', { id: item.id });
  }

  /** Places the menu beside its button, on the side of the window that has more room. */
  #beforeToggle(event: ToggleEvent): void {
    if (event.newState !== 'open') {
      // The browser gives the focus back only where its own button opened the menu.
      if (this.menu.matches(':focus-within')) this.trigger.focus({ preventScroll: true });
      return;
    }
    this.known = true;
    // Its height is needed now, and its first entry takes the focus.
    this.performUpdate();
    const box = this.trigger.getBoundingClientRect();
    const { clientWidth: width, clientHeight: height } = document.documentElement;
    // The page may make the chat larger: a length here is so many of the window's. Not every browser tells.
    const { currentCSSZoom: zoom = 1 } = this as { readonly currentCSSZoom?: number };
    const px = (length: number): string => `${length / zoom}px`;
    const { style } = this.menu;
    const below = box.bottom < height * 0.6;
    style.top = below ? px(box.bottom + 4) : 'auto';
    style.bottom = below ? 'auto' : px(height - box.top + 4);
    style.maxHeight = px(Math.max(120, below ? height - box.bottom - 12 : box.top - 12));
    const towardsRight = (box.left + box.right) / 2 < width / 2;
    style.left = towardsRight ? px(Math.max(8, box.left)) : 'auto';
    style.right = towardsRight ? 'auto' : px(Math.max(8, width - box.right));
  }

  #toggled(event: ToggleEvent): void {
    const open = event.newState === 'open';
    this.trigger.setAttribute('aria-expanded', String(open));
    if (open)
      (this.#buttons().find((button) => button.ariaChecked === 'true') ?? this.#buttons()[0])?.focus();
  }

  #triggerKey(event: KeyboardEvent): void {
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
    event.preventDefault();
    event.stopPropagation();
    this.open();
  }

  #menuKey(event: KeyboardEvent): void {
    // What is typed in a menu means nothing to whatever is around it.
    event.stopPropagation();
    const buttons = this.#buttons();
    const at = buttons.findIndex((button) => button.matches(':focus'));
    const target = menuTarget(
      event.key,
      at,
      buttons.map((button) => button.innerText),
    );
    if (target !== null) {
      event.preventDefault();
      buttons[target]?.focus();
    } else if (event.key === 'Tab') {
      this.menu.hidePopover();
    }
  }

  #buttons(): HTMLButtonElement[] {
    return [...this.menu.querySelectorAll<HTMLButtonElement>('.item')];
  }
}

/** Which entry a key leads to, or null when it leads nowhere. */
function menuTarget(key: string, at: number, labels: readonly string[]): number | null {
  const count = labels.length;
  if (count === 0) return null;
  switch (key) {
    case 'ArrowDown':
      return (at + 1) % count;
    case 'ArrowUp':
      return (at - 1 + count) % count;
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default: {
      if (key.length !== 1 || key === ' ') return null;
      const starts = (label: string): boolean =>
        label.trim().toLocaleLowerCase().startsWith(key.toLocaleLowerCase());
      const order = labels.map((_, step) => (at + 1 + step) % count);
      return order.find((position) => starts(labels[position] ?? '')) ?? null;
    }
  }
}
