/** The same query over what the device holds: the newest messages of the channels that were read on it. */
import {
  foldTerm,
  limits,
  parseSearch,
  parseSearchDate,
  queryTerms,
  tokenize,
  type Channel,
  type FilterClause,
  type Message,
  type MessagePage,
  type SearchAnswer,
  type SearchClause,
  type SearchHit,
  type User,
} from '@fechatter/protocol';
import type { WorkspaceState } from '../sync/api.ts';
import { replyGuards } from '../wire/guards.ts';
import type { SearchInput } from './api.ts';
import type { SearchParts } from './search.ts';

/** Names of one answer. */
const NAMES = 5;

/** Finds among the messages, people and channels that are there without a server. Without counts: it would be those of a part. */
export async function searchDevice(
  { sync, heldPage }: Pick<SearchParts, 'sync' | 'heldPage'>,
  input: SearchInput,
): Promise<SearchAnswer> {
  const state = sync.view;
  const clauses = parseSearch(input.text);
  const people = new Map(state.users);
  const hits: SearchHit[] = [];
  for (const id of state.channels.keys()) {
    const page = await heldPage(id);
    if (!(replyGuards['messages.list']?.(page) ?? false)) continue;
    const { items, users } = page as MessagePage;
    for (const user of users) if (!people.has(user.id)) people.set(user.id, user);
    for (const message of items) {
      const hit = state.channels.has(message.channelId) ? matched(message, clauses, state, people) : null;
      if (hit) hits.push(hit);
    }
  }
  const direction = input.sort === 'oldest' ? 1 : -1;
  hits.sort((one, other) => direction * (one.message.createdAt < other.message.createdAt ? -1 : 1));
  const words = clauses.some((clause) => clause.type === 'filter' || clause.negated)
    ? []
    : clauses.flatMap((clause) => (clause.type === 'filter' ? [] : queryTerms(clause.text)));
  return {
    messages: {
      items: hits.slice(0, limits.searchPage.max),
      total: hits.length,
      match: 'all',
      facets: null,
      next: null,
    },
    people: named([...state.users.values()], words),
    channels: named(
      [...state.channels.values()].map(({ channel }) => channel),
      words,
    ),
    users: [...people.values()],
    didYouMean: null,
    notices: [],
    index: { behind: 0, building: false },
  };
}

function named<T extends User | Channel>(all: readonly T[], words: readonly string[]): readonly T[] {
  if (words.length === 0) return [];
  return all
    .filter(({ name }) => {
      const terms = tokenize(name).map(({ term }) => term);
      return words.every((word) => terms.some((term) => term.startsWith(word)));
    })
    .slice(0, NAMES);
}

/** A message that fits all clauses, with what to mark; null for any other. */
function matched(
  message: Message,
  clauses: readonly SearchClause[],
  state: WorkspaceState,
  people: ReadonlyMap<string, User>,
): SearchHit | null {
  if (message.deletedAt !== null) return null;
  const tokens = tokenize(message.text);
  const marked = new Set<number>();
  for (const [at, clause] of clauses.entries()) {
    const fits =
      clause.type === 'filter'
        ? fitsFilter(message, clause, state, people)
        : placesOf(
            clause.text,
            tokens.map(({ term }) => term),
            clause.type === 'word' && at === clauses.length - 1,
          );
    const holds = typeof fits === 'boolean' ? fits : fits.length > 0;
    if (holds === clause.negated) return null;
    if (typeof fits !== 'boolean' && !clause.negated) for (const place of fits) marked.add(place);
  }
  const ranges = tokens.flatMap(({ start, end }, at) => (marked.has(at) ? [{ start, end }] : []));
  return { message, ranges: ranges.filter(({ start }, at) => start >= (ranges[at - 1]?.end ?? 0)), score: 0 };
}

/** Where the terms of a word or phrase stand beside each other; of an unfinished one the last term may go on. */
function placesOf(text: string, terms: readonly string[], unfinished: boolean): readonly number[] {
  const wanted = queryTerms(text);
  if (wanted.length === 0) return [];
  const places: number[] = [];
  for (let at = 0; at + wanted.length <= terms.length; at += 1) {
    const fits = wanted.every((term, after) => {
      const there = terms[at + after] ?? '';
      return there === term || (unfinished && after === wanted.length - 1 && there.startsWith(term));
    });
    if (fits) for (let after = 0; after < wanted.length; after += 1) places.push(at + after);
  }
  return places;
}

function fitsFilter(
  message: Message,
  { operator, value }: FilterClause,
  { me, channels }: WorkspaceState,
  people: ReadonlyMap<string, User>,
): boolean {
  const isNamed = (id: string): boolean => {
    const name = foldTerm(value.replace(/^@/, ''));
    if (name === 'me') return id === me?.user.id;
    return value === `<@${id}>` || (name !== '' && isCalled(people.get(id)?.name ?? '', name));
  };
  switch (operator) {
    case 'from':
      return isNamed(message.authorId);
    case 'mentions':
      return message.mentionsChannel || message.mentions.some(isNamed);
    case 'with':
      return (channels.get(message.channelId)?.channel.memberIds ?? []).some(isNamed);
    case 'in': {
      const name = channels.get(message.channelId)?.channel.name ?? '';
      return value === `<#${message.channelId}>` || isCalled(name, foldTerm(value.replace(/^#/, '')));
    }
    case 'before':
    case 'after':
    case 'on': {
      const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
      const span = parseSearchDate(value, timeZone);
      const moment = Date.parse(message.createdAt);
      if (!span) return false;
      if (operator === 'before') return moment < span.from;
      return (
        moment >= (operator === 'after' ? span.to : span.from) && (operator === 'after' || moment < span.to)
      );
    }
    case 'has':
      return value.toLowerCase() === 'link' && /\bhttps?:\/\/[^\s]/i.test(message.text);
    case 'is':
      return value.toLowerCase() === 'reply'
        ? message.replyTo !== null
        : message.kind === value.toLowerCase();
  }
}

/** Whether a word of a name begins so, or all of it. */
const isCalled = (name: string, begins: string): boolean => {
  const folded = foldTerm(name);
  return folded.startsWith(begins) || folded.split(/[\s\-_./@#]+/u).some((word) => word.startsWith(begins));
};
