import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import { limits, type Channel, type ChannelId, type ChannelState, type User } from '@fechatter/client-sdk';
import { ActionController } from '../client/action-controller.ts';
import { formValue } from '../client/form-value.ts';
import { followChannel, followWorkspace } from '../client/followed-state.ts';
import { ChatElement } from '../element.ts';
import { emit, type FeEventOf } from '../events/events.ts';
import { iconButton } from '../icons/icon-button.ts';
import { icon } from '../icons/icons.ts';
import { errorLine } from '../localize/error-line.ts';
import { errorText, fieldError } from '../localize/error-text.ts';
import { statusText } from '../profile/status-text.ts';
import { controls } from '../styles/controls.styles.ts';
import type { MenuItem } from '../dialogs/menu.ts';
import { PersonActController } from '../moderation/person-act-controller.ts';
import { isPersonAct, personActItems, type PersonAct } from '../moderation/person-acts.ts';
import { channelHeaderStyles } from './channel-header.styles.ts';
import { channelMenu } from './channel-menu.ts';
import { preferenceChange } from './channel-preferences.ts';
import { channelReference, channelTitle, directPartner } from './channel-title.ts';
import { isNamed } from './channel-sections.ts';

type Question = 'edit' | 'archive' | 'leave';

/**
 * What a conversation is called and is for, with its members and settings.
 *
 * @tag fe-channel-header
 * @slot - More buttons, before the members.
 * @fires fe-back - The way back to the list was chosen, where only one pane is shown.
 * @fires fe-open - The members or the search are wanted: `detail.what` is `members` or `search`.
 * @fires fe-close - The members are to be hidden.
 * @fires fe-profile - The other person's profile is wanted.
 * @fires fe-error - A change failed; the reason is shown in place, too.
 * @csspart header - The bar.
 * @csspart title - The name.
 */
export class FeChannelHeader extends ChatElement {
  static override styles = [controls, channelHeaderStyles];

  /** The conversation that is described. */
  @property({ attribute: 'channel-id' }) channelId: ChannelId | null = null;
  /** Whether the members are shown beside it. */
  @property({ type: Boolean, attribute: 'members-open', reflect: true }) membersOpen = false;
  /** Whether the search is shown beside it. */
  @property({ type: Boolean, attribute: 'search-open', reflect: true }) searchOpen = false;

  @state() private question: Question | null = null;

