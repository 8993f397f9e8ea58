/** The parts of the composer around its field. */
import { html, type TemplateResult } from 'lit';
import { iconButton } from '../icons/icon-button.ts';
import { icon } from '../icons/icons.ts';
import type { Localizer } from '../localize/localizer.ts';
import { plainText } from '../messages/markdown.ts';
import type { Answered } from './kept-drafts.ts';
import type { MentionCompletion, MentionOption } from './mention-completion.ts';
import { EVERYBODY } from './mention-text.ts';

/** What is answered or changed, the way to it, and the way out. */
export function contextBar(
  message: Answered,
  { editing, nameOf }: { readonly editing: boolean; readonly nameOf: (id: string) => string | undefined },
  { t }: Localizer,
  { jump, cancel }: { readonly jump: () => void; readonly cancel: () => void },
): TemplateResult {
  const name = (id: string): string => nameOf(id) ?? t('message.unknownAuthor');
  const excerpt = plainText(message.text, { name, everybody: EVERYBODY, meId: null });
  const what = editing ? t('composer.editing') : t('composer.replyTo', { name: name(message.authorId) });
  const out = t(editing ? 'composer.cancelEdit' : 'composer.cancelReply');
  return html`<div class="bar">
    ${icon(editing ? 'pencil' : 'reply')}
    <button class="what" type="button" @click=${jump}>
      <strong>${what}</strong>&ensp;<span dir="auto">${excerpt}</span>
    </button>
    ${iconButton('x', out, cancel)}
  </div>`;
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
