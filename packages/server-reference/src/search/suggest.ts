import {
  completionAt,
  formatSearch,
  operatorsLike,
  operatorValuesLike,
  queryTerms,
  searchOperators,
  type Channel,
  type Completion,
  type RouteArguments,
  type RouteOutput,
  type SearchOperator,
  type SearchSuggestion,
  type User,
} from '@fechatter/protocol';
import type { WorkspaceContext } from '../http/handlers.ts';
import { loadCaller } from '../users/caller.ts';
import { findChannels, findPeople, nameWordsOf } from './names.ts';
import { unavailable, type SearchParts } from './query.ts';
import { readReach } from './reach.ts';

type Request = RouteArguments<'search.suggest'>['body'];
type Answer = RouteOutput<'search.suggest'>;

/** How long suggestions wait for an index that is behind: hardly, they are for whoever is typing. */
const PATIENCE_MS = 50;
/** Names among the suggestions for a word. */
const NAMES = 3;

/** Completes what is being written in a query: of all that the caller may see, and nothing else. */
export async function suggest(
  parts: SearchParts,
  context: WorkspaceContext,
  request: Request,
): Promise<Answer> {
  const { workspaceId } = context;
  const completion = completionAt(request.text, request.caret);
  const nothing = {
    start: request.text.length,
    end: request.text.length,
    items: [],
    users: [],
    channels: [],
  };
  await parts.feed.fresh(workspaceId, PATIENCE_MS);
  return parts.database.workspace(workspaceId, async (tx): Promise<Answer> => {
    const caller = await loadCaller(tx, context);
    if (!completion) return nothing;
    const { start, end, written } = completion;
    const words = nameWordsOf(written);
    const takes = completion.type === 'value' ? completion.takes : null;
    const most = takes === null ? NAMES : request.limit;
    const [users, channels] = await Promise.all([
      (takes === null || takes === 'person') && !written.startsWith('#')
        ? findPeople(tx, caller, words, most)
        : [],
      (takes === null || takes === 'channel') && !written.startsWith('@')
        ? findChannels(tx, caller, words, most)
        : [],
    ]);
    const items = [
      ...fixedSuggestions(completion),
      ...users.map((user) => personSuggestion(user, users, completion)),
      ...channels.map((channel) => channelSuggestion(channel, channels, completion)),
    ];
    const [term] = takes === null ? queryTerms(written) : [];
    if (term !== undefined && items.length < request.limit) {
      const { readable } = await readReach(tx, caller.userId);
      const found = await parts.engine
        .words(workspaceId, { readable, beginning: term, limit: request.limit - items.length })
        .catch(unavailable);
      const { negated } = completion;
      for (const word of found)
        items.push({
          type: 'word',
          label: word,
          insert: formatSearch([{ type: 'word', text: word, negated }]),
        });
    }
    return { start, end, items: items.slice(0, request.limit), users, channels };
  });
}

/** The operators that may be meant, and the values of those that have only a few. */
function fixedSuggestions(completion: Completion): SearchSuggestion[] {
  const minus = completion.negated ? '-' : '';
  if (completion.type === 'word')
    return operatorsLike(completion.written).map((operator) => ({
      type: 'operator',
      label: searchOperators[operator].description,
      insert: `${minus}${operator}:`,
    }));
  return operatorValuesLike(completion.operator, completion.written).map((value) => ({
    type: 'value',
    label: value,
    insert: `${minus}${completion.operator}:${value}`,
  }));
}

function personSuggestion(user: User, all: readonly User[], completion: Completion): SearchSuggestion {
  const namesakes = all.filter(({ name }) => name.toLowerCase() === user.name.toLowerCase()).length > 1;
  return {
    type: 'person',
    label: user.name,
    insert: filter('from', completion, namesakes ? `<@${user.id}>` : user.name),
    userId: user.id,
  };
}

function channelSuggestion(
  channel: Channel,
  all: readonly Channel[],
  completion: Completion,
): SearchSuggestion {
  const namesakes = all.filter(({ name }) => name.toLowerCase() === channel.name.toLowerCase()).length > 1;
  return {
    type: 'channel',
    label: channel.name,
    insert: filter('in', completion, namesakes ? `<#${channel.id}>` : channel.name),
    channelId: channel.id,
  };
}

function filter(fallback: SearchOperator, completion: Completion, value: string): string {
  const operator = completion.type === 'value' ? completion.operator : fallback;
  return formatSearch([{ type: 'filter', operator, value, negated: completion.negated }]);
}
