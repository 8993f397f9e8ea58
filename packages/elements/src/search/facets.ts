/** What was found, counted: the entries of a menu for each property, and the condition that an entry stands for. */
import type {
  FilterClause,
  SearchFacets,
  SearchFound,
  SearchOperator,
  WorkspaceState,
} from '@fechatter/client-sdk';
import { channelTitle } from '../channels/channel-title.ts';
import type { MenuItem } from '../dialogs/menu.ts';
import type { Localizer } from '../localize/localizer.ts';
import { filtersOf } from './query-edits.ts';

/** A property by which what was found can be narrowed. */
export type Facet = keyof SearchFacets;

/** A condition that a facet stands for. */
export interface Condition {
  readonly operator: SearchOperator;
  readonly value: string;
}

const operators = { sender: 'from', channel: 'in', month: 'on' } as const;
const kinds = {
  link: { operator: 'has', value: 'link' },
  reply: { operator: 'is', value: 'reply' },
  action: { operator: 'is', value: 'action' },
} as const;

/** Knows how people and channels are called. */
export type Names = Pick<WorkspaceState, 'users' | 'me' | 'channels'>;

/** The entries of the menu of a facet; of those that are counted nothing that cannot be asked for. */
export function facetItems(
  facet: Facet,
  found: SearchFound,
  names: Names,
  localizer: Localizer,
): readonly MenuItem[] {
  return (found.messages.facets?.[facet] ?? []).flatMap(({ value, count }) => {
    const condition = conditionOf(facet, value, found, names);
    if (condition === null || count === 0) return [];
    return {
      id: value,
      label: labelOf(facet, value, found, names, localizer),
      detail: localizer.number(count),
      checked: heldFilter(found.input.text, condition, value) !== undefined,
    };
  });
}

/** The condition that a value of a facet stands for; null for one that cannot be asked for. */
export function conditionOf(facet: Facet, value: string, found: SearchFound, names: Names): Condition | null {
  if (facet === 'kind') return value === 'text' ? null : kinds[value as keyof typeof kinds];
  return { operator: operators[facet], value: writtenAs(facet, value, found, names) };
}

/** A name that says who is meant, else an id. */
function writtenAs(
  facet: 'sender' | 'channel' | 'month',
  id: string,
  found: SearchFound,
  names: Names,
): string {
  if (facet === 'month') return id;
  if (facet === 'sender') {
    const people = new Map([...names.users.values(), ...found.users].map((user) => [user.id, user.name]));
    const name = people.get(id) ?? '';
    return isUnique(name, people.values()) ? name : `<@${id}>`;
  }
  const channels = new Map([...names.channels].map(([each, { channel }]) => [each, channel.name]));
  const name = channels.get(id) ?? '';
  return isUnique(name, channels.values()) ? name : `<#${id}>`;
}

/** Whether a name, written whole, means one of them only; quotes have no way to be written in it. */
const isUnique = (name: string, all: Iterable<string>): boolean =>
  name !== '' &&
  !/["\u201c\u201d\u201e\u00ab\u00bb]/u.test(name) &&
  [...all].filter((other) => folded(other) === folded(name)).length === 1;

const folded = (name: string): string => name.toLocaleLowerCase();

/** The clause of a query that says what a value of a facet stands for, by its name or its id. */
export const heldFilter = (
  text: string,
  { operator, value }: Condition,
  id: string,
): FilterClause | undefined =>
  filtersOf(text).find(
    (filter) =>
      !filter.negated &&
      filter.operator === operator &&
      (folded(filter.value) === folded(value) || filter.value === `<@${id}>` || filter.value === `<#${id}>`),
  );

function labelOf(
  facet: Facet,
  value: string,
  found: SearchFound,
  names: Names,
  localizer: Localizer,
): string {
  switch (facet) {
    case 'sender':
      return personName(value, found, names, localizer);
    case 'channel':
      return channelName(value, names, localizer);
    case 'kind':
      return localizer.t(`search.kind.${value as keyof typeof kinds}`);
    case 'month':
      return localizer.monthAndYear(`${value}-15T12:00:00Z`);
  }
}

export const personName = (
  id: string,
  found: SearchFound | null,
  { users }: Names,
  { t }: Localizer,
): string =>
  (users.get(id) ?? found?.users.find((user) => user.id === id))?.name ?? t('message.unknownAuthor');

export function channelName(id: string, names: Names, localizer: Localizer): string {
  const channel = names.channels.get(id)?.channel;
  if (channel === undefined) return '';
  const title = channelTitle(channel, names, localizer);
  return channel.kind === 'public' ? `#${title}` : title;
}

/** How a condition of a query is shown: with names in place of ids. */
export function filterValue(
  { value }: FilterClause,
  found: SearchFound | null,
  names: Names,
  localizer: Localizer,
): string {
  const [, sign, id] = /^<([@#])([0-9a-f-]{36})>$/.exec(value) ?? [];
  if (id === undefined) return value;
  return sign === '@' ? personName(id, found, names, localizer) : channelName(id, names, localizer);
}
