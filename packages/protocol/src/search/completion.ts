/** What can be completed where the caret stands in a query. */
import { operatorValues, searchOperators, type OperatorValue, type SearchOperator } from './operators.ts';
import { parseSearch } from './query.ts';

/** What is being written. `start` and `end` are what a chosen completion replaces. */
export type Completion = {
  readonly start: number;
  readonly end: number;
  readonly negated: boolean;
  /** What was written of it so far. */
  readonly written: string;
} & (
  | { readonly type: 'word' }
  | { readonly type: 'value'; readonly operator: SearchOperator; readonly takes: OperatorValue }
);

/** What is being written at a place of a query; null between words and inside a phrase. */
export function completionAt(text: string, caret: number = text.length): Completion | null {
  const clause = parseSearch(text).find(({ start, end }) => start < caret && caret <= end);
  if (!clause || clause.type === 'phrase') return null;
  const { start, end, negated } = clause;
  if (clause.type === 'word') return { type: 'word', start, end, negated, written: clause.text };
  const { operator, value } = clause;
  const colon = start + (negated ? 1 : 0) + operator.length;
  if (caret <= colon) return null;
  return {
    type: 'value',
    start,
    end,
    negated,
    written: value,
    operator,
    takes: searchOperators[operator].takes,
  };
}

/** The operators whose name begins like this. */
export function operatorsLike(written: string): SearchOperator[] {
  const start = written.toLowerCase();
  return (Object.keys(searchOperators) as SearchOperator[]).filter((name) => name.startsWith(start));
}

/** The values of an operator that takes one of a few, as far as they begin like this; none for the others. */
export function operatorValuesLike(operator: SearchOperator, written: string): readonly string[] {
  const start = written.toLowerCase();
  const takes = searchOperators[operator].takes;
  const all: readonly string[] =
    takes === 'has' || takes === 'is'
      ? operatorValues[takes]
      : takes === 'date'
        ? ['today', 'yesterday']
        : takes === 'person'
          ? ['me']
          : [];
  return all.filter((value) => value.startsWith(start));
}
