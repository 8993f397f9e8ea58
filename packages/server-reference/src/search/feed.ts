import type { ChannelId, TimelineId, UserId, WorkspaceId } from '@fechatter/protocol';
import { sql } from 'kysely';
import { setTimeout as delay } from 'node:timers/promises';
import type { Database } from '../database/database.ts';
import type { Generation, IndexedMessage, IndexPosition, SearchEngine } from './engine.ts';

/** Messages that are read and put in at a time: few enough that requests get in between. */
const BATCH = 2_000;
/** Time between two looks at a workspace in which things keep happening, while nobody waits for it. */
const PAUSE_MS = 100;
/** Time after a failure in which nothing is tried again, unless somebody searches. */
const RECOVERY_MS = 2_000;
/** An index that nobody has asked for so long is let go. */
const IDLE_MS = 3_600_000;
/** Remains of changed and deleted messages, of all, at which an index is built anew; small ones do not mind. */
const WASTE = { share: 0.3, messages: 20_000 } as const;
/** Workspaces whose index is built when the server starts: those with the newest messages. */
const WARMED = 20;

/** How an index stands against the log. */
export interface FeedState {
  /** The seq up to which everything is in the index; 0 for none. */
  readonly position: number;
  /** Whether there is none yet, or only a part of it. */
  readonly building: boolean;
}

/** A workspace whose index is kept up to date. */
interface Fed {
  position: number;
  building: boolean;
  /** How far the log is known to reach. */
  head: number;
  running: Promise<void> | null;
  /** Called when nobody should wait any longer for the next look. */
  hurry: () => void;
  lastUse: number;
}

/**
 * Keeps the indexes of an engine up to date: a consumer of the event log whose position lies beside the index. The
 * log says that something changed, and how far; what a message is now is read from its row by its version. So a new
 * message, an edit, a deletion and an import that left no events are all the same, and whatever was missed, or done
 * twice, comes right by itself.
 */
export class SearchFeed {
  readonly #database: Database;
  readonly #engine: SearchEngine;
  readonly #onError: (error: unknown) => void;
  readonly #fed = new Map<WorkspaceId, Fed>();
  readonly #stopped = new AbortController();

  constructor(options: {
    readonly database: Database;
    readonly engine: SearchEngine;
    readonly onError: (error: unknown) => void;
  }) {
    this.#database = options.database;
    this.#engine = options.engine;
    this.#onError = options.onError;
  }

