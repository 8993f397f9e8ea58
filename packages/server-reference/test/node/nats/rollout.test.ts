import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createId, type UserId, type WorkspaceId } from '@fechatter/protocol';
import { isAmong } from '../../../src/nats/rollout.ts';

const workspaceId = createId() as WorkspaceId;
const people = Array.from({ length: 2_000 }, () => createId() as UserId);
const among = (percentage: number, workspace = workspaceId): UserId[] =>
  people.filter((userId) => isAmong(percentage, workspace, userId));

test('nobody, everybody, or about as many of a hundred people as were asked for', () => {
  assert.equal(among(0).length, 0);
  assert.equal(among(100).length, people.length);
  for (const percentage of [5, 50, 95])
    assert.ok(Math.abs(among(percentage).length / people.length - percentage / 100) < 0.05);
});

test('whoever is among the fewer stays when there are more', () => {
  const few = new Set(among(10));
  const more = new Set(among(30));
  for (const userId of few) assert.ok(more.has(userId));
});

test('they are others in another workspace', () => {
  const here = new Set(among(10));
  const both = among(10, createId() as WorkspaceId).filter((userId) => here.has(userId));
  assert.ok(both.length < here.size / 2);
});
