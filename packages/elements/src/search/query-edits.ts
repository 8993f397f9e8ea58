/** The text of a search as it is changed by hands other than the keyboard: chips, facets and completions. */
import { formatSearch, parseSearch, type ClauseDraft, type FilterClause } from '@fechatter/client-sdk';

/** A text and where the caret stands in it. */
export interface EditedQuery {
  readonly text: string;
  readonly caret: number;
}

/** The conditions of a query, in the order of its text. */
export const filtersOf = (text: string): readonly FilterClause[] =>
  parseSearch(text).filter((clause) => clause.type === 'filter');

/** A query without one of its stretches. */
export function without(
  text: string,
  { start, end }: { readonly start: number; readonly end: number },
): string {
  return `${text.slice(0, start).trimEnd()} ${text.slice(end).trimStart()}`.trim();
}

/** A query without its conditions: the words alone. */
export const withoutFilters = (text: string): string =>
  filtersOf(text).reduceRight((rest, filter) => without(rest, filter), text);

/** A query that is held to one condition, in place of those that it says the same of. */
export function heldTo(text: string, condition: ClauseDraft & { readonly type: 'filter' }): string {
  const rest = filtersOf(text)
    .filter(({ operator, negated }) => operator === condition.operator && negated === condition.negated)
    .reduceRight(without, text);
  return `${rest} ${formatSearch([condition])}`.trim();
}

/** Puts a completion in the place of what was being written; what is whole is followed by a space. */
export function completed(
  text: string,
  { start, end, insert }: { readonly start: number; readonly end: number; readonly insert: string },
): EditedQuery {
  const after = text.slice(end);
  const space = insert.endsWith(':') || after.startsWith(' ') ? '' : ' ';
  const caret = start + insert.length + (insert.endsWith(':') ? 0 : 1);
  return { text: text.slice(0, start) + insert + space + after, caret };
}
