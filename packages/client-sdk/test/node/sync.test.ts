import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LoggedEvent, Membership, Message, Snapshot, User } from '@fechatter/protocol';
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
import { FakeServer } from '../fake-server.ts';
import { seededRandom, TestClock } from '../test-clock.ts';

/** A server on which much has happened by chance, with the snapshot that Ada had at the beginning. */
function history(seed: number): {
  server: FakeServer;
  ada: User;
  start: Snapshot;
  end: Snapshot;
  events: LoggedEvent[];
  random: () => number;
} {
  const random = seededRandom(seed);
  const server = new FakeServer(new TestClock());
  const [ada, bob] = [server.addUser('ada'), server.addUser('bob')];
  const channels = [
    server.addChannel('one', ada, bob),
    server.addChannel('two', ada, bob),
    server.addChannel('three', bob),
  ];
  const pick = <T>(list: readonly T[]): T | undefined => list[Math.floor(random() * list.length)];
  const snapshot = (): Snapshot => structuredClone(server.snapshot(ada)) as Snapshot;
  const act = (): void => {
    const channel = pick(channels);
    if (channel === undefined) return;
    const isMember = server.members.get(channel.id)?.has(ada.id) === true;
    const message = pick(server.messages.get(channel.id) ?? []);
    const chance = random();
    if (chance < 0.5)
      server.say(
        random() < 0.3 && isMember ? ada : bob,
        channel.id,
        random() < 0.4 ? `<@${ada.id}>` : random() < 0.2 ? '<!channel>' : 'Hello',
      );
    else if (chance < 0.6 && message !== undefined)
      server.change('message.edited', message.id, { text: 'edited' });
    else if (chance < 0.75 && message !== undefined) server.delete(message.id, bob);
    else if (chance < 0.85) {
      if (isMember) server.removeMember(channel.id, ada);
      else server.addMember(channel.id, ada);
    } else if (isMember) {
      const current = server.members.get(channel.id)?.get(ada.id);
      if (current === undefined) return;
      const lastReadIndex = Math.floor(random() * ((server.messages.get(channel.id)?.length ?? 0) + 1));
      const unreadMentions = (server.messages.get(channel.id) ?? [])
        .filter(
          (candidate) =>
            candidate.index > lastReadIndex &&
            candidate.authorId !== ada.id &&
            (candidate.mentionsChannel || candidate.mentions.includes(ada.id)),
        )
        .map(({ index }) => index);
      const membership: Membership = { ...current, lastReadIndex, unreadMentions, version: server.seq + 1 };
      server.members.get(channel.id)?.set(ada.id, membership);
      server.publish({ type: 'membership.updated', data: { membership } }, [ada.id]);
    }
  };
  for (let turn = 0; turn < 20; turn += 1) act();
  const start = snapshot();
  const from = server.seq;
  for (let turn = 0; turn < 60; turn += 1) act();
  const events = server.log
    .filter(({ event, to }) => event.seq > from && to.has(ada.id))
    .map(({ event }) => event);
  return { server, ada, start, end: snapshot(), events, random };
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

test('a snapshot and the events after it give the state of a later snapshot', () => {
  for (let seed = 1; seed <= 100; seed += 1) {
    const { start, end, events } = history(seed);
    assert.deepEqual(
      seen(events.reduce(applyEvent, fromSnapshot(start))),
      seen(fromSnapshot(end)),
      `seed ${seed}`,
    );
  }
});

test('events that come again, as after a resume from further back, change nothing in the end', () => {
  for (let seed = 1; seed <= 100; seed += 1) {
    const { start, end, events, random } = history(seed);
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

test('replies to calls that overtake their events, or come long after, change the state once', () => {
  for (let seed = 1; seed <= 100; seed += 1) {
    const { start, end, events, random } = history(seed);
    let state = fromSnapshot(start);
    const reply = (event: LoggedEvent): void => {
      if (event.type === 'message.created')
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

test('a reply that comes after a removal does not bring the channel back', () => {
  const { server, ada, start } = history(1);
  const state = fromSnapshot(start);
  const [channel] = state.view.channels.values();
  assert.ok(channel);
  server.removeMember(channel.channel.id, ada);
  const removal = server.log.at(-1)?.event;
  assert.ok(removal);
  const removed = applyEvent(state, removal);
  const late = withChannelView(removed, { channel: channel.channel, membership: channel.membership });
  assert.equal(late.view.channels.has(channel.channel.id), false);
  server.addMember(channel.channel.id, ada);
  const addition = server.log.at(-1)?.event;
  assert.ok(addition);
  const again = applyEvent(late, addition);
  assert.equal(again.view.channels.has(channel.channel.id), true);
  assert.equal(applyEvent(again, removal).view.channels.has(channel.channel.id), true);
});

test('what an event does not touch keeps its identity', () => {
  const { start, server, events } = history(3);
  const state = fromSnapshot(start);
  const [one, two] = [...state.view.channels.values()];
  assert.ok(one && two);
  const message: Message = {
    ...(server.messages.get(one.channel.id)?.[0] ?? ({} as Message)),
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

test('a message whose deletion was heard of first never counts as a mention', () => {
  const { server, ada, start } = history(3);
  const state = fromSnapshot(start);
  const [one] = state.view.channels.values();
  assert.ok(one);
  const bob = [...server.users.values()].find(({ id }) => id !== ada.id);
  assert.ok(bob);
  const message = server.say(bob, one.channel.id, `<@${ada.id}>`);
  const created = server.log.at(-1)?.event;
  assert.ok(created);
  const deleted = server.delete(message.id, bob);
  const before = state.view.channels.get(one.channel.id)?.mentions;
  const after = applyEvent(withDeletedMessage(state, deleted), created);
  assert.equal(after.view.channels.get(one.channel.id)?.mentions, before);
});

test('an addition that was heard of first, by the reply to joining, outlives the removal before it', () => {
  const { server, ada, start } = history(1);
  const state = fromSnapshot(start);
  const [one] = state.view.channels.values();
  assert.ok(one);
  server.removeMember(one.channel.id, ada);
  const removal = server.log.at(-1)?.event;
  server.addMember(one.channel.id, ada);
  const channel = server.channels.get(one.channel.id);
  const membership = server.members.get(one.channel.id)?.get(ada.id);
  assert.ok(removal && channel && membership);
  const joined = withChannelView(state, { channel, membership });
  assert.equal(applyEvent(joined, removal).view.channels.has(one.channel.id), true);
});

test('a complete list of who is there takes the place of the one before', () => {
  const { ada, start } = history(1);
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
