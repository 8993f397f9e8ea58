/** What a message says, for the eye and for the ear, or what stands in the place of that. */
import { html, nothing, type TemplateResult } from 'lit';
import type { Message } from '@fechatter/client-sdk';
import type { Localizer } from '../localize/localizer.ts';
import { shortened } from '../localize/shortened.ts';
import { plainText, renderMarkdown, type MentionView } from './markdown.ts';
import { editedMark } from './message-pieces.ts';

/** Longer texts are folded until their reader wants more; of these so much is made, which is more than fits. */
const FOLD = { characters: 1_500, lines: 20, made: 3_000 };
/** Letters that are as wide as the sentence that they stand for. */
const WIDE_LETTER = /[\ufdfa\ufdfb\ufdfd]/g;
/** Characters that are read aloud of a message before anybody asks for it. */
const SPOKEN = 500;

interface TextView {
  readonly mentions: MentionView;
  readonly localizer: Localizer;
  /** What the application shows in the place of the text. */
  readonly own: Node | TemplateResult | null;
  readonly unfolded: boolean;
  readonly unfold: () => void;
  readonly openHistory: () => void;
}

/** The text, folded when it is long. */
export function messageText(message: Message, view: TextView): TemplateResult {
  const { own, localizer, unfolded } = view;
  const { kind, text, authorId, editedAt } = message;
  const long = own === null && isLong(text);
  const folds = long && !unfolded;
  const said = own ?? renderMarkdown(text, view.mentions, folds ? FOLD.made : Infinity);
  const body =
    own === null && kind === 'action'
      ? html`<div class="action"><bdi class="actor">${view.mentions.name(authorId)}</bdi> ${said}</div>`
      : said;
  return html`<div class="body ${folds ? 'clamped' : ''}" part="body" dir="auto">
      ${body}${editedAt === null ? nothing : editedMark(editedAt, localizer, view.openHistory)}
    </div>
    ${
      long
        ? html`<button
            class="more link"
            type="button"
            tabindex="-1"
            aria-expanded=${unfolded}
            @click=${view.unfold}
          >
            ${localizer.t(unfolded ? 'action.showLess' : 'action.showMore')}
          </button>`
        : nothing
    }`;
}

/** One line in the place of a text that is gone or hidden, and the way to have it, where there is one. */
export function tombstone(
  text: string,
  way: { readonly label: string; readonly go: () => void } | null = null,
): TemplateResult {
  return html`<div class="body tombstone" part="body">
    ${text}
    ${
      way === null
        ? nothing
        : html`<button class="link" type="button" tabindex="-1" @click=${way.go}>${way.label}</button>`
    }
  </div>`;
}

/** Says that a message was deleted, and by whom when that was not its author. */
export function deletedText(
  { authorId, deletedBy }: Message,
  mentions: MentionView,
  { t }: Localizer,
): string {
  return deletedBy === null || deletedBy === authorId
    ? t('message.deleted')
    : t('message.deletedByOther', { name: mentions.name(deletedBy) });
}

/** A message as it is read aloud. */
export function messageLabel(message: Message, mentions: MentionView, localizer: Localizer): string {
  const { t } = localizer;
  const { authorId, createdAt, deletedAt, replyTo, text } = message;
  const params = {
    author: mentions.name(authorId),
    time: localizer.time(createdAt),
    text: deletedAt === null ? shortened(plainText(text, mentions), SPOKEN) : t('message.deleted'),
  };
  return replyTo === null
    ? t('message.label', params)
    : t('message.labelReply', { ...params, answered: mentions.name(replyTo.authorId) });
}

function isLong(text: string): boolean {
  const wide = text.match(WIDE_LETTER)?.length ?? 0;
  return text.length + 20 * wide > FOLD.characters || text.split('\n', FOLD.lines + 1).length > FOLD.lines;
}
