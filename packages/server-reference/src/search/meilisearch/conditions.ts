/** A resolved search in the words of Meilisearch: its query text, and filter expressions. */
import type { EngineQuery, WordGroup } from '../engine.ts';
import { encoded, stemOf } from './documents.ts';

/** Properties that are counted: the counts of one leave its own condition aside. */
export const properties = ['sender', 'channel', 'kind', 'month'] as const;
export type Property = (typeof properties)[number];

/** The attribute of a document that holds a property. */
export const attributes = {
  sender: 'authorId',
  channel: 'channelId',
  kind: 'marks',
  month: 'month',
} as const;

/**
 * The query text: words by their stems, what has to stand together as a phrase, what is still being written last,
 * where Meilisearch takes it for the beginning of a word, and with a minus what is not wanted.
 */
export function queryText(groups: readonly WordGroup[], without: readonly WordGroup[]): string {
  if (groups.length === 0) return '';
  const wanted = groups.toSorted((one, other) => Number(one.unfinished) - Number(other.unfinished));
  return [...wanted.map(groupText), ...without.map((group) => `-${phrase(group)}`)].join(' ');
}

function groupText(group: WordGroup): string {
  if (group.unfinished) return group.terms.map(encoded).join(' ');
  const [only] = group.terms;
  return group.similar && only !== undefined && group.terms.length === 1 ? stemOf(only) : phrase(group);
}

const phrase = ({ terms }: WordGroup): string => `"${terms.map(encoded).join(' ')}"`;

/** The conditions on one property; empty for none. */
export function conditionsOn(property: Property, query: EngineQuery): readonly string[] {
  switch (property) {
    case 'sender':
      return choice('authorId', query.authors);
    case 'channel':
      return choice('channelId', query.channels);
    case 'kind':
      return [
        ...(query.marks.only ?? []).map((mark) => equal('marks', mark)),
        ...query.marks.not.map((mark) => `NOT ${equal('marks', mark)}`),
      ];
    case 'month':
      return [
        ...query.times.flatMap(({ from, to }) => within(from, to)),
        ...query.notTimes.map(
          ({ from, to }) => `NOT (${within(from, to).join(' AND ') || 'createdAt EXISTS'})`,
        ),
      ];
  }
}

/** Conditions that no count leaves aside. */
export function otherConditions({ mentions, now }: EngineQuery): readonly string[] {
  return [
    `createdAt <= ${now}`,
    ...(mentions.only === null ? [] : [`(${among('mentions', mentions.only)} OR mentionsChannel = true)`]),
    ...(mentions.not.length === 0 ? [] : [`NOT ${among('mentions', mentions.not)}`]),
  ];
}

/** Whether a condition says itself that nothing fits it: Meilisearch knows neither an empty list nor infinity. */
export const isImpossible = ({ authors, channels, mentions, times }: EngineQuery): boolean =>
  [authors, channels, mentions].some(({ only }) => only?.length === 0) ||
  times.some(({ from, to }) => from >= to);

/** `attribute IN [...]`. Values are ids and words of the protocol: they hold no quotes. */
export const among = (attribute: string, values: readonly string[]): string =>
  `${attribute} IN [${values.map(quoted).join(', ')}]`;

const equal = (attribute: string, value: string): string => `${attribute} = ${quoted(value)}`;
const quoted = (value: string): string => `"${value.replaceAll(/["\\]/g, '')}"`;

function choice(
  attribute: string,
  { only, not }: { readonly only: readonly string[] | null; readonly not: readonly string[] },
): readonly string[] {
  return [
    ...(only === null ? [] : [among(attribute, only)]),
    ...(not.length === 0 ? [] : [`NOT ${among(attribute, not)}`]),
  ];
}

const within = (from: number, to: number): readonly string[] => [
  ...(Number.isFinite(from) ? [`createdAt >= ${from}`] : []),
  ...(Number.isFinite(to) ? [`createdAt < ${to}`] : []),
];
