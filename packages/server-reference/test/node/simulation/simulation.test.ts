import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import {
  createId,
  mentionChannel,
  mentionUser,
  type ChannelId,
  type LoggedEvent,
  type MessageId,
  type ReportId,
  type RouteInput,
  type UserId,
} from '@fechatter/protocol';
import { setRole } from '../../../src/users/set-role.ts';
import { openChat, readAll, snapshotOf, type Chat, type TestWorkspace } from '../../chat.ts';
import { eachDatabase } from '../../harness.ts';
import { ModelClient } from '../../model-client.ts';
import type { TestStream } from '../../stream.ts';

/** A small generator of numbers that a seed decides (mulberry32). */
function randomOf(seed: number) {
  let state = seed;
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const below = (limit: number): number => Math.floor(next() * limit);
  return {
    below,
    of: <T>(list: readonly T[]): T => list[below(list.length)]!,
    chance: (part: number): boolean => next() < part,
  };
}

/** A client with a stream that is cut off now and then, and comes back. */
class Reader {
  readonly model: ModelClient;
  stream: TestStream | null = null;
  #cursor: string;
  #taken = 0;

  constructor(model: ModelClient, cursor: string) {
    this.model = model;
    this.#cursor = cursor;
  }

  static async start(chat: Chat, workspace: TestWorkspace, userId: UserId): Promise<Reader> {
    const snapshot = await snapshotOf(chat, workspace.id, userId);
    return new Reader(new ModelClient(snapshot), snapshot.cursor);
  }

