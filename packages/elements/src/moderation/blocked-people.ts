import { html, nothing, type TemplateResult } from 'lit';
import type { Me, User, UserId } from '@fechatter/client-sdk';
import type { Localizer } from '../localize/localizer.ts';
import { personRow } from '../members/person-row.ts';

/** Whom somebody has blocked, with the way to end it; nothing when that is nobody. */
export function blockedPeople(
  { blockedIds }: Me,
  users: ReadonlyMap<UserId, User>,
  { t }: Localizer,
  unblock: (id: UserId) => void,
): TemplateResult | typeof nothing {
  if (blockedIds.length === 0) return nothing;
  const text = t('moderation.unblock');
  const row = (id: UserId): TemplateResult => {
    const user = users.get(id) ?? { name: t('message.unknownAuthor') };
    const press = (): void => {
      unblock(id);
    };
    return html`<li>${personRow(user, '', { text, label: `${text} ${user.name}`, press })}</li>`;
  };
  return html`<div class="field people">
    <span id="blocked" class="label">${t('moderation.blocked')}</span>
    <ul aria-labelledby="blocked">
      ${blockedIds.map(row)}
    </ul>
  </div>`;
}
