/** What the list under the field holds: one list of options in groups, through which the arrow keys go. */
import type {
  Channel,
  ChannelId,
  PastSearch,
  SavedSearch,
  SearchFound,
  SearchHit,
  User,
} from '@fechatter/client-sdk';
import type { TextKey } from '../localize/en.ts';
import { operatorSuggestions, type Suggestion } from './suggestions.ts';

export type SearchOption =
  | { readonly type: 'suggestion'; readonly suggestion: Suggestion }
  | { readonly type: 'past'; readonly text: string }
  | { readonly type: 'saved'; readonly saved: SavedSearch }
  | { readonly type: 'person'; readonly user: User }
  | { readonly type: 'channel'; readonly channel: Channel; readonly joined: boolean }
  | { readonly type: 'message'; readonly hit: SearchHit };

export interface OptionGroup {
  readonly label: TextKey;
  readonly options: readonly SearchOption[];
}

interface Source {
  readonly text: string;
  readonly suggestions: readonly Suggestion[];
  readonly past: readonly PastSearch[];
  readonly saved: readonly SavedSearch[];
  readonly found: SearchFound | null;
  /** Whether a channel is one of the reader's. */
  readonly isJoined: (id: ChannelId) => boolean;
}

/** So many past searches are offered, of the fifty that are kept. */
const MOST_PAST = 6;

/** What is offered: before anything is written what was looked for before and how to ask, then what is found. */
export function optionGroups({
  text,
  suggestions,
  past,
  saved,
  found,
  isJoined,
}: Source): readonly OptionGroup[] {
  const groups: readonly OptionGroup[] =
    text.trim() === ''
      ? [
          {
            label: 'search.recent',
            options: past.slice(0, MOST_PAST).map((one) => ({ type: 'past', text: one.text })),
          },
          { label: 'search.saved', options: saved.map((one) => ({ type: 'saved', saved: one })) },
          { label: 'search.narrow', options: operatorSuggestions(text).map(asOption) },
        ]
      : [
          { label: 'search.suggestions', options: suggestions.map(asOption) },
          {
            label: 'search.people',
            options: (found?.people ?? []).map((user) => ({ type: 'person', user })),
          },
          {
            label: 'channels.channels',
            options: (found?.channels ?? []).map((channel) => ({
              type: 'channel',
              channel,
              joined: isJoined(channel.id),
            })),
          },
          {
            label: 'search.messages',
            options: (found?.messages.items ?? [])
              .filter(({ message }) => isJoined(message.channelId))
              .map((hit) => ({ type: 'message', hit })),
          },
        ];
  return groups.filter(({ options }) => options.length > 0);
}

const asOption = (suggestion: Suggestion): SearchOption => ({ type: 'suggestion', suggestion });

/** By what an option is known, from one answer to the next. */
export function keyOf(option: SearchOption): string {
  switch (option.type) {
    case 'suggestion':
      return `suggestion-${option.suggestion.insert}`;
    case 'past':
      return `past-${option.text}`;
    case 'saved':
      return `saved-${option.saved.id}`;
    case 'person':
      return `person-${option.user.id}`;
    case 'channel':
      return `channel-${option.channel.id}`;
    case 'message':
      return `message-${option.hit.message.id}`;
  }
}
