import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NetworkError, type StreamFrame } from '@fechatter/client-sdk';
import { TestClock } from '@fechatter/client-sdk/testing';
import { Scope } from '../../src/scope/scope.ts';
import { RecentFrames } from '../../src/tabs/recent-frames.ts';
import { StreamPlace } from '../../src/tabs/stream-place.ts';
import { StreamReading } from '../../src/tabs/stream-reading.ts';

const logged = (id: number): StreamFrame => ({ id, event: null });
const heartbeat = (seq: number, frames: number): StreamFrame => ({
  id: null,
  event: { type: 'heartbeat', data: { seq, frames } },
});
const goodbye: StreamFrame = {
  id: null,
  event: { type: 'goodbye', data: { reason: 'session_revoked', retryAfterSeconds: 0 } },
};

test('T4 T5 a tab that was ahead of the leader when it joined takes nothing twice, and counts no loss for it', () => {
  const place = new StreamPlace('e.7');
  place.join([logged(5)], 101);
  const given = place.share([logged(6), logged(7), logged(8), heartbeat(8, 104)], 104);
  assert.deepEqual(given, [logged(8), heartbeat(8, 1)]);
  assert.equal(place.cursor, 'e.8');
});

/** A tab of session `mine` that has joined the stream of a leader with this session. */
function follow(sessionId: string) {
  const scope = new Scope(new TestClock());
  const given: StreamFrame[] = [];
  const rejected: unknown[] = [];
  const reading = new StreamReading({
    tab: 'one',
    request: { workspaceId: 'w', cursor: 'e.1', accessToken: 't' },
    handlers: {
      heard: () => {},
      frames: (frames) => given.push(...frames),
      malformed: assert.ifError,
    },
    scope,
    recent: new RecentFrames(),
    own: { open: () => new Promise(() => {}) },
    tell: () => {},
    attach: () => {},
    sessionId: () => 'mine',
    toError: (message) => new NetworkError(message),
    resolve: () => assert.fail('it has not ended'),
    reject: (error) => rejected.push(error),
  });
  reading.heard({ type: 'attached', tab: 'one', leader: 'two', sessionId, frames: [], position: 0 });
  reading.heard({ type: 'frames', leader: 'two', frames: [goodbye], position: 0 });
  scope.dispose();
  return { given, rejected };
}

test('T8 the end of the leader’s session reaches a tab of the same session as it is, and is for another one the end of the stream only', () => {
  assert.deepEqual(follow('mine'), { given: [goodbye], rejected: [] });
  const { given, rejected } = follow('another');
  assert.deepEqual(given, []);
  assert.ok(rejected[0] instanceof NetworkError);
});
