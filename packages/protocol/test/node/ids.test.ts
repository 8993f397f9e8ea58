import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  createId,
  expandPath,
  findMentions,
  isId,
  mentionChannel,
  mentionUser,
  splitMentions,
  textLength,
} from '@fechatter/protocol';

test('ids made in one process are different and sort in the order of their making', () => {
  const ids = Array.from({ length: 20_000 }, () => createId());
  assert.equal(new Set(ids).size, ids.length);
  assert.deepEqual([...ids].sort(), ids);
  assert.ok(ids.every(isId));
});

test('ids go on rising when the clock steps back', () => {
  const now = Date.now() + 10_000;
  const before = createId(now);
  const after = createId(now - 5_000);
  assert.ok(after > before);
});

test('an id carries the time of its making', () => {
  const now = Date.now() + 60_000;
  const id = createId(now);
  assert.equal(Number.parseInt(id.slice(0, 13).replace('-', ''), 16), now);
});

test('upper case, other versions and other text are no ids', () => {
  for (const text of [
    '',
    'x',
    createId().toUpperCase(),
    '2f1b7f0e-3a53-4e0a-9b63-1f2a3b4c5d6e',
    `${createId()} `,
    7,
    null,
  ]) {
    assert.equal(isId(text), false, String(text));
  }
});

test('a message cut at its mentions is the message again when joined', () => {
  const user = createId();
  const source = `hi ${mentionUser(user)}, ${mentionChannel} and <@nobody> <@${user.toUpperCase()}>`;
  const tokens = splitMentions(source);
  assert.equal(
    tokens
      .map((token) =>
        token.type === 'text'
          ? token.text
          : token.type === 'user'
            ? mentionUser(token.userId)
            : mentionChannel,
      )
      .join(''),
    source,
  );
  assert.deepEqual(findMentions(source + mentionUser(user)), { userIds: [user], channel: true });
});

test('text is measured in code points', () => {
  assert.equal(textLength('a👍🏽'), 3);
});

test('a path value cannot leave its segment', () => {
  assert.equal(expandPath('/v1/{a}/x', { a: '../b c' }), '/v1/..%2Fb%20c/x');
  assert.throws(() => expandPath('/v1/{a}', {}), /needs a value/);
});
