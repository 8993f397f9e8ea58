import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { UpdateMe } from '@fechatter/protocol/schemas';

const taken = (name: string): string | undefined => UpdateMe.safeParse({ name }).data?.name;
const refusal = (name: string): string | undefined => UpdateMe.safeParse({ name }).error?.issues[0]?.message;

describe('A name', () => {
  test('keeps the letters of every script, joiners and marks of direction among them', () => {
    for (const name of ['Ana', 'نور الهاشمي', 'می‌خواهم', 'Jo\u200e', 'e\u0301', '👩‍💻', '結城'])
      assert.equal(taken(name), name);
  });

  test('is freed of the characters that turn the direction of what stands around it', () => {
    assert.equal(taken('\u2069\u202egnp.nimda'), 'gnp.nimda');
    assert.equal(taken('\u202aAna\u202c Lima\u2066\u2067\u2068'), 'Ana Lima');
    assert.equal(taken('\u202e'), undefined);
  });

  test('is refused when nothing of it can be seen', () => {
    for (const name of ['\u200b', '\u3164\u3164', '\u2800', '\u00ad', '\u034f', '\u0301', '\ufe0f\u200d'])
      assert.match(refusal(name) ?? '', /can be seen/, JSON.stringify(name));
  });

  test('is one line', () => {
    for (const name of ['a\nb', 'a\u2028b', 'a\u0007b']) assert.match(refusal(name) ?? '', /one line/);
  });
});
