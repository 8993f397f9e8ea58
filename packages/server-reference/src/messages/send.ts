import {
  findMentions,
  type ChannelId,
  type Message,
  type MessageId,
  type RouteArguments,
  type UserId,
} from '@fechatter/protocol';
import { sql } from 'kysely';
import { refusalOfSilenced } from '../channels/access.ts';
import type { WalledTransaction } from '../database/database.ts';
import { ApiError } from '../errors/api-error.ts';
import type { Command, CommitContext, Outcome } from '../event-log/workspace-writer.ts';
import { insertMessages } from './insert.ts';
import { presentMessages, toAnswered, toMessage, type MessageRow } from './presenters.ts';

/** A message on its way into a timeline. */
export type Sending = RouteArguments<'messages.send'>['body'] & {
  readonly userId: UserId;
  readonly timelineId: ChannelId;
  /** When it was said, for one that is brought over from elsewhere; by default now. */
  readonly createdAt?: Date;
};

/**
 * Sends messages: all that wait, in one go, each statement for all of them. The order is that of arrival, the
 * indexes are dense, and an id that is known already gives the message made first.
 */
export const sendMessages: Command<Sending, Message, Found> = {
  name: 'messages.send',
  async read(tx, inputs) {
    const [seats, answered, mentionable] = await Promise.all([
      findSeats(tx, inputs),
      findMessages(
        tx,
        inputs.flatMap((input) => (input.replyTo === null ? [] : [input.replyTo])),
      ),
      findMentionable(tx, inputs),
    ]);
    return { ...seats, answered, mentionable };
  },
  async apply(context, inputs, { seats, knownIds, answered, mentionable }) {
    const { tx } = context;
    const known = await findMessages(tx, knownIds);
    const rows: MessageRow[] = [];
    const fresh = new Map<MessageId, MessageRow>();
    const lastIndexes = new Map<string, number>();
    const outcomes: Outcome<MessageId>[] = inputs.map((input) => {
      const seat = seats.get(seatKey(input));
      const before = fresh.get(input.id) ?? known.get(input.id);
      if (before) {
        // Whoever is no member any more is not shown what has become of the message, or of the one it answers.
        const same =
          before.author_id === input.userId &&
          before.timeline_id === input.timelineId &&
          seat?.member === true;
        return same ? { value: input.id } : { error: new ApiError('id_taken') };
      }
      const refusal = refusalOf(
        input,
        seat,
        context.now,
        input.replyTo === null ? undefined : (fresh.get(input.replyTo) ?? answered.get(input.replyTo)),
      );
      if (refusal || !seat) return { error: refusal ?? new ApiError('not_found') };
      const index = (lastIndexes.get(input.timelineId) ?? seat.last_index) + 1;
      lastIndexes.set(input.timelineId, index);
      const row = toRow(context, input, index, context.nextSeq + rows.length, mentionable);
      rows.push(row);
      fresh.set(row.id, row);
      return { value: row.id };
    });

    if (rows.length > 0) context.tx.later(insertMessages(context, rows));
    const created = new Map<MessageId, Message>();
    for (const row of rows) {
      const parent =
        row.reply_to === null ? undefined : (fresh.get(row.reply_to) ?? answered.get(row.reply_to));
      const message = toMessage(row, parent ? toAnswered(parent) : null);
      created.set(row.id, message);
      context.append(
        { to: 'channel', channelId: row.channel_id },
        { type: 'message.created', data: { message } },
      );
    }
    const repeated = await presentMessages(tx, [...known.values()]);
    const all = new Map([...repeated.map((message) => [message.id, message] as const), ...created]);
    return outcomes.map((outcome) => {
      if ('error' in outcome) return outcome;
      const message = all.get(outcome.value);
      return message ? { value: message } : { error: new ApiError('internal') };
    });
  },
};

/** What there is of the channels, people and messages that a batch names. */
interface Found {
  readonly seats: ReadonlyMap<string, Seat>;
  /** Of the messages that were sent before. */
  readonly knownIds: readonly MessageId[];
  /** The messages that are answered. */
  readonly answered: ReadonlyMap<MessageId, MessageRow>;
  /** Of the people mentioned, those who are in the channel, by {@link seatKey}. */
  readonly mentionable: ReadonlySet<string>;
}

/** What decides whether somebody may speak in a channel. */
interface Seat {
  readonly last_index: number;
  readonly archived_at: Date | null;
  /** Whether it is a conversation of two, of whom one has blocked the other. */
  readonly blocked: boolean;
  readonly member: boolean;
  readonly findable: boolean;
  readonly silenced_until: Date | null;
}

export const seatKey = (input: Pick<Sending, 'timelineId' | 'userId'>): string =>
  `${input.timelineId}:${input.userId}`;

/** The first reason why a message cannot be sent, if there is one. */
function refusalOf(
  input: Sending,
  seat: Seat | undefined,
  now: Date,
  parent: MessageRow | undefined,
): ApiError | null {
  if (!seat || (!seat.member && !seat.findable))
    return new ApiError('not_found', 'There is no such channel, or you may not see it.');
  if (!seat.member)
    return new ApiError('forbidden', 'Only members of the channel can write in it: join it first.');
  if (seat.archived_at !== null) return new ApiError('channel_archived');
  const silenced = refusalOfSilenced(seat.silenced_until, now);
  if (silenced) return silenced;
  if (seat.blocked) return new ApiError('blocked');
  if (input.replyTo !== null && parent?.timeline_id !== input.timelineId)
    return ApiError.field('body.replyTo', 'is no message of this timeline');
  return null;
}

