import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  APART_MS,
  deadline,
  HELLO_MS,
  initialState,
  LONGEST_WAIT_MS,
  STABLE_MS,
  transition,
  type Failure,
  type MachineEvent,
  type MachineState,
  type Step,
} from '../../src/connection/machine.ts';
import { seededRandom } from '@fechatter/client-sdk/testing';

const T = 1_000_000;
const network: Failure = { kind: 'retry', reason: 'network', error: null, waitMs: 0, spread: false };
const step = (state: MachineState, event: MachineEvent, now = T, random = 0.5): Step =>
  transition(state, event, { now, random });
const after = (state: MachineState, event: MachineEvent, now = T, random = 0.5): MachineState =>
  step(state, event, now, random).state;

const connecting = (failures = 0, triedAt = T): MachineState => ({
  status: 'connecting',
  reason: 'network',
  failures,
  triedAt,
  answerBy: null,
});
const live = (failures = 0, since = T, heardAt = since): MachineState => ({
  status: 'live',
  failures,
  triedAt: since,
  heardAt,
  silenceMs: 35_000,
  since,
});
const waiting = (notBefore = T, retryAt = T + 5_000): MachineState => ({
  status: 'waiting',
  since: T,
  reason: 'network',
  error: null,
  failures: 3,
  retryAt,
  notBefore,
});
const states: readonly MachineState[] = [
  initialState,
  { status: 'disconnected', reason: 'stopped', error: null, wanted: false },
  { status: 'disconnected', reason: 'signed-out', error: null, wanted: true },
  connecting(),
  waiting(),
  { status: 'replaying', failures: 0, triedAt: T, heardAt: T, silenceMs: 35_000 },
  live(),
];
const events: readonly MachineEvent[] = [
  { type: 'connect' },
  { type: 'disconnect' },
  { type: 'retry-now' },
  { type: 'sign-in' },
  { type: 'sign-out', error: null },
  { type: 'asked' },
  { type: 'opened', silenceMs: 35_000 },
  { type: 'caught-up' },
  { type: 'heard' },
  { type: 'failed', failure: network },
  { type: 'failed', failure: { kind: 'end', reason: 'removed', error: null } },
  { type: 'due' },
  { type: 'wake' },
  { type: 'offline' },
  { type: 'leave' },
];

test('C1 nothing but connect makes a new client try', () => {
  for (const event of events) {
    assert.equal(step(initialState, event).effects.includes('open'), event.type === 'connect', event.type);
  }
});

test('C2 disconnect closes from every state, and nothing but connect starts again', () => {
  for (const state of states) {
    const stopped = after(state, { type: 'disconnect' });
    assert.equal(stopped.status, 'disconnected');
    if (state.status !== 'disconnected')
      assert.ok(step(state, { type: 'disconnect' }).effects.includes('close'));
    for (const event of events)
      assert.equal(step(stopped, event).effects.includes('open'), event.type === 'connect', event.type);
  }
});

test('C3 a sign-out closes, and a sign-in starts again', () => {
  const out = step(live(), { type: 'sign-out', error: null });
  assert.deepEqual(out.effects, ['close']);
  assert.equal(out.state.status === 'disconnected' && out.state.reason, 'signed-out');
  assert.deepEqual(step(out.state, { type: 'sign-in' }).effects, ['open']);
});

test('C3 after an error that no retry can mend the application may try again', () => {
  const ended = after(connecting(), {
    type: 'failed',
    failure: { kind: 'end', reason: 'removed', error: null },
  });
  assert.equal(ended.status, 'disconnected');
  assert.deepEqual(step(ended, { type: 'due' }).effects, []);
  assert.deepEqual(step(ended, { type: 'retry-now' }).effects, ['open']);
});

test('C4 connect changes nothing while there is a connection or a try', () => {
  for (const state of states.filter(({ status }) => status !== 'disconnected')) {
    assert.deepEqual(step(state, { type: 'connect' }), { state, effects: [] });
  }
});

test('C5 the first retry comes at once, later ones within the doubling bound', () => {
  const random = seededRandom(1);
  const first = after(connecting(0, T - 5_000), { type: 'failed', failure: network });
  assert.equal(first.status === 'waiting' && first.retryAt, T);
  for (let failures = 1; failures < 60; failures += 1) {
    const bound = Math.min(20_000, 500 * 2 ** failures);
    for (let draw = 0; draw < 50; draw += 1) {
      const state = after(
        connecting(failures, T - 60_000),
        { type: 'failed', failure: network },
        T,
        random(),
      );
      assert.ok(state.status === 'waiting' && state.retryAt >= T && state.retryAt <= T + bound);
    }
    const most = after(connecting(failures, T - 60_000), { type: 'failed', failure: network }, T, 0.999_999);
    assert.ok(most.status === 'waiting' && most.retryAt > T + bound * 0.99);
  }
});

test('C6 two tries begin at least a second apart, however the draw falls', () => {
  for (const failures of [0, 1, 10]) {
    const state = after(connecting(failures, T), { type: 'failed', failure: network }, T + 3, 0);
    assert.equal(state.status === 'waiting' && state.retryAt, T + APART_MS);
    assert.equal(step(state, { type: 'wake' }, T + 500).effects.length, 0);
    assert.equal(step(state, { type: 'due' }, T + 500).effects.length, 0);
    assert.deepEqual(step(state, { type: 'due' }, T + APART_MS).effects, ['open']);
  }
});

