import { css, html, nothing, type TemplateResult } from 'lit';
import { state } from 'lit/decorators.js';
import type { WorkspaceSummary } from '@fechatter/client-sdk';
import { ActionController } from '../client/action-controller.ts';
import { keepsOrder } from '../channels/channel-title.ts';
import { followWorkspace } from '../client/followed-state.ts';
import { StoreController } from '../client/store-controller.ts';
import type { MenuItem } from '../dialogs/menu.ts';
import { ChatElement } from '../element.ts';
import { emit, type FeEventOf } from '../events/events.ts';
import { icon } from '../icons/icons.ts';
import { errorLine } from '../localize/error-line.ts';
import { controls } from '../styles/controls.styles.ts';

const switchStyles = css`
  :host {
    display: block;
    min-inline-size: 0;
  }
  fe-menu {
    display: block;
  }
  fe-menu::part(trigger) {
    display: block;
    inline-size: 100%;
    border-radius: var(--_radius);
  }
  fe-menu::part(trigger):hover {
    background: var(--_hover);
  }
  .trigger {
    display: flex;
    align-items: center;
    gap: 10px;
    min-block-size: 40px;
    padding: 4px 8px;
    --_avatar: 28px;
  }
  .name {
    flex: 0 1 auto;
    min-inline-size: 0;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
    font-size: 16px;
    font-weight: 650;
  }
  .trigger .icon {
    inline-size: 16px;
    block-size: 16px;
    color: var(--_text-3);
  }
  form {
    display: grid;
    gap: 16px;
  }
  .buttons {
    display: flex;
    justify-content: flex-end;
    gap: 8px;
  }
  .copy {
    display: flex;
    gap: 8px;
  }
  .skeleton {
    block-size: 28px;
    margin: 6px 8px;
  }
`;

/**
 * The open workspace, and the way to another one, to a new one, or to an invite link.
 *
 * @tag fe-workspace-switch
 * @fires fe-workspace-select - A workspace was chosen: `detail.slug`.
 * @fires fe-open - The reports, the palette or the sheet of keys are wanted: `detail.what`.
 * @fires fe-error - Something failed; the reason is shown in place, too.
 */
export class FeWorkspaceSwitch extends ChatElement {
  static override styles = [controls, switchStyles];

  @state() private workspaces: readonly WorkspaceSummary[] = [];
  @state() private dialog: 'create' | 'invite' | null = null;
  @state() private link: string | null = null;
  @state() private copied = false;

  readonly #store = followWorkspace(this, 'workspace', 'me');
  readonly #auth = new StoreController(
    this,
    () => this.client?.auth.store,
    (auth) => (auth.status === 'signed-in' ? auth.account : null),
  );
  readonly #action = new ActionController(this);

  override render(): TemplateResult {
    const workspace = this.#store.value?.workspace ?? null;
    if (workspace === null) return html`<span class="skeleton"></span>`;
    return html`<fe-menu
        bare
        label=${this.t('workspace.switch', { name: workspace.name })}
        .items=${this.#items(workspace.slug)}
        @click=${this.#refresh}
        @fe-menu-select=${this.#choose}
      >
        <span class="trigger">
          <fe-avatar .name=${workspace.name}></fe-avatar>
          <span class="name" dir="auto">${workspace.name}</span>
          ${icon('chevron-down')}
        </span>
      </fe-menu>
      ${this.dialog === null ? nothing : this.#dialog(workspace.name)}`;
  }

  #items(current: string): MenuItem[] {
    const known = this.workspaces.length > 0 ? this.workspaces : (this.#auth.value?.workspaces ?? []);
    const me = this.#store.value?.me ?? null;
    const role = me?.user.role;
    const mayInvite = role === 'owner' || role === 'admin';
    return [
      ...known.map(({ workspace }) => ({
        id: `open:${workspace.slug}`,
        label: workspace.name,
        checked: workspace.slug === current,
      })),
      ...(mayInvite
        ? [{ id: 'invite', label: this.t('workspace.invite'), icon: 'user-plus' as const, separate: true }]
        : []),
      { id: 'create', label: this.t('workspace.create'), icon: 'plus', separate: !mayInvite },
      ...(keepsOrder(me)
        ? [
            {
              id: 'reports',
              label: this.t('reports.title'),
              icon: 'shield' as const,
              detail: me.openReports === 0 ? '' : this.localizer.number(me.openReports),
            },
          ]
        : []),
      { id: 'palette', label: this.t('palette.title'), icon: 'search', separate: true },
      { id: 'shortcuts', label: this.t('shortcuts.title'), icon: 'keyboard' },
    ];
  }

  readonly #refresh = (): void => {
    this.client?.workspaces.list().then(
      (workspaces) => (this.workspaces = workspaces),
      () => {
        // Those of the sign-in are shown then.
      },
    );
  };

  readonly #choose = (event: FeEventOf<'fe-menu-select'>): void => {
    event.stopPropagation();
    const { id } = event.detail;
    this.#action.reset();
    if (id === 'create' || id === 'invite') {
      this.dialog = id;
      if (id === 'invite') this.#createInvite();
    } else if (id === 'reports' || id === 'palette' || id === 'shortcuts') {
      emit(this, 'fe-open', { what: id });
    } else {
      emit(this, 'fe-workspace-select', { slug: id.slice('open:'.length) });
    }
  };

  #dialog(name: string): TemplateResult {
    const creating = this.dialog === 'create';
    return html`<fe-dialog
      open
      heading=${this.t(creating ? 'workspace.createTitle' : 'workspace.invite')}
      close-label=${this.t('action.close')}
      @close=${() => {
        this.dialog = null;
        this.link = null;
        this.copied = false;
      }}
    >
      ${
        creating
          ? html`<fe-workspace-create
              data-autofocus
              .client=${this.client}
              @fe-workspace-select=${() => (this.dialog = null)}
            ></fe-workspace-create>`
          : this.#inviteView(name)
      }
    </fe-dialog>`;
  }

  #inviteView(name: string): TemplateResult {
    const { link } = this;
    const copy = (): void => {
      navigator.clipboard.writeText(link ?? '').then(
        () => (this.copied = true),
        () => {
          // Without permission the link can still be selected by hand.
        },
      );
    };
    return html`<form>
      <p>${this.t('workspace.inviteText', { workspace: name })}</p>
      ${errorLine(this.localizer, this.#action.error)}
      ${
        link === null
          ? html`<span class="skeleton"></span>`
          : html`<div class="copy">
              <input
                class="input"
                readonly
                aria-label=${this.t('workspace.inviteLink')}
                .value=${link}
                @focus=${(event: Event) => {
                  (event.target as HTMLInputElement).select();
                }}
              />
              <button class="button primary" type="button" data-autofocus @click=${copy}>
                ${icon(this.copied ? 'check' : 'copy')}${this.t(this.copied ? 'action.copied' : 'workspace.copyLink')}
              </button>
            </div>`
      }
    </form>`;
  }

  #createInvite(): void {
    const { client } = this;
    if (client === undefined) return;
    this.#action.start(
      () => client.workspaces.createInvite(),
      ({ url }) => (this.link = url),
    );
  }
}