/**
 * Messages by their ids. Each is looked up by itself, here and below, whatever the planner thinks: without
 * statistics, as in a young database or an embedded one, it takes a workspace for a few rows and reads all of it.
 */
async function findMessages(
  tx: WalledTransaction,
  ids: readonly MessageId[],
): Promise<Map<MessageId, MessageRow>> {
  if (ids.length === 0) return new Map();
  const { rows } = await sql<MessageRow>`
    select found.* from unnest(${ids}::uuid[]) as asked(id)
    cross join lateral (select * from messages where messages.workspace_id = ${tx.workspaceId} and messages.id = asked.id limit 1) as found`.execute(
    tx,
  );
  return new Map(rows.map((row) => [row.id, row]));
}

/** Who may speak where, and which of the messages are there already: in one round trip, since every send makes it. */
async function findSeats(
  tx: WalledTransaction,
  inputs: readonly Sending[],
): Promise<Pick<Found, 'seats' | 'knownIds'>> {
  const pairs = [...new Map(inputs.map((input) => [seatKey(input), input])).values()];
  const { rows } = await sql<
    Seat & { channel_id: string | null; user_id: string | null; known_id: MessageId | null }
  >`
    select asked.channel_id, asked.user_id, channel.last_index, channel.archived_at,
      seat.member is not null as member, seat.silenced_until,
      channel.direct_key is not null and exists (
        select from (values (1, 2), (2, 1)) as way(one, other) cross join lateral (
          select from user_blocks where workspace_id = ${tx.workspaceId}
            and user_id = split_part(channel.direct_key, ':', one)::uuid and blocked_id = split_part(channel.direct_key, ':', other)::uuid limit 1
        ) as block
      ) as blocked,
      channel.kind = 'public' and person.role <> 'guest' as findable, null::uuid as known_id
    from unnest(${pairs.map((pair) => pair.timelineId)}::uuid[], ${pairs.map((pair) => pair.userId)}::uuid[]) as asked(channel_id, user_id)
    cross join lateral (select last_index, archived_at, kind, direct_key from channels where workspace_id = ${tx.workspaceId} and id = asked.channel_id limit 1) as channel
    cross join lateral (select role from workspace_members where workspace_id = ${tx.workspaceId} and user_id = asked.user_id and removed_at is null limit 1) as person
    left join lateral (select true as member, silenced_until from channel_members where workspace_id = ${tx.workspaceId} and channel_id = asked.channel_id and user_id = asked.user_id limit 1) as seat on true
    union all
    select null::uuid, null::uuid, 0, null::timestamptz, false, null::timestamptz, false, false, found.id
    from unnest(${inputs.map((input) => input.id)}::uuid[]) as asked(id)
    cross join lateral (select id from messages where messages.workspace_id = ${tx.workspaceId} and messages.id = asked.id limit 1) as found`.execute(
    tx,
  );
  const seats = new Map<string, Seat>();
  const knownIds: MessageId[] = [];
  for (const row of rows) {
    if (row.known_id !== null) knownIds.push(row.known_id);
    else seats.set(seatKey({ timelineId: row.channel_id ?? '', userId: row.user_id ?? '' }), row);
  }
  return { seats, knownIds };
}

/** Of all people mentioned, those who are in the channel: only they are told, and counted. */
export async function findMentionable(
  tx: WalledTransaction,
  inputs: readonly Pick<Sending, 'text' | 'timelineId'>[],
): Promise<Set<string>> {
  const pairs = inputs.flatMap((input) =>
    findMentions(input.text).userIds.map((userId) => ({ timelineId: input.timelineId, userId })),
  );
  if (pairs.length === 0) return new Set();
  const { rows } = await sql<{ channel_id: string; user_id: string }>`
    select distinct seat.channel_id, seat.user_id
    from unnest(${pairs.map((pair) => pair.timelineId)}::uuid[], ${pairs.map((pair) => pair.userId)}::uuid[]) as asked(channel_id, user_id)
    cross join lateral (select channel_id, user_id from channel_members where workspace_id = ${tx.workspaceId} and channel_id = asked.channel_id and user_id = asked.user_id limit 1) as seat`.execute(
    tx,
  );
  return new Set(rows.map((row) => seatKey({ timelineId: row.channel_id, userId: row.user_id })));
}

/** The members whom a text mentions. */
export async function mentionedMembers(
  tx: WalledTransaction,
  channelId: ChannelId,
  text: string,
): Promise<UserId[]> {
  const members = await findMentionable(tx, [{ text, timelineId: channelId }]);
  return findMentions(text).userIds.filter((userId) =>
    members.has(seatKey({ timelineId: channelId, userId })),
  );
}

function toRow(
  context: CommitContext,
  input: Sending,
  index: number,
  seq: number,
  mentionable: ReadonlySet<string>,
): MessageRow {
  const mentions = findMentions(input.text);
  return {
    workspace_id: context.workspaceId,
    timeline_id: input.timelineId,
    index,
    id: input.id,
    channel_id: input.timelineId,
    author_id: input.userId,
    kind: input.kind,
    text: input.text,
    reply_to: input.replyTo,
    mentions: mentions.userIds.filter((userId) =>
      mentionable.has(seatKey({ timelineId: input.timelineId, userId })),
    ),
    mentions_channel: mentions.channel,
    custom: input.custom,
    created_at: input.createdAt ?? context.now,
    edited_at: null,
    deleted_at: null,
    deleted_by: null,
    created_seq: seq,
    version: seq,
  };
}
