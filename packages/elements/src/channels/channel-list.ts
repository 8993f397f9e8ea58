import { html, nothing, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import type { ChannelId, ChannelState, WorkspaceState } from '@fechatter/client-sdk';
import { StoreController } from '../client/store-controller.ts';
import { draftsOf } from '../composer/drafts.ts';
import { ChatElement } from '../element.ts';
import { emit } from '../events/events.ts';
import { icon } from '../icons/icons.ts';
import { controls } from '../styles/controls.styles.ts';
import { channelListStyles } from './channel-list.styles.ts';
import { channelSections, isNamed, type ChannelEntry } from './channel-sections.ts';
import { directPartner, otherMembers } from './channel-title.ts';

const MOST_SHOWN = 99;

/**
 * The conversations of the caller: favourites, channels and people, with what is unread in them. One tab stop
 * for the search, one for the list: arrow keys go from one conversation to the next.
 *
 * @tag fe-channel-list
 * @fires fe-channel-select - A conversation was chosen: `detail.channelId`.
 * @fires fe-open - A dialog is wanted: `detail.what` is `browse`, `create` or `direct`.
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

  readonly #store = new StoreController<WorkspaceState, WorkspaceState>(
    this,
    () => this.client?.store,
    (store) => store,
    (a, b) =>
      a.channels === b.channels &&
      a.users === b.users &&
      a.presence === b.presence &&
      a.me === b.me &&
      a.workspace === b.workspace,
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
        ${ready ? this.#sections(store) : this.#skeletons()}
      </nav>`;
  }

  #sections(store: WorkspaceState): TemplateResult {
    const { favourites, channels, direct } = channelSections(store, this.localizer, this.search);
    const all = [...favourites, ...channels, ...direct];
    if (this.search.trim() !== '' && all.length === 0) return this.#nothingFound();
    const searching = this.search.trim() !== '';
    const guest = store.me?.user.role === 'guest';
    const stop = (this.#stop(all) ?? all[0])?.state.channel.id ?? null;
    const list = (entries: readonly ChannelEntry[]): TemplateResult =>
      html`<ul>
        ${repeat(
          entries,
          ({ state }) => state.channel.id,
          (entry) => html`<li>${this.#entry(entry, store, entry.state.channel.id === stop)}</li>`,
        )}
      </ul>`;
    return html`${
      favourites.length === 0
        ? nothing
        : html`<section>${this.#heading('channels.favourites')}${list(favourites)}</section>`
    }
    ${
      searching && channels.length === 0
        ? nothing
        : html`<section>
            ${this.#heading('channels.channels', guest ? null : 'create')}${list(channels)}
            ${guest || searching ? nothing : this.#browse()}
          </section>`
    }
    ${
      searching && direct.length === 0
        ? nothing
        : html`<section>${this.#heading('channels.direct', guest ? null : 'direct')}${list(direct)}</section>`
    }`;
  }

  #heading(
    key: 'channels.favourites' | 'channels.channels' | 'channels.direct',
    opens: 'create' | 'direct' | null = null,
  ): TemplateResult {
    const label = opens === 'create' ? this.t('channels.new') : this.t('channels.newDirect');
    return html`<div class="heading">
      <h3>${this.t(key)}</h3>
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

  #browse(): TemplateResult {
    return html`<button
      class="entry add"
      type="button"
      @click=${() => emit(this, 'fe-open', { what: 'browse' })}
    >
      ${icon('compass')}<span class="title">${this.t('channels.browse')}</span>
    </button>`;
  }

  #entry({ state, title }: ChannelEntry, store: WorkspaceState, stop: boolean): TemplateResult {
    const { channel, membership, unread, mentions } = state;
    const current = channel.id === this.channelId;
    const loud = unread > 0 && (!membership.muted || mentions > 0);
    const drafted = !current && this.client !== undefined && draftsOf(this.client).has(channel.id);
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

  #skeletons(): TemplateResult {
    return html`<div class="skeletons" aria-hidden="true">
      ${Array.from({ length: 8 }, () => html`<span class="skeleton"></span>`)}
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
