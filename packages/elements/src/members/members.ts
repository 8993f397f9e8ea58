import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import type { ChannelId, ChannelMember, User } from '@fechatter/client-sdk';
import { moderates } from '../channels/channel-title.ts';
import { ActionController } from '../client/action-controller.ts';
import { PageList } from '../client/page-list.ts';
import { StoreController } from '../client/store-controller.ts';
import type { MenuItem } from '../dialogs/menu.ts';
import { ChatElement } from '../element.ts';
import { emit, type FeEventOf } from '../events/events.ts';
import { icon } from '../icons/icons.ts';
import { errorText } from '../localize/error-text.ts';
import { controls } from '../styles/controls.styles.ts';
import { membersStyles } from './members.styles.ts';
import { peopleStyles } from './people.styles.ts';

interface Row {
  readonly member: ChannelMember;
  readonly user: User;
}

/**
 * The people of a conversation: to find, to write to, and for whoever may to add, remove and give roles.
 *
 * @tag fe-members
 * @fires fe-close - The panel is to be closed.
 * @fires fe-profile - The reader wants to know who somebody is.
 * @fires fe-channel-select - A direct conversation was opened: `detail.channelId`.
 * @fires fe-error - A change failed; the reason is shown in place, too.
 * @csspart header - The bar with the heading.
 * @csspart list - What scrolls.
 */
export class FeMembers extends ChatElement {
  static override styles = [controls, peopleStyles, membersStyles];

  /** The conversation whose people are shown. */
  @property({ attribute: 'channel-id' }) channelId: ChannelId | null = null;

  @state() private adding = false;

