import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createId, isId, limits } from '@fechatter/protocol';
import { parseEntry } from '../../../src/import/entry.ts';
import { importedId } from '../../../src/import/identity.ts';
import { ReplyWindow } from '../../../src/import/reply-window.ts';

const line = { id: 'a#1', channel: 'talk', at: '2020-01-01T00:00:00Z', user: 'ann', text: 'hello' };
const reasonOf = (value: object): string => {
  const entry = parseEntry(JSON.stringify(value));
  assert.ok('reason' in entry, JSON.stringify(entry));
  return entry.reason;
};

test('a line is a message; fields that nobody knows are left alone', () => {
  assert.deepEqual(parseEntry(JSON.stringify({ ...line, action: true, replyTo: ['a#0'], mood: 'good' })), {
    id: 'a#1',
    channel: 'talk',
    at: new Date('2020-01-01T00:00:00Z'),
    user: 'ann',
    text: 'hello',
    kind: 'action',
    replyTo: ['a#0'],
  });
});

test('texts and names follow the rules of the protocol', () => {
  assert.match(
    reasonOf({ ...line, text: 'x'.repeat(limits.messageLength + 1) }),
    /text must have at most 8000 characters/,
  );
  assert.ok(!('reason' in parseEntry(JSON.stringify({ ...line, text: '😀'.repeat(limits.messageLength) }))));
  assert.match(reasonOf({ ...line, text: ' \n ' }), /text must not be blank/);
  assert.match(reasonOf({ ...line, text: 'a\u0000b' }), /NUL/);
  assert.match(reasonOf({ ...line, text: 'a\ud800b' }), /well-formed/);
  assert.match(reasonOf({ ...line, user: 'x'.repeat(81) }), /user must have at most 80/);
  assert.match(reasonOf({ ...line, channel: 'a\nb' }), /channel must be one line/);
});

test('what is wrong is named', () => {
  const entry = parseEntry('{"id":');
  assert.ok('reason' in entry);
  assert.equal(entry.reason, 'is not JSON');
  assert.match(reasonOf({ ...line, at: 'yesterday' }), /^at /);
  assert.match(reasonOf({ ...line, at: '1969-12-31T23:59:59Z' }), /after 1970/);
  assert.match(reasonOf({ ...line, id: '' }), /^id /);
  assert.match(reasonOf({ ...line, replyTo: 'a#0' }), /^replyTo /);
  assert.match(reasonOf([]), /expected object/);
});

test('an id is a UUIDv7 of its time, and the same for the same source in the same workspace only', () => {
  const workspaceId = createId();
  const at = Date.UTC(2004, 11, 25);
  const id = importedId(workspaceId, 'message', 'a#1', at);
  assert.ok(isId(id));
  assert.equal(Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16), at);
  assert.equal(importedId(workspaceId, 'message', 'a#1', at), id);
  assert.notEqual(importedId(createId(), 'message', 'a#1', at), id);
  assert.notEqual(importedId(workspaceId, 'message', 'a#2', at), id);
  assert.notEqual(importedId(workspaceId, 'user', 'a#1', at), id);
  assert.ok(isId(importedId(workspaceId, 'user', 'ann', 0)));
});

test('of the messages that an answer names, the latest in its channel is the one', () => {
  const window = new ReplyWindow();
  window.add('1', { messageId: 'one', channel: 'talk', line: 1 });
  window.add('2', { messageId: 'two', channel: 'talk', line: 2 });
  window.add('3', { messageId: 'three', channel: 'other', line: 3 });
  assert.equal(window.target(['2', '1', '3'], 'talk'), 'two');
  assert.equal(window.target(['3'], 'talk'), null);
  assert.equal(window.target(['unknown'], 'talk'), null);
});

test('what an answer can reach is bounded, and never less than the reach', () => {
  const window = new ReplyWindow(10);
  for (let line = 1; line <= 1_000; line += 1)
    window.add(String(line), { messageId: `m${line}`, channel: 'talk', line });
  assert.equal(window.target(['990'], 'talk'), 'm990');
  assert.equal(window.target(['100'], 'talk'), null);
});
