import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import { limits, type Channel, type ChannelView, type User } from '@fechatter/client-sdk';
import { ActionController } from '../client/action-controller.ts';
import { formValue } from '../client/form-value.ts';
import { PageList } from '../client/page-list.ts';
import { pageRows, searchField } from '../client/page-list-pieces.ts';
import { ChatElement } from '../element.ts';
import { emit } from '../events/events.ts';
import { icon } from '../icons/icons.ts';
import { errorLine } from '../localize/error-line.ts';
import { fieldError } from '../localize/error-text.ts';
import { peopleStyles } from '../members/people.styles.ts';
import { controls } from '../styles/controls.styles.ts';
import { channelBrowserStyles } from './channel-browser.styles.ts';
import { isNamed } from './channel-sections.ts';

/** What the dialog is for: to find a channel, to make one, or to write to people. */
export type BrowserMode = 'browse' | 'create' | 'direct';

/**
 * A dialog to find and join channels, to make one, or to begin a conversation with people.
 *
 * @tag fe-channel-browser
 * @fires fe-channel-select - A conversation was joined, made or chosen: `detail.channelId`.
 * @fires close - It was closed. Does not bubble.
 */
export class FeChannelBrowser extends ChatElement {
  static override styles = [controls, peopleStyles, channelBrowserStyles];

  /** What it is for; null while it is closed. */
  @property() mode: BrowserMode | null = null;

  @state() private chosen: readonly User[] = [];

