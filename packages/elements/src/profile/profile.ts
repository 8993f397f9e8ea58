import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import {
  limits,
  UnsentError,
  type Me,
  type PresenceState,
  type User,
  type UserId,
  type UserSettings,
} from '@fechatter/client-sdk';
import { ActionController } from '../client/action-controller.ts';
import { formValue } from '../client/form-value.ts';
import { KeptFocus } from '../client/kept-focus.ts';
import { followWorkspace } from '../client/followed-state.ts';
import { ChatElement } from '../element.ts';
import { emit, reportError } from '../events/events.ts';
import { iconButton } from '../icons/icon-button.ts';
import { icon } from '../icons/icons.ts';
import { errorLine } from '../localize/error-line.ts';
import { fieldError } from '../localize/error-text.ts';
import { peopleStyles } from '../members/people.styles.ts';
import { blockedPeople } from '../moderation/blocked-people.ts';
import { PersonActController } from '../moderation/person-act-controller.ts';
import { controls } from '../styles/controls.styles.ts';
import {
  notificationConsent,
  turnOffNotifications,
  turnOnNotifications,
  type NotificationConsent,
} from '../notifications/consent.ts';
import { expiries, expiryMoment, expiryText, type Expiry } from './status-expiry.ts';
import { profileStyles } from './profile.styles.ts';
import { statusText } from './status-text.ts';

/**
 * A dialog about one person: for oneself name, status, settings and whom one has blocked, for anybody else who they are and the way
 * to write to them.
 *
 * @tag fe-profile
 * @fires fe-channel-select - A direct conversation was opened: `detail.channelId`.
 * @fires fe-open - The sheet of keys is wanted: `detail.what` is `shortcuts`.
 * @fires fe-notifications - Notifications were turned on or off on this device: `detail.on`.
 * @fires fe-sign-out - The caller has signed out.
 * @fires fe-error - A change failed; the reason is shown in place, too.
 * @fires close - It was closed. Does not bubble.
 */
export class FeProfile extends ChatElement {
  static override styles = [controls, peopleStyles, profileStyles];

  /** Whose profile is shown; null while the dialog is closed. */
  @property({ attribute: 'user-id' }) userId: UserId | null = null;

  @state() private consent: NotificationConsent = 'unsupported';

  readonly #people = followWorkspace(this, 'users', 'me', 'presence');
  readonly #action = new ActionController(this);
  readonly #acts = new PersonActController(this);

