import { consume } from '@lit/context';
import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import type { Channel, SearchFound, SearchHit, SearchSort, WorkspaceState } from '@fechatter/client-sdk';
import {
  AnnouncerController,
  announcerContext,
  announcerStyles,
  type Announcer,
} from '../announcer/announcer.ts';
import { ActionController } from '../client/action-controller.ts';
import { StoreController } from '../client/store-controller.ts';
import { ChatElement } from '../element.ts';
import { emit, type FoundResult } from '../events/events.ts';
import { iconButton } from '../icons/icon-button.ts';
import { icon } from '../icons/icons.ts';
import { errorText } from '../localize/error-text.ts';
import { controls } from '../styles/controls.styles.ts';
import { SearchAnnouncement } from './announcement.ts';
import { chips, facetMenus, sortMenu } from './filters.ts';
import { KeptSearches } from './kept-searches.ts';
import { failedSearch, nothingFound, noticesOf } from './notices.ts';
import { optionContent } from './option-pieces.ts';
import { keyOf, optionGroups, type OptionGroup, type SearchOption } from './options.ts';
import { completed, filtersOf, withoutFilters } from './query-edits.ts';
import { SearchSessionController } from './search-session.ts';
import { searchStyles } from './search.styles.ts';
import { Suggestions } from './suggestions.ts';

/** So near to the end of the list, in px, the next page is asked for. */
const NEAR_END = 400;

const nobody: Pick<WorkspaceState, 'users' | 'me' | 'channels'> = {
  users: new Map(),
  me: null,
  channels: new Map(),
};

/**
 * Finds messages, people and channels as they are typed, with filters by sender, channel, kind and month, and keeps
 * what was looked for. A combobox with a list box, after the pattern of WAI-ARIA APG: the arrow keys move, Enter
 * goes, Escape takes back one step; the message that one is at shows all of its text.
 *
 * It stands in the side panel of `<fe-chat>`; alone it needs a client, and tells with `fe-result` what was chosen.
 *
 * @tag fe-search
 * @fires fe-before-result - Something that was found is about to be opened. Cancelable, for an application that opens it itself.
 * @fires fe-result - Something that was found was chosen: a message, a person or a channel.
 * @fires fe-close - The panel is to be closed.
 * @fires fe-error - Something that was asked for failed; the reason is shown in place, too.
 * @csspart header - The bar with the field.
 * @csspart input - The field.
 * @csspart list - What scrolls.
 * @csspart option - A result, a suggestion or a past search.
 */
export class FeSearch extends ChatElement {
  static override styles = [controls, announcerStyles, searchStyles];

  /** What is looked for, in the query language: words, "phrases", `from:`, `in:`, `has:` and the others. */
  @property() query = '';
  /** The order of the messages. */
  @property() sort: SearchSort = 'relevance';
  /** Shows for each message where its score comes from: for whoever tunes the weights. */
  @property({ type: Boolean }) explain = false;

  @consume({ context: announcerContext, subscribe: true })
  @state()
  private outerAnnouncer: Announcer | undefined;

  /** The key of the option that Enter goes to. */
  @state() private active: string | null = null;

  @query('input') private readonly field!: HTMLInputElement;
  @query('.list') private readonly list!: HTMLElement;