  readonly #channels = new PageList<ChannelView>(this, (q, cursor) =>
    this.client?.channels.list({
      scope: 'browse',
      ...(q === '' ? {} : { q }),
      ...(cursor === null ? {} : { cursor }),
    }),
  );
  readonly #people = new PageList<User>(this, (q, cursor) =>
    this.client?.users.search({ ...(q === '' ? {} : { q }), ...(cursor === null ? {} : { cursor }) }),
  );
  readonly #action = new ActionController(this);

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('mode') && !changed.has('client')) return;
    this.chosen = [];
    this.#action.reset();
    if (this.mode === 'browse') this.#channels.load('', { clear: true });
    if (this.mode === 'direct') this.#people.load('', { clear: true });
  }

  override render(): TemplateResult | typeof nothing {
    const { mode } = this;
    if (mode === null) return nothing;
    const heading = this.t(
      mode === 'browse' ? 'browser.title' : mode === 'create' ? 'create.title' : 'direct.title',
    );
    const content = mode === 'browse' ? this.#browse() : mode === 'create' ? this.#create() : this.#direct();
    return html`<fe-dialog
      open
      flush
      heading=${heading}
      close-label=${this.t('action.close')}
      @close=${this.#closed}
      >${content}</fe-dialog
    >`;
  }

  #browse(): TemplateResult {
    const { q } = this.#channels;
    return html`<div class="pane">
      ${searchField(this.#channels, this.t('browser.search'))}
      ${errorLine(this.localizer, this.#action.error)}
      <div class="results scroll people">
        ${pageRows(this.#channels, this.localizer, {
          key: ({ channel }) => channel.id,
          row: (view) => this.#channel(view),
          where: ({ channel }) => isNamed(channel),
          none: html`<p>${q === '' ? this.t('browser.none') : this.t('browser.noneCalled', { query: q })}</p>
            <button class="button small" type="button" @click=${() => (this.mode = 'create')}>
              ${icon('plus')}${this.t('channels.new')}
            </button>`,
        })}
      </div>
      <div class="buttons">
        <button class="button" type="button" @click=${() => (this.mode = 'create')}>
          ${icon('plus')}${this.t('channels.new')}
        </button>
      </div>
    </div>`;
  }

  #channel({ channel, membership }: ChannelView): TemplateResult {
    const members = this.t('browser.members', { count: channel.memberCount });
    return html`<div class="person">
      <span class="sign">${icon(channel.kind === 'private' ? 'lock' : 'hash')}</span>
      <span class="who"
        ><span class="name" dir="auto">${channel.name}</span
        ><span class="more channel"
          ><span class="count">${members}</span>${
            channel.description === ''
              ? nothing
              : html`<span aria-hidden="true">&nbsp;·&nbsp;</span
                  ><span class="about" dir="auto">${channel.description}</span>`
          }</span
        ></span
      >
      ${
        membership === null
          ? html`<button
              class="button small primary"
              type="button"
              aria-label="${this.t('browser.join')} ${channel.name}"
              aria-disabled=${this.#action.running}
              @click=${() => {
                this.#go(() => this.#join(channel));
              }}
            >
              ${this.t('browser.join')}
            </button>`
          : html`<button
              class="button small"
              type="button"
              aria-label="${this.t('browser.open')} ${channel.name}"
              @click=${() => {
                this.#arrive(channel);
              }}
            >
              ${this.t('browser.open')}
            </button>`
      }
    </div>`;
  }

  #create(): TemplateResult {
    const wrong = fieldError(this.localizer, this.#action.error, 'name');
    return html`<form @submit=${this.#submitCreate}>
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
          placeholder=${this.t('create.namePlaceholder')}
          aria-invalid=${String(wrong !== null)}
        />
      </div>
      <div class="field">
        <label for="description">${this.t('create.description')}</label>
        <textarea
          id="description"
          class="input"
          name="description"
          rows="2"
          maxlength=${limits.descriptionLength}
          placeholder=${this.t('create.optional')}
        ></textarea>
      </div>
      <fieldset class="choices" aria-label=${this.t('create.title')}>
        ${this.#choice('public', 'hash', true)} ${this.#choice('private', 'lock', false)}
      </fieldset>
      ${errorLine(this.localizer, this.#action.error)}
      <div class="buttons">
        <button class="button" type="button" @click=${this.#close}>${this.t('action.cancel')}</button>
        <button class="button primary" type="submit" aria-disabled=${this.#action.running}>
          ${this.t('create.submit')}
        </button>
      </div>
    </form>`;
  }

  #choice(kind: 'public' | 'private', sign: 'hash' | 'lock', first: boolean): TemplateResult {
    return html`<label class="choice">
      <input type="radio" name="kind" value=${kind} ?checked=${first} />
      ${icon(sign)}<strong>${this.t(`create.${kind}`)}</strong>
      <span class="hint">${this.t(`create.${kind}Text`)}</span>
    </label>`;
  }

  #direct(): TemplateResult {
    const meId = this.client?.store.get().me?.user.id;
    return html`<div class="pane">
      ${searchField(this.#people, this.t('direct.search'))}
      ${
        this.chosen.length === 0
          ? nothing
          : html`<div class="chosen" role="group" aria-label=${this.t('direct.selected')}>
              ${this.chosen.map((user) => this.#chip(user))}
            </div>`
      }
      ${errorLine(this.localizer, this.#action.error)}
      <div class="results scroll people">
        ${pageRows(this.#people, this.localizer, {
          key: ({ id }) => id,
          row: (user) => this.#person(user),
          where: (user) => !user.removed && user.id !== meId,
          none: this.t('direct.none', { query: this.#people.q }),
        })}
      </div>
      <div class="buttons">
        <button
          class="button primary"
          type="button"
          ?disabled=${this.chosen.length === 0}
          aria-disabled=${this.#action.running}
          @click=${() => {
            this.#go(() => this.#begin());
          }}
        >
          ${this.t('direct.start', { count: Math.max(1, this.chosen.length) })}
        </button>
      </div>
    </div>`;
  }

  #person(user: User): TemplateResult {
    const chosen = this.chosen.some(({ id }) => id === user.id);
    return html`<button
      class="person"
      type="button"
      aria-pressed=${String(chosen)}
      @click=${() => {
        this.#toggle(user);
      }}
    >
      <fe-avatar
        shape="circle"
        .name=${user.name}
        .src=${user.avatarUrl}
        .presence=${this.client?.store.get().presence.get(user.id) ?? null}
      ></fe-avatar>
      <span class="who"
        ><span class="name" dir="auto">${user.name}</span
        >${user.title === '' ? nothing : html`<span class="more" dir="auto">${user.title}</span>`}</span
      >
      <span class="mark">${icon('check')}</span>
    </button>`;
  }

  #chip(user: User): TemplateResult {
    return html`<button
      class="chip"
      type="button"
      aria-label=${this.t('direct.remove', { name: user.name })}
      @click=${() => {
        this.#toggle(user);
      }}
    >
      <span dir="auto">${user.name}</span>${icon('x')}
    </button>`;
  }

  #toggle(user: User): void {
    const without = this.chosen.filter(({ id }) => id !== user.id);
    const full = without.length === this.chosen.length && this.chosen.length >= limits.groupMembers - 1;
    if (!full) this.chosen = without.length < this.chosen.length ? without : [...this.chosen, user];
  }

  #submitCreate(event: SubmitEvent): void {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    const { client } = this;
    if (client === undefined) return;
    const kind = formValue(form, 'kind') === 'private' ? 'private' : 'public';
    const name = formValue(form, 'name').replace(/^#/, '');
    this.#go(() => client.channels.create({ kind, name, description: formValue(form, 'description') }));
  }

  async #join(channel: Channel): Promise<Channel> {
    return (await this.client?.channels.join(channel.id)) ?? channel;
  }

  async #begin(): Promise<Channel | undefined> {
    const ids = this.chosen.map(({ id }) => id);
    const [only] = ids;
    if (only === undefined) return undefined;
    return ids.length === 1
      ? this.client?.channels.direct(only)
      : this.client?.channels.group({ memberIds: ids });
  }

  #go(action: () => Promise<Channel | undefined>): void {
    this.#action.reset();
    this.#action.start(action, (channel) => {
      if (channel !== undefined) this.#arrive(channel);
    });
  }

  #arrive(channel: Channel): void {
    this.#close();
    emit(this, 'fe-channel-select', { channelId: channel.id });
  }

  readonly #close = (): void => {
    this.mode = null;
    this.dispatchEvent(new Event('close'));
  };

  readonly #closed = (): void => {
    if (this.mode !== null) this.#close();
  };
}
