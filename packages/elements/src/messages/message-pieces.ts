/** The parts of a message around its text. */
import { html, nothing, type TemplateResult } from 'lit';
import type { Message, TimelineItem } from '@fechatter/client-sdk';
import { icon } from '../icons/icons.ts';
import { errorText } from '../localize/error-text.ts';
import type { Localizer } from '../localize/localizer.ts';
import { plainText, type MentionView } from './markdown.ts';

/** The message that is answered, and the way to it. */
export function quote(
  answered: NonNullable<Message['replyTo']>,
  view: MentionView & { isBlocked(userId: string): boolean },
  { t }: Localizer,
  jump: () => void,
): TemplateResult {
  return html`<button class="quote" type="button" tabindex="-1" @click=${jump}>
    <span class="visually-hidden">${t('message.inAnswerTo')}</span>
    ${
      answered.deleted || view.isBlocked(answered.authorId)
        ? html`<span>${t(answered.deleted ? 'message.answeredDeleted' : 'message.blocked')}</span>`
        : html`<strong>${view.name(answered.authorId)}</strong
            ><span dir="auto">${plainText(answered.excerpt, view)}</span>`
    }
  </button>`;
}

/** It is on its way. */
export function clock({ t }: Localizer): TemplateResult {
  return html`<span class="clock" role="img" aria-label=${t('message.sending')}>${icon('clock')}</span>`;
}

/** It was changed, and when; the way to what it said before. */
export function editedMark(moment: string, localizer: Localizer, open: () => void): TemplateResult {
  const time = localizer.dateAndTime(moment);
  return html`<button
    class="meta"
    type="button"
    tabindex="-1"
    aria-label=${localizer.t('message.editedLabel', { time })}
    title=${time}
    @click=${open}
  >
    (${localizer.t('message.edited')})
  </button>`;
}

/** What failed, why, and what can be done about it. */
export function failureLine(
  { delivery, change }: TimelineItem,
  localizer: Localizer,
  { retry, discard }: { readonly retry: () => void; readonly discard: () => void },
): TemplateResult | typeof nothing {
  const { t } = localizer;
  const failed = delivery.status === 'failed' ? delivery : change?.status === 'failed' ? change : null;
  if (failed === null) return nothing;
  const what =
    delivery.status === 'failed'
      ? 'message.failed'
      : change?.kind === 'delete'
        ? 'message.deleteFailed'
        : 'message.editFailed';
  return html`<div class="failure">
    ${icon('circle-alert')}<span>${t(what)} ${errorText(localizer, failed.error)}</span>
    <button class="button small" type="button" tabindex="-1" @click=${retry}>${t('action.retry')}</button>
    <button class="button small quiet" type="button" tabindex="-1" @click=${discard}>
      ${t(delivery.status === 'failed' ? 'message.discard' : 'message.discardChange')}
    </button>
  </div>`;
}
