import { splitMentions, type MentionToken, type User, type UserId } from '@fechatter/client-sdk';
import { html, nothing, type TemplateResult } from 'lit';
import { selfContained } from '../localize/direction.ts';
import type { Localizer } from '../localize/localizer.ts';
import { beginning } from './beginning.ts';
import { BoundedLexer } from './bounded-lexer.ts';
import type { Token, Tokens } from './lexer.ts';
import { safeAddress, seen, undisclosedHost } from './link-address.ts';

/** How the mentions in a text are shown. */
export interface MentionView {
  /** The name of a person, when it is known. */
  name(userId: string): string;
  readonly everybody: string;
  readonly meId: string | null;
}

/** Mentions as they are shown to somebody who knows these people. */
export function mentionView(
  users: ReadonlyMap<UserId, User>,
  { t }: Localizer,
  meId: UserId | null = null,
): MentionView {
  return {
    name: (id) => selfContained(users.get(id)?.name ?? t('message.unknownAuthor')),
    everybody: t('message.mentionChannel'),
    meId,
  };
}

type Rendered = TemplateResult | string | typeof nothing | readonly Rendered[];

/** Stand-ins for mentions while the text is parsed: characters of the private use area, and the place in a list. */
const PLACE = /\uE000(\d+)\uE001/g;

/** Characters of the name of a language: longer ones are none. */
const LANGUAGE = 30;

interface Source {
  readonly tokens: Token[];
  readonly mentions: readonly MentionToken[];
}

const parsed = new Map<string, Source>();
const PARSED_LIMIT = 600;

/**
 * Renders the Markdown of a message as templates. Nothing of the source ever becomes markup: HTML in it is
 * shown as it was typed, pictures become links, and links go to http, https and mailto addresses only.
 *
 * @param most - About so many characters of it are rendered, from the beginning.
 */
export function renderMarkdown(source: string, view: MentionView, most = Infinity): Rendered {
  const { tokens, mentions } = parse(source);
  return blocks(most === Infinity ? tokens : beginning(tokens, most), { view, mentions });
}

