import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eventStream, expandPath } from '@fechatter/protocol';
import type { Channel, LoggedEvent, Message, Snapshot, User } from '@fechatter/protocol';
import { applyEvent, withDeletedMessage } from '../../src/sync/apply-event.ts';
import {
  emptyState,
  fromSnapshot,
  updateChannel,
  withChannelView,
  withNewMessage,
  type SyncedState,
} from '../../src/sync/synced-state.ts';
import { withMembership } from '../../src/channels/channel-state.ts';
import { createTestServer, seededRandom, type TestServer } from '@fechatter/client-sdk/testing';
import { callAs } from '../fixture.ts';

/**
 * A server on which much has happened by chance, with the snapshot that Ada had in the middle and the events she got
 * after it.
 *
 * @param blocks - Whether she blocks the other one now and then.
 */
async function history(
  seed: number,
  blocks = false,
): Promise<{
  server: TestServer;
  ada: User;
  start: Snapshot;
  end: Snapshot;
  events: LoggedEvent[];
  random: () => number;
}> {
  const random = seededRandom(seed);
  const server = createTestServer();
  const { workspace } = server;
  const [ada, bob] = [workspace.addUser('ada'), workspace.addUser('bob', { role: 'moderator' })];
  const channels = [
    workspace.addChannel('one', { members: [bob, ada] }),
    workspace.addChannel('two', { members: [bob, ada] }),
    workspace.addChannel('three', { members: [bob] }),
  ];
  const pick = <T>(list: readonly T[]): T | undefined => list[Math.floor(random() * list.length)];
  const isMember = ({ id }: Channel): boolean =>
    workspace.snapshot(ada).channels.some((channel) => channel.id === id);
  const act = async (): Promise<void> => {
    const channel = pick(channels);
    if (channel === undefined) return;
    const messages = workspace.messages(channel.id);
    const message = pick(messages.filter(({ deletedAt }) => deletedAt === null));
    const chance = random();
    if (chance < 0.5)
      workspace.say(
        random() < 0.3 && isMember(channel) ? ada : bob,
        channel.id,
        random() < 0.4 ? `<@${ada.id}>` : random() < 0.2 ? '<!channel>' : 'Hello',
      );
    else if (chance < 0.6 && message?.authorId === bob.id) workspace.edit(message.id, 'edited');
    else if (chance < 0.75 && message !== undefined) workspace.delete(message.id, bob);
    else if (chance < 0.85) {
      if (isMember(channel)) workspace.removeMember(channel.id, ada);
      else workspace.addMember(channel.id, ada);
    } else if (blocks && chance < 0.92) {
      const route = workspace.snapshot(ada).me.blockedIds.length > 0 ? 'users.unblock' : 'users.block';
      await callAs(server, ada, route, { userId: bob.id });
    } else if (isMember(channel))
      workspace.read(ada, channel.id, Math.floor(random() * (messages.length + 1)));
  };
  for (let turn = 0; turn < 20; turn += 1) await act();
  const start = workspace.snapshot(ada);
  const { accessToken } = server.session(ada);
  const path = expandPath(eventStream.path, { workspaceId: workspace.workspace.id });
  const stream = await server.fetch(`${server.url}${path}`, {
    headers: { authorization: `Bearer ${accessToken}`, 'last-event-id': start.cursor },
  });
  for (let turn = 0; turn < 60; turn += 1) await act();
  const end = workspace.snapshot(ada);
  workspace.tell({ type: 'goodbye', data: { reason: 'server_stopping', retryAfterSeconds: 0 } });
  const events = (await stream.text())
    .split('\n\n')
    .filter((frame) => frame.includes('\nid: '))
    .map((frame) => JSON.parse(frame.slice(frame.indexOf('data: ') + 6)) as LoggedEvent);
  return { server, ada, start, end, events, random };
}

/** What a person sees of the channels. */
const seen = ({ view }: SyncedState): unknown =>
  [...view.channels.values()]
    .sort((a, b) => (a.channel.id < b.channel.id ? -1 : 1))
    .map(({ channel, membership, unread, mentions }) => [
      channel.name,
      channel.memberCount,
      channel.lastIndex,
      membership.lastReadIndex,
      membership.unreadMentions,
      unread,
      mentions,
    ]);

test('S1 a snapshot and the events after it give the state of a later snapshot', async () => {
  for (let seed = 1; seed <= 100; seed += 1) {
    const { start, end, events } = await history(seed);
    assert.deepEqual(
      seen(events.reduce(applyEvent, fromSnapshot(start))),
      seen(fromSnapshot(end)),
      `seed ${seed}`,
    );
  }
});

