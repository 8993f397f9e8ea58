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
import { toAnswered, toMessage, type MessageRow } from '../messages/presenters.ts';
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
    with page as (
      select found.* from unnest(${hits.map((hit) => hit.timelineId)}::uuid[], ${hits.map((hit) => hit.index)}::bigint[]) as asked(timeline_id, index)
      cross join lateral (select * from messages where messages.workspace_id = ${tx.workspaceId} and messages.timeline_id = asked.timeline_id and messages.index = asked.index limit 1) as found
    )
    select * from page
    union all
    select answered.* from (select distinct reply_to from page where reply_to is not null) as asked
    cross join lateral (select * from messages where messages.workspace_id = ${tx.workspaceId} and messages.id = asked.reply_to limit 1) as answered`.execute(
    tx,
  );
  const byPlace = new Map(rows.map((row) => [keyOf(row.timeline_id, row.index), row]));
  const byId = new Map(rows.map((row) => [row.id, row]));
  return hits.flatMap((hit) => {
    const row = byPlace.get(keyOf(hit.timelineId, hit.index));
    if (!row || row.deleted_at !== null) return [];
    const answered = row.reply_to === null ? undefined : byId.get(row.reply_to);
    const inPlace = answered?.timeline_id === row.timeline_id ? answered : undefined;
    return [toHit(hit, toMessage(row, inPlace ? toAnswered(inPlace) : null), explain)];
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

export async function presentPeople(
  tx: WalledTransaction,
  hits: readonly SearchHit[],
  facets: SearchFacets | null,
): Promise<readonly User[]> {
  const ids = new Set<UserId>((facets?.sender ?? []).map(({ value }) => value));
  for (const { message } of hits)
    for (const id of [message.authorId, ...message.mentions, message.replyTo?.authorId ?? message.authorId])
      ids.add(id);
  if (ids.size === 0) return [];
  const rows = await tx
    .selectFrom('workspace_members')
    .selectAll()
    .where('user_id', 'in', [...ids])
    .execute();
  return rows.map(toUser);
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
