/** The parts of the timeline that are not messages. */
import { html, nothing, type TemplateResult } from 'lit';
import type {
  Channel,
  TimelineItem,
  TimelineState,
  User,
  UserId,
  WorkspaceState,
} from '@fechatter/client-sdk';
import { channelReference, channelTitle, directPartner } from '../channels/channel-title.ts';
import { icon, type IconName } from '../icons/icons.ts';
import { errorText } from '../localize/error-text.ts';
import type { Localizer } from '../localize/localizer.ts';

/** Rows in the shape of messages, while those are on their way. */
export function ghosts(count: number): TemplateResult {
  return html`<div class="skeletons" aria-hidden="true">
    ${Array.from(
      { length: count },
      (_, position) =>
        html`<div class="ghost">
          <span class="skeleton face"></span><span class="skeleton line name"></span
          ><span class="skeleton line"></span>
          ${position % 2 === 0 ? html`<span class="skeleton line short"></span>` : nothing}
        </div>`,
    )}
  </div>`;
}

/** What stands in the place of messages that could not be had, with the way to try again. */
export function failure(
  localizer: Localizer,
  text: string,
  error: unknown,
  retry: () => void,
): TemplateResult {
  return html`<div class="state" role="alert">
    <p class="error">
      ${icon('circle-alert')}<span>${text} ${error === null ? '' : errorText(localizer, error)}</span>
    </p>
    <button class="button small" type="button" @click=${retry}>
      ${icon('rotate-ccw')}${localizer.t('action.retry')}
    </button>
  </div>`;
}

/** What stands above the first message of a conversation. */
export function introduction(
  channel: Channel,
  people: WorkspaceState,
  localizer: Localizer,
  addPeople: (() => void) | null,
): TemplateResult {
  const { t } = localizer;
  const name = channelTitle(channel, people, localizer);
  const partner = directPartner(channel, people);
  const sign =
    channel.kind === 'direct'
      ? html`<fe-avatar .name=${name} .src=${partner?.avatarUrl ?? null} shape="circle"></fe-avatar>`
      : html`<span class="sign"
          >${icon(channel.kind === 'public' ? 'hash' : channel.kind === 'private' ? 'lock' : 'users')}</span
        >`;
  return html`<article class="intro">
    ${sign}
    <h2 dir="auto">
      ${t(`timeline.start.${channel.kind}`, { name: channelReference(channel, people, localizer) })}
    </h2>
    <p dir="auto">${channel.description === '' ? t('timeline.start.hint') : channel.description}</p>
    ${
      addPeople === null
        ? nothing
        : html`<button class="button small" type="button" @click=${addPeople}>
            ${icon('user-plus')}${t('timeline.start.add')}
          </button>`
    }
  </article>`;
}

/** The ways from where the reader is; null where there is nothing to go to. */
interface Ways {
  readonly unread: number;
  readonly toFirstUnread: (() => void) | null;
  readonly toNewest: (() => void) | null;
  readonly back: (() => void) | null;
  /** Why the last way could not be gone. */
  readonly failure: { readonly error: unknown } | null;
  readonly retry: () => void;
}

/** The ways to the newest and the first unread message, from where they cannot be seen, and back from a jump. */
export function wayButtons(localizer: Localizer, ways: Ways): TemplateResult {
  const { t } = localizer;
  const isNew = ways.unread > 0;
  const newest = isNew ? t('timeline.newCount', { count: ways.unread }) : t('timeline.newest');
  return html`${
      ways.toFirstUnread === null
        ? nothing
        : html`<div class="ways above">
            ${way('arrow-up', t('timeline.firstUnread'), ways.toFirstUnread, true)}
          </div>`
    }
    <div class="ways">
      ${
        ways.failure === null
          ? nothing
          : html`<div class="problem">
              ${failure(localizer, t('timeline.jumpFailed'), ways.failure.error, ways.retry)}
            </div>`
      }
      ${ways.back === null ? nothing : way('undo-2', t('timeline.goBack'), ways.back)}
      ${ways.toNewest === null ? nothing : way('arrow-down', newest, ways.toNewest, isNew)}
    </div>`;
}

function way(name: IconName, text: string, go: () => void, isNew = false): TemplateResult {
  return html`<button class=${isNew ? 'way new' : 'way'} part="jump" type="button" @click=${go}>
    ${icon(name)}${text}
  </button>`;
}

/** Who has read the caller's newest message, when that is the last one. */
export function seenBy(
  { items, hasNewer, readBy }: TimelineState,
  meId: UserId | null,
  users: ReadonlyMap<UserId, User>,
  localizer: Localizer,
): string {
  const last: TimelineItem | undefined = items.at(-1);
  if (last === undefined || hasNewer || last.message.authorId !== meId || last.delivery.status !== 'sent')
    return '';
  if (last.message.deletedAt !== null) return '';
  const names = [...readBy]
    .filter(([id, index]) => id !== meId && index >= last.message.index)
    .map(([id]) => users.get(id)?.name)
    .filter((name) => name !== undefined);
  if (names.length === 0) return '';
  const told =
    names.length <= 3
      ? names
      : [...names.slice(0, 2), localizer.t('timeline.seenOthers', { count: names.length - 2 })];
  return localizer.t('timeline.seen', { names: localizer.names(told) });
}
