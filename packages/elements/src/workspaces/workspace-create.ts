import { css, html, type TemplateResult } from 'lit';
import { limits } from '@fechatter/client-sdk';
import { ActionController } from '../client/action-controller.ts';
import { formValue } from '../client/form-value.ts';
import { ChatElement } from '../element.ts';
import { emit } from '../events/events.ts';
import { errorLine } from '../localize/error-line.ts';
import { fieldError } from '../localize/error-text.ts';
import { controls } from '../styles/controls.styles.ts';
import { slugFrom } from './slug.ts';

const createStyles = css`
  :host {
    display: block;
  }
  form {
    display: grid;
    gap: 16px;
  }
  .buttons {
    display: flex;
    justify-content: flex-end;
  }
`;

/**
 * A form that makes a new workspace; its address follows the name until it is written by hand.
 *
 * @tag fe-workspace-create
 * @fires fe-workspace-select - The workspace was made and is to be opened: `detail.slug`.
 * @fires fe-error - It failed; the reason is shown in place, too.
 */
export class FeWorkspaceCreate extends ChatElement {
  static override styles = [controls, createStyles];

  readonly #action = new ActionController(this);
  #slugByHand = false;

  /** Moves the focus to the name. */
  override focus(): void {
    this.renderRoot.querySelector<HTMLInputElement>('#name')?.focus();
  }

  override render(): TemplateResult {
    const { error } = this.#action;
    const wrongSlug = fieldError(this.localizer, error, 'slug');
    return html`<form @submit=${this.#create}>
      <p class="hint">${this.t('workspace.createText')}</p>
      <div class="field">
        <label for="name">${this.t('signIn.workspaceName')}</label>
        <input
          id="name"
          class="input"
          name="name"
          required
          autocomplete="off"
          maxlength=${limits.nameLength}
          @input=${this.#named}
        />
      </div>
      <div class="field">
        <label for="slug">${this.t('signIn.workspaceSlug')}</label>
        <input
          id="slug"
          class="input"
          name="slug"
          required
          pattern="[a-z0-9](?:[a-z0-9\\-]{0,38}[a-z0-9])?"
          autocomplete="off"
          autocapitalize="none"
          aria-describedby="slug-below"
          aria-invalid=${String(wrongSlug !== null)}
          @input=${() => (this.#slugByHand = true)}
        />
        <p id="slug-below" class=${wrongSlug === null ? 'hint' : 'error'}>
          ${wrongSlug ?? this.t('signIn.workspaceSlugHint')}
        </p>
      </div>
      ${errorLine(this.localizer, error)}
      <div class="buttons">
        <button class="button primary" type="submit" aria-disabled=${this.#action.running}>
          ${this.t('workspace.createSubmit')}
        </button>
      </div>
    </form>`;
  }

  #named(event: Event): void {
    const slug = this.renderRoot.querySelector<HTMLInputElement>('#slug');
    if (slug !== null && !this.#slugByHand) slug.value = slugFrom((event.target as HTMLInputElement).value);
  }

  #create(event: SubmitEvent): void {
    event.preventDefault();
    const { client } = this;
    if (client === undefined) return;
    const form = event.target as HTMLFormElement;
    const input = { name: formValue(form, 'name'), slug: formValue(form, 'slug') };
    this.#action.reset();
    this.#action.start(
      () => client.workspaces.create(input),
      ({ workspace }) => emit(this, 'fe-workspace-select', { slug: workspace.slug }),
    );
  }
}
