import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';

test('the first example of the testing guide is the test that runs', async () => {
  const root = join(import.meta.dirname, '..', '..', '..', '..', '..');
  const [guide, example] = await Promise.all([
    readFile(join(root, 'docs', 'guides', 'testing.md'), 'utf8'),
    readFile(join(import.meta.dirname, 'example.test.ts'), 'utf8'),
  ]);
  const [, first] = /```ts\n([\s\S]*?)```/.exec(guide) ?? [];
  assert.equal(first, example);
});
