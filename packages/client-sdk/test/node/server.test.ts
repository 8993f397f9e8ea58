import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isApiError } from '@fechatter/client-sdk';
import { problemResponse } from '@fechatter/client-sdk/testing';
import { createFixture } from '../fixture.ts';

test('what a server can do is asked once, and again when there was no answer', async () => {
  const { newClient, server } = createFixture();
  const client = newClient();
  server.faults.intercept('server.capabilities', () => problemResponse('not_found'));
  await assert.rejects(client.capabilities(), (error) => isApiError(error, 'not_found'));
  server.faults.intercept('server.capabilities', null);
  const [one, other] = await Promise.all([client.capabilities(), client.capabilities()]);
  assert.deepEqual([one.protocol, other], [1, one]);
  await client.capabilities();
  assert.equal(server.faults.count('server.capabilities'), 2);
  client.dispose();
});