  readonly #channel = new StoreController(
    this,
    () => this.client?.store,
    ({ channels }) => channels.get(this.channelId ?? ''),
  );
  readonly #people = new StoreController(
    this,
    () => this.client?.store,
    (store) => store,
    (a, b) => a.users === b.users && a.me === b.me && a.presence === b.presence,
  );
  readonly #members = new PageList<Row>(this, (q, cursor) =>
    this.channelId === null ? undefined : this.client?.channels.members(this.channelId, query(q, cursor)),
  );
  readonly #found = new PageList<User>(this, (q, cursor) => this.client?.users.search(query(q, cursor)));
  readonly #action = new ActionController(this);
  #countSeen = -1;

  /** Moves the focus to the search, or where that would bring up a keyboard on the screen, to the first button. */
  override focus(options?: FocusOptions): void {
    const first = matchMedia('(pointer: coarse)').matches ? '.header button' : '.tools .input';
    this.renderRoot.querySelector<HTMLElement>(first)?.focus(options);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('channelId') && !changed.has('client')) return;
    this.adding = false;
    this.#action.reset();
    this.#members.load('', { clear: true });
  }

  protected override updated(): void {
    const count = this.#channel.value?.channel.memberCount ?? -1;
    if (count !== this.#countSeen && this.#countSeen !== -1) this.#members.load(this.#members.q);
    this.#countSeen = count;
  }

  override render(): TemplateResult {
    const named = this.#channel.value?.channel.kind;
    const mayAdd =
      (named === 'public' || named === 'private') && this.#channel.value?.channel.archivedAt === null;
    return html`<div class="header" part="header">
        ${
          this.adding
            ? html`<button
                class="icon-button"
                type="button"
                aria-label=${this.t('action.back')}
                title=${this.t('action.back')}
                @click=${this.#endAdding}
              >
                ${icon('chevron-left')}
              </button>`
            : nothing
        }
        <h2>${this.t(this.adding ? 'members.add' : 'members.title')}</h2>
        ${
          mayAdd && !this.adding
            ? html`<button
                class="icon-button add"
                type="button"
                aria-label=${this.t('members.add')}
                title=${this.t('members.add')}
                @click=${this.#beginAdding}
              >
                ${icon('user-plus')}
              </button>`
            : nothing
        }
        <button
          class="icon-button"
          type="button"
          aria-label=${this.t('action.close')}
          title=${this.t('action.close')}
          @click=${() => emit(this, 'fe-close', {})}
        >
          ${icon('x')}
        </button>
      </div>
      ${this.#failure(this.#action.error)} ${this.adding ? this.#addView() : this.#memberView()}`;
  }

  #search(list: PageList<Row> | PageList<User>, label: string): TemplateResult {
    return html`<div class="tools">
      <label class="search"
        >${icon('search')}<input
          class="input"
          type="search"
          autocomplete="off"
          aria-label=${label}
          placeholder=${label}
          .value=${list.q}
          @input=${(event: Event) => {
            list.search((event.target as HTMLInputElement).value);
          }}
      /></label>
    </div>`;
  }

  #memberView(): TemplateResult {
    const rows = this.#members.items;
    return html`${this.#search(this.#members, this.t('members.search'))}
      <div class="list scroll people" part="list">
        ${this.#failure(this.#members.error)}
        ${
          rows === null
            ? this.#ghosts()
            : rows.length === 0
              ? html`<p class="empty">${this.t('members.none', { query: this.#members.q })}</p>`
              : html`<ul>
                  ${repeat(
                    rows,
                    ({ user }) => user.id,
                    (row) => html`<li>${this.#member(row)}</li>`,
                  )}
                </ul>`
        }
        ${this.#more(this.#members)}
      </div>`;
  }

  #member({ member, user: known }: Row): TemplateResult {
    const user = this.#people.value?.users.get(known.id) ?? known;
    const items = this.#menu(member, user);
    const role =
      member.role === 'member' ? '' : this.t(member.role === 'owner' ? 'members.owner' : 'members.moderator');
    return html`<div class="person">
      <fe-avatar
        .name=${user.name}
        .src=${user.avatarUrl}
        .presence=${this.#people.value?.presence.get(user.id) ?? null}
      ></fe-avatar>
      <button class="who" type="button" @click=${() => emit(this, 'fe-profile', { userId: user.id })}>
        <span class="name" dir="auto"
          >${user.id === this.#meId ? this.t('channels.you', { name: user.name }) : user.name}</span
        >
        ${this.#line(user)}
      </button>
      ${role === '' ? nothing : html`<span class="tag">${role}</span>`}
      ${
        items.length === 0
          ? nothing
          : html`<fe-menu
              label=${this.t('members.actions', { name: user.name })}
              .items=${items}
              @fe-menu-select=${(event: FeEventOf<'fe-menu-select'>) => {
                event.stopPropagation();
                this.#choose(event.detail.id, user);
              }}
            ></fe-menu>`
      }
    </div>`;
  }

  #line(user: User): TemplateResult | typeof nothing {
    const text = user.status === null ? user.title : `${user.status.emoji} ${user.status.text}`.trim();
    return text === '' ? nothing : html`<span class="more" dir="auto">${text}</span>`;
  }

  #menu(member: ChannelMember, user: User): MenuItem[] {
    const channel = this.#channel.value;
    const { t } = this;
    const me = user.id === this.#meId;
    const named = channel?.channel.kind === 'public' || channel?.channel.kind === 'private';
    const rules =
      named && moderates(channel, this.#people.value?.me ?? null) && !me && member.role !== 'owner';
    const owner = channel?.membership.role === 'owner';
    const entries: (MenuItem & { readonly shown: boolean })[] = [
      { id: 'message', label: t('members.message'), icon: 'message-square', shown: !me },
      {
        id: 'moderator',
        label: t('members.makeModerator'),
        icon: 'shield',
        separate: true,
        shown: rules && member.role === 'member',
      },
      {
        id: 'member',
        label: t('members.makeMember'),
        icon: 'users',
        separate: true,
        shown: rules && member.role === 'moderator',
      },
      { id: 'owner', label: t('members.makeOwner'), icon: 'star', shown: named && owner && !me },
      {
        id: 'remove',
        label: t('members.remove'),
        icon: 'user-minus',
        danger: true,
        separate: true,
        shown: rules,
      },
    ];
    return entries.filter((entry) => entry.shown);
  }

  #choose(id: string, user: User): void {
    const { client, channelId } = this;
    if (client === undefined || channelId === null) return;
    const reload = (): void => {
      this.#members.load(this.#members.q);
    };
    this.#action.reset();
    switch (id) {
      case 'message':
        this.#action.start(
          () => client.channels.direct(user.id),
          (channel) => emit(this, 'fe-channel-select', { channelId: channel.id }),
        );
        break;
      case 'remove':
        this.#action.start(() => client.channels.removeMember(channelId, user.id), reload);
        break;
      case 'moderator':
      case 'member':
      case 'owner':
        this.#action.start(() => client.channels.setMemberRole(channelId, user.id, id), reload);
        break;
    }
  }

  readonly #beginAdding = (): void => {
    this.adding = true;
    this.#action.reset();
    this.#found.load('', { clear: true });
    void this.updateComplete.then(() => {
      this.focus();
    });
  };

  readonly #endAdding = (): void => {
    this.adding = false;
    void this.updateComplete.then(() => {
      this.renderRoot.querySelector<HTMLElement>('.header .add')?.focus();
    });
  };

  #addView(): TemplateResult {
    const people = this.#found.items?.filter((user) => !user.removed) ?? null;
    const members = new Set(this.#members.items?.map(({ user }) => user.id));
    return html`${this.#search(this.#found, this.t('members.addSearch'))}
      <div class="list scroll people" part="list">
        ${this.#failure(this.#found.error)}
        ${
          people === null
            ? this.#ghosts()
            : people.length === 0
              ? html`<p class="empty">${this.t('direct.none', { query: this.#found.q })}</p>`
              : html`<ul>
                  ${repeat(
                    people,
                    ({ id }) => id,
                    (user) => html`<li>${this.#candidate(user, members.has(user.id))}</li>`,
                  )}
                </ul>`
        }
        ${this.#more(this.#found)}
      </div>`;
  }

  #candidate(user: User, member: boolean): TemplateResult {
    return html`<div class="person">
      <fe-avatar .name=${user.name} .src=${user.avatarUrl}></fe-avatar>
      <span class="who"><span class="name" dir="auto">${user.name}</span>${this.#line(user)}</span>
      ${
        member
          ? html`<span class="tag">${this.t('members.isMember')}</span>`
          : html`<button
              class="button small"
              type="button"
              aria-label=${this.t('members.addAction', { name: user.name })}
              ?disabled=${this.#action.running}
              @click=${() => {
                this.#add(user);
              }}
            >
              ${this.t('members.addShort')}
            </button>`
      }
    </div>`;
  }

  #add(user: User): void {
    const { client, channelId } = this;
    if (client === undefined || channelId === null) return;
    this.#action.start(
      () => client.channels.addMembers(channelId, [user.id]),
      () => {
        this.#members.load();
      },
    );
  }

  #more(list: PageList<Row> | PageList<User>): TemplateResult | typeof nothing {
    if (!list.hasMore) return nothing;
    return html`<button
      class="button small quiet more-button"
      type="button"
      @click=${() => {
        list.more();
      }}
    >
      ${this.t('action.showMore')}
    </button>`;
  }

  #failure(error: unknown): TemplateResult | typeof nothing {
    if (error === null) return nothing;
    return html`<p class="error" role="alert">
      ${icon('circle-alert')}<span>${errorText(this.localizer, error)}</span>
    </p>`;
  }

  #ghosts(): TemplateResult[] {
    return Array.from({ length: 5 }, () => html`<span class="skeleton ghost"></span>`);
  }

  get #meId(): string | null {
    return this.#people.value?.me?.user.id ?? null;
  }
}

function query(q: string, cursor: string | null): { q?: string; cursor?: string } {
  return { ...(q === '' ? {} : { q }), ...(cursor === null ? {} : { cursor }) };
}
