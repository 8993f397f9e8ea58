import { html, type TemplateResult } from 'lit';
import { deepActiveElement } from '../dialogs/dialog.ts';
import type { Localizer } from '../localize/localizer.ts';

/** Narrower than this, one pane is shown at a time. */
export const ONE_PANE = 480;
/** From this width on, the side panel stands beside the conversation instead of in its place. */
export const THREE_PANES = 960;

/** The pane that is shown where there is room for one. */
export type Pane = 'list' | 'conversation' | 'side';

/** What the side panel holds. */
export type SidePanel = 'members' | 'search' | 'reports';

interface Host extends HTMLElement {
  readonly renderRoot: HTMLElement | DocumentFragment;
  readonly updateComplete: Promise<boolean>;
  requestUpdate(): void;
}

const stops = {
  list: 'fe-channel-list',
  timeline: 'fe-timeline',
  composer: 'fe-composer',
  side: '.side > :is(fe-members, fe-search, fe-reports)',
} as const;

/** Which panes are shown, and where the focus goes when that changes: never to nowhere. */
export class Panes {
  readonly #host: Host;
  #shown: Pane = 'list';
  #side: SidePanel | null = null;
  /** What had the focus when the side panel was opened. */
  #opener: HTMLElement | null = null;

  constructor(host: Host) {
    this.#host = host;
    host.addEventListener('keydown', this.#key);
  }

  get shown(): Pane {
    return this.#shown;
  }

  /** What the side panel shows; null while it is closed. */
  get side(): SidePanel | null {
    return this.#side;
  }

  /** Shows a pane and leaves the focus where it is. */
  show(pane: Pane): void {
    this.#shown = pane;
    this.#host.requestUpdate();
  }

  openSide(panel: SidePanel): void {
    if (this.#side === null) this.#opener = deepActiveElement();
    this.#side = panel;
    this.show('side');
    this.#focusLater(() => {
      this.#focus('side');
    });
  }

  /** Hides the side panel, and gives the focus back to what had it before. */
  closeSide(): void {
    const opener = this.#opener;
    this.hideSide();
    this.show('conversation');
    this.#focusLater(() => {
      if (opener?.checkVisibility() === true) opener.focus({ preventScroll: true });
      else this.#focus('timeline');
    });
  }

  hideSide(): void {
    this.#side = null;
    this.#opener = null;
    this.#host.requestUpdate();
  }

  /** One pane back, where one is shown at a time. */
  readonly back = (): void => {
    if (this.#shown === 'side') {
      this.closeSide();
      return;
    }
    this.show('list');
    this.#focusLater(() => {
      this.#focus('list');
    });
  };

  /** What Tab comes to first: the ways past the list, which may be long, to parts of the conversation (WCAG 2.4.1). */
  skipLinks({ t }: Localizer, parts: readonly ('timeline' | 'composer')[]): TemplateResult {
    const link = (part: 'timeline' | 'composer'): TemplateResult =>
      html`<button
        class="button"
        type="button"
        @click=${() => {
          this.#focus(part);
        }}
      >
        ${t(`skip.${part}`)}
      </button>`;
    return html`<div class="skips">${parts.map(link)}</div>`;
  }

  /** F6 goes from pane to pane, as in a desktop application; Escape closes the side panel. */
  readonly #key = (event: KeyboardEvent): void => {
    if (event.defaultPrevented) return;
    const at = panes.findIndex((pane) => this.#element(pane)?.matches(':focus-within') === true);
    if (event.key === 'Escape' && panes[at] === 'side' && !clears(event.composedPath()[0])) {
      event.preventDefault();
      this.closeSide();
    }
    if (event.key !== 'F6') return;
    const there = panes.filter((pane) => this.#element(pane) !== null);
    const here = there.findIndex((pane) => pane === panes[at]);
    const next = there.at((here + (event.shiftKey ? -1 : 1)) % there.length);
    if (next === undefined) return;
    event.preventDefault();
    this.#focus(next);
  };

  #element(pane: keyof typeof stops): HTMLElement | null {
    const element = this.#host.renderRoot.querySelector<HTMLElement>(stops[pane]);
    return element?.checkVisibility() === true ? element : null;
  }

  #focus(pane: keyof typeof stops): void {
    this.#element(pane)?.focus({ preventScroll: true });
  }

  #focusLater(move: () => void): void {
    void this.#host.updateComplete.then(move);
  }
}

const panes = Object.keys(stops) as (keyof typeof stops)[];

/** Whether Escape means something to the field already: it clears a search. */
function clears(target: EventTarget | undefined): boolean {
  return target instanceof HTMLInputElement && target.value !== '';
}