  constructor() {
    super();
    new KeptFocus(this, () => this.renderRoot.querySelector('.people .button, [type=submit]'));
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('userId')) return;
    this.consent = notificationConsent();
    this.#action.reset();
    const { client, userId } = this;
    if (userId === null || client === undefined) return;
    const { me, users } = client.store.get();
    const shown = me?.user.id === userId ? me.blockedIds : [userId];
    if (shown.some((id) => !users.has(id))) this.#action.start(() => client.users.ensure(shown));
  }

  override render(): TemplateResult | typeof nothing {
    const people = this.#people.value;
    if (this.userId === null || people === undefined) return nothing;
    const me = people.me?.user.id === this.userId ? people.me : null;
    const own = me !== null;
    const user = me?.user ?? people.users.get(this.userId);
    return html`<fe-dialog
      open
      heading=${this.t(own ? 'profile.own' : 'profile.title')}
      close-label=${this.t('action.close')}
      @close=${this.#close}
    >
      ${
        user === undefined
          ? html`${this.#failure()}<span class="skeleton">&nbsp;</span>`
          : html`${this.#face(user)} ${me === null ? this.#about(user) : this.#form(me)}`
      }
      ${this.#acts.dialog()}
    </fe-dialog>`;
  }

  #face(user: User): TemplateResult {
    const presence: PresenceState = this.#people.value?.presence.get(user.id) ?? 'offline';
    return html`<div class="face">
      <fe-avatar shape="circle" .name=${user.name} .src=${user.avatarUrl} .presence=${presence}></fe-avatar>
      <div>
        <p class="name" dir="auto">${user.name}</p>
        ${user.title === '' ? nothing : html`<p class="line" dir="auto">${user.title}</p>`}
        <p class="line">
          ${user.removed ? this.t('profile.removed') : `${this.t(`presence.${presence}`)} · ${this.t(`role.${user.role}`)}`}
        </p>
      </div>
    </div>`;
  }

  #about(user: User): TemplateResult {
    const { status } = user;
    const write = (): void => {
      const { client } = this;
      if (client === undefined) return;
      this.#action.start(
        () => client.channels.direct(user.id),
        (channel) => {
          this.#close();
          emit(this, 'fe-channel-select', { channelId: channel.id });
        },
      );
    };
    return html`${status === null ? nothing : html`<p class="status" dir="auto">${statusText(status)}</p>`}
    ${this.#failure()}
    ${
      user.removed
        ? nothing
        : html`<div class="buttons">
            <button
              class="button primary"
              type="button"
              data-autofocus
              aria-disabled=${this.#action.running}
              @click=${write}
            >
              ${icon('message-square')}${this.t('members.message')}
            </button>
          </div>`
    }`;
  }

  #form(me: Me): TemplateResult {
    const { user, settings } = me;
    const { t } = this;
    const until = user.status?.expiresAt ?? null;
    const offered = expiries.filter((expiry) => expiry !== 'keep' || until !== null);
    const chosen: Expiry = until === null ? 'never' : 'keep';
    return html`<form @submit=${this.#save}>
      <div class="field">
        <span class="label" id="status-label">${t('profile.status')}</span>
        <div class="status-line">
          <input
            class="input emoji"
            name="emoji"
            maxlength="16"
            autocomplete="off"
            aria-label=${t('profile.statusEmoji')}
            placeholder="🙂"
            .value=${user.status?.emoji ?? ''}
          />
          <input
            class="input"
            name="status"
            data-autofocus
            autocomplete="off"
            aria-labelledby="status-label"
            maxlength=${limits.titleLength}
            placeholder=${t('profile.statusPlaceholder')}
            .value=${user.status?.text ?? ''}
          />
        </div>
      </div>
      <div class="two">
        ${this.#select(
          'until',
          t('profile.statusUntil'),
          offered.map((expiry) => [expiry, expiryText(expiry, until, this.localizer)]),
          chosen,
        )}
        ${this.#select(
          'availability',
          t('profile.availability'),
          (['auto', 'away', 'busy', 'invisible'] as const).map((value) => [
            value,
            t(`profile.availability.${value}`),
          ]),
          settings.availability,
        )}
      </div>
      ${this.#input('name', t('profile.name'), user.name, limits.nameLength)}
      ${this.#input('title', t('profile.jobTitle'), user.title, limits.titleLength)}
      ${this.#select(
        'notifications',
        t('profile.notifications'),
        (['all', 'mentions', 'none'] as const).map((value) => [value, t(`profile.notifications.${value}`)]),
        settings.notifications,
      )}
      ${blockedPeople(me, this.#people.value?.users ?? new Map(), this.localizer, this.#unblock)}
      ${this.#device()} ${this.#failure()}
      <div class="buttons">
        <button class="button quiet" type="button" @click=${() => this.#signOut('refuse')}>
          ${icon('log-out')}${t('profile.signOut')}
        </button>
        ${iconButton('keyboard', t('shortcuts.title'), () => {
          this.#close();
          void this.updateComplete.then(() => emit(this, 'fe-open', { what: 'shortcuts' }));
        })}
        <span class="space"></span>
        <button class="button primary" type="submit" aria-disabled=${this.#action.running}>
          ${t('action.save')}
        </button>
      </div>
    </form>`;
  }

  readonly #unblock = (userId: UserId): void => {
    void this.#acts.start({ act: 'unblock', userId });
  };

  /** Whether this device tells of messages. The browser is asked when the button is pressed, and never before. */
  #device(): TemplateResult | typeof nothing {
    const { t, consent } = this;
    if (consent === 'unsupported') return nothing;
    return html`<div class="device" role="group" aria-labelledby="device-label">
      <div>
        <span id="device-label" class="label">${t('notify.title')}</span>
        <p class="hint" role="status">${t(`notify.${consent}`)}</p>
      </div>
      ${
        consent === 'denied'
          ? nothing
          : html`<button class="button small" type="button" @click=${this.#switchNotifications}>
              ${t(consent === 'on' ? 'notify.turnOff' : 'notify.turnOn')}
            </button>`
      }
    </div>`;
  }

  readonly #switchNotifications = (): void => {
    if (this.consent === 'on') {
      turnOffNotifications();
      this.#noteConsent(notificationConsent());
      return;
    }
    turnOnNotifications().then(
      (consent) => {
        this.#noteConsent(consent);
      },
      (error: unknown) => {
        reportError(this, error);
      },
    );
  };

  #noteConsent(consent: NotificationConsent): void {
    this.consent = consent;
    emit(this, 'fe-notifications', { on: consent === 'on' });
  }

  #input(name: 'name' | 'title', label: string, value: string, most: number): TemplateResult {
    const wrong = fieldError(this.localizer, this.#action.error, name);
    return html`<div class="field">
      <label for=${name}>${label}</label>
      <input
        id=${name}
        class="input"
        name=${name}
        ?required=${name === 'name'}
        autocomplete="off"
        maxlength=${most}
        .value=${value}
        aria-invalid=${String(wrong !== null)}
      />
      ${wrong === null ? nothing : html`<p class="error">${wrong}</p>`}
    </div>`;
  }

  #select(
    name: string,
    label: string,
    choices: readonly (readonly [string, string])[],
    value: string,
  ): TemplateResult {
    return html`<div class="field">
      <label for=${name}>${label}</label>
      <select id=${name} class="input" name=${name}>
        ${choices.map(([id, text]) => html`<option value=${id} ?selected=${id === value}>${text}</option>`)}
      </select>
    </div>`;
  }

  #failure(): TemplateResult | typeof nothing {
    const { error } = this.#action;
    if (error instanceof UnsentError) return this.#unsentQuestion(error.count);
    return errorLine(this.localizer, error);
  }

  #save(event: SubmitEvent): void {
    event.preventDefault();
    const { client } = this;
    const me = this.#people.value?.me;
    if (client === undefined || me == null) return;
    const form = event.target as HTMLFormElement;
    const value = (name: string): string => formValue(form, name);
    const emoji = value('emoji');
    const text = value('status');
    const settings: Partial<UserSettings> = {
      availability: value('availability') as UserSettings['availability'],
      notifications: value('notifications') as UserSettings['notifications'],
    };
    const expiresAt = expiryMoment(value('until') as Expiry, me.user.status?.expiresAt ?? null);
    const status = emoji === '' && text === '' ? null : { emoji, text, expiresAt };
    this.#action.reset();
    this.#action.start(
      () => client.users.updateMe({ name: value('name'), title: value('title'), status, settings }),
      () => {
        this.#close();
      },
    );
  }

  /** What was not sent yet is never left behind without a word: the first try asks what shall become of it. */
  #signOut(unsent: 'refuse' | 'keep' | 'discard'): void {
    const { client } = this;
    if (client === undefined) return;
    this.#action.reset();
    this.#action.start(
      () => client.auth.signOut({ unsent }),
      () => {
        this.#close();
        emit(this, 'fe-sign-out', {});
      },
    );
  }

  #unsentQuestion(count: number): TemplateResult {
    return html`<div class="unsent" role="alert">
      <p>${this.t('profile.unsent', { count })}</p>
      <div class="buttons">
        <button class="button" type="button" @click=${() => this.#signOut('keep')}>
          ${this.t('profile.unsentKeep')}
        </button>
        <button class="button danger" type="button" @click=${() => this.#signOut('discard')}>
          ${this.t('profile.unsentDiscard')}
        </button>
      </div>
    </div>`;
  }

  readonly #close = (): void => {
    if (this.userId === null) return;
    this.userId = null;
    this.dispatchEvent(new Event('close'));
  };
}