/** The text of a message without its marks, in one line: for labels, excerpts and announcements. */
export function plainText(source: string, view: MentionView): string {
  return withNames(source, view)
    .replace(/```\w*\n?|[*_~`]{1,3}(?=\S)|(?<=\S)[*_~`]{1,3}|^[ \t]*(?:>|#{1,6}|[-*+]) /gm, '')
    .replace(/\s+/g, ' ')
    .trim();
}

/** The source of a message with names in the place of its mentions. */
export function withNames(source: string, view: MentionView): string {
  return splitMentions(source)
    .map((token) => mentionText(token, view))
    .join('');
}

function parse(source: string): Source {
  const known = parsed.get(source);
  if (known !== undefined) return known;
  const mentions: MentionToken[] = [];
  let text = '';
  for (const token of splitMentions(selfContained(source).replace(/[\uE000\uE001]/g, ''))) {
    text += token.type === 'text' ? token.text : `\uE000${mentions.push(token) - 1}\uE001`;
  }
  const read = new BoundedLexer().lex(text);
  // Nothing but addresses for links that are not there: not a message without anything to see.
  const isBlank = read.every(({ type }) => type === 'def' || type === 'space');
  const result = { tokens: isBlank ? [{ type: 'text', raw: text, text }] : read, mentions };
  if (parsed.size >= PARSED_LIMIT) parsed.delete(parsed.keys().next().value ?? '');
  parsed.set(source, result);
  return result;
}

interface Context {
  readonly view: MentionView;
  readonly mentions: readonly MentionToken[];
}

const blocks = (tokens: readonly Token[], context: Context): Rendered =>
  pieces(tokens.map((token) => block(token, context)));

/** A list in a template costs marks in the page around each of its pieces: most texts are of one. */
const pieces = (rendered: readonly Rendered[]): Rendered =>
  rendered.length === 1 ? (rendered[0] ?? nothing) : rendered;

function block(token: Token, context: Context): Rendered {
  switch (token.type) {
    case 'space':
    case 'def':
      return nothing;
    case 'code': {
      const { text, lang } = token as Tokens.Code;
      return html`<fe-code-block
        .code=${withoutPlaces(text, context)}
        .language=${(lang ?? '').split(/\s/, 1).join('').slice(0, LANGUAGE)}
      ></fe-code-block>`;
    }
    case 'blockquote':
      return html`<blockquote>${blocks((token as Tokens.Blockquote).tokens, context)}</blockquote>`;
    case 'list':
      return list(token as Tokens.List, context);
    case 'heading':
      return html`<p class="heading">${inlines((token as Tokens.Heading).tokens, context)}</p>`;
    case 'hr':
      return html`<hr />`;
    case 'paragraph':
      return html`<p>${inlines((token as Tokens.Paragraph).tokens, context)}</p>`;
    case 'text': {
      const { tokens, raw } = token as Tokens.Text;
      return tokens === undefined ? textWithMentions(raw, context) : inlines(tokens, context);
    }
    default:
      // Tables, HTML and whatever a later parser may know: as it was typed.
      return html`<p class="source">${textWithMentions(token.raw.trimEnd(), context)}</p>`;
  }
}

/** Numbers from here on have no room before their text. */
const WIDE_NUMBER = 1_000;

function list({ ordered, start, items }: Tokens.List, context: Context): TemplateResult {
  const rows = items.map((item) => {
    const mark = item.task ? (item.checked === true ? '☑ ' : '☐ ') : nothing;
    return html`<li>
      ${mark}${blocks(
        item.tokens.filter((token) => token.type !== 'checkbox'),
        context,
      )}
    </li>`;
  });
  if (!ordered)
    return html`<ul>
      ${rows}
    </ul>`;
  const first = start === '' ? 1 : start;
  return html`<ol class=${first + items.length > WIDE_NUMBER ? 'wide' : ''} start=${first}>
    ${rows}
  </ol>`;
}

const inlines = (tokens: readonly Token[], context: Context): Rendered =>
  pieces(tokens.map((token) => inline(token, context)));

function inline(token: Token, context: Context): Rendered {
  switch (token.type) {
    case 'strong':
      return html`<strong>${inlines((token as Tokens.Strong).tokens, context)}</strong>`;
    case 'em':
      return html`<em>${inlines((token as Tokens.Em).tokens, context)}</em>`;
    case 'del':
      return html`<s>${inlines((token as Tokens.Del).tokens, context)}</s>`;
    case 'codespan':
      return html`<code dir="ltr">${withoutPlaces((token as Tokens.Codespan).text, context)}</code>`;
    case 'br':
      return html`<br />`;
    case 'escape':
      return (token as Tokens.Escape).text;
    case 'link': {
      const { href, tokens, raw } = token as Tokens.Link;
      return link(href, tokens, raw, context);
    }
    case 'image': {
      const { href, text, raw } = token as Tokens.Image;
      return link(href, [{ type: 'text', raw: text, text }], raw, context);
    }
    default:
      return textWithMentions(token.raw, context);
  }
}

/**
 * A link when it goes to where links may go, else what was typed. It always has something to see, and says where it
 * goes where its text says something else.
 */
function link(href: string, content: readonly Token[], raw: string, context: Context): Rendered {
  const address = safeAddress(href);
  if (address === null) return withoutPlaces(raw, context);
  const text = seen(withoutPlaces(textOf(content), context));
  const host = undisclosedHost(text, address);
  return html`<a
    href=${address}
    title=${text === href ? nothing : address}
    target="_blank"
    rel="noopener noreferrer nofollow"
    >${text === '' ? href : inlines(content, context)}${host === null ? nothing : html`<bdi class="host">&nbsp;(${host})</bdi>`}</a
  >`;
}

/** What is read of tokens. */
const textOf = (tokens: readonly Token[]): string => tokens.map(readOf).join('');

function readOf(token: Token): string {
  if ('tokens' in token && token.tokens !== undefined) return textOf(token.tokens);
  return 'text' in token ? (token.text as string) : token.raw;
}

function withoutPlaces(text: string, { mentions, view }: Context): string {
  return text.replace(PLACE, (_, place: string) => {
    const mention = mentions[Number(place)];
    return mention === undefined ? '' : mentionText(mention, view);
  });
}

function mentionText(token: MentionToken, view: MentionView): string {
  if (token.type === 'channel') return view.everybody;
  return selfContained(token.type === 'text' ? token.text : `@${view.name(token.userId)}`);
}

function textWithMentions(text: string, context: Context): Rendered {
  return pieces(
    text.split(PLACE).map((piece, position) => {
      // Splitting at a pattern with one group gives texts and groups in turn.
      const mention = position % 2 === 1 ? context.mentions[Number(piece)] : undefined;
      return mention === undefined ? (position % 2 === 1 ? '' : piece) : mentionMark(mention, context.view);
    }),
  );
}

function mentionMark(mention: MentionToken, view: MentionView): TemplateResult {
  const label = mentionText(mention, view);
  if (mention.type !== 'user') return html`<span class="mention me">${label}</span>`;
  const me = mention.userId === view.meId;
  // Space in the template would be space in the text, which keeps its spaces.
  // prettier-ignore
  return html`<button class="mention ${me ? 'me' : ''}" type="button" tabindex="-1" data-user=${mention.userId}>${label}</button>`;
}
