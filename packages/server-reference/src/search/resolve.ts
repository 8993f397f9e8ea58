/** From what somebody wrote to what an engine is asked: names become ids, dates moments, words terms. */
import {
  limits,
  operatorValues,
  parseSearch,
  parseSearchDate,
  queryTerms,
  type ChannelId,
  type SearchClause,
  type SearchNotice,
  type TimeSpan,
  type UserId,
} from '@fechatter/protocol';
import type { WalledTransaction } from '../database/database.ts';
import type { Caller } from '../users/caller.ts';
import type { Choice, EngineQuery, MessageMark, WordGroup } from './engine.ts';
import { findConversationsWith, findNamedChannels, findNamedPeople } from './names.ts';

/** What a query asks for, besides who asks and how the answer is to be sorted. */
export type Conditions = Pick<
  EngineQuery,
  'groups' | 'without' | 'authors' | 'channels' | 'mentions' | 'marks' | 'times' | 'notTimes'
>;

export interface Resolved {
  readonly clauses: readonly SearchClause[];
  readonly conditions: Conditions;
  readonly notices: readonly SearchNotice[];
}

type Reason = SearchNotice['reason'];

/** What is chosen of one property: any of the values written side by side, as in `from:ann from:ben`, and none of those with a minus. */
class Choosing<T> {
  #only: readonly T[] | null = null;
  readonly #not: T[] = [];

  add(values: readonly T[], negated: boolean): void {
    if (negated) this.#not.push(...values);
    else this.#only = [...(this.#only ?? []), ...values];
  }

  /** What another operator leaves of it. */
  within(values: readonly T[]): void {
    this.#only = this.#only === null ? values : this.#only.filter((value) => values.includes(value));
  }

  get choice(): Choice<T> {
    return { only: this.#only, not: this.#not };
  }
}

export async function resolveQuery(
  tx: WalledTransaction,
  caller: Caller,
  text: string,
  options: { readonly timeZone: string; readonly now: number },
): Promise<Resolved> {
  const clauses = parseSearch(text);
  const notices: SearchNotice[] = [];
  const notice = (clause: SearchClause, reason: Reason): void =>
    void notices.push({ reason, start: clause.start, end: clause.end });
  const counted = clauses.slice(0, limits.searchClauses);
  const [tooMany] = clauses.slice(limits.searchClauses);
  if (tooMany) notices.push({ reason: 'too_many_clauses', start: tooMany.start, end: text.length });

  const authors = new Choosing<UserId>();
  const channels = new Choosing<ChannelId>();
  const mentions = new Choosing<UserId>();
  const marks = { only: [] as MessageMark[], not: [] as MessageMark[] };
  const times: TimeSpan[] = [];
  const notTimes: TimeSpan[] = [];
  const conversations: (readonly ChannelId[])[] = [];

  for (const clause of counted) {
    if (clause.type !== 'filter') continue;
    const { operator, value, negated } = clause;
    if (value.trim() === '') {
      notice(clause, 'incomplete');
      continue;
    }
    switch (operator) {
      case 'from':
      case 'mentions': {
        const people = await findNamedPeople(tx, caller, value);
        if (people.length === 0) notice(clause, 'unknown_person');
        (operator === 'from' ? authors : mentions).add(people, negated);
        break;
      }
      case 'in': {
        const found = await findNamedChannels(tx, caller, value);
        if (found.length === 0) notice(clause, 'unknown_channel');
        channels.add(found, negated);
        break;
      }
      case 'with': {
        const people = await findNamedPeople(tx, caller, value);
        if (people.length === 0) notice(clause, 'unknown_person');
        const found = await findConversationsWith(tx, caller, people);
        if (negated) channels.add(found, true);
        else conversations.push(found);
        break;
      }
      case 'before':
      case 'after':
      case 'on': {
        const span = parseSearchDate(value, options.timeZone, options.now);
        if (!span) notice(clause, 'no_date');
        // No date finds nothing: a message of no time at all.
        if (!span) times.push({ from: Number.POSITIVE_INFINITY, to: Number.NEGATIVE_INFINITY });
        else (negated ? notTimes : times).push(spanOf(operator, span));
        break;
      }
      case 'has':
      case 'is': {
        const values: readonly string[] = operatorValues[operator];
        const mark = value.toLowerCase();
        if (!values.includes(mark)) notice(clause, 'unknown_value');
        else marks[negated ? 'not' : 'only'].push(mark as MessageMark);
      }
    }
  }
  for (const found of conversations) channels.within(found);

  return {
    clauses,
    notices,
    conditions: {
      groups: counted.flatMap((clause) => (clause.negated ? [] : groupsOf(clause, text))),
      without: counted.flatMap((clause) =>
        clause.negated
          ? groupsOf(clause, text).map((group) => ({ ...group, unfinished: false, similar: false }))
          : [],
      ),
      authors: authors.choice,
      channels: channels.choice,
      mentions: mentions.choice,
      marks: { only: marks.only.length === 0 ? null : marks.only, not: marks.not },
      times,
      notTimes,
    },
  };
}

/** A word has one group, which has several terms where it is written with dots or in a script without spaces. */
function groupsOf(clause: SearchClause, text: string): WordGroup[] {
  if (clause.type === 'filter') return [];
  const terms = queryTerms(clause.text);
  if (terms.length === 0) return [];
  const isWord = clause.type === 'word';
  // Whoever has written nothing behind a word may still be writing it.
  return [{ terms, unfinished: isWord && clause.end === text.length, similar: isWord }];
}

/** What an operator makes of the day, month or year that it names. */
function spanOf(operator: 'before' | 'after' | 'on', span: TimeSpan): TimeSpan {
  switch (operator) {
    case 'before':
      return { from: Number.NEGATIVE_INFINITY, to: span.from };
    case 'after':
      return { from: span.to, to: Number.POSITIVE_INFINITY };
    case 'on':
      return span;
  }
}
