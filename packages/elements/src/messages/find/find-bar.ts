import { css, html, nothing, type TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { StyledElement } from '../../element.ts';
import { emit } from '../../events/events.ts';
import { icon } from '../../icons/icons.ts';
import { errorText } from '../../localize/error-text.ts';
import { english, type Localizer } from '../../localize/localizer.ts';
import { controls } from '../../styles/controls.styles.ts';
import type { Finder } from './finder.ts';

const TYPING_MS = 200;

const barStyles = css`
  :host {
    display: block;
    border-block-end: 1px solid var(--_line);
    background: var(--_bg);
  }
  form {
    display: flex;
    align-items: center;
    gap: 4px;
    padding-block: 8px;
    padding-inline: var(--_pane-padding) calc(var(--_pane-padding) - 4px);
  }
  .box {
    position: relative;
    flex: 1;
    min-inline-size: 0;
    max-inline-size: 480px;
  }
  .box > .icon {
    position: absolute;
    inset-block-start: 8px;
    inset-inline-start: 9px;
    inline-size: 16px;
    block-size: 16px;
    color: var(--_text-3);
    pointer-events: none;
  }
  .field {
    inline-size: 100%;
    min-block-size: 32px;
    padding-inline-start: 32px;
  }
  .count {
    flex: none;
    min-inline-size: 64px;
    margin-inline: 8px auto;
    color: var(--_text-2);
    font-size: var(--_size-secondary);
    font-variant-numeric: tabular-nums;
    white-space: nowrap;
  }
  .problem {
    padding: 0 var(--_pane-padding) 8px;
  }
  .looking {
    animation: appear 160ms 300ms ease-out backwards;
  }
  @keyframes appear {
    from {
      opacity: 0;
    }
  }
`;

/**
 * Finds a text in one conversation: Enter goes to the next older message with it, Shift and Enter to the next newer
 * one, Escape closes.
 *
 * @tag fe-find-bar
 * @fires fe-jump - A message is to be shown: `detail.index`.
 * @fires fe-seek - Another text is looked for: `detail.text`, empty for none.
 * @fires close - It was closed. Does not bubble.
 */
export class FeFindBar extends StyledElement {
  static override styles = [controls, barStyles];

  /** The language of the texts. */
  @property({ attribute: false }) localizer: Localizer = english;
  /** Makes what finds a text. */
  @property({ attribute: false }) finder: ((text: string) => Finder) | null = null;
  /** Tells those who listen. */
  @property({ attribute: false }) say: (text: string) => void = () => {};

  @state() private text = '';
  @state() private at: number | null = null;
  @state() private looking = false;
  @state() private error: unknown = null;
  @query('input') private readonly field!: HTMLInputElement;

  #search: { readonly finder: Finder; readonly abort: AbortController } | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#timer);
    this.#search?.abort.abort();
  }

  /** Takes the focus, with the text selected to be replaced. */
  override focus(): void {
    this.field.focus();
    this.field.select();
  }

  /** Whether the text field has the focus. */
  get focused(): boolean {
    return this.shadowRoot?.activeElement === this.field;
  }

  override render(): TemplateResult {
    const { t } = this.localizer;
    const found = this.#search?.finder.found ?? [];
    return html`<form
        role="search"
        aria-label=${t('find.label')}
        @submit=${this.#submit}
        @keydown=${this.#key}
      >
        <div class="box">
          ${icon('search')}
          <input
            class="field"
            type="text"
            enterkeyhint="search"
            autocomplete="off"
            spellcheck="false"
            aria-label=${t('find.text')}
            placeholder=${t('find.text')}
            .value=${this.text}
            @input=${this.#typed}
          />
        </div>
        <span class="count">${this.#count()}</span>
        ${this.#step('chevron-up', t('find.older'), found.length === 0, this.#older)}
        ${this.#step('chevron-down', t('find.newer'), found.length === 0, this.#newer)}
        ${this.#step('x', t('find.close'), false, this.#close)}
      </form>
      ${
        this.error === null
          ? nothing
          : html`<div class="problem error" role="alert">
              ${icon('circle-alert')}<span>${errorText(this.localizer, this.error)}</span>
              <button class="button small" type="button" @click=${this.#older}>${t('action.retry')}</button>
            </div>`
      }`;
  }

  #step(
    name: 'chevron-up' | 'chevron-down' | 'x',
    label: string,
    disabled: boolean,
    go: () => void,
  ): TemplateResult {
    return html`<button
      class="icon-button"
      type="button"
      aria-label=${label}
      title=${label}
      ?disabled=${disabled}
      @click=${go}
    >
      ${icon(name)}
    </button>`;
  }

  /** How many were found, and which of them is shown; a plus as long as not all was looked at. */
  #count(): TemplateResult | string {
    const { t } = this.localizer;
    if (this.text.trim() === '' || this.#search === null) return '';
    const { found, reached } = this.#search.finder;
    if (this.looking) return html`<span class="looking">${t('find.looking')}</span>`;
    if (found.length === 0) return t('find.none');
    // The newest one is the first.
    const number = found.length - found.indexOf(this.at ?? 0);
    return t(reached > 1 ? 'find.countSoFar' : 'find.count', { number, total: found.length });
  }

  readonly #typed = (): void => {
    this.text = this.field.value;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#begin();
    }, TYPING_MS);
  };

  readonly #submit = (event: Event): void => {
    event.preventDefault();
    this.#older();
  };

  readonly #key = (event: KeyboardEvent): void => {
    if (event.isComposing) return;
    if (event.key === 'Escape') {
      event.preventDefault();
      event.stopPropagation();
      this.#close();
    } else if (event.key === 'Enter' && event.shiftKey) {
      event.preventDefault();
      this.#newer();
    }
  };

  #begin(): void {
    clearTimeout(this.#timer);
    this.#search?.abort.abort();
    this.#search = null;
    this.at = null;
    this.error = null;
    const text = this.text.trim();
    emit(this, 'fe-seek', { text });
    if (text === '' || this.finder === null) return;
    this.#search = { finder: this.finder(text), abort: new AbortController() };
    void this.#look();
  }

  readonly #older = (): void => {
    const search = this.#search;
    if (search === null || this.looking) return;
    const { found } = search.finder;
    const next = this.at === null ? found.at(-1) : found.findLast((index) => index < (this.at ?? 0));
    if (next !== undefined) this.#show(next);
    else if (search.finder.reached > 1) void this.#look();
    else if (found.length > 0) this.#show(found.at(-1) ?? 0);
  };

  readonly #newer = (): void => {
    const found = this.#search?.finder.found ?? [];
    const next = found.find((index) => index > (this.at ?? 0));
    if (next !== undefined) this.#show(next);
    else if (this.at !== null && found[0] !== undefined) this.#show(found[0]);
  };

  /** Looks further back for the next one, and shows it. */
  async #look(): Promise<void> {
    const search = this.#search;
    if (search === null) return;
    this.looking = true;
    this.error = null;
    const before = search.finder.found.length;
    try {
      await search.finder.further(search.abort.signal);
    } catch (error) {
      if (search === this.#search) this.error = error;
    }
    if (search !== this.#search) return;
    this.looking = false;
    const { found } = search.finder;
    const next = found[found.length - before - 1];
    if (next !== undefined) this.#show(next);
    else if (this.error === null)
      this.say(this.localizer.t(found.length === 0 ? 'find.none' : 'find.noMore'));
  }

  #show(index: number): void {
    this.at = index;
    emit(this, 'fe-jump', { index });
    const count = this.#count();
    if (typeof count === 'string') this.say(count);
  }

  readonly #close = (): void => {
    this.dispatchEvent(new Event('close'));
  };
}
