import type { ChannelId, UserId, UserSettings, WorkspaceId } from '@fechatter/protocol';
import { sql } from 'kysely';
import type { Database } from '../database/database.ts';

/** What a reader may see, and where the log stands, at one moment. */
export interface ReaderState {
  readonly epoch: string;
  readonly headSeq: number;
  readonly trimmedSeq: number;
  readonly channels: readonly ChannelId[];
  /** Until when the reader is silenced, in those of the channels where they are. */
  readonly silenced: ReadonlyMap<ChannelId, Date>;
  /** How the reader wishes to be shown. */
  readonly availability: UserSettings['availability'];
  /** How many of a hundred people are offered their events over NATS; null: as the server is set. */
  readonly natsPercentage: number | null;
  /** The people whom a guest may see, and in how many channels they meet; null for everybody else. */
  readonly visibleUsers: ReadonlyMap<UserId, number> | null;
}

type States = ReadonlyMap<UserId, ReaderState>;

/** People in one statement. */
const MOST = 200;

/** Those who ask of one workspace. While a statement is under way, who asks shares the next one. */
interface Asking {
  running: number;
  next: { readonly users: Set<UserId>; readonly states: PromiseWithResolvers<States> } | null;
}

/**
 * Reads what people may see now. Each statement sees one moment, and is sent after everybody in it has asked; when a
 * whole audience comes back at once, hundreds share one.
 */
export class ReaderStates {
  readonly #database: Database;
  readonly #asking = new Map<WorkspaceId, Asking>();

  constructor(database: Database) {
    this.#database = database;
  }

  /** Null when the person does not belong to the workspace. */
  async of(workspaceId: WorkspaceId, userId: UserId): Promise<ReaderState | null> {
    const asking = this.#asking.get(workspaceId) ?? { running: 0, next: null };
    this.#asking.set(workspaceId, asking);
    const group = (asking.next ??= { users: new Set(), states: Promise.withResolvers<States>() });
    group.users.add(userId);
    if (asking.running === 0 || group.users.size >= MOST) this.#ask(workspaceId, asking);
    return (await group.states.promise).get(userId) ?? null;
  }

  #ask(workspaceId: WorkspaceId, asking: Asking): void {
    const group = asking.next;
    if (group === null) return;
    asking.next = null;
    asking.running += 1;
    group.states.resolve(
      readStates(this.#database, workspaceId, [...group.users]).finally(() => {
        asking.running -= 1;
        if (asking.next !== null) this.#ask(workspaceId, asking);
        else if (asking.running === 0) this.#asking.delete(workspaceId);
      }),
    );
  }
}

/** It goes past the wall, which would take a transaction of four statements, and names the workspace everywhere. */
async function readStates(
  database: Database,
  workspaceId: WorkspaceId,
  userIds: readonly UserId[],
): Promise<States> {
  const { rows } = await sql<{
    user_id: UserId;
    epoch: string;
    head_seq: number;
    trimmed_seq: number;
    nats_percentage: number | null;
    availability: UserSettings['availability'];
    channels: ChannelId[];
    silenced: Record<ChannelId, string> | null;
    met: Record<UserId, number> | null;
  }>`
    select people.user_id, workspaces.epoch, workspaces.head_seq, workspaces.trimmed_seq, workspaces.nats_percentage,
      people.availability, mine.channels, mine.silenced,
      case when people.role = 'guest' then (
        select coalesce(json_object_agg(user_id, shared), '{}') from (
          select user_id, count(*) as shared from channel_members
          where workspace_id = ${workspaceId} and channel_id in (
            select channel_id from channel_members where workspace_id = ${workspaceId} and user_id = people.user_id
          ) group by user_id
        ) as met
      ) end as met
    from unnest(${userIds}::uuid[]) as asked(user_id)
    cross join lateral (
      select user_id, role, availability from workspace_members
      where workspace_id = ${workspaceId} and user_id = asked.user_id and removed_at is null limit 1
    ) as people
    cross join lateral (
      select coalesce(json_agg(channel_id), '[]') as channels,
        json_object_agg(channel_id, silenced_until) filter (where silenced_until is not null) as silenced
      from channel_members
      where workspace_id = ${workspaceId} and user_id = asked.user_id
    ) as mine
    join workspaces on workspaces.id = ${workspaceId}`.execute(database.system);
  return new Map(
    rows.map((row) => [
      row.user_id,
      {
        epoch: row.epoch,
        headSeq: row.head_seq,
        trimmedSeq: row.trimmed_seq,
        channels: row.channels,
        silenced: new Map(
          Object.entries(row.silenced ?? {}).map(([channelId, until]) => [channelId, new Date(until)]),
        ),
        availability: row.availability,
        natsPercentage: row.nats_percentage,
        visibleUsers: row.met && new Map([...Object.entries(row.met), [row.user_id, Infinity]]),
      },
    ]),
  );
}
