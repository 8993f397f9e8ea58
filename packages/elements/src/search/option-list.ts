import {
  html,
  nothing,
  type ReactiveController,
  type ReactiveControllerHost,
  type TemplateResult,
} from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { optionContent, type OptionView } from './option-pieces.ts';
import { keyOf, type OptionGroup, type SearchOption } from './options.ts';

interface Host extends ReactiveControllerHost, HTMLElement {
  readonly renderRoot: HTMLElement | DocumentFragment;
}

interface Parts {
  /** What the options are shown with. */
  view(): Omit<OptionView, 'active'>;
  /** Somebody has chosen an option by the pointer. */
  choose(option: SearchOption): void;
  /** Somebody wants an option gone from the list. */
  remove(option: SearchOption): void;
}

/**
 * The options in the list box of a search, and which of them is the active one: that which Enter goes to, while the
 * focus stays in the field (`aria-activedescendant`). Going past the last one begins anew; going before the first one
 * leaves the list.
 */
export class OptionList implements ReactiveController {
  readonly #host: Host;
  readonly #parts: Parts;
  #groups: readonly OptionGroup[] = [];
  #key: string | null = null;
  /** Another one is active, which was not brought into sight yet. */
  #moved = false;
  /** The first message becomes the active option as soon as it is found. */
  #awaitsFirst = false;

  constructor(host: Host, parts: Parts) {
    this.#host = host;
    this.#parts = parts;
    host.addController(this);
    // A click on an option leaves the focus in the field.
    host.addEventListener('mousedown', (event) => {
      if (this.#under(event) !== undefined) event.preventDefault();
    });
    host.addEventListener('click', (event) => {
      const option = this.#under(event);
      const [target] = event.composedPath();
      if (option === undefined) return;
      if (target instanceof Element && target.closest('.remove') !== null) parts.remove(option);
      else parts.choose(option);
    });
  }

  hostUpdated(): void {
    if (!this.#moved) return;
    this.#moved = false;
    this.reveal();
  }

  get empty(): boolean {
    return this.#groups.length === 0;
  }

  /** The option that Enter goes to. */
  get active(): SearchOption | undefined {
    return this.#options.find((option) => keyOf(option) === this.#key);
  }

  /** Takes other options; `complete` when no more are on their way. One that is there no more is not active. */
  set(groups: readonly OptionGroup[], complete: boolean): void {
    this.#groups = groups;
    const options = this.#options;
    if (this.#awaitsFirst && complete) {
      this.#awaitsFirst = false;
      this.activate(options.find(({ type }) => type === 'message') ?? options[0]);
    }
    if (this.active === undefined) this.activate(undefined);
  }

  /** Makes an option the active one, or none. */
  activate(option: SearchOption | undefined): void {
    const key = option === undefined ? null : keyOf(option);
    if (key === this.#key) return;
    this.#key = key;
    this.#moved = true;
    this.#host.requestUpdate();
  }

  /** Something else is looked for: none is active, and none is waited for. */
  reset(): void {
    this.#awaitsFirst = false;
    this.activate(undefined);
  }

  /** Goes to the first message once all is found. */
  awaitFirst(): void {
    this.#awaitsFirst = true;
    this.#host.requestUpdate();
  }

  next(): void {
    this.activate(this.#options[this.#at + 1] ?? this.#options[0]);
  }

  previous(): void {
    const at = this.#at;
    this.activate(at === 0 ? undefined : (this.#options[at - 1] ?? this.#options.at(-1)));
  }

  /** Brings the active option into sight. */
  reveal(): void {
    this.#host.renderRoot.querySelector('#active')?.scrollIntoView({ block: 'nearest' });
  }

  render(): TemplateResult[] {
    const view = this.#parts.view();
    return this.#groups.map(
      ({ label, options }) =>
        html`<div role="group" aria-labelledby=${label}>
          <div class="heading" id=${label} role="presentation">${view.localizer.t(label)}</div>
          ${repeat(options, keyOf, (option) => this.#option(option, view))}
        </div>`,
    );
  }

  #option(option: SearchOption, view: Omit<OptionView, 'active'>): TemplateResult {
    const key = keyOf(option);
    const active = key === this.#key;
    return html`<div
      id=${active ? 'active' : nothing}
      class="option ${option.type}"
      part="option"
      role="option"
      aria-selected=${String(active)}
      data-key=${key}
    >
      ${optionContent(option, { ...view, active })}
    </div>`;
  }

  /** Where the active option stands among all; -1 for nowhere. */
  get #at(): number {
    return this.#options.findIndex((option) => keyOf(option) === this.#key);
  }

  get #options(): readonly SearchOption[] {
    return this.#groups.flatMap(({ options }) => options);
  }

  #under(event: Event): SearchOption | undefined {
    const element = event
      .composedPath()
      .find((target) => target instanceof HTMLElement && 'key' in target.dataset);
    const key = (element as HTMLElement | undefined)?.dataset['key'];
    return this.#options.find((option) => keyOf(option) === key);
  }
}
