/**
 * The query language of the search, read forgivingly: there is no text that is wrong. What is no operator is a
 * word, a quote that is not closed reaches to the end. The same parser runs in the server, in the client that
 * searches what its device holds, and in the field that shows filters as chips.
 *
 * ```
 * deploy "rolling update" -staging from:ann in:general after:2026-03 has:link
 * ```
 */
import { isSearchOperator, type SearchOperator } from './operators.ts';

interface Stretch {
  /** Whether a minus stands before it. */
  readonly negated: boolean;
  /** Where it stands in the text, in UTF-16 units, the minus and quotes included. */
  readonly start: number;
  readonly end: number;
}

/** A word to be found. */
export interface WordClause extends Stretch {
  readonly type: 'word';
  readonly text: string;
}

/** Words to be found beside each other, as they are. */
export interface PhraseClause extends Stretch {
  readonly type: 'phrase';
  readonly text: string;
}

/** A condition on the message. */
export interface FilterClause extends Stretch {
  readonly type: 'filter';
  readonly operator: SearchOperator;
  /** As it was written, without quotes: a name, `@name`, `#name`, `me`, an id as `<@ID>` or `<#ID>`, a date. Empty while nothing was written yet. */
  readonly value: string;
}

export type SearchClause = WordClause | PhraseClause | FilterClause;

const SPACE = /\s/u;
const OPENING = new Set(['"', '\u201c', '\u201e', '\u00ab']);
const CLOSING = new Set(['"', '\u201d', '\u201c', '\u00bb']);

/** Cuts a query into its clauses, in the order of the text. */
export function parseSearch(text: string): SearchClause[] {
  const clauses: SearchClause[] = [];
  let at = 0;
  while (at < text.length) {
    if (SPACE.test(text.charAt(at))) {
      at += 1;
      continue;
    }
    const start = at;
    const negated = text.charAt(at) === '-' && !isEnd(text, at + 1);
    if (negated) at += 1;
    if (OPENING.has(text.charAt(at))) {
      const quoted = readQuoted(text, at);
      at = quoted.end;
      if (quoted.text.trim() !== '')
        clauses.push({ type: 'phrase', text: quoted.text, negated, start, end: at });
      continue;
    }
    const operator = operatorAt(text, at);
    if (operator) {
      const value = readValue(text, operator.end);
      at = value.end;
      clauses.push({ type: 'filter', operator: operator.name, value: value.text, negated, start, end: at });
      continue;
    }
    const end = endOfWord(text, at);
    clauses.push({ type: 'word', text: text.slice(at, end), negated, start, end });
    at = end;
  }
  return clauses;
}

/** A clause without its place in a text: what a chip holds. */
export type ClauseDraft =
  | Pick<WordClause, 'type' | 'text' | 'negated'>
  | Pick<PhraseClause, 'type' | 'text' | 'negated'>
  | Pick<FilterClause, 'type' | 'operator' | 'value' | 'negated'>;

/** Writes clauses as a query. Parsed again it gives the same clauses. */
export function formatSearch(clauses: readonly ClauseDraft[]): string {
  return clauses.map((clause) => `${clause.negated ? '-' : ''}${formatClause(clause)}`).join(' ');
}

function formatClause(clause: ClauseDraft): string {
  switch (clause.type) {
    case 'word':
      return clause.text;
    case 'phrase':
      return quote(clause.text);
    case 'filter':
      return `${clause.operator}:${needsQuotes(clause.value) ? quote(clause.value) : clause.value}`;
  }
}

/** Quotes inside a quoted text have no way to be written: they become apostrophes. */
const quote = (text: string): string => `"${text.replace(/["\u201c\u201d\u201e\u00ab\u00bb]/gu, "'")}"`;

const needsQuotes = (value: string): boolean => SPACE.test(value) || OPENING.has(value.charAt(0));

const isEnd = (text: string, at: number): boolean => at >= text.length || SPACE.test(text.charAt(at));

function endOfWord(text: string, from: number): number {
  let at = from;
  while (!isEnd(text, at)) at += 1;
  return at;
}

/** A quoted text from its opening quote; one that is not closed ends with the query. */
function readQuoted(text: string, at: number): { readonly text: string; readonly end: number } {
  let end = at + 1;
  while (end < text.length && !CLOSING.has(text.charAt(end))) end += 1;
  return { text: text.slice(at + 1, end), end: Math.min(end + 1, text.length) };
}

function readValue(text: string, at: number): { readonly text: string; readonly end: number } {
  if (OPENING.has(text.charAt(at))) return readQuoted(text, at);
  const end = endOfWord(text, at);
  return { text: text.slice(at, end), end };
}

/** An operator with its colon; anything else before a colon, such as `https:`, belongs to a word. */
function operatorAt(
  text: string,
  at: number,
): { readonly name: SearchOperator; readonly end: number } | undefined {
  const colon = /^([a-z]+):/i.exec(text.slice(at, at + 12));
  const name = colon?.[1]?.toLowerCase() ?? '';
  return isSearchOperator(name) ? { name, end: at + name.length + 1 } : undefined;
}
