import { consume } from '@lit/context';
import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import type { Channel, SearchFound, SearchHit, SearchSort, WorkspaceState } from '@fechatter/client-sdk';
import {
  AnnouncerController,
  announcerContext,
  announcerStyles,
  type Announcer,
} from '../announcer/announcer.ts';
import { ActionController } from '../client/action-controller.ts';
import { followWorkspace } from '../client/followed-state.ts';
import { ChatElement } from '../element.ts';
import { emit, type FoundResult } from '../events/events.ts';
import { iconButton } from '../icons/icon-button.ts';
import { icon } from '../icons/icons.ts';
import { errorText } from '../localize/error-text.ts';
import { controls } from '../styles/controls.styles.ts';
import { SearchAnnouncement } from './announcement.ts';
import { chips, facetMenus } from './filters.ts';
import { foundSummary } from './found-summary.ts';
import { KeptSearches } from './kept-searches.ts';
import { failedSearch, nothingFound, stillSearching } from './notices.ts';
import { OptionList } from './option-list.ts';
import { optionGroups, type SearchOption } from './options.ts';
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

  @query('input') private readonly field!: HTMLInputElement;
  @query('.list') private readonly list!: HTMLElement;

  readonly #names = followWorkspace(this, 'users', 'channels', 'me', 'workspace');
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
  readonly #options = new OptionList(this, {
    view: () => ({ localizer: this.localizer, names: this.#names.value ?? nobody, found: this.#found }),
    choose: (option) => {
      this.#choose(option);
    },
    remove: (option) => this.#remove(option),
  });
  #workspaceId: string | null = null;
  #channels: WorkspaceState['channels'] | undefined;

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
    this.#options.reveal();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    const workspaceId = this.#names.value?.workspace?.id ?? null;
    if (this.#workspaceId !== null && workspaceId !== this.#workspaceId) this.#edit('', 0);
    this.#workspaceId = workspaceId;
    this.#forgetLostChannels();
    if (changed.has('query') || changed.has('sort') || changed.has('explain'))
      this.#session.set({ text: this.query, sort: this.sort, ...(this.explain && { explain: true }) });
    this.#options.set(
      optionGroups({
        text: this.query,
        suggestions: this.#suggestions.items,
        past: this.#kept.past,
        saved: this.#kept.saved,
        found: this.#found,
        isJoined: (id) => this.#names.value?.channels.has(id) ?? false,
      }),
      this.#session.state?.status === 'ready',
    );
  }

  protected override updated(): void {
    this.#fill();
  }

  override render(): TemplateResult {
    return html`<div class="header" part="header">${this.#form()}</div>
      ${this.#filters()} ${this.#above()} ${this.#listbox()} ${this.#instead()} ${this.#below()}
      ${this.outerAnnouncer === undefined ? html`<div class="announcer" role="log" aria-live="polite"></div>` : nothing}`;
  }

  #form(): TemplateResult {
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
            aria-expanded=${String(!this.#options.empty)}
            aria-controls="options"
            aria-activedescendant=${this.#options.active === undefined ? nothing : 'active'}
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

  #above(): TemplateResult | typeof nothing {
    const found = this.#found;
    if (found === null || this.#session.state?.status === 'failed') return nothing;
    return foundSummary({
      found,
      sort: this.sort,
      saved: this.#kept.savedAs({ text: this.query }) !== undefined,
      localizer: this.localizer,
      correct: (text) => {
        this.#edit(text);
        this.field.focus();
      },
      toggleSaved: () => void this.#kept.toggle({ text: this.query, sort: this.sort }),
      sortBy: (sort) => {
        this.sort = sort;
      },
    });
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
      ?hidden=${this.#options.empty}
      @scroll=${this.#fill}
    >
      ${this.#options.render()}
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
    if (found === null) return stillSearching();
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
    const { active } = this.#options;
    const handled = ((): boolean => {
      switch (event.key) {
        case 'ArrowDown':
          this.#options.next();
          return true;
        case 'ArrowUp':
          this.#options.previous();
          return true;
        case 'Enter':
          this.#enter();
          return true;
        case 'Delete':
          return event.shiftKey && active !== undefined && this.#remove(active);
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

  /** Goes to the option that one is at; else it searches, and stands at the first message. */
  #enter(): void {
    const option = this.#options.active;
    if (option !== undefined) {
      this.#choose(option);
      return;
    }
    if (this.query.trim() === '') return;
    this.#suggestions.close();
    this.#kept.remember(this.query);
    this.#options.awaitFirst();
    if (this.#found === null || this.#session.state?.status !== 'ready') this.#session.run();
  }

  /** Escape leaves the results, then clears the field, then closes. */
  #stepBack(): boolean {
    if (this.#options.active !== undefined) this.#options.activate(undefined);
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
        this.#options.activate(option);
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
    this.#options.reset();
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

  /** What was found in a channel that the reader was removed from is looked for anew, and not shown meanwhile. */
  #forgetLostChannels(): void {
    const before = this.#channels;
    this.#channels = this.#names.value?.channels;
    if (before === undefined || before === this.#channels) return;
    const lost = ({ message }: SearchHit): boolean =>
      before.has(message.channelId) && this.#channels?.has(message.channelId) !== true;
    if (this.#found?.messages.items.some(lost) === true) this.#session.run();
  }

  /** What was found last, unless nothing is looked for. */
  get #found(): SearchFound | null {
    return this.query.trim() === '' ? null : (this.#session.state?.found ?? null);
  }
}
