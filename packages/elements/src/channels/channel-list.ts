import { html, nothing, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import type { ChannelId, ChannelState, WorkspaceState } from '@fechatter/client-sdk';
import { followWorkspace } from '../client/followed-state.ts';
import { StoreController } from '../client/store-controller.ts';
import { draftsOf } from '../composer/drafts.ts';
import { ChatElement } from '../element.ts';
import { emit } from '../events/events.ts';
import { icon } from '../icons/icons.ts';
import { controls } from '../styles/controls.styles.ts';
import { channelListStyles } from './channel-list.styles.ts';
import { remembered } from '../chat/remembered.ts';
import { ChannelListMenu } from './channel-list-menu.ts';
import { channelSections, isNamed, type ChannelEntry } from './channel-sections.ts';
import { directPartner, otherMembers } from './channel-title.ts';
import { listGhosts } from './list-ghosts.ts';

const MOST_SHOWN = 99;
const sectionNames = ['favourites', 'channels', 'direct'] as const;
type SectionName = (typeof sectionNames)[number];
/** What adds to a section. */
const addsTo = { favourites: null, channels: 'create', direct: 'direct' } as const;
/** Under what the folded sections are remembered. */
const FOLDED = 'folded-sections';

/**
 * The conversations of the caller: favourites, channels and people, with what is unread in them. One tab stop
 * for the search, one for the list: arrow keys go from one conversation to the next. Each has a menu, by its button, the
 * right mouse button or the keys for context menus, to mark it, mute it or keep it among the favourites.
 *
 * @tag fe-channel-list
 * @fires fe-channel-select - A conversation was chosen: `detail.channelId`.
 * @fires fe-open - A dialog is wanted: `detail.what` is `browse`, `create` or `direct`.
 * @fires fe-error - What was chosen in a menu failed; the reason is shown in place, too.
 * @csspart search - The search field.
 * @csspart list - What scrolls.
 * @csspart entry - One conversation.
 */
export class FeChannelList extends ChatElement {
  static override styles = [controls, channelListStyles];

  /** The conversation that is open. */
  @property({ attribute: 'channel-id' }) channelId: ChannelId | null = null;

  @state() private search = '';
  @state() private focusId: ChannelId | null = null;
  /** The sections that are folded up: of these only what is unread or open is shown. */
  @state() private folded: ReadonlySet<string> = new Set(remembered.get(FOLDED)?.split(' '));

  readonly #store = followWorkspace(this, 'channels', 'users', 'presence', 'me', 'workspace');

  readonly #menu = new ChannelListMenu(this, {
    client: () => this.client,
    localizer: () => this.localizer,
    focus: (channelId) => {
      this.focusId = channelId;
      this.#entries()
        .find((entry) => entry.dataset['id'] === channelId)
        ?.focus();
    },
  });

  readonly #drafted = new StoreController(
    this,
    () => this.client && draftsOf(this.client),
    (drafts) => drafts,
    (a, b) => a.size === b.size && [...a.keys()].every((id) => b.has(id)),
  );

  /** Moves the focus to the open conversation, or to the first one. */
  override focus(options?: FocusOptions): void {
    const stop = this.#entries().find((entry) => entry.tabIndex === 0);
    (stop ?? this.renderRoot.querySelector<HTMLElement>('.input'))?.focus(options);
  }

  override render(): TemplateResult {
    const store = this.#store.value;
    const ready = store !== undefined && store.workspace !== null;
    return html`<div class="top">
        <label class="search">
          ${icon('search')}
          <input
            class="input"
            part="search"
            type="search"
            aria-label=${this.t('channels.search')}
            placeholder=${this.t('channels.search')}
            autocomplete="off"
            .value=${this.search}
            @input=${(event: Event) => (this.search = (event.target as HTMLInputElement).value)}
            @keydown=${this.#searchKey}
          />
        </label>
      </div>
      <nav class="scroll" part="list" aria-label=${this.t('channels.label')} @keydown=${this.#key}>
        ${this.#menu.failure()} ${ready ? this.#sections(store) : listGhosts()}
      </nav>`;
  }

  #sections(store: WorkspaceState): TemplateResult {
    const searching = this.search.trim() !== '';
    const guest = store.me?.user.role === 'guest';
    const found = channelSections(store, this.localizer, this.search);
    const shown = (name: SectionName): readonly ChannelEntry[] =>
      searching || !this.folded.has(name)
        ? found[name]
        : found[name].filter(({ state }) => isLoud(state) || state.channel.id === this.channelId);
    const sections = sectionNames.map((name) => ({ name, entries: shown(name) }));
    const all = sections.flatMap(({ entries }) => entries);
    if (searching && all.length === 0) return this.#nothingFound();
    const stop = (this.#stop(all) ?? all[0])?.state.channel.id ?? null;
    return html`${sections.map(({ name, entries }) => {
      if (found[name].length === 0 && (searching || name === 'favourites')) return nothing;
      return html`<section>
        ${this.#heading(name, guest)}
        <ul>
          ${repeat(
            entries,
            ({ state }) => state.channel.id,
            (entry) => this.#row(entry, store, entry.state.channel.id === stop),
          )}
        </ul>
        ${name !== 'channels' || guest || searching ? nothing : this.#browse()}
      </section>`;
    })}`;
  }

  /** The name of a section, which folds it up; a button that adds to it stands behind. */
  #heading(name: SectionName, guest: boolean): TemplateResult {
    const opens = guest ? null : addsTo[name];
    const label = opens === 'create' ? this.t('channels.new') : this.t('channels.newDirect');
    return html`<div class="heading">
      <h3>
        <button
          class="fold"
          type="button"
          aria-expanded=${String(!this.folded.has(name))}
          @click=${() => {
            this.#fold(name);
          }}
        >
          ${this.t(`channels.${name}`)}${icon('chevron-down')}
        </button>
      </h3>
      ${
        opens === null
          ? nothing
          : html`<button
              class="icon-button"
              type="button"
              aria-label=${label}
              title=${label}
              @click=${() => emit(this, 'fe-open', { what: opens })}
            >
              ${icon('plus')}
            </button>`
      }
    </div>`;
  }

  #fold(name: SectionName): void {
    const folded = new Set(this.folded);
    if (!folded.delete(name)) folded.add(name);
    this.folded = folded;
    remembered.set(FOLDED, [...folded].join(' '));
  }

  #browse(): TemplateResult {
    return html`<button
      class="entry add"
      type="button"
      @click=${() => emit(this, 'fe-open', { what: 'browse' })}
    >
      ${icon('compass')}<span class="title">${this.t('channels.browse')}</span>
    </button>`;
  }

  #row(entry: ChannelEntry, store: WorkspaceState, stop: boolean): TemplateResult {
    const { id } = entry.state.channel;
    return html`<li
      @pointerenter=${() => {
        this.#menu.point(id);
      }}
      @contextmenu=${(event: Event) => {
        this.#menu.open(event, id);
      }}
    >
      ${this.#entry(entry, store, stop)}
      ${this.#menu.template(entry.state, entry.title, stop, id === this.channelId)}
    </li>`;
  }

  #entry({ state, title }: ChannelEntry, store: WorkspaceState, stop: boolean): TemplateResult {
    const { channel, membership, unread, mentions } = state;
    const current = channel.id === this.channelId;
    const loud = isLoud(state);
    const drafted = !current && this.#drafted.value?.has(channel.id) === true;
    return html`<button
      class="entry ${loud ? 'unread' : ''} ${membership.muted && !loud ? 'muted' : ''}"
      part="entry"
      type="button"
      data-id=${channel.id}
      tabindex=${stop ? 0 : -1}
      aria-current=${current ? 'true' : nothing}
      @click=${() => {
        this.#choose(channel.id);
      }}
    >
      ${this.#sign(state, title, store)}
      <span class="title" dir="auto">${title}</span>
      ${drafted ? html`<span class="small" role="img" aria-label=${this.t('channels.draft')}>${icon('pencil')}</span>` : nothing}
      ${membership.muted ? html`<span class="small" role="img" aria-label=${this.t('channels.muted')}>${icon('bell-off')}</span>` : nothing}
      ${loud ? this.#badge(unread, mentions, !isNamed(channel)) : nothing}
    </button>`;
  }

  #sign({ channel }: ChannelState, title: string, store: WorkspaceState): TemplateResult {
    if (channel.kind === 'public' || channel.kind === 'private') {
      return icon(channel.archivedAt !== null ? 'archive' : channel.kind === 'public' ? 'hash' : 'lock');
    }
    if (channel.kind === 'group') {
      return html`<span class="count" aria-hidden="true"
        >${otherMembers(channel, store.me?.user.id ?? null).length}</span
      >`;
    }
    const partner = directPartner(channel, store);
    return html`<fe-avatar
      small
      shape="circle"
      .name=${title}
      .src=${partner?.avatarUrl ?? null}
      .presence=${partner === undefined ? null : (store.presence.get(partner.id) ?? null)}
    ></fe-avatar>`;
  }

  #badge(unread: number, mentions: number, direct: boolean): TemplateResult {
    const counted = mentions > 0 ? mentions : unread;
    const spoken = [
      this.t('channels.unread', { count: unread }),
      ...(mentions > 0 ? [this.t('channels.mentions', { count: mentions })] : []),
    ];
    const text = `${mentions > 0 && !direct ? '@' : ''}${counted > MOST_SHOWN ? `${MOST_SHOWN}+` : this.localizer.number(counted)}`;
    return html`<span class="badge ${mentions > 0 || direct ? 'mention' : ''}" aria-hidden="true"
        >${text}</span
      ><span class="visually-hidden">, ${spoken.join(', ')}</span>`;
  }

  #nothingFound(): TemplateResult {
    return html`<div class="empty">
      <p>${this.t('channels.none', { query: this.search.trim() })}</p>
      <button class="button small" type="button" @click=${() => emit(this, 'fe-open', { what: 'browse' })}>
        ${this.t('channels.browse')}
      </button>
    </div>`;
  }

  #choose(channelId: ChannelId): void {
    this.search = '';
    emit(this, 'fe-channel-select', { channelId });
  }

  #stop(all: readonly ChannelEntry[]): ChannelEntry | undefined {
    const of = (id: ChannelId | null): ChannelEntry | undefined =>
      all.find(({ state }) => state.channel.id === id);
    return of(this.focusId) ?? of(this.channelId);
  }

  #searchKey(event: KeyboardEvent): void {
    if (event.isComposing) return;
    const first = this.#entries()[0];
    if (event.key === 'ArrowDown') {
      event.preventDefault();
      first?.focus();
    } else if (event.key === 'Enter' && this.search.trim() !== '') {
      event.preventDefault();
      first?.click();
    } else if (event.key === 'Escape' && this.search !== '') {
      event.stopPropagation();
      this.search = '';
    }
  }

  #key(event: KeyboardEvent): void {
    const entries = this.#entries();
    const at = entries.findIndex((entry) => entry.matches(':focus'));
    if (at === -1) return;
    const targets: Readonly<Record<string, number>> = {
      ArrowDown: at + 1,
      ArrowUp: at - 1,
      Home: 0,
      End: entries.length - 1,
    };
    const target = targets[event.key];
    if (target === undefined) return;
    event.preventDefault();
    const entry = entries[Math.max(0, Math.min(target, entries.length - 1))];
    entry?.focus();
    this.focusId = entry?.dataset['id'] ?? null;
  }

  #entries(): HTMLElement[] {
    return [...this.renderRoot.querySelectorAll<HTMLElement>('.entry[data-id]')];
  }
}

/** Whether what is unread calls for attention: in a muted conversation only a mention does. */
function isLoud({ unread, mentions, membership }: ChannelState): boolean {
  return unread > 0 && (!membership.muted || mentions > 0);
}
