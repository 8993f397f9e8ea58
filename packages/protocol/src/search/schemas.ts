import * as z from 'zod';
import { Channel, channelId } from '../channels/schemas.ts';
import type { SavedSearchId } from '../ids.ts';
import { limits } from '../limits.ts';
import { Message } from '../messages/schemas.ts';
import { id, moment, name, text } from '../schema.ts';
import { User, userId } from '../users/schemas.ts';
import { isTimeZone } from './dates.ts';

export const savedSearchId = id<SavedSearchId>('Identifies a saved search. Made by whoever saves it.');

const searchText = (description: string) => text(limits.searchLength, description);
const count = (description: string) => z.number().int().nonnegative().meta({ description });

/** The order of what was found. */
export const SearchSort = z.enum(['relevance', 'newest', 'oldest']).meta({
  id: 'SearchSort',
  description: '`relevance` weighs text, age, closeness to the reader and how much a message was answered.',
});

export const SearchRequest = z
  .strictObject({
    text: searchText(
      'The query: words, "phrases", -without, from: in: with: mentions: before: after: on: has: is:. May be empty.',
    ),
    find: z
      .array(z.enum(['messages', 'people', 'channels']))
      .min(1)
      .max(3)
      .default(['messages', 'people', 'channels'])
      .meta({ description: 'What to look for.' }),
    sort: SearchSort.default('relevance'),
    facets: z
      .boolean()
      .default(true)
      .meta({ description: 'Whether to count senders, channels, kinds and months.' }),
    explain: z
      .boolean()
      .default(false)
      .meta({ description: 'Whether each hit says where its score comes from.' }),
    timeZone: z
      .string()
      .max(60)
      .refine(isTimeZone, 'must be a name of the IANA time zone database')
      .default('UTC')
      .meta({ description: 'Where days begin, such as `Europe/Berlin`.' }),
    cursor: z.string().max(400).optional().meta({ description: 'The `next` of the page before; opaque.' }),
    limit: z
      .number()
      .int()
      .min(1)
      .max(limits.searchPage.max)
      .default(limits.searchPage.default)
      .meta({ description: 'How many messages at most.' }),
  })
  .meta({ id: 'SearchRequest', description: 'A search, as somebody writes it.' });

/** Where something that was searched for stands in a text. */
export const TextRange = z
  .strictObject({
    start: count('Its first UTF-16 unit.'),
    end: count('The first UTF-16 unit after it.'),
  })
  .meta({ id: 'TextRange', description: 'A stretch of a text that was searched for, to be marked.' });

/** A message that was found. */
export const SearchHit = z
  .strictObject({
    message: Message,
    ranges: z
      .array(TextRange)
      .readonly()
      .meta({ description: 'What to mark in `message.text`, rising, apart.' }),
    score: z.number().meta({ description: 'Only to be compared with the other hits of the same search.' }),
    explanation: z
      .strictObject({
        text: z.number().meta({ description: 'How well the words fit.' }),
        recency: z.number().meta({ description: 'Factor of its age, 0 to 1.' }),
        closeness: z.number().meta({ description: 'Factor of how near its channel and author are to you.' }),
        quality: z.number().meta({ description: 'Factor of the answers that it got.' }),
        words: z
          .array(
            z.strictObject({ word: z.string(), match: z.enum(['exact', 'form', 'beginning', 'similar']) }),
          )
          .readonly(),
      })
      .optional()
      .meta({ description: 'With `explain`: score = text x recency x closeness x quality.' }),
  })
  .meta({ id: 'SearchHit', description: 'A message that was found.' });

const counted = <T extends z.ZodType>(value: T) =>
  z.array(z.strictObject({ value, count: count('Messages with it.') })).readonly();

/** The counts leave out the condition on the same property, so that another value can be chosen in its place. */
export const SearchFacets = z
  .strictObject({
    sender: counted(userId),
    channel: counted(channelId),
    kind: counted(z.enum(['text', 'action', 'link', 'reply'])),
    month: counted(z.string().meta({ description: '`2026-03`, in UTC.' })),
  })
  .meta({
    id: 'SearchFacets',
    description: `How many of the messages have which property, the most frequent ${limits.facetValues} values first; months from the newest on. A count leaves the query's own condition on that property aside.`,
  });

/** Something in a search that does not count, and why. */
export const SearchNotice = z
  .strictObject({
    reason: z
      .enum([
        'unknown_person',
        'unknown_channel',
        'no_date',
        'unknown_value',
        'incomplete',
        'too_many_clauses',
      ])
      .meta({
        description:
          'Somebody or a channel that is not there for the caller, or a date that is none, finds nothing; an unknown value, a filter without a value and what is too much are left out.',
      }),
    start: count('Where it stands in the query.'),
    end: count('Where it ends.'),
  })
  .meta({ id: 'SearchNotice', description: 'Something in a search that does not count, and why.' });

