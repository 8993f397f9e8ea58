import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Batch } from '../../src/store/batch.ts';
import { WritableStore } from '../../src/store/writable-store.ts';

test('V1 a listener that throws is reported and harms nobody else', () => {
  const reported: unknown[] = [];
  const store = new WritableStore(0, new Batch(), (error) => reported.push(error));
  const seen: number[] = [];
  store.subscribe(() => {
    throw new Error('mine');
  });
  store.subscribe((value) => seen.push(value));
  store.set(1);
  store.set(2);
  assert.deepEqual([seen, reported.length], [[1, 2], 2]);
});

test('V2 all changes of one piece of work are one notification, across stores', () => {
  const batch = new Batch();
  const one = new WritableStore(0, batch, () => {});
  const other = new WritableStore('', batch, () => {});
  const seen: string[] = [];
  one.subscribe((value, previous) => seen.push(`${previous}>${value} beside ${other.get()}`));
  other.subscribe((value) => seen.push(value));
  batch.run(() => {
    one.set(1);
    batch.run(() => other.set('a'));
    one.set(2);
  });
  assert.deepEqual(seen, ['0>2 beside a', 'a']);
});

test('V2 V4 a change made by a listener is told after the one at hand, to everybody in the same order', () => {
  const store = new WritableStore(0, new Batch(), () => {});
  const seen: string[] = [];
  store.subscribe((value) => {
    seen.push(`first ${value}`);
    if (value === 1) store.set(2);
  });
  store.subscribe((value) => seen.push(`second ${value}`));
  store.set(1);
  assert.deepEqual(seen, ['first 1', 'second 1', 'first 2', 'second 2']);
});

test('V3 a selector’s listener is called only when what it picks has changed', () => {
  const store = new WritableStore({ a: 1, b: [1] }, new Batch(), () => {});
  const seen: unknown[] = [];
  store.select(
    (state) => state.a,
    (value, previous) => seen.push([value, previous]),
  );
  const stop = store.select(
    (state) => state.b,
    (value) => seen.push(value),
    (x, y) => x.join() === y.join(),
  );
  store.set({ a: 1, b: [1] });
  store.set({ a: 2, b: [1] });
  store.set({ a: 2, b: [2] });
  stop();
  store.set({ a: 2, b: [3] });
  assert.deepEqual(seen, [[2, 1], [2]]);
});

test('V4 a listener that was stopped during a notification is not called any more, and setting the same value tells nobody', () => {
  const store = new WritableStore(0, new Batch(), () => {});
  let calls = 0;
  let stop = (): void => {};
  store.subscribe(() => stop());
  stop = store.subscribe(() => (calls += 1));
  store.set(1);
  store.set(1);
  assert.equal(calls, 0);
});