test('C7 a wait that the server asked for is kept, but by the application alone', () => {
  const asked = after(live(0, T - 60_000), { type: 'failed', failure: { ...network, waitMs: 8_000 } });
  assert.equal(asked.status === 'waiting' && asked.retryAt, T + 8_000);
  assert.deepEqual(step(asked, { type: 'wake' }, T + 7_000).effects, []);
  assert.deepEqual(step(asked, { type: 'retry-now' }, T + 10).effects, ['open']);
});

test('C7 of a goodbye’s wait a random part is taken, and no wait is believed beyond its limit', () => {
  const spread = after(
    live(0, T - 60_000),
    { type: 'failed', failure: { ...network, waitMs: 8_000, spread: true } },
    T,
    0.25,
  );
  assert.equal(spread.status === 'waiting' && spread.retryAt, T + 2_000);
  const absurd = after(live(0, T - 60_000), { type: 'failed', failure: { ...network, waitMs: 1e12 } });
  assert.equal(absurd.status === 'waiting' && absurd.retryAt, T + LONGEST_WAIT_MS);
});

test('C8 the count of failures starts anew only after a stable time', () => {
  const early = after(live(5), { type: 'failed', failure: network }, T + STABLE_MS - 1);
  assert.equal(early.status === 'waiting' && early.failures, 6);
  const late = after(live(5), { type: 'failed', failure: network }, T + STABLE_MS);
  assert.equal(late.status === 'waiting' && late.failures, 1);
  assert.equal(deadline(live(5)), T + STABLE_MS);
  const stable = after(live(5), { type: 'due' }, T + STABLE_MS);
  assert.equal(stable.status === 'live' && stable.failures, 0);
});

test('C9 a wake ends a wait, looks for silence in a connection, and leaves a try alone', () => {
  assert.deepEqual(step(waiting(), { type: 'wake' }).effects, ['open']);
  assert.deepEqual(step(connecting(), { type: 'wake' }).effects, []);
  assert.deepEqual(step(live(), { type: 'wake' }, T + 34_999).effects, []);
  const slept = step(live(), { type: 'wake' }, T + 600_000);
  assert.deepEqual(slept.effects, ['close']);
  assert.equal(slept.state.status === 'waiting' && slept.state.reason, 'heartbeat-missed');
});

test('C9 going offline closes and waits', () => {
  for (const state of [connecting(), live()]) {
    const { state: next, effects } = step(state, { type: 'offline' });
    assert.deepEqual(effects, ['close']);
    assert.equal(next.status === 'waiting' && next.reason, 'offline');
  }
});

test('C15 a page that is left closes, and tries again only when it comes back or somebody asks for it', () => {
  for (const state of [connecting(), live(), waiting()]) {
    const left = step(state, { type: 'leave' });
    assert.deepEqual(left.effects, ['close']);
    assert.equal(deadline(left.state), null);
    for (const type of ['due', 'offline', 'sign-in', 'connect'] as const)
      assert.deepEqual(step(left.state, { type }, T + 3_600_000).effects, [], type);
    for (const type of ['wake', 'retry-now'] as const)
      assert.deepEqual(step(left.state, { type }, T + 3_600_000).effects, ['open'], type);
    // C6, C7: also then.
    assert.equal(
      deadline(after(after(connecting(0, T), { type: 'leave' }), { type: 'wake' }, T)),
      T + APART_MS,
    );
  }
});

test('C10 silence is judged by elapsed time: an early timer does nothing, a late one finds it dead', () => {
  assert.deepEqual(step(live(), { type: 'due' }, T + 34_999).effects, []);
  assert.deepEqual(step(live(), { type: 'due' }, T + 35_000).effects, ['close']);
  const heard = after(live(), { type: 'heard' }, T + 30_000);
  assert.deepEqual(step(heard, { type: 'due' }, T + 35_000).effects, []);
  assert.equal(deadline(heard), T + 65_000);
});

test('C10 a clock that was set back starts the measure anew instead of never ending', () => {
  const state = after(live(), { type: 'due' }, T - 3_600_000);
  assert.equal(deadline(state), T - 3_600_000 + 35_000);
});

test('C10 a stream whose first frame does not come has failed', () => {
  const asked = after(connecting(), { type: 'asked' });
  assert.equal(deadline(asked), T + HELLO_MS);
  assert.deepEqual(step(asked, { type: 'due' }, T + HELLO_MS - 1).effects, []);
  assert.deepEqual(step(asked, { type: 'due' }, T + HELLO_MS).effects, ['close']);
});

test('whatever happens in whatever order, tries stay apart, and a deadline is never left behind', () => {
  for (let seed = 1; seed <= 200; seed += 1) {
    const random = seededRandom(seed);
    let state: MachineState = initialState;
    let now = T;
    let openedAt = -Infinity;
    for (let turn = 0; turn < 300; turn += 1) {
      const wanted = deadline(state);
      const event: MachineEvent =
        wanted !== null && random() < 0.5
          ? { type: 'due' }
          : (events[Math.floor(random() * events.length)] ?? { type: 'due' });
      now =
        event.type === 'due' && wanted !== null ? Math.max(now, wanted) : now + Math.floor(random() * 400);
      const next: Step = transition(state, event, { now, random: random() });
      if (next.effects.includes('open')) {
        const asked = event.type === 'retry-now' || event.type === 'connect' || event.type === 'sign-in';
        assert.ok(asked || now - openedAt >= APART_MS, `seed ${seed}`);
        openedAt = now;
      }
      const { status } = state;
      state = next.state;
      const due = deadline(state);
      if (event.type === 'due' && state.status === status)
        assert.ok(due === null || due > now, `seed ${seed}: ${state.status} is due again at once`);
    }
  }
});