test('S1 S2 S11 whom the caller has blocked, and which mentions count, is the same by events, repeated ones too, and by a snapshot', async () => {
  for (let seed = 1; seed <= 100; seed += 1) {
    const { start, end, events, random } = await history(seed, true);
    let state = fromSnapshot(start);
    for (const [at, event] of events.entries()) {
      state = applyEvent(state, event);
      const earlier = events[Math.floor(random() * at)];
      if (earlier !== undefined) state = applyEvent(state, earlier);
    }
    assert.deepEqual(seen(state), seen(fromSnapshot(end)), `seed ${seed}`);
    assert.deepEqual(state.view.me?.blockedIds, end.me.blockedIds, `seed ${seed}`);
  }
});

test('S2 events that come again, as after a resume from further back, change nothing in the end', async () => {
  for (let seed = 1; seed <= 100; seed += 1) {
    const { start, end, events, random } = await history(seed);
    let state = fromSnapshot(start);
    let at = 0;
    while (at < events.length) {
      const from = Math.max(0, at - Math.floor(random() * 10));
      const to = Math.min(events.length, at + 1 + Math.floor(random() * 10));
      for (const event of events.slice(from, to)) state = applyEvent(state, event);
      at = to;
    }
    assert.deepEqual(seen(state), seen(fromSnapshot(end)), `seed ${seed}`);
  }
});

test('S2 replies to calls that overtake their events, or come long after, change the state once', async () => {
  for (let seed = 1; seed <= 100; seed += 1) {
    const { ada, start, end, events, random } = await history(seed);
    let state = fromSnapshot(start);
    const reply = (event: LoggedEvent): void => {
      // The reply to a send goes to its author only.
      if (event.type === 'message.created' && event.data.message.authorId === ada.id)
        state = withNewMessage(state, event.data.message, event.data.message.version);
      if (event.type === 'message.deleted') state = withDeletedMessage(state, event.data.message);
      if (event.type === 'membership.updated') {
        const { membership } = event.data;
        state = updateChannel(state, membership.channelId, (known) => withMembership(known, membership));
      }
    };
    events.forEach((event, at) => {
      // A call's reply tells of what is a few events ahead in the stream, or of what it brought long ago.
      const other = events[at + Math.floor((random() - 0.5) * 12)];
      if (other !== undefined && random() < 0.5 && stillMember(events, at, other)) reply(other);
      state = applyEvent(state, event);
    });
    assert.deepEqual(seen(state), seen(fromSnapshot(end)), `seed ${seed}`);
  }
});

/** A reply tells of a membership that stands; between a removal and the next addition there is none to tell of. */
function stillMember(events: readonly LoggedEvent[], at: number, other: LoggedEvent): boolean {
  const channelOf = (event: LoggedEvent): string | undefined =>
    'message' in event.data
      ? event.data.message.channelId
      : 'membership' in event.data
        ? event.data.membership.channelId
        : undefined;
  const from = Math.min(at, events.indexOf(other));
  const to = Math.max(at, events.indexOf(other));
  const id = channelOf(other);
  return !events
    .slice(from, to + 1)
    .some(
      (event) =>
        (event.type === 'member.removed' && event.data.channelId === id) ||
        (event.type === 'member.added' && event.data.channel.id === id),
    );
}

test('S3 a reply that comes after a removal does not bring the channel back', async () => {
  const { server, ada, start } = await history(1);
  const state = fromSnapshot(start);
  const [channel] = state.view.channels.values();
  assert.ok(channel);
  server.workspace.removeMember(channel.channel.id, ada);
  const removal = server.workspace.events.at(-1);
  assert.ok(removal);
  const removed = applyEvent(state, removal);
  const late = withChannelView(removed, { channel: channel.channel, membership: channel.membership });
  assert.equal(late.view.channels.has(channel.channel.id), false);
  server.workspace.addMember(channel.channel.id, ada);
  const addition = server.workspace.events.at(-1);
  assert.ok(addition);
  const again = applyEvent(late, addition);
  assert.equal(again.view.channels.has(channel.channel.id), true);
  assert.equal(applyEvent(again, removal).view.channels.has(channel.channel.id), true);
});

