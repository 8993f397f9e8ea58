import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import { limits, type InvitePreview } from '@fechatter/client-sdk';
import { ActionController } from '../client/action-controller.ts';
import { ChatElement } from '../element.ts';
import { emit } from '../events/events.ts';
import { icon } from '../icons/icons.ts';
import { errorLine } from '../localize/error-line.ts';
import { fieldError } from '../localize/error-text.ts';
import { controls } from '../styles/controls.styles.ts';
import { slugFrom } from '../workspaces/slug.ts';
import { signInStyles } from './sign-in.styles.ts';

type View = 'sign-in' | 'sign-up' | 'request-reset' | 'choose-password';

interface Field {
  readonly name: string;
  readonly label: string;
  readonly type?: 'text' | 'email' | 'password';
  readonly autocomplete: string;
  readonly hint?: string;
  readonly minLength?: number;
  readonly first?: boolean;
  readonly optional?: boolean;
}

/**
 * Sign-in and sign-up by e-mail and password, with the way back for a forgotten password and for an invite.
 *
 * @tag fe-sign-in
 * @fires fe-sign-in - Somebody has signed in or signed up: `detail.account`.
 * @fires fe-error - It failed; the reason is shown in place, too.
 * @csspart form - The form.
 * @csspart submit - The button that sends it.
 */
export class FeSignIn extends ChatElement {
  static override styles = [controls, signInStyles];

  /** The code of an invite that is accepted with the sign-up or sign-in. */
  @property() invite: string | null = null;
  /** The token of a password reset link: asks for a new password. */
  @property({ attribute: 'reset-token' }) resetToken: string | null = null;
  /** Whether somebody who signs up makes a workspace of their own at once. */
  @property({ type: Boolean, attribute: 'own-workspace' }) ownWorkspace = false;

  @state() private view: View = 'sign-in';
  @state() private preview: InvitePreview | null = null;
  @state() private inviteError: unknown = null;
  @state() private done: (() => string) | null = null;

