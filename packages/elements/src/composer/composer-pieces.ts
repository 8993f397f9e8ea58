/** The parts of the composer around its field. */
import { html, nothing, type TemplateResult } from 'lit';
import { iconButton } from '../icons/icon-button.ts';
import { icon } from '../icons/icons.ts';
import type { Localizer } from '../localize/localizer.ts';
import { shortened } from '../localize/shortened.ts';
import type { Conversation } from '../messages/conversation.ts';
import { EXCERPT, type Answered } from './kept-drafts.ts';
import type { MentionCompletion, MentionOption } from './mention-completion.ts';
import { EVERYBODY } from './mention-text.ts';
import { typingText } from './typing-text.ts';

/** With fewer characters left than this, their number is shown. */
const COUNT_FROM = 400;

/** What is answered or changed, the way to it, and the way out. */
export function contextBar(
  message: Answered,
  editing: boolean,
  conversation: Conversation,
  { t }: Localizer,
  { jump, cancel }: { readonly jump: () => void; readonly cancel: () => void },
): TemplateResult {
  const what = editing
    ? t('composer.editing')
    : t('composer.replyTo', { name: conversation.nameOf(message.authorId) });
  const out = t(editing ? 'composer.cancelEdit' : 'composer.cancelReply');
  return html`<div class="bar">
    ${icon(editing ? 'pencil' : 'reply')}
    <button class="what" type="button" @click=${jump}>
      <strong>${what}</strong>&ensp;<span dir="auto"
        >${shortened(conversation.plain(message.text), EXCERPT)}</span
      >
    </button>
    ${iconButton('x', out, cancel)}
  </div>`;
}

/** Who is typing. Its place stays when nobody is. */
export function typingLine({ channel, users }: Conversation, localizer: Localizer): TemplateResult {
  const text = typingText(channel?.typing ?? [], users, localizer);
  return html`<span class="typing"
    >${text === '' ? nothing : html`<span class="dots" aria-hidden="true"><i></i><i></i><i></i></span>${text}`}</span
  >`;
}

/** How many characters there is room for, or how many are too many, once that matters. */
export function countLine(left: number, { t }: Localizer): TemplateResult | typeof nothing {
  if (left >= COUNT_FROM) return nothing;
  return left < 0
    ? html`<span class="count over" role="status">${t('composer.tooLong', { count: -left })}</span>`
    : html`<span class="count">${t('composer.left', { count: left })}</span>`;
}

/** The people who can be mentioned: the list box of the field, in the same root as the field. */
export function mentionOptions(
  mentions: MentionCompletion,
  { t }: Localizer,
  pick: (option: MentionOption) => void,
): TemplateResult {
  return html`<div id="options" class="options scroll" role="listbox" aria-label=${t('composer.mentions')}>
    ${mentions.options.map(
      (option, position) =>
        html`<div
          id="option-${position}"
          class="option"
          role="option"
          aria-selected=${String(position === mentions.at)}
          @pointerdown=${(event: PointerEvent) => {
            event.preventDefault();
            pick(option);
          }}
        >
          ${optionContent(option, t('composer.mentionEverybody'))}
        </div>`,
    )}
  </div>`;
}

function optionContent(option: MentionOption, everybody: string): TemplateResult {
  if (option.kind === 'everybody') {
    return html`<span class="sign">${icon('users')}</span><span class="name">${EVERYBODY}</span
      ><span class="more">${everybody}</span>`;
  }
  const { name, avatarUrl, title } = option.user;
  return html`<fe-avatar .name=${name} .src=${avatarUrl}></fe-avatar
    ><span class="name" dir="auto">${name}</span><span class="more" dir="auto">${title}</span>`;
}