test('V3 what an event does not touch keeps its identity', async () => {
  let seed = 1;
  while ((await history(seed)).start.channels.length < 2) seed += 1;
  const { start, server, events } = await history(seed);
  const state = fromSnapshot(start);
  const [one, two] = [...state.view.channels.values()];
  assert.ok(one && two);
  const message: Message = {
    ...(server.workspace.messages(one.channel.id)[0] ?? ({} as Message)),
    channelId: one.channel.id,
    index: one.channel.lastIndex + 1,
    version: 10_000,
  };
  const next = applyEvent(state, { type: 'message.created', seq: 10_000, at: '', data: { message } });
  assert.notEqual(next.view.channels, state.view.channels);
  assert.equal(next.view.channels.get(two.channel.id), two);
  assert.equal(next.view.users, state.view.users);
  const [first] = events;
  assert.ok(first);
  assert.equal(applyEvent(emptyState, first), applyEvent(emptyState, first));
  assert.equal(applyEvent(next, { type: 'message.created', seq: 10_000, at: '', data: { message } }), next);
});

test('S2 a message whose deletion was heard of first never counts as a mention', async () => {
  const { server, ada, start } = await history(3);
  const state = fromSnapshot(start);
  const [one] = state.view.channels.values();
  assert.ok(one);
  const bob = server.workspace.events
    .flatMap((event) => (event.type === 'user.joined' ? event.data.user : []))
    .find(({ id }) => id !== ada.id);
  assert.ok(bob);
  const message = server.workspace.say(bob, one.channel.id, `<@${ada.id}>`);
  const created = server.workspace.events.at(-1);
  assert.ok(created);
  const deleted = server.workspace.delete(message.id, bob);
  const before = state.view.channels.get(one.channel.id)?.mentions;
  const after = applyEvent(withDeletedMessage(state, deleted), created);
  assert.equal(after.view.channels.get(one.channel.id)?.mentions, before);
});

test('S2 a mention that is edited in counts from then on, and one that is edited out does not', async () => {
  const { server, ada, start } = await history(1);
  const { workspace } = server;
  const [one] = fromSnapshot(start).view.channels.values();
  const bob = workspace.events.find((event) => event.type === 'user.joined' && event.data.user.id !== ada.id);
  assert.ok(one && bob?.type === 'user.joined');
  const { id } = one.channel;
  let state = fromSnapshot(workspace.snapshot(ada));
  const mentions = (): readonly number[] => state.view.channels.get(id)?.membership.unreadMentions ?? [];
  const expected = (): readonly number[] =>
    workspace.snapshot(ada).memberships.find(({ channelId }) => channelId === id)?.unreadMentions ?? [];
  const take = (): void => {
    const event = workspace.events.at(-1);
    if (event !== undefined) state = applyEvent(state, event);
  };
  const message = workspace.say(bob.data.user, id, 'Hello');
  take();
  workspace.edit(message.id, `Hello <@${ada.id}>`);
  take();
  assert.ok(mentions().includes(message.index));
  assert.deepEqual(mentions(), expected());
  workspace.edit(message.id, 'Hello again');
  take();
  assert.ok(!mentions().includes(message.index));
  assert.deepEqual(mentions(), expected());
});

test('S3 an addition that was heard of first, by the reply to joining, outlives the removal before it', async () => {
  const { server, ada, start } = await history(1);
  const state = fromSnapshot(start);
  const [one] = state.view.channels.values();
  assert.ok(one);
  server.workspace.removeMember(one.channel.id, ada);
  const removal = server.workspace.events.at(-1);
  server.workspace.addMember(one.channel.id, ada);
  const snapshot = server.workspace.snapshot(ada);
  const channel = snapshot.channels.find(({ id }) => id === one.channel.id);
  const membership = snapshot.memberships.find(({ channelId }) => channelId === one.channel.id);
  assert.ok(removal && channel && membership);
  const joined = withChannelView(state, { channel, membership });
  assert.equal(applyEvent(joined, removal).view.channels.has(one.channel.id), true);
});

test('S6 a complete list of who is there takes the place of the one before', async () => {
  const { ada, start } = await history(1);
  const there = applyEvent(fromSnapshot(start), {
    type: 'presence',
    data: {
      changes: [
        { userId: 'gone', state: 'online' },
        { userId: ada.id, state: 'away' },
      ],
    },
  });
  assert.equal(there.view.presence.size, 2);
  const complete = applyEvent(there, {
    type: 'presence',
    data: { changes: [{ userId: ada.id, state: 'online' }], complete: true },
  });
  assert.deepEqual([...complete.view.presence], [[ada.id, 'online']]);
  const left = applyEvent(complete, {
    type: 'presence',
    data: { changes: [{ userId: ada.id, state: 'offline' }] },
  });
  assert.equal(left.view.presence.size, 0);
});
