/** How the options of the search look. */
import { html, nothing, type TemplateResult } from 'lit';
import type { SearchFound, SearchHit, User } from '@fechatter/client-sdk';
import { icon, type IconName } from '../icons/icons.ts';
import type { Localizer } from '../localize/localizer.ts';
import { excerpt } from './excerpt.ts';
import { channelName, personName, type Names } from './facets.ts';
import type { SearchOption } from './options.ts';
import type { Suggestion } from './suggestions.ts';

export interface OptionView {
  readonly localizer: Localizer;
  readonly names: Names;
  readonly found: SearchFound | null;
  /** Whether it is the one that Enter goes to: then it shows all that it has. */
  readonly active: boolean;
}

/** So much of a message is shown, in UTF-16 units. */
const LENGTH = { rest: 240, active: 1_000 } as const;

/** What stands in an option. */
export function optionContent(option: SearchOption, view: OptionView): TemplateResult {
  const { localizer } = view;
  switch (option.type) {
    case 'suggestion':
      return suggestionContent(option.suggestion, localizer);
    case 'past':
      return line('history', option.text, '', remover(localizer.t('direct.remove', { name: option.text })));
    case 'saved': {
      const { name, text } = option.saved;
      return line('star', name, name === text ? '' : text, remover(localizer.t('direct.remove', { name })));
    }
    case 'person':
      return html`${face(option.user)} <span class="label" dir="auto">${option.user.name}</span
        ><span class="hint" dir="auto">${option.user.title}</span>`;
    case 'channel':
      return line(
        option.channel.kind === 'private' ? 'lock' : 'hash',
        option.channel.name,
        option.joined ? option.channel.description : localizer.t('browser.join'),
      );
    case 'message':
      return message(option.hit, view);
  }
}

function suggestionContent(suggestion: Suggestion, { t }: Localizer): TemplateResult {
  switch (suggestion.type) {
    case 'operator':
      return html`<code dir="ltr">${suggestion.insert}</code
        ><span class="hint">${t(`search.operator.${suggestion.operator}`)}</span>`;
    case 'value': {
      const { value } = suggestion;
      const known = value === 'link' || value === 'reply' || value === 'action';
      return html`<code dir="ltr">${suggestion.insert}</code
        ><span class="hint">${known ? t(`search.kind.${value}`) : ''}</span>`;
    }
    case 'person':
      return html`${face(suggestion.user)} <span class="label" dir="auto">${suggestion.user.name}</span
        ><span class="hint" dir="ltr">${operatorOf(suggestion)}</span>`;
    case 'channel':
      return html`${icon(suggestion.channel.kind === 'private' ? 'lock' : 'hash')}
        <span class="label" dir="auto">${suggestion.channel.name}</span
        ><span class="hint" dir="ltr">${operatorOf(suggestion)}</span>`;
    case 'word':
      return line('search', suggestion.word, '');
  }
}

/** The operator that a name is put behind, as in `from:`. */
const operatorOf = ({ insert }: Suggestion): string => insert.slice(0, insert.indexOf(':') + 1);

const line = (
  sign: IconName,
  label: string,
  hint: string,
  end: TemplateResult | typeof nothing = nothing,
): TemplateResult =>
  html`${icon(sign)}<span class="label" dir="auto">${label}</span
    >${hint === '' ? nothing : html`<span class="hint" dir="auto">${hint}</span>`}${end}`;

/** For the pointer: an option holds no button, so the keyboard has Shift and Delete. */
const remover = (title: string): TemplateResult =>
  html`<span class="remove" title=${title}>${icon('x')}</span>`;

const face = (user: User): TemplateResult =>
  html`<fe-avatar small shape="circle" .name=${user.name} .src=${user.avatarUrl}></fe-avatar>`;

function message(
  { message: found, ranges, explanation, score }: SearchHit,
  view: OptionView,
): TemplateResult {
  const { localizer, names, active } = view;
  const author = names.users.get(found.authorId) ?? view.found?.users.find(({ id }) => id === found.authorId);
  const name = author?.name ?? localizer.t('message.unknownAuthor');
  const pieces = excerpt(
    found.text,
    ranges,
    {
      name: (id) => personName(id, view.found, names, localizer),
      everybody: localizer.t('message.mentionChannel'),
      meId: null,
    },
    LENGTH[active ? 'active' : 'rest'],
  );
  return html`<fe-avatar .name=${name} .src=${author?.avatarUrl ?? null}></fe-avatar>
    <span class="message">
      <span class="head">
        <span class="name" dir="auto">${name}</span>
        <span class="where" dir="auto">${place(found.channelId, name, view)}</span>
        <time datetime=${found.createdAt} title=${localizer.dateAndTime(found.createdAt)}
          >${localizer.near(found.createdAt)}</time
        >
      </span>
      <span class="text" dir="auto"
        >${pieces.map(({ text, marked }) => (marked ? html`<mark>${text}</mark>` : text))}</span
      >
      ${explanation === undefined ? nothing : explained(score, explanation)}
    </span>`;
}

/** Where a message was written; a conversation with its author alone is not called like them once more. */
function place(channelId: string, author: string, { names, localizer }: OptionView): TemplateResult | string {
  const called = channelName(channelId, names, localizer);
  const isDirect = names.channels.get(channelId)?.channel.kind === 'direct';
  if (!isDirect || called !== author) return called;
  return html`${icon('message-square')}<span class="visually-hidden"
      >${localizer.t('channels.direct')}</span
    >`;
}

/** Where a score comes from, for whoever tunes the weights: in the words of the protocol. */
function explained(
  score: number,
  { words, ...factors }: NonNullable<SearchHit['explanation']>,
): TemplateResult {
  const product = Object.entries(factors).map(([name, factor]) => `${name} ${factor.toFixed(3)}`);
  return html`<span class="explanation" dir="ltr"
    >${score.toFixed(3)} = ${product.join(' × ')};
    ${words.map(({ word, match }) => `${word}: ${match}`).join(', ')}</span
  >`;
}
