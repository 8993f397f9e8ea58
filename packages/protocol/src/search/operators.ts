/**
 * The operators of the query language: `from:ann`, `has:link`, `before:2024-05-01`. One table, from which come
 * the parser, the completion and the documentation. A new operator is a line here and its meaning in the server.
 */

/** What stands behind the colon. */
export type OperatorValue = 'person' | 'channel' | 'date' | 'has' | 'is';

interface Operator {
  readonly takes: OperatorValue;
  /** What it does, for a person to read. */
  readonly description: string;
  readonly example: string;
}

export const searchOperators = {
  from: { takes: 'person', description: 'Messages of a person', example: 'from:me' },
  in: { takes: 'channel', description: 'Messages in a channel', example: 'in:general' },
  with: { takes: 'person', description: 'Conversations with a person', example: 'with:ann' },
  mentions: { takes: 'person', description: 'Messages that mention a person', example: 'mentions:me' },
  before: { takes: 'date', description: 'Messages before a day', example: 'before:2026-03-01' },
  after: { takes: 'date', description: 'Messages after a day', example: 'after:2026-03' },
  on: { takes: 'date', description: 'Messages of a day, month or year', example: 'on:yesterday' },
  has: { takes: 'has', description: 'Messages that hold something', example: 'has:link' },
  is: { takes: 'is', description: 'Messages of a kind', example: 'is:reply' },
} as const satisfies Record<string, Operator>;

export type SearchOperator = keyof typeof searchOperators;

/** The values of the operators that take one of a few. */
export const operatorValues = {
  has: ['link'],
  is: ['reply', 'action'],
} as const satisfies Record<'has' | 'is', readonly string[]>;

/** Whether a word before a colon is an operator; the case does not matter. */
export const isSearchOperator = (name: string): name is SearchOperator =>
  Object.hasOwn(searchOperators, name);
