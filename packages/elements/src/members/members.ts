import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import type { ChannelId, ChannelMember, User } from '@fechatter/client-sdk';
import { isNamed } from '../channels/channel-sections.ts';
import { moderates } from '../channels/channel-title.ts';
import { ActionController } from '../client/action-controller.ts';
import { EventController } from '../client/event-controller.ts';
import { KeptFocus } from '../client/kept-focus.ts';
import { isAhead, MomentController } from '../client/moment-controller.ts';
import { PageList } from '../client/page-list.ts';
import { pageRows, searchField } from '../client/page-list-pieces.ts';
import { followChannel, followWorkspace } from '../client/followed-state.ts';
import type { MenuItem } from '../dialogs/menu.ts';
import { ChatElement } from '../element.ts';
import { attempt } from '../events/attempt.ts';
import { emit, type FeEventOf } from '../events/events.ts';
import { iconButton } from '../icons/icon-button.ts';
import { errorLine } from '../localize/error-line.ts';
import { PersonActController } from '../moderation/person-act-controller.ts';
import { isPersonAct, personActItems } from '../moderation/person-acts.ts';
import { statusText } from '../profile/status-text.ts';
import { controls } from '../styles/controls.styles.ts';
import { membersStyles } from './members.styles.ts';
import { peopleStyles } from './people.styles.ts';
import { personRow } from './person-row.ts';

interface Row {
  readonly member: ChannelMember;
  readonly user: User;
}

/**
 * The people of a conversation: to find, to write to, to block and report, and for whoever may to add, to remove, to
 * silence, to ban and to give roles.
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
  @state() private bans = false;

  readonly #channel = followChannel(this);
  readonly #people = followWorkspace(this, 'users', 'me', 'presence');
  readonly #members = new PageList<Row>(this, (q, cursor) =>
    this.channelId === null ? undefined : this.client?.channels.members(this.channelId, query(q, cursor)),
  );
  readonly #found = new PageList<User>(this, (q, cursor) => this.client?.users.search(query(q, cursor)));
  readonly #action = new ActionController(this);
  readonly #acts = new PersonActController(this);
  #countSeen = -1;

  constructor() {
    super();
    // Who is removed takes along the menu that it was done with.
    new KeptFocus(this, () => this);
    new MomentController(this, () => this.#members.items?.map(({ member }) => member.silencedUntil) ?? []);
    new EventController(
      this,
      () => this.client?.events,
      (event) => {
        if (event.type === 'member.updated' && event.data.member.channelId === this.channelId)
          this.#members.load(this.#members.q);
      },
    );
  }

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
    const channel = this.#channel.value?.channel;
    const mayAdd = channel !== undefined && isNamed(channel) && channel.archivedAt === null;
    return html`<div class="header" part="header">
        ${this.adding ? iconButton('chevron-left', this.t('action.back'), this.#endAdding) : nothing}
        <h2>${this.t(this.adding ? 'members.add' : 'members.title')}</h2>
        ${this.#rules && !this.adding ? iconButton('ban', this.t('moderation.bans'), () => void this.#openBans(), 'ban') : nothing}
        ${mayAdd && !this.adding ? iconButton('user-plus', this.t('members.add'), this.#beginAdding, 'add') : nothing}
        ${iconButton('x', this.t('action.close'), () => emit(this, 'fe-close', {}))}
      </div>
      ${errorLine(this.localizer, this.#action.error)} ${this.adding ? this.#addView() : this.#memberView()}
      ${this.#acts.dialog()}
      ${
        this.bans
          ? html`<fe-bans channel-id=${this.channelId ?? ''} @close=${() => (this.bans = false)}></fe-bans>`
          : nothing
      }`;
  }

  #memberView(): TemplateResult {
    return html`<div class="tools">${searchField(this.#members, this.t('members.search'))}</div>
      <div class="list scroll people" part="list">
        ${pageRows(this.#members, this.localizer, {
          key: ({ user }) => user.id,
          row: (row) => this.#member(row),
          none: this.t('members.none', { query: this.#members.q }),
        })}
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
        ${this.#line(user, member.silencedUntil)}
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

  #line(user: User, silencedUntil: string | null): TemplateResult {
    return isAhead(silencedUntil)
      ? html`<span class="more muted"
          >${this.t('moderation.silencedUntil', { time: this.localizer.until(silencedUntil) })}</span
        >`
      : html`<span class="more" dir="auto">${lineAbout(user)}</span>`;
  }

  #menu(member: ChannelMember, user: User): MenuItem[] {
    const channel = this.#channel.value;
    const { t } = this;
    const me = user.id === this.#meId;
    const named = channel !== undefined && isNamed(channel.channel);
    const rules = this.#rules && !me && member.role !== 'owner';
    const owner = channel?.membership.role === 'owner';
    const rights = {
      meId: this.#meId,
      rules,
      silenced: isAhead(member.silencedUntil),
      blockedIds: this.#people.value?.me?.blockedIds ?? [],
    };
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
      ...personActItems(user, rights, this.localizer).map((item) => ({ ...item, shown: true })),
      { id: 'remove', label: t('members.remove'), icon: 'user-minus', danger: true, shown: rules },
    ];
    return entries.filter((entry) => entry.shown);
  }

  /** Whether the reader keeps order here. */
  get #rules(): boolean {
    const channel = this.#channel.value;
    return (
      channel !== undefined && isNamed(channel.channel) && moderates(channel, this.#people.value?.me ?? null)
    );
  }

  async #openBans(): Promise<void> {
    if (await attempt(this, import('../define/fe-bans.ts'))) this.bans = true;
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
      default:
        if (isPersonAct(id)) void this.#acts.start({ act: id, userId: user.id, channelId });
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
    const members = new Set(this.#members.items?.map(({ user }) => user.id));
    return html`<div class="tools">${searchField(this.#found, this.t('members.addSearch'))}</div>
      <div class="list scroll people" part="list">
        ${pageRows(this.#found, this.localizer, {
          key: ({ id }) => id,
          row: (user) => this.#candidate(user, members.has(user.id)),
          where: ({ removed }) => !removed,
          none: this.t('direct.none', { query: this.#found.q }),
        })}
      </div>`;
  }

  #candidate(user: User, member: boolean): TemplateResult {
    const { t } = this;
    const { name } = user;
    const add = {
      text: t('members.addShort'),
      label: t('members.addAction', { name }),
      busy: this.#action.running,
      press: () => {
        this.#add(user);
      },
    };
    return personRow(user, lineAbout(user), member ? t('members.isMember') : add);
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

  get #meId(): string | null {
    return this.#people.value?.me?.user.id ?? null;
  }
}

function lineAbout({ status, title }: User): string {
  return status === null ? title : statusText(status);
}

function query(q: string, cursor: string | null): { q?: string; cursor?: string } {
  return { ...(q === '' ? {} : { q }), ...(cursor === null ? {} : { cursor }) };
}
