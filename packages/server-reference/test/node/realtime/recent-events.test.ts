import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createId, type LoggedEvent } from '@fechatter/protocol';
import { sql } from 'kysely';
import type { CommittedEvent } from '../../../src/event-log/events.ts';
import { RecentEvents } from '../../../src/realtime/recent-events.ts';
import { makeChannel, openChat, sendMessage, snapshotOf } from '../../chat.ts';
import { eachDatabase } from '../../harness.ts';

const workspaceId = createId();

function committed(seq: number, type = 'message.created', text = `event ${seq}`): CommittedEvent {
  const event = { type, seq, at: '2026-01-01T00:00:00.000Z', data: { text } } as unknown as LoggedEvent;
  return { seq, audience: { to: 'workspace' }, event, payload: JSON.stringify(event) };
}

const run = (from: number, to: number): CommittedEvent[] =>
  Array.from({ length: to - from + 1 }, (_, at) => committed(from + at));

const seqs = (recent: RecentEvents, from: number, to: number, epoch = 'a') =>
  recent.between(workspaceId, epoch, from, to)?.events.map((each) => each.committed.seq) ?? null;

test('what happened last is had without holes, or not at all', () => {
  const recent = new RecentEvents();
  assert.deepEqual(seqs(recent, 3, 3), []);
  assert.equal(seqs(recent, 3, 4), null);
  recent.keep(workspaceId, run(5, 8));
  recent.keep(workspaceId, run(7, 10));
  assert.deepEqual(seqs(recent, 4, 10), [5, 6, 7, 8, 9, 10]);
  assert.deepEqual(seqs(recent, 7, 9), [8, 9]);
  assert.equal(seqs(recent, 3, 10), null);
  assert.equal(seqs(recent, 7, 11), null);
  recent.keep(workspaceId, run(13, 14));
  assert.equal(seqs(recent, 9, 14), null);
  assert.deepEqual(seqs(recent, 12, 14), [13, 14]);
});

test('each event is encoded once for all who get it', () => {
  const recent = new RecentEvents();
  recent.keep(workspaceId, run(1, 2));
  const [one] = recent.between(workspaceId, 'a', 0, 2)?.events ?? [];
  const [other] = recent.between(workspaceId, 'a', 0, 2)?.events ?? [];
  assert.ok(one);
  assert.equal(one.frame, other?.frame);
});

test('a deletion takes what was before it, and another log takes everything', () => {
  const recent = new RecentEvents();
  recent.keep(workspaceId, [...run(1, 3), committed(4, 'message.deleted'), committed(5)]);
  assert.equal(seqs(recent, 2, 5), null);
  assert.deepEqual(seqs(recent, 3, 5), [4, 5]);
  assert.equal(seqs(recent, 3, 5, 'b'), null);
  recent.keep(workspaceId, [committed(4, 'message.created', 'another log')]);
  assert.equal(seqs(recent, 3, 5), null);
  assert.deepEqual(seqs(recent, 3, 4, 'b'), [4]);
});

test('memory has a bound: the oldest go, of one workspace and of all', () => {
  const recent = new RecentEvents();
  recent.keep(workspaceId, run(1, 5_000));
  assert.equal(seqs(recent, 0, 5_000), null);
  assert.deepEqual(seqs(recent, 4_990, 5_000), [4991, 4992, 4993, 4994, 4995, 4996, 4997, 4998, 4999, 5000]);
  const large = 'x'.repeat(3_000_000);
  for (let count = 0; count < 8; count += 1)
    recent.keep(createId(), [committed(1, 'message.created', large)]);
  assert.equal(seqs(recent, 4_990, 5_000), null);
});

eachDatabase(({ name, missing, open }) => {
  test(
    `${name}: a stream that goes on from memory says what one from the log says`,
    { skip: missing },
    async () => {
      const database = await open();
      const chat = await openChat(database);
      const workspace = await chat.workspace(['owner', 'member', 'guest']);
      const [ann = '', ben = '', guest = ''] = workspace.people;
      const shared = await makeChannel(chat, workspace);
      const cursors = new Map<string, string>();
      for (const person of workspace.people)
        cursors.set(person, (await snapshotOf(chat, workspace.id, person)).cursor);
      const secret = await makeChannel(chat, workspace, { kind: 'private', members: [ann] });
      for (let count = 0; count < 5; count += 1) {
        await sendMessage(chat, workspace.id, shared, ben, `shared ${count}`);
        await sendMessage(chat, workspace.id, secret, ann, `secret ${count}`);
      }
      // The log is read by a node that was not told of anything; the other one must not read it.
      const other = await openChat(database);
      const told = async (chatOf: typeof chat, person: string) => {
        const stream = await chatOf.stream(workspace.id, person, cursors.get(person));
        await stream.next('live');
        await stream.close();
        return stream.logged;
      };
      for (const person of [ann, ben, guest]) {
        const fromLog = await told(other, person);
        assert.ok(fromLog.length >= 5, `${fromLog.length} events`);
        await sql`alter table event_log rename to event_log_away`.execute(database.system);
        try {
          assert.deepEqual(await told(chat, person), fromLog);
        } finally {
          await sql`alter table event_log_away rename to event_log`.execute(database.system);
        }
      }
      await other.close();
      await chat.close();
    },
  );
});