  /** How far the indexes of this process are behind the logs, in events of the one furthest behind; and how many there are. */
  lag(): { readonly behind: number; readonly workspaces: number } {
    const behind = Array.from(this.#fed.values(), ({ head, position }) => head - position);
    return { behind: Math.max(0, ...behind), workspaces: behind.length };
  }

  /** Takes the news that the log of a workspace reaches further. */
  tell(workspaceId: WorkspaceId, head: number): void {
    const fed = this.#fed.get(workspaceId);
    if (!fed || head <= fed.head) return;
    fed.head = head;
    if (Date.now() - fed.lastUse > IDLE_MS && fed.running === null) {
      this.#fed.delete(workspaceId);
      if (!this.#engine.isLasting) this.#engine.drop(workspaceId).catch(this.#onError);
      return;
    }
    this.#run(workspaceId, fed);
  }

  /** Asks how far the logs reach: news may have been lost. */
  async catchUp(): Promise<void> {
    const ids = [...this.#fed.keys()];
    if (ids.length === 0) return;
    // One look for all workspaces, so it goes past the walls; it reads a number of each.
    const rows = await this.#database.system
      .selectFrom('workspaces')
      .select(['id', 'head_seq'])
      .where('id', 'in', ids)
      .execute();
    for (const row of rows) this.tell(row.id, row.head_seq);
  }

  /** Builds the indexes of the workspaces with the newest messages, one after the other. */
  async warm(): Promise<void> {
    // One look over all workspaces, so it goes past the walls; it reads ids only.
    const rows = await this.#database.system
      .selectFrom('channels')
      .select('workspace_id')
      .where('last_message_at', 'is not', null)
      .groupBy('workspace_id')
      .orderBy((channel) => channel.fn.max('last_message_at'), 'desc')
      .limit(WARMED)
      .execute();
    for (const { workspace_id } of rows) {
      if (this.#stopped.signal.aborted) return;
      await this.#open(workspace_id).running;
    }
  }

  /**
   * Waits, but not for long, until what is known to have been committed is in the index. An index that was lost with
   * its thread is noticed here, so that nobody is told that there is nothing.
   */
  async fresh(workspaceId: WorkspaceId, patience: number): Promise<FeedState> {
    const fed = this.#open(workspaceId);
    const ended = new AbortController();
    const late = delay(patience, true, { ref: false, signal: ended.signal }).catch(() => true);
    if (!fed.building && (await this.#engine.position(workspaceId)) === null) {
      fed.building = true;
      fed.position = 0;
      this.#run(workspaceId, fed);
    }
    // A run that was under way may have read before the last commit: the next one has it.
    while (fed.running !== null && (fed.building || fed.position < fed.head)) {
      fed.hurry();
      if (await Promise.race([fed.running.then(() => false), late])) break;
    }
    ended.abort();
    return { position: fed.position, building: fed.building };
  }

  /** Builds an index anew beside the one that answers. Resolves when it has begun. */
  async rebuild(workspaceId: WorkspaceId): Promise<void> {
    const fed = this.#open(workspaceId);
    await this.#engine.begin(workspaceId);
    this.#run(workspaceId, fed, true);
  }

  /** Resolves when everything that is known to have been committed is in the index, or cannot be. */
  async idle(): Promise<void> {
    for (const fed of this.#fed.values()) {
      while (fed.running !== null) {
        fed.hurry();
        await fed.running;
      }
    }
  }

  async stop(): Promise<void> {
    this.#stopped.abort();
    await this.idle();
  }

  #open(workspaceId: WorkspaceId): Fed {
    let fed = this.#fed.get(workspaceId);
    if (!fed) {
      fed = { position: 0, building: true, head: 0, running: null, hurry: () => undefined, lastUse: 0 };
      this.#fed.set(workspaceId, fed);
    }
    fed.lastUse = Date.now();
    // An index that could not be built, or was lost with its thread, is begun again by whoever asks for it.
    if (fed.building) this.#run(workspaceId, fed);
    return fed;
  }

  #run(workspaceId: WorkspaceId, fed: Fed, anew = false): void {
    if (this.#stopped.signal.aborted) return;
    if (fed.running !== null) {
      if (anew) void fed.running.then(() => this.#run(workspaceId, fed, true));
      return;
    }
    fed.running = this.#work(workspaceId, fed, anew).finally(() => {
      fed.running = null;
      // News that came in the last moment.
      if (fed.head > fed.position && !fed.building) this.#run(workspaceId, fed);
    });
  }

  async #work(workspaceId: WorkspaceId, fed: Fed, anew: boolean): Promise<void> {
    try {
      if (!anew && !fed.building) await this.#pause(fed, PAUSE_MS);
      const before = await this.#engine.position(workspaceId);
      const epoch = await this.#epochOf(workspaceId);
      if (epoch === null) return;
      if (anew || before?.epoch !== epoch) await this.#build(workspaceId, fed, epoch, before !== null);
      else await this.#follow(workspaceId, fed, before);
      await this.#renewWhenWorn(workspaceId, fed);
    } catch (error) {
      if (this.#stopped.signal.aborted) return;
      // The next news, or the next search, tries again from the position that the index has then.
      fed.building = true;
      fed.position = 0;
      this.#onError(error);
      await this.#pause(fed, RECOVERY_MS);
    }
  }

  async #build(workspaceId: WorkspaceId, fed: Fed, epoch: string, answers: boolean): Promise<void> {
    fed.building = !answers;
    await this.#engine.begin(workspaceId);
    const position = await this.#fill(workspaceId, { epoch, seq: 0 }, 'next', (seq) => {
      if (!answers) fed.position = seq;
    });
    if (position === null) return;
    await this.#engine.promote(workspaceId);
    fed.position = position;
    fed.building = false;
  }