  readonly #channel = followChannel(this);
  readonly #people = followWorkspace(this, 'users', 'me', 'presence');
  readonly #action = new ActionController(this);
  readonly #acts = new PersonActController(this);

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('channelId')) return;
    this.question = null;
    this.#action.reset();
  }

  override render(): TemplateResult {
    const channel = this.#channel.value;
    return html`<div class="header" part="header">
        ${iconButton('chevron-left', this.t('action.back'), () => emit(this, 'fe-back', {}), 'back')}
        ${channel === undefined ? nothing : this.#about(channel)}
      </div>
      ${channel === undefined ? nothing : html`${this.#notice(channel.channel)} ${this.#dialog(channel)}`}
      ${this.#acts.dialog()}`;
  }

  #about(state: ChannelState): TemplateResult {
    const { channel, membership } = state;
    const title = this.#title(channel);
    const favourite = this.t(membership.favourite ? 'header.unfavourite' : 'header.favourite');
    return html`${this.#sign(channel, title)}
      <div class="names">
        <h2 part="title" dir="auto">${title}</h2>
        ${this.#below(channel)}
      </div>
      <button
        class="icon-button seek"
        type="button"
        aria-expanded=${String(this.searchOpen)}
        aria-label=${this.t('search.title')}
        aria-keyshortcuts="Control+Shift+F"
        title=${this.t('search.title')}
        @click=${() => emit(this, 'fe-open', { what: 'search' })}
      >
        ${icon('search')}<span>${this.t('search.title')}</span>
      </button>
      <slot></slot>
      ${
        isNamed(channel)
          ? html`<button
              class="icon-button favourite"
              type="button"
              aria-pressed=${String(membership.favourite)}
              aria-label=${favourite}
              title=${favourite}
              @click=${() => {
                this.#choose('favourite', state);
              }}
            >
              ${icon('star')}
            </button>`
          : nothing
      }
      ${channel.kind === 'direct' ? nothing : this.#members(channel)}
      <fe-menu
        label=${this.t('header.menu')}
        .items=${[...channelMenu(state, this.#people.value?.me ?? null, this.localizer), ...this.#partnerItems(channel)]}
        @fe-menu-select=${(event: FeEventOf<'fe-menu-select'>) => {
          event.stopPropagation();
          this.#choose(event.detail.id, state);
        }}
      ></fe-menu>`;
  }

  #sign(channel: Channel, title: string): TemplateResult {
    const partner = this.#partner(channel);
    if (partner === undefined) {
      const name = channel.kind === 'public' ? 'hash' : channel.kind === 'private' ? 'lock' : 'users';
      return html`<span class="sign">${icon(name)}</span>`;
    }
    return html`<button
      type="button"
      aria-label=${this.t('header.profile', { name: title })}
      @click=${() => emit(this, 'fe-profile', { userId: partner.id })}
    >
      <fe-avatar
        shape="circle"
        .name=${title}
        .src=${partner.avatarUrl}
        .presence=${this.#people.value?.presence.get(partner.id) ?? null}
      ></fe-avatar>
    </button>`;
  }

  #below(channel: Channel): TemplateResult | typeof nothing {
    const partner = this.#partner(channel);
    const text = partner === undefined ? channel.description : this.#lineAbout(partner);
    return text === '' ? nothing : html`<p class="description" dir="auto" title=${text}>${text}</p>`;
  }

  #lineAbout({ id, status, title }: User): string {
    if (status !== null) return statusText(status);
    const presence = this.t(`presence.${this.#people.value?.presence.get(id) ?? 'offline'}`);
    return title === '' ? presence : `${title} · ${presence}`;
  }

  #members(channel: Channel): TemplateResult {
    const label = this.t('header.showMembers', { count: channel.memberCount });
    return html`<button
      class="icon-button members"
      type="button"
      aria-expanded=${String(this.membersOpen)}
      aria-label=${label}
      title=${this.t('header.members', { count: channel.memberCount })}
      @click=${() => (this.membersOpen ? emit(this, 'fe-close', {}) : emit(this, 'fe-open', { what: 'members' }))}
    >
      ${icon('users')}<span>${this.localizer.number(channel.memberCount)}</span>
    </button>`;
  }

  #notice(channel: Channel): TemplateResult | typeof nothing {
    const error = this.question === null ? this.#action.error : null;
    if (error !== null) {
      return html`<div class="notice" role="alert">
        <span class="error">${icon('circle-alert')}${errorText(this.localizer, error)}</span>
        <button
          class="button small"
          type="button"
          @click=${() => {
            this.#action.reset();
          }}
        >
          ${this.t('action.close')}
        </button>
      </div>`;
    }
    if (channel.archivedAt === null) return nothing;
    const state = this.#channel.value;
    const mayRestore =
      state !== undefined &&
      channelMenu(state, this.#people.value?.me ?? null, this.localizer).some(({ id }) => id === 'archive');
    return html`<div class="notice">
      <span>${this.t('header.archived')}</span>
      ${
        mayRestore
          ? html`<button
              class="button small"
              type="button"
              @click=${() => {
                this.#update({ archived: false });
              }}
            >
              ${this.t('header.restore')}
            </button>`
          : nothing
      }
    </div>`;
  }

  #dialog(state: ChannelState): TemplateResult | typeof nothing {
    if (this.question === null) return nothing;
    const { channel } = state;
    const name = this.#reference(channel);
    if (this.question === 'edit') return this.#frame(this.t('header.editTitle'), this.#editForm(channel));
    const leaving = this.question === 'leave';
    const heading = this.t(leaving ? 'header.leaveTitle' : 'header.archiveTitle', { name });
    const text = !leaving
      ? this.t('header.archiveText')
      : this.t(channel.kind === 'public' ? 'header.leavePublic' : 'header.leavePrivate');
    return this.#frame(
      heading,
      html`<form
        @submit=${(event: Event) => {
          event.preventDefault();
          this.#confirm();
        }}
      >
        <p>${text}</p>
        ${errorLine(this.localizer, this.#action.error)}
        ${this.#buttons(this.t(leaving ? 'header.leave' : 'header.archive'), 'danger')}
      </form>`,
    );
  }

  #frame(heading: string, content: TemplateResult): TemplateResult {
    return html`<fe-dialog
      open
      heading=${heading}
      close-label=${this.t('action.close')}
      @close=${() => {
        this.question = null;
        this.#action.reset();
      }}
      >${content}</fe-dialog
    >`;
  }

  #editForm(channel: Channel): TemplateResult {
    const wrongName = fieldError(this.localizer, this.#action.error, 'name');
    return html`<form @submit=${this.#saveEdit}>
      <div class="field">
        <label for="name">${this.t('create.name')}</label>
        <input
          id="name"
          class="input"
          name="name"
          required
          data-autofocus
          autocomplete="off"
          maxlength=${limits.nameLength}
          .value=${channel.name}
          aria-invalid=${String(wrongName !== null)}
        />
      </div>
      <div class="field">
        <label for="description">${this.t('create.description')}</label>
        <textarea
          id="description"
          class="input"
          name="description"
          rows="3"
          maxlength=${limits.descriptionLength}
          .value=${channel.description}
        ></textarea>
      </div>
      ${errorLine(this.localizer, this.#action.error)} ${this.#buttons(this.t('action.save'), 'primary')}
    </form>`;
  }

  #buttons(label: string, look: 'primary' | 'danger'): TemplateResult {
    return html`<div class="buttons">
      <button class="button" type="button" @click=${() => (this.question = null)}>
        ${this.t('action.cancel')}
      </button>
      <button class="button ${look}" type="submit" aria-disabled=${this.#action.running}>${label}</button>
    </div>`;
  }

  #choose(id: string, { channel, membership }: ChannelState): void {
    const { client } = this;
    if (client === undefined) return;
    const change = preferenceChange(id, membership);
    if (change !== null) {
      this.#action.reset();
      this.#action.start(() => client.channels.setPreferences(channel.id, change));
      return;
    }
    switch (id) {
      case 'find':
      case 'date':
        emit(this, 'fe-open', { what: id });
        break;
      case 'archive':
        if (channel.archivedAt !== null) this.#update({ archived: false });
        else this.question = 'archive';
        break;
      case 'edit':
      case 'leave':
        this.#action.reset();
        this.question = id;
        break;
      default:
        if (isPersonAct(id)) this.#start(id, channel);
    }
  }

  /** What can be done about the other one in a conversation of two. */
  #partnerItems(channel: Channel): MenuItem[] {
    const partner = this.#partner(channel);
    const me = this.#people.value?.me;
    if (partner === undefined || me == null) return [];
    const { user, blockedIds } = me;
    return personActItems(partner, { meId: user.id, rules: false, blockedIds }, this.localizer);
  }

  #start(act: PersonAct, channel: Channel): void {
    const partner = this.#partner(channel);
    if (partner !== undefined) void this.#acts.start({ act, userId: partner.id });
  }

  #confirm(): void {
    const { client, channelId, question } = this;
    if (client === undefined || channelId === null) return;
    if (question === 'archive') this.#update({ archived: true });
    else
      this.#action.start(
        () => client.channels.leave(channelId),
        () => (this.question = null),
      );
  }

  #saveEdit(event: SubmitEvent): void {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    this.#update({ name: formValue(form, 'name'), description: formValue(form, 'description') });
  }

  #update(change: {
    readonly name?: string;
    readonly description?: string;
    readonly archived?: boolean;
  }): void {
    const { client, channelId } = this;
    if (client === undefined || channelId === null) return;
    this.#action.start(
      () => client.channels.update(channelId, change),
      () => (this.question = null),
    );
  }

  /** The other one in a conversation of two. */
  #partner(channel: Channel): User | undefined {
    const people = this.#people.value;
    return people && directPartner(channel, people);
  }

  #title(channel: Channel): string {
    const people = this.#people.value;
    return people === undefined ? '' : channelTitle(channel, people, this.localizer);
  }

  #reference(channel: Channel): string {
    const people = this.#people.value;
    return people === undefined ? '' : channelReference(channel, people, this.localizer);
  }
}
