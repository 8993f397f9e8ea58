import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { StreamFrame } from '../../src/connection/transport.ts';
import { StreamPlace } from '../../src/tabs/stream-place.ts';

const frame = (id: number): StreamFrame => ({ id, event: null });

test('T5 frames that come out of order from the leader are all given, and what was known before it was joined is not', () => {
  const place = new StreamPlace('log.10');
  const joined = place.join([frame(9), frame(10), frame(11)], 3);
  assert.deepEqual(
    joined.map(({ id }) => id),
    [11],
  );
  const shared = place.share([frame(13), frame(12)], 5);
  assert.deepEqual(
    shared.map(({ id }) => id),
    [13, 12],
  );
  assert.equal(place.cursor, 'log.13');
});
