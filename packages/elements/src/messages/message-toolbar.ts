import { html, nothing, type LitElement, type TemplateResult } from 'lit';
import type { MenuItem } from '../dialogs/menu.ts';
import type { FeEventOf } from '../events/events.ts';
import { icon } from '../icons/icons.ts';
import type { Localizer } from '../localize/localizer.ts';
import { LongPress } from './long-press.ts';
import { messageMenu, type MessageActions } from './message-actions.ts';

interface Host extends LitElement {
  /** Whether the actions are shown. */
  active: boolean;
}

interface Parts {
  /** What the reader may do with the message; null while there is none. */
  actions(): MessageActions | null;
  /** What they may do about its author. */
  acts(): readonly MenuItem[];
  localizer(): Localizer;
  /** One of them was chosen. */
  chosen(id: string): void;
}

/** What is done by a key on the message itself. */
const KEYS: ReadonlyMap<string, 'reply' | 'edit' | 'delete'> = new Map([
  ['r', 'reply'],
  ['e', 'edit'],
  ['Delete', 'delete'],
]);

/**
 * The actions of a message: in a toolbar while the pointer or the focus is in the message (the toolbar pattern of
 * WAI-ARIA APG), as a menu after a long press, and by keys.
 */
export class MessageToolbar {
  readonly #host: Host;
  readonly #parts: Parts;

  constructor(host: Host, parts: Parts) {
    this.#host = host;
    this.#parts = parts;
    host.addEventListener('pointerenter', (event) => {
      if (event.pointerType === 'mouse') host.active = true;
    });
    host.addEventListener('pointerleave', this.#leave);
    host.addEventListener('focusin', () => (host.active = true));
    host.addEventListener('focusout', () => {
      // Only then is it known where the focus goes.
      queueMicrotask(this.#leave);
    });
    host.addEventListener('keydown', this.#messageKey);
    new LongPress(host, () => {
      host.active = true;
      void host.updateComplete.then(() => {
        host.renderRoot.querySelector('fe-menu')?.open();
      });
    });
  }

  /** Shows the actions and moves the focus to the first of them; to the way back, in a message that is about to go. */
  async open(): Promise<void> {
    this.#host.active = true;
    await this.#host.updateComplete;
    const first = this.#tools()[0] ?? this.#host.renderRoot.querySelector<HTMLElement>('.tombstone .link');
    first?.focus({ preventScroll: true });
  }

  template(): TemplateResult | typeof nothing {
    const actions = this.#parts.actions();
    if (!this.#host.active || actions === null) return nothing;
    const localizer = this.#parts.localizer();
    const items = messageMenu(actions, this.#parts.acts(), localizer);
    if (items.length === 0) return nothing;
    const { t } = localizer;
    return html`<div
      class="toolbar"
      part="toolbar"
      role="toolbar"
      aria-label=${t('message.actions')}
      @keydown=${this.#toolbarKey}
    >
      ${actions.reply ? this.#tool('reply', 'reply') : nothing}
      ${actions.edit ? this.#tool('edit', 'pencil') : nothing}
      <fe-menu
        button-tabindex="-1"
        label=${t('action.more')}
        .items=${items}
        @fe-menu-select=${(event: FeEventOf<'fe-menu-select'>) => {
          event.stopPropagation();
          this.#parts.chosen(event.detail.id);
        }}
      ></fe-menu>
    </div>`;
  }

  #tool(id: 'reply' | 'edit', sign: 'reply' | 'pencil'): TemplateResult {
    const label = this.#parts.localizer().t(`message.${id}`);
    return html`<button
      class="icon-button"
      type="button"
      tabindex="-1"
      aria-label=${label}
      title=${label}
      @click=${() => {
        this.#parts.chosen(id);
      }}
    >
      ${icon(sign)}
    </button>`;
  }

  readonly #leave = (): void => {
    const host = this.#host;
    host.active =
      host.matches(':focus-within, :focus') ||
      (host.matches(':hover') && matchMedia('(hover: hover)').matches);
  };

  readonly #messageKey = (event: KeyboardEvent): void => {
    const { key, ctrlKey, metaKey, altKey } = event;
    if (event.composedPath()[0] !== this.#host || ctrlKey || metaKey || altKey) return;
    const action = KEYS.get(key);
    if (key === 'Enter') void this.open();
    else if (action !== undefined && this.#parts.actions()?.[action] === true) this.#parts.chosen(action);
    else return;
    event.preventDefault();
  };

  readonly #toolbarKey = (event: KeyboardEvent): void => {
    const tools = this.#tools();
    const at = tools.findIndex((tool) => tool.matches(':focus, :focus-within'));
    const forward = getComputedStyle(this.#host).direction === 'rtl' ? 'ArrowLeft' : 'ArrowRight';
    if (event.key === 'ArrowLeft' || event.key === 'ArrowRight') {
      event.preventDefault();
      tools.at((at + (event.key === forward ? 1 : -1)) % tools.length)?.focus();
    } else if (event.key === 'Escape') {
      event.preventDefault();
      event.stopPropagation();
      this.#host.focus({ preventScroll: true });
    }
  };

  #tools(): HTMLElement[] {
    return [...this.#host.renderRoot.querySelectorAll<HTMLElement>('.toolbar > *')];
  }
}