export const SearchAnswer = z
  .strictObject({
    messages: z.strictObject({
      items: z.array(SearchHit).readonly(),
      total: count('All messages found, not only those of this page.'),
      match: z.enum(['all', 'similar', 'some']).meta({
        description:
          '`all`: the words as they were written or go on. `similar`: also words that are spelt almost so. `some`: no message has all the words; these have some of them.',
      }),
      facets: SearchFacets.nullable(),
      next: z.string().nullable().meta({ description: 'Give it as `cursor` for the next page.' }),
    }),
    people: z.array(User).readonly(),
    channels: z
      .array(Channel)
      .readonly()
      .meta({ description: 'Those of the caller, and those they could join.' }),
    users: z.array(User).readonly().meta({ description: 'The people of the messages and facets.' }),
    didYouMean: z
      .string()
      .nullable()
      .meta({ description: 'The query with words that are found more often.' }),
    notices: z.array(SearchNotice).readonly(),
    index: z
      .strictObject({
        behind: count('Changes of the workspace that are not in the index yet.'),
        building: z
          .boolean()
          .meta({ description: 'Whether it is being built for the first time: much is missing.' }),
      })
      .meta({ description: 'How up to date the answer is.' }),
  })
  .meta({ id: 'SearchAnswer', description: 'What was found.' });

export const SuggestRequest = z
  .strictObject({
    text: searchText('The query so far.'),
    caret: count('Where something is being written, in UTF-16 units.').optional(),
    limit: z.number().int().min(1).max(20).default(8),
  })
  .meta({ id: 'SuggestRequest' });

export const SearchSuggestion = z
  .strictObject({
    type: z.enum(['operator', 'value', 'person', 'channel', 'word']),
    label: z.string().meta({ description: 'To be shown.' }),
    insert: z.string().meta({ description: 'Replaces what is being written.' }),
    userId: userId.optional(),
    channelId: channelId.optional(),
  })
  .meta({ id: 'SearchSuggestion', description: 'A completion of what is being written.' });

export const SuggestAnswer = z
  .strictObject({
    start: count('Where what is being written begins.'),
    end: count('Where it ends.'),
    items: z.array(SearchSuggestion).readonly(),
    users: z.array(User).readonly(),
    channels: z.array(Channel).readonly(),
  })
  .meta({ id: 'SuggestAnswer' });

export const SearchStatus = z
  .strictObject({
    engine: z.string().meta({ description: 'What answers the searches.' }),
    messages: count('Messages in the index.'),
    position: count('The seq of the event log up to which the index knows everything.'),
    behind: count('How far that is behind the log.'),
    building: z.boolean(),
    bytes: count('Memory or disk that the index takes.').nullable(),
  })
  .meta({ id: 'SearchStatus', description: 'How the index of the messages stands.' });

const weight = (description: string) => z.number().min(0).max(1).meta({ description });

/** What decides the order of relevance. */
export const SearchWeights = z
  .strictObject({
    recency: weight('How much age takes away: 0 nothing; 1 all of it in the end.'),
    halfLifeDays: z
      .number()
      .min(1)
      .max(3_650)
      .meta({ description: 'Days in which the worth of a message halves.' }),
    closeness: weight('How much channels and people near to the reader count.'),
    quality: weight('How much answers to a message count.'),
  })
  .meta({ id: 'SearchWeights', description: 'What decides the order of relevance, besides the text.' });

export const SetSearchWeights = SearchWeights.partial().meta({
  id: 'SetSearchWeights',
  description: 'What is given is changed; what is left out stays.',
});

export const SavedSearch = z
  .strictObject({
    id: savedSearchId,
    name: name('What it is called.'),
    text: searchText('The query.'),
    sort: SearchSort,
    createdAt: moment('When it was saved first.'),
  })
  .meta({ id: 'SavedSearch', description: 'A search that somebody keeps. Nobody else sees it.' });

export const SaveSearch = z
  .strictObject({
    name: SavedSearch.shape.name,
    text: text(limits.searchLength, 'The query.', 1),
    sort: SearchSort.default('relevance'),
  })
  .meta({ id: 'SaveSearch', description: 'A repeated id changes what was saved.' });

export const SavedSearchList = z
  .strictObject({ items: z.array(SavedSearch).readonly() })
  .meta({ id: 'SavedSearchList', description: 'By name.' });

/** A search that was made before. */
export const PastSearch = z
  .strictObject({ text: searchText('The query.'), usedAt: moment('When it was made last.') })
  .meta({ id: 'PastSearch' });

export const SearchHistory = z
  .strictObject({ items: z.array(PastSearch).readonly() })
  .meta({ id: 'SearchHistory', description: 'The newest first.' });

export const RememberSearch = z
  .strictObject({
    text: text(limits.searchLength, 'The query; not blank.', 1).refine(
      (value) => value.trim() !== '',
      'must not be blank',
    ),
  })
  .meta({ id: 'RememberSearch' });

export const ForgetSearch = z
  .strictObject({
    text: searchText('Only this one.')
      .nullable()
      .default(null)
      .meta({ description: 'Null for all of them.' }),
  })
  .meta({ id: 'ForgetSearch' });