  async connect(chat: Chat, workspace: TestWorkspace): Promise<void> {
    if (this.stream && !this.stream.ended) return;
    this.take();
    this.stream = await chat.stream(workspace.id, this.model.userId, this.#cursor);
    this.#taken = 0;
  }

  /** Applies what has come. */
  take(): void {
    if (!this.stream) return;
    for (; this.#taken < this.stream.events.length; this.#taken += 1) {
      const event = this.stream.events[this.#taken]!;
      assert.notEqual(event.type, 'reset');
      if ('seq' in event) this.model.apply(event);
    }
    this.#cursor = this.stream.cursor;
  }

  async cut(): Promise<void> {
    await this.stream?.close();
    this.take();
  }
}

const channelIn = (event: LoggedEvent): ChannelId | null => {
  const { data } = event;
  if ('message' in data) return data.message.channelId;
  if ('channel' in data) return data.channel.id;
  if ('member' in data) return data.member.channelId;
  return 'channelId' in data ? data.channelId : null;
};

eachDatabase(({ name, missing, open }) => {
  for (const seed of [1, 2, Number(process.env['FECHATTER_SEED'] ?? 3)]) {
    test(
      `${name}: after any schedule of commands, cuts and restarts every client is as if it had never been interrupted (seed ${seed})`,
      { skip: missing },
      async () => {
        const random = randomOf(seed);
        const database = await open();
        let chat = await openChat(database);
        const workspace = await chat.workspace(['owner', 'admin', 'moderator', 'member', 'guest']);
        const { people } = workspace;
        const guest = people[4]!;
        const readers: Reader[] = [];
        for (const person of people) readers.push(await Reader.start(chat, workspace, person));
        for (const reader of readers) await reader.connect(chat, workspace);
        const channels: ChannelId[] = [];
        const messages: MessageId[] = [];
        const reports: ReportId[] = [];
        const accepted = new Map<MessageId, ChannelId>();
        const path = { workspaceId: workspace.id };
        const uncertain: (() => Promise<void>)[] = [];

        const send = async (as: UserId, timelineId: ChannelId): Promise<void> => {
          const id = createId();
          const text = [`say ${id}`, mentionUser(random.of(people)), mentionChannel, 'hm'][random.below(4)]!;
          const body = {
            id,
            text,
            replyTo: messages.length > 0 && random.chance(0.2) ? random.of(messages) : null,
          };
          const attempt = async (): Promise<void> => {
            const response = await chat.request('messages.send', { as, path: { ...path, timelineId }, body });
            assert.ok(response.status < 500, await response.text());
            if (!response.ok) return;
            messages.push(id);
            accepted.set(id, timelineId);
          };
          await attempt();
          // An answer that got lost: the same message is sent again later.
          if (random.chance(0.2)) uncertain.push(attempt);
        };
        const act = async (): Promise<void> => {
          const as = random.of(people);
          const channelId = channels.length > 0 ? random.of(channels) : createId();
          const at = { ...path, channelId };
          const other = random.of(people);
          const messageId = messages.length > 0 ? random.of(messages) : createId();
          const choice = random.below(28);
          if (choice < 9) return send(as, channelId);
          const response = await (() => {
            switch (choice) {
              case 9:
              case 10: {
                const id = createId();
                channels.push(id);
                const memberIds = people.filter((person) => person !== as && random.chance(0.5));
                return chat.request('channels.create', {
                  as,
                  path,
                  body: random.of<RouteInput<'channels.create'>['body']>([
                    { id, kind: 'public', name: id, memberIds },
                    { id, kind: 'private', name: 'p', memberIds },
                    { id, kind: 'group', memberIds: [...memberIds, other] },
                    { id, kind: 'direct', userId: other },
                  ]),
                });
              }
              case 11:
                return chat.request('channels.join', { as, path: at });
              case 12:
                return chat.request('channels.leave', { as, path: at });
              case 13:
                return chat.request('channels.addMembers', { as, path: at, body: { userIds: [other] } });
              case 14:
                return chat.request('channels.removeMember', { as, path: { ...at, userId: other } });
              case 15:
                return chat.request('channels.setMemberRole', {
                  as,
                  path: { ...at, userId: other },
                  body: { role: random.of(['owner', 'moderator', 'member'] as const) },
                });
              case 16:
                return chat.request('channels.read', {
                  as,
                  path: at,
                  body: { index: random.below(30), unread: random.chance(0.3) },
                });
              case 17:
                return chat.request('messages.edit', {
                  as,
                  path: { ...path, messageId },
                  body: { id: createId(), text: random.of(['edited', mentionUser(other), mentionChannel]) },
                });
              case 18:
                return chat.request('messages.delete', { as, path: { ...path, messageId } });
              case 19:
                return chat.request('channels.update', {
                  as,
                  path: at,
                  body: random.of([{ description: createId() }, { archived: random.chance(0.3) }]),
                });
              case 20:
                return chat.request('me.update', { as, path, body: { title: createId() } });
              case 21: {
                // For an hour, for a moment, or not any more.
                const forMs = random.of([3_600_000, 5, null]);
                const until = forMs === null ? null : new Date(Date.now() + forMs).toISOString();
                return chat.request('channels.silenceMember', {
                  as,
                  path: { ...at, userId: other },
                  body: { until },
                });
              }
              case 22:
                return chat.request('channels.ban', {
                  as,
                  path: { ...at, userId: other },
                  body: { reason: '' },
                });
              case 23:
                return chat.request('channels.unban', { as, path: { ...at, userId: other } });
              case 24:
                return chat.request(random.of(['users.block', 'users.unblock'] as const), {
                  as,
                  path: { ...path, userId: other },
                });
              case 25: {
                const id = createId();
                reports.push(id);
                return chat.request('reports.create', {
                  as,
                  path,
                  body: random.of<RouteInput<'reports.create'>['body']>([
                    { id, kind: 'message', messageId, reason: 'spam' },
                    { id, kind: 'user', userId: other, reason: 'other' },
                  ]),
                });
              }
              case 26:
                return chat.request('reports.resolve', {
                  as,
                  path: { ...path, reportId: reports.length > 0 ? random.of(reports) : createId() },
                  body: { kind: random.of(['dismissed', 'message_deleted'] as const) },
                });
              default:
                return chat.request('channels.setPreferences', {
                  as,
                  path: at,
                  body: { muted: random.chance(0.5) },
                });
            }
          })();
          assert.ok(
            response.status < 500,
            `${choice}: ${await response.clone().text()} ${chat.errors.map(String).join()}`,
          );
        };

        for (let round = 0; round < 40; round += 1) {
          await Promise.all(Array.from({ length: 6 }, act));
          const reader = random.of(readers);
          if (random.chance(0.3)) await reader.cut();
          if (random.chance(0.05)) {
            await chat.writer
              .submit(workspace.id, setRole, {
                userId: people[0]!,
                targetId: guest,
                role: random.of(['guest', 'member'] as const),
              })
              .catch(() => undefined);
          }
          if (random.chance(0.04)) {
            assert.deepEqual(chat.errors, []);
            await chat.close();
            chat = await openChat(database);
          }
          if (random.chance(0.3)) for (const again of uncertain.splice(0)) await again();
          if (random.chance(0.5)) await random.of(readers).connect(chat, workspace);
          if (random.chance(0.5)) await delay(random.below(8));
          for (const each of readers) each.take();
        }
        for (const again of uncertain.splice(0)) await again();

        const { head_seq: head } = await database.system
          .selectFrom('workspaces')
          .select('head_seq')
          .where('id', '=', workspace.id)
          .executeTakeFirstOrThrow();
        for (const reader of readers) {
          await reader.connect(chat, workspace);
          // An end that the server called for may still be on its way.
          await delay(30);
          await reader.connect(chat, workspace);
          await reader.stream!.next('live', () => true);
          await delay(30);
          reader.take();
          const seqs = reader.model.applied.map((event) => event.seq);
          assert.ok(
            seqs.every((seq, at) => at === 0 || seq > seqs[at - 1]!),
            'out of order or doubled',
          );
          assert.ok((seqs.at(-1) ?? 0) <= head);

          const fresh = await snapshotOf(chat, workspace.id, reader.model.userId);
          const { model } = reader;
          assert.deepEqual(model.me, fresh.me);
          const sorted = <T extends object>(items: Iterable<T>, key: (item: T) => string) =>
            [...items].toSorted((one, other) => key(one).localeCompare(key(other)));
          const plain = (all: Iterable<(typeof fresh.channels)[number]>) =>
            sorted(all, (channel) => channel.id).map((channel) => ({
              ...channel,
              memberIds: channel.memberIds?.toSorted() ?? null,
            }));
          assert.deepEqual(plain(model.channels.values()), plain(fresh.channels));
          assert.deepEqual(
            sorted(model.memberships.values(), (membership) => membership.channelId),
            sorted(fresh.memberships, (membership) => membership.channelId),
          );

          // What was seen live is what a replay of everything shows now, from each joining on.
          const all = await chat.stream(workspace.id, model.userId, fresh.cursor.replace(/\d+$/, '0'));
          await all.next('live');
          const member = new Set(fresh.channels.map((channel) => channel.id));
          const replayed = all.logged.filter((event): event is LoggedEvent => 'seq' in event);
          const joined = new Map<ChannelId, number>();
          for (const event of replayed)
            if (event.type === 'member.added' && event.data.member.userId === model.userId)
              joined.set(event.data.channel.id, event.seq);
          const compared = (event: LoggedEvent): boolean => {
            const channelId = channelIn(event);
            if (channelId === null) return model.userId !== guest;
            return member.has(channelId) && event.seq >= (joined.get(channelId) ?? 0);
          };
          assert.deepEqual(
            model.applied.filter(compared).map((event) => event.seq),
            replayed.filter(compared).map((event) => event.seq),
          );
          await all.close();
          await reader.cut();
        }

        // Nothing that was accepted is lost or doubled, and each timeline is dense.
        const kept = await database.system
          .selectFrom('messages')
          .select(['id', 'timeline_id', 'index'])
          .where('workspace_id', '=', workspace.id)
          .orderBy('index')
          .execute();
        assert.deepEqual(kept.map((row) => row.id).toSorted(), [...accepted.keys()].toSorted());
        for (const channelId of new Set(accepted.values())) {
          const timeline = kept.filter((row) => row.timeline_id === channelId);
          assert.deepEqual(
            timeline.map((row) => row.index),
            timeline.map((_, at) => at + 1),
          );
          const readable = readers.find((reader) => reader.model.channels.has(channelId));
          if (readable)
            assert.deepEqual(
              (await readAll(chat, workspace.id, channelId, readable.model.userId)).map(
                (message) => message.id,
              ),
              timeline.map((row) => row.id),
            );
        }
        assert.deepEqual(chat.errors, []);
        await chat.close();
      },
    );
  }
});