  readonly #action = new ActionController(this);
  /** What is wrong with a field, by its name. */
  #wrong: ReadonlyMap<string, string> = new Map();

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('resetToken') && this.resetToken !== null && this.resetToken !== '')
      this.view = 'choose-password';
    if (changed.has('invite') || changed.has('client')) void this.#lookAtInvite(this.invite);
  }

  /** Moves the focus to the first field. */
  override focus(options?: FocusOptions): void {
    this.renderRoot.querySelector<HTMLElement>('.input')?.focus(options);
  }

  override render(): TemplateResult {
    const { t } = this;
    const views: Readonly<Record<View, { title: string; submit: string; fields: readonly Field[] }>> = {
      'sign-in': {
        title:
          this.preview === null
            ? t('signIn.title')
            : t('signIn.titleIn', { workspace: this.preview.workspace.name }),
        submit: t('signIn.submit'),
        fields: [this.#email(), this.#password('current-password')],
      },
      'sign-up': {
        title: t('signUp.title'),
        submit: t('signUp.submit'),
        fields: [
          { name: 'name', label: t('signIn.name'), autocomplete: 'name', first: true },
          { ...this.#email(), first: false },
          this.#password('new-password'),
          ...(this.ownWorkspace && this.preview === null
            ? [
                {
                  name: 'workspace',
                  label: t('signIn.workspaceName'),
                  autocomplete: 'organization',
                  optional: true,
                },
              ]
            : []),
        ],
      },
      'request-reset': { title: t('reset.title'), submit: t('reset.submit'), fields: [this.#email()] },
      'choose-password': {
        title: t('reset.choose'),
        submit: t('reset.save'),
        fields: [this.#password('new-password')],
      },
    };
    const { title, submit, fields } = views[this.view];
    return html`<form part="form" novalidate @submit=${this.#submit}>
      <div class="head">
        <h2>${title}</h2>
        ${this.view === 'request-reset' ? html`<p class="lead">${t('reset.text')}</p>` : nothing}
      </div>
      ${this.#inviteNote()} ${this.#doneNote()} ${fields.map((field) => this.#field(field))}
      ${errorLine(this.localizer, this.#action.error)}
      <button class="button primary" part="submit" type="submit" aria-disabled=${this.#action.running}>
        ${submit}
      </button>
      ${this.#others()}
    </form>`;
  }

  #email(): Field {
    return {
      name: 'email',
      label: this.t('signIn.email'),
      type: 'email',
      autocomplete: 'username',
      first: true,
    };
  }

  #password(autocomplete: 'current-password' | 'new-password'): Field {
    const fresh = autocomplete === 'new-password';
    const { min } = limits.passwordLength;
    return {
      name: 'password',
      label: this.t(this.view === 'choose-password' ? 'signIn.newPassword' : 'signIn.password'),
      type: 'password',
      autocomplete,
      first: this.view === 'choose-password',
      ...(fresh ? { hint: this.t('signIn.passwordHint', { min }), minLength: min } : {}),
    };
  }

  #field(field: Field): TemplateResult {
    const wrong = this.#wrong.get(field.name) ?? fieldError(this.localizer, this.#action.error, field.name);
    const below = wrong ?? field.hint;
    const forgot = this.view === 'sign-in' && field.name === 'password';
    return html`<div class="field">
      <div class="label-line">
        <label for=${field.name}>${field.label}</label>
        ${forgot ? this.#link(this.t('signIn.forgot'), 'request-reset') : nothing}
      </div>
      <input
        id=${field.name}
        class="input"
        name=${field.name}
        type=${field.type ?? 'text'}
        autocomplete=${field.autocomplete}
        autocapitalize=${field.type === undefined ? 'words' : 'none'}
        ?required=${field.optional !== true}
        minlength=${field.minLength ?? nothing}
        aria-invalid=${String(wrong != null)}
        aria-describedby=${below === undefined ? nothing : `${field.name}-below`}
      />
      ${
        below === undefined
          ? nothing
          : html`<p id="${field.name}-below" class=${wrong == null ? 'hint' : 'error'}>${below}</p>`
      }
    </div>`;
  }

  #inviteNote(): TemplateResult | typeof nothing {
    if (this.inviteError !== null) {
      return html`<p class="error" role="alert">
        ${icon('circle-alert')}<span>${this.t('invite.invalid')}</span>
      </p>`;
    }
    if (this.preview === null) return nothing;
    return html`<p class="invite">
      ${this.t('invite.text', { name: this.preview.invitedBy, workspace: this.preview.workspace.name })}
    </p>`;
  }

  #doneNote(): TemplateResult | typeof nothing {
    return this.done === null
      ? nothing
      : html`<p class="done" role="status">${icon('check')}<span>${this.done()}</span></p>`;
  }

  #others(): TemplateResult {
    return this.view === 'sign-in'
      ? html`<p class="other">
          ${this.t('signIn.toSignUp')} ${this.#link(this.t('signIn.toSignUpAction'), 'sign-up')}
        </p>`
      : html`<p class="other">
          ${this.t('signIn.toSignIn')} ${this.#link(this.t('signIn.toSignInAction'), 'sign-in')}
        </p>`;
  }

  #link(text: string, view: View): TemplateResult {
    return html`<button
      class="link"
      type="button"
      @click=${() => {
        this.#show(view);
      }}
    >
      ${text}
    </button>`;
  }

  #show(view: View): void {
    this.view = view;
    this.done = null;
    this.#wrong = new Map();
    this.#action.reset();
    void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLInputElement>('input')?.focus());
  }

  #submit(event: SubmitEvent): void {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    this.#action.reset();
    this.#wrong = this.#check(form);
    this.requestUpdate();
    const first = [...this.#wrong.keys()][0];
    if (first !== undefined) {
      form.querySelector<HTMLInputElement>(`#${first}`)?.focus();
      return;
    }
    const values = new FormData(form);
    this.#go((name) => {
      const entry = values.get(name);
      return typeof entry === 'string' ? entry : '';
    });
  }

  /** What the browser finds wrong, in our words, beside the field. */
  #check(form: HTMLFormElement): ReadonlyMap<string, string> {
    const wrong = new Map<string, string>();
    for (const input of form.querySelectorAll('input')) {
      const { valueMissing, typeMismatch, tooShort } = input.validity;
      if (valueMissing) wrong.set(input.name, this.t('field.required'));
      else if (typeMismatch) wrong.set(input.name, this.t('field.email'));
      else if (tooShort) wrong.set(input.name, this.t('field.tooShort', { min: input.minLength }));
    }
    return wrong;
  }

  #go(value: (name: string) => string): void {
    const auth = this.client?.auth;
    if (auth === undefined) return;
    const email = value('email').trim();
    const password = value('password');
    switch (this.view) {
      case 'sign-in':
        this.#action.start(
          () => auth.signIn({ email, password }),
          (account) => emit(this, 'fe-sign-in', { account }),
        );
        break;
      case 'sign-up': {
        const workspace = value('workspace').trim();
        const input = {
          email,
          password,
          name: value('name').trim(),
          ...(this.preview !== null && this.invite !== null ? { inviteCode: this.invite } : {}),
          ...(workspace === '' ? {} : { workspace: { name: workspace, slug: slugFrom(workspace) } }),
        };
        this.#action.start(
          () => auth.signUp(input),
          (account) => emit(this, 'fe-sign-in', { account }),
        );
        break;
      }
      case 'request-reset':
        this.#action.start(
          () => auth.requestPasswordReset(email),
          () => (this.done = () => this.t('reset.sent', { email })),
        );
        break;
      case 'choose-password':
        this.#action.start(
          () => auth.resetPassword({ token: this.resetToken ?? '', password }),
          () => {
            this.#show('sign-in');
            this.done = () => this.t('reset.saved');
          },
        );
        break;
    }
  }

  async #lookAtInvite(code: string | null): Promise<void> {
    this.preview = this.inviteError = null;
    if (code === null || code === '') return;
    try {
      const preview = (await this.client?.workspaces.previewInvite(code)) ?? null;
      // Another invite is looked at by now.
      if (code !== this.invite) return;
      this.preview = preview;
      if (preview !== null && this.view === 'sign-in') this.view = 'sign-up';
    } catch (error) {
      if (code === this.invite) this.inviteError = error;
    }
  }
}