  async #follow(workspaceId: WorkspaceId, fed: Fed, before: IndexPosition): Promise<void> {
    const position = await this.#fill(workspaceId, before, 'current', (seq) => (fed.position = seq));
    if (position === null) return;
    fed.position = position;
    fed.building = false;
  }

  /** Puts in what changed after a position; returns how far it came, or null when the server stops meanwhile. */
  async #fill(
    workspaceId: WorkspaceId,
    from: IndexPosition,
    generation: Generation,
    onProgress: (seq: number) => void,
  ): Promise<number | null> {
    for (let position = from; ;) {
      if (this.#stopped.signal.aborted) return null;
      const changes = await readChanges(this.#database, workspaceId, position.seq);
      position = { epoch: from.epoch, seq: changes.position };
      await this.#engine.apply(workspaceId, changes.messages, position, generation);
      onProgress(position.seq);
      if (changes.complete) return position.seq;
    }
  }

  async #renewWhenWorn(workspaceId: WorkspaceId, fed: Fed): Promise<void> {
    const { waste, messages } = await this.#engine.status(workspaceId);
    if (waste > WASTE.share && messages > WASTE.messages)
      await this.#build(workspaceId, fed, (await this.#epochOf(workspaceId)) ?? '', true);
  }

  async #epochOf(workspaceId: WorkspaceId): Promise<string | null> {
    const row = await this.#database.workspace(workspaceId, (tx) =>
      tx.selectFrom('workspaces').select('epoch').where('id', '=', workspaceId).executeTakeFirst(),
    );
    return row?.epoch ?? null;
  }

  /** So that a busy workspace is looked at ten times a second and not a thousand; whoever searches ends the wait. */
  async #pause(fed: Fed, milliseconds: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, milliseconds).unref();
      fed.hurry = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    fed.hurry = () => undefined;
  }
}

interface Changes {
  readonly messages: readonly IndexedMessage[];
  /** Everything up to this seq is in it. */
  readonly position: number;
  /** Whether the log reached no further. */
  readonly complete: boolean;
}

interface ChangedRow {
  readonly head_seq: number;
  readonly timeline_id: TimelineId | null;
  readonly index: number;
  readonly channel_id: ChannelId;
  readonly author_id: UserId;
  readonly kind: 'text' | 'action';
  readonly text: string;
  readonly reply_to_index: number | null;
  readonly mentions: UserId[];
  readonly mentions_channel: boolean;
  readonly created_at: Date;
  readonly deleted: boolean;
  readonly version: number;
}

/** What changed after a seq, as it is now. Seqs are given under a lock, so what is not here yet has a greater one. */
async function readChanges(database: Database, workspaceId: WorkspaceId, after: number): Promise<Changes> {
  const rows = await database.workspace(workspaceId, async (tx) => {
    const changed = await sql<ChangedRow>`
      select workspaces.head_seq, changed.* from workspaces left join lateral (
        select m.timeline_id, m.index, m.channel_id, m.author_id, m.kind, m.text, m.mentions, m.mentions_channel, m.created_at,
          m.deleted_at is not null as deleted, m.version,
          (select answered.index from messages as answered where answered.workspace_id = ${workspaceId} and answered.id = m.reply_to and answered.timeline_id = m.timeline_id) as reply_to_index
        from messages as m
        where m.workspace_id = ${workspaceId} and m.version > ${after} and m.version <= workspaces.head_seq
        order by m.version limit ${BATCH}
      ) as changed on true
      where workspaces.id = ${workspaceId}`.execute(tx);
    return changed.rows;
  });
  const messages = rows.flatMap((row) =>
    row.timeline_id === null ? [] : [toIndexed({ ...row, timeline_id: row.timeline_id })],
  );
  const complete = messages.length < BATCH;
  const position = complete ? (rows[0]?.head_seq ?? after) : (rows.at(-1)?.version ?? after);
  return { messages, position, complete };
}

const toIndexed = (row: ChangedRow & { readonly timeline_id: TimelineId }): IndexedMessage => ({
  timelineId: row.timeline_id,
  index: row.index,
  channelId: row.channel_id,
  authorId: row.author_id,
  kind: row.kind,
  text: row.text,
  replyToIndex: row.reply_to_index,
  mentions: row.mentions,
  mentionsChannel: row.mentions_channel,
  createdAt: row.created_at.getTime(),
  deleted: row.deleted,
});