  readonly #names = new StoreController<WorkspaceState, WorkspaceState>(
    this,
    () => this.client?.store,
    (store) => store,
    (a, b) =>
      a.users === b.users && a.channels === b.channels && a.me === b.me && a.workspace === b.workspace,
  );
  readonly #session = new SearchSessionController(
    this,
    () => this.client,
    (state) => {
      this.#announcement.follow(state);
    },
  );
  readonly #suggestions = new Suggestions(this, () => this.client);
  readonly #kept = new KeptSearches(this, () => this.client);
  readonly #joining = new ActionController(this);
  readonly #announcer = new AnnouncerController(this, () => this.renderRoot);
  readonly #announcement = new SearchAnnouncement(this, {
    localizer: () => this.localizer,
    say: (text) => {
      (this.outerAnnouncer ?? this.#announcer).say(text);
    },
  });
  #groups: readonly OptionGroup[] = [];
  #workspaceId: string | null = null;
  #channels: WorkspaceState['channels'] | undefined;
  /** The first message becomes the active option as soon as it is found. */
  #goToFirst = false;

  constructor() {
    super();
    // A click on an option leaves the focus in the field.
    this.addEventListener('mousedown', (event) => {
      if (this.#optionOf(event) !== undefined) event.preventDefault();
    });
    this.addEventListener('click', (event) => {
      const option = this.#optionOf(event);
      const [target] = event.composedPath();
      if (option === undefined) return;
      if (target instanceof Element && target.closest('.remove') !== null) this.#remove(option);
      else this.#choose(option);
    });
  }

  /** Moves the focus to the field, with the text selected to be replaced; where one is in the results is kept. */
  override focus(options?: FocusOptions): void {
    void this.updateComplete.then(() => {
      this.field.focus(options);
      this.field.select();
    });
  }

  /** Moves the focus back to the results; on a touch screen without bringing up the keyboard. */
  focusResults(): void {
    if (matchMedia('(pointer: coarse)').matches) this.list.focus({ preventScroll: true });
    else this.field.focus({ preventScroll: true });
    this.#reveal();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    const workspaceId = this.#names.value?.workspace?.id ?? null;
    if (this.#workspaceId !== null && workspaceId !== this.#workspaceId) this.#edit('', 0);
    this.#workspaceId = workspaceId;
    this.#forgetLostChannels();
    if (changed.has('query') || changed.has('sort') || changed.has('explain'))
      this.#session.set({ text: this.query, sort: this.sort, ...(this.explain && { explain: true }) });
    this.#groups = optionGroups({
      text: this.query,
      suggestions: this.#suggestions.items,
      past: this.#kept.past,
      saved: this.#kept.saved,
      found: this.#found,
      isJoined: (id) => this.#names.value?.channels.has(id) ?? false,
    });
    const options = this.#options();
    if (this.#goToFirst && this.#session.state?.status === 'ready') {
      this.#goToFirst = false;
      const first = options.find(({ type }) => type === 'message') ?? options[0];
      this.active = first === undefined ? null : keyOf(first);
    }
    if (!options.some((option) => keyOf(option) === this.active)) this.active = null;
  }

  protected override updated(changed: PropertyValues): void {
    if (changed.has('active')) this.#reveal();
    this.#fill();
  }

  override render(): TemplateResult {
    return html`<div class="header" part="header">${this.#form()}</div>
      ${this.#filters()} ${this.#above()} ${this.#listbox()} ${this.#instead()} ${this.#below()}
      ${this.outerAnnouncer === undefined ? html`<div class="announcer" role="log" aria-live="polite"></div>` : nothing}`;
  }

  #form(): TemplateResult {
    const activeId = this.active === null ? nothing : 'active';
    return html`<form role="search" aria-label=${this.t('search.title')} @submit=${this.#submit}>
        <label class="search"
          >${icon('search')}<input
            class="input"
            part="input"
            type="text"
            role="combobox"
            inputmode="search"
            enterkeyhint="search"
            autocomplete="off"
            autocapitalize="off"
            spellcheck="false"
            maxlength="1000"
            aria-autocomplete="list"
            aria-expanded=${String(this.#groups.length > 0)}
            aria-controls="options"
            aria-activedescendant=${activeId}
            aria-label=${this.t('search.placeholder')}
            placeholder=${this.t('search.title')}
            .value=${this.query}
            @input=${this.#typed}
            @keydown=${this.#key}
        /></label>
        ${this.query === '' ? nothing : iconButton('x', this.t('search.clear'), this.#clear, 'clear')}
      </form>
      ${iconButton('x', this.t('action.close'), this.#close, 'close')}`;
  }

  /** The conditions as chips, and the menus of what was counted. */
  #filters(): TemplateResult | typeof nothing {
    if (this.query.trim() === '') return nothing;
    const view = {
      text: this.query,
      found: this.#found,
      names: this.#names.value ?? nobody,
      localizer: this.localizer,
      change: (text: string): void => {
        this.#edit(text, text.length);
        this.field.focus();
      },
    };
    return html`${chips(view)} ${facetMenus(view)}`;
  }

  /** How many there are and in which order, and what is to be known about them. */
  #above(): TemplateResult | typeof nothing {
    const found = this.#found;
    if (found === null || this.#session.state?.status === 'failed') return nothing;
    const { total } = found.messages;
    const { t } = this.localizer;
    return html`<div class="above">
      ${noticesOf(found, this.localizer)}
      ${
        found.didYouMean === null
          ? nothing
          : html`<p class="notice">
              <span
                >${t('search.didYouMean')}
                <button class="link" type="button" dir="auto" @click=${this.#correct}>
                  ${found.didYouMean}
                </button></span
              >
            </p>`
      }
      ${
        total === 0
          ? nothing
          : html`<div class="count">
              <span>${t('search.count', { count: total })}</span>
              ${this.#saveButton()}
              ${sortMenu(this.sort, this.localizer, (sort) => {
                this.sort = sort;
              })}
            </div>`
      }
    </div>`;
  }

  #saveButton(): TemplateResult {
    const saved = this.#kept.savedAs({ text: this.query }) !== undefined;
    const label = this.t(saved ? 'search.unsave' : 'search.save');
    return html`<button
      class="icon-button save"
      type="button"
      aria-pressed=${String(saved)}
      aria-label=${label}
      title=${label}
      @click=${() => void this.#kept.toggle({ text: this.query, sort: this.sort })}
    >
      ${icon('star')}
    </button>`;
  }

  #listbox(): TemplateResult {
    const { status, loadingMore } = this.#session.state ?? { status: 'idle', loadingMore: false };
    return html`<div
      id="options"
      class="list scroll"
      part="list"
      role="listbox"
      tabindex="-1"
      aria-label=${this.t('search.results')}
      aria-busy=${String(status === 'searching' || loadingMore)}
      ?hidden=${this.#groups.length === 0}
      @scroll=${this.#fill}
    >
      ${this.#groups.map(
        ({ label, options }) =>
          html`<div role="group" aria-labelledby=${label}>
            <div class="heading" id=${label} role="presentation">${this.t(label)}</div>
            ${repeat(options, keyOf, (option) => this.#option(option))}
          </div>`,
      )}
    </div>`;
  }

  #option(option: SearchOption): TemplateResult {
    const key = keyOf(option);
    const active = key === this.active;
    return html`<div
      id=${active ? 'active' : nothing}
      class="option ${option.type}"
      part="option"
      role="option"
      aria-selected=${String(active)}
      data-key=${key}
    >
      ${optionContent(option, {
        localizer: this.localizer,
        names: this.#names.value ?? nobody,
        found: this.#found,
        active,
      })}
    </div>`;
  }

  /** What stands in place of results. */
  #instead(): TemplateResult | typeof nothing {
    const { state } = this.#session;
    if (this.query.trim() === '' || state === null) return nothing;
    if (state.status === 'failed')
      return failedSearch(state, this.localizer, () => {
        this.#session.run();
      });
    const found = this.#found;
    if (found === null) return html`<div class="ghosts" aria-hidden="true">${ghosts()}</div>`;
    const nobodyElse = found.people.length === 0 && found.channels.length === 0;
    if (found.messages.total > 0 || !nobodyElse || state.status !== 'ready') return nothing;
    const widen = (): void => {
      this.#edit(withoutFilters(this.query));
    };
    const canWiden = filtersOf(this.query).length > 0 && withoutFilters(this.query) !== '';
    return nothingFound(this.query.trim(), this.localizer, canWiden ? widen : null);
  }

  #below(): TemplateResult | typeof nothing {
    const error = this.#joining.error ?? this.#session.moreFailed;
    if (error !== null)
      return html`<div class="problem error" role="alert">
        ${icon('circle-alert')}<span>${errorText(this.localizer, error)}</span>
        <button class="button small" type="button" @click=${this.#retry}>${this.t('action.retry')}</button>
      </div>`;
    if (this.query.trim() !== '' || this.#kept.past.length === 0) return nothing;
    return html`<button
      class="button small quiet forget"
      type="button"
      @click=${() => {
        this.#kept.forget();
        this.field.focus();
      }}
    >
      ${this.t('search.clearHistory')}
    </button>`;
  }

  readonly #typed = (): void => {
    this.#edit(this.field.value, this.field.selectionStart ?? this.field.value.length);
  };

  readonly #submit = (event: Event): void => {
    event.preventDefault();
    this.#enter();
  };

  readonly #key = (event: KeyboardEvent): void => {
    if (event.isComposing || event.altKey || event.ctrlKey || event.metaKey) return;
    const options = this.#options();
    const at = options.findIndex((option) => keyOf(option) === this.active);
    const option = options[at];
    const handled = ((): boolean => {
      switch (event.key) {
        case 'ArrowDown':
          return this.#move(options[at + 1] ?? options[0]);
        case 'ArrowUp':
          return this.#move(at === 0 ? undefined : (options[at - 1] ?? options.at(-1)));
        case 'Enter':
          this.#enter();
          return true;
        case 'Delete':
          return event.shiftKey && option !== undefined && this.#remove(option);
        case 'Escape':
          return this.#stepBack();
        default:
          return false;
      }
    })();
    if (!handled) return;
    event.preventDefault();
    event.stopPropagation();
  };

  #move(option: SearchOption | undefined): boolean {
    this.active = option === undefined ? null : keyOf(option);
    return true;
  }

  /** Goes to the option that one is at; else it searches, and stands at the first message. */
  #enter(): void {
    const option = this.#options().find((each) => keyOf(each) === this.active);
    if (option !== undefined) {
      this.#choose(option);
      return;
    }
    if (this.query.trim() === '') return;
    this.#suggestions.close();
    this.#kept.remember(this.query);
    this.#goToFirst = true;
    if (this.#found === null || this.#session.state?.status !== 'ready') this.#session.run();
    this.requestUpdate();
  }

  /** Escape leaves the results, then clears the field, then closes. */
  #stepBack(): boolean {
    if (this.active !== null) this.active = null;
    else if (this.query !== '') this.#clear();
    else this.#close();
    return true;
  }

  #choose(option: SearchOption): void {
    switch (option.type) {
      case 'suggestion': {
        const { text, caret } = completed(this.query, option.suggestion);
        this.#edit(text, caret);
        void this.updateComplete.then(() => {
          this.field.focus();
          this.field.setSelectionRange(caret, caret);
        });
        return;
      }
      case 'past':
        this.#edit(option.text);
        return;
      case 'saved':
        this.sort = option.saved.sort;
        this.#edit(option.saved.text);
        return;
      case 'person':
        this.#tell({ type: 'person', user: option.user });
        return;
      case 'channel':
        if (option.joined) this.#tell({ type: 'channel', channel: option.channel });
        else this.#join(option.channel);
        return;
      case 'message': {
        this.active = keyOf(option);
        const { message, ranges } = option.hit;
        this.#tell({ type: 'message', message, ranges });
      }
    }
  }

  #tell(result: FoundResult): void {
    this.#kept.remember(this.query);
    if (emit(this, 'fe-before-result', result, { cancelable: true })) emit(this, 'fe-result', result);
  }

  #join(channel: Channel): void {
    this.#joining.reset();
    this.#joining.start(
      async () => this.client?.channels.join(channel.id),
      () => {
        this.#tell({ type: 'channel', channel });
      },
    );
  }

  #remove(option: SearchOption): boolean {
    if (option.type === 'past') this.#kept.forget(option.text);
    else if (option.type === 'saved') void this.#kept.remove(option.saved);
    else return false;
    return true;
  }

  readonly #retry = (): void => {
    this.#joining.reset();
    if (this.#session.moreFailed !== null) void this.#session.more();
  };

  readonly #correct = (): void => {
    this.#edit(this.#found?.didYouMean ?? this.query);
    this.field.focus();
  };

  readonly #clear = (): void => {
    this.#edit('', 0);
    this.field.focus();
  };

  readonly #close = (): void => {
    emit(this, 'fe-close', {});
  };

  /** Takes another text; with a caret something is being written there, which can be completed. */
  #edit(text: string, caret: number | null = null): void {
    this.query = text;
    this.active = null;
    this.#goToFirst = false;
    this.#joining.reset();
    if (caret === null) this.#suggestions.close();
    else this.#suggestions.follow(text, caret);
  }

  /** Asks for the next page when its end is near. */
  readonly #fill = (): void => {
    const { state, moreFailed } = this.#session;
    if (state?.status !== 'ready' || state.found?.messages.next == null || state.loadingMore) return;
    if (moreFailed !== null || this.list.clientHeight === 0) return;
    const { scrollTop, scrollHeight, clientHeight } = this.list;
    if (scrollHeight - scrollTop - clientHeight < NEAR_END) void this.#session.more();
  };

  #reveal(): void {
    this.renderRoot.querySelector('#active')?.scrollIntoView({ block: 'nearest' });
  }

  /** What was found in a channel that the reader was removed from is looked for anew, and not shown meanwhile. */
  #forgetLostChannels(): void {
    const before = this.#channels;
    this.#channels = this.#names.value?.channels;
    if (before === undefined || before === this.#channels) return;
    const lost = ({ message }: SearchHit): boolean =>
      before.has(message.channelId) && this.#channels?.has(message.channelId) !== true;
    if (this.#found?.messages.items.some(lost) === true) this.#session.run();
  }

  #optionOf(event: Event): SearchOption | undefined {
    const element = event
      .composedPath()
      .find((target) => target instanceof HTMLElement && 'key' in target.dataset);
    const key = (element as HTMLElement | undefined)?.dataset['key'];
    return this.#options().find((option) => keyOf(option) === key);
  }

  #options(): readonly SearchOption[] {
    return this.#groups.flatMap(({ options }) => options);
  }

  /** What was found last, unless nothing is looked for. */
  get #found(): SearchFound | null {
    return this.query.trim() === '' ? null : (this.#session.state?.found ?? null);
  }
}

const ghosts = (): TemplateResult[] =>
  Array.from(
    { length: 4 },
    () => html`<div class="ghost"><span class="skeleton face"></span><span class="skeleton"></span></div>`,
  );
