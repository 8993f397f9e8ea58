/** From what an engine found to what somebody is shown: messages as they are now, what to mark in them, who wrote them. */
import {
  queryTerms,
  tokenize,
  type Message,
  type SearchAnswer,
  type SearchClause,
  type SearchFacets,
  type SearchHit,
  type TextRange,
  type User,
  type UserId,
} from '@fechatter/protocol';
import { sql } from 'kysely';
import type { WalledTransaction } from '../database/database.ts';
import { peopleOf, presentMessages, type MessageRow } from '../messages/presenters.ts';
import { toUser } from '../users/presenters.ts';
import type { EngineAnswer, EngineFacets, EngineHit } from './engine.ts';

const keyOf = (timelineId: string, index: number): string => `${timelineId}:${index}`;

/**
 * The messages of hits, as they are now: what was deleted since is not shown, and what was edited since is shown
 * as it reads today, however far behind the index is.
 */
export async function presentHits(
  tx: WalledTransaction,
  hits: readonly EngineHit[],
  explain: boolean,
): Promise<readonly SearchHit[]> {
  if (hits.length === 0) return [];
  const { rows } = await sql<MessageRow>`
    select found.* from unnest(${hits.map((hit) => hit.timelineId)}::uuid[], ${hits.map((hit) => hit.index)}::bigint[]) as asked(timeline_id, index)
    cross join lateral (select * from messages where messages.workspace_id = ${tx.workspaceId} and messages.timeline_id = asked.timeline_id and messages.index = asked.index limit 1) as found
    where found.deleted_at is null`.execute(tx);
  const messages = new Map(
    (await presentMessages(tx, rows)).map((message) => [keyOf(message.timelineId, message.index), message]),
  );
  return hits.flatMap((hit) => {
    const message = messages.get(keyOf(hit.timelineId, hit.index));
    return message ? [toHit(hit, message, explain)] : [];
  });
}

function toHit(hit: EngineHit, message: Message, explain: boolean): SearchHit {
  const { text, recency, closeness, quality, words } = hit;
  return {
    message,
    ranges: rangesOf(message.text, new Set(hit.terms)),
    score: hit.score,
    ...(explain && { explanation: { text, recency, closeness, quality, words } }),
  };
}

/** Where any of these terms stands in a text: rising, and apart. */
export function rangesOf(text: string, terms: ReadonlySet<string>): readonly TextRange[] {
  const ranges: TextRange[] = [];
  for (const { term, start, end } of tokenize(text)) {
    if (!terms.has(term)) continue;
    const last = ranges.at(-1);
    // Pairs of characters overlap.
    if (last && start < last.end)
      ranges[ranges.length - 1] = { start: last.start, end: Math.max(last.end, end) };
    else ranges.push({ start, end });
  }
  return ranges;
}

/** The people of an answer: those of the messages, and those whose messages are counted. */
export async function presentPeople(
  tx: WalledTransaction,
  hits: readonly SearchHit[],
  facets: SearchFacets | null,
): Promise<readonly User[]> {
  const people = await peopleOf(
    tx,
    hits.map((hit) => hit.message),
  );
  const known = new Set<UserId>(people.map((person) => person.id));
  const missing = (facets?.sender ?? []).map(({ value }) => value).filter((id) => !known.has(id));
  if (missing.length === 0) return people;
  const rows = await tx.selectFrom('workspace_members').selectAll().where('user_id', 'in', missing).execute();
  return [...people, ...rows.map(toUser)];
}

export const presentFacets = (facets: EngineFacets | null): SearchFacets | null =>
  facets && {
    sender: facets.sender,
    channel: facets.channel,
    kind: facets.kind as SearchFacets['kind'],
    month: facets.month,
  };

/** The query with the words that are found instead of those that are nowhere; null when there are none. */
export function correctedQuery(
  text: string,
  clauses: readonly SearchClause[],
  instead: EngineAnswer['instead'],
): string | null {
  let corrected = text;
  for (const clause of clauses.toReversed()) {
    if (clause.type !== 'word' || clause.negated) continue;
    const [term, ...others] = queryTerms(clause.text);
    const replacement = others.length === 0 ? instead.find((one) => one.term === term)?.by : undefined;
    if (replacement !== undefined)
      corrected = `${corrected.slice(0, clause.start)}${replacement}${corrected.slice(clause.end)}`;
  }
  return corrected === text ? null : corrected;
}

/** An answer without messages, for whoever looks for people and channels only. */
export const noMessages: SearchAnswer['messages'] = {
  items: [],
  total: 0,
  match: 'all',
  facets: null,
  next: null,
};
