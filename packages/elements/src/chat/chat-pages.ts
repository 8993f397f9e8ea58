/** What `<fe-chat>` shows around and instead of a conversation. */
import { html, nothing, type TemplateResult } from 'lit';
import type { WorkspaceState } from '@fechatter/client-sdk';
import { listGhosts } from '../channels/list-ghosts.ts';
import { icon } from '../icons/icons.ts';
import { errorText } from '../localize/error-text.ts';
import type { Localizer } from '../localize/localizer.ts';
import { ghosts } from '../messages/timeline-pieces.ts';
import { statusText } from '../profile/status-text.ts';

/** Nothing can be shown: why, and the way to try again. */
export function failedPage(
  localizer: Localizer,
  title: string,
  error: unknown,
  retry: () => void,
): TemplateResult {
  return html`<div class="page" role="alert">
    <div>
      <h2>${title}</h2>
      ${error === null ? nothing : html`<p>${errorText(localizer, error)}</p>`}
      <button class="button" type="button" @click=${retry}>
        ${icon('rotate-ccw')}${localizer.t('action.retry')}
      </button>
    </div>
  </div>`;
}

/** The shape of what is to come, and the words for it once the language is there. */
export function loadingPage(localizer: Localizer | null): TemplateResult {
  return html`<div class="layout" data-pane="list" aria-busy="true">
    <div class="list" part="list">${listGhosts()}</div>
    <div class="main" part="main">
      ${localizer === null ? nothing : html`<span class="visually-hidden">${localizer.t('app.loading')}</span>`}
      ${ghosts(10)}
    </div>
  </div>`;
}

/** Somebody who belongs to no workspace makes one. */
export function firstWorkspacePage({ t }: Localizer, made: (slug: string) => void): TemplateResult {
  return html`<div class="page">
    <div>
      <h2>${t('workspace.createTitle')}</h2>
      <fe-workspace-create
        @fe-workspace-select=${(event: HTMLElementEventMap['fe-workspace-select']) => {
          made(event.detail.slug);
        }}
      ></fe-workspace-create>
    </div>
  </div>`;
}

/** No conversation is open. */
export function blankPane({ t }: Localizer, empty: boolean, browse: () => void): TemplateResult {
  return html`<div class="empty blank">
    ${icon('message-square')}
    <strong>${t(empty ? 'app.noChannels.title' : 'app.noChannel.title')}</strong>
    <p>${t(empty ? 'app.noChannels.text' : 'app.noChannel.text')}</p>
    <button class="button" type="button" @click=${browse}>${icon('compass')}${t('channels.browse')}</button>
  </div>`;
}

/** The caller, and the way to their profile. */
export function meButton(
  { me, presence }: WorkspaceState,
  { t }: Localizer,
  open: () => void,
): TemplateResult | typeof nothing {
  if (me === null) return nothing;
  const { user } = me;
  const state = presence.get(user.id) ?? 'offline';
  const status = user.status === null ? t(`presence.${state}`) : statusText(user.status);
  return html`<button class="me" type="button" title=${t('profile.menu')} @click=${open}>
    <fe-avatar shape="circle" .name=${user.name} .src=${user.avatarUrl} .presence=${state}></fe-avatar>
    <span class="who"
      ><span class="name" dir="auto">${user.name}</span><span class="status" dir="auto">${status}</span></span
    >
  </button>`;
}
