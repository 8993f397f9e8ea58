import assert from 'node:assert/strict';
import { test } from 'node:test';
import { errorCodes } from '@fechatter/protocol';
import { en } from '../../packages/elements/src/localize/en.ts';

/** Of the codes that the SDK makes itself, those that a person may see. */
const ofTheClient = ['network', 'timeout', 'host_token_unavailable'];
/** What the elements say of an error without a text of its own, and of what is no error of the chat. */
const ofTheElements = ['code', 'unknown'];

test('every text for an error is for a code that there is', () => {
  const codes = new Set([...Object.keys(errorCodes), ...ofTheClient, ...ofTheElements]);
  const told = Object.keys(en).flatMap((key) => /^error\.(.+)$/.exec(key)?.[1] ?? []);
  assert.ok(told.length > 10);
  assert.deepEqual(
    told.filter((code) => !codes.has(code)),
    [],
  );
});
