import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { root } from '../../scripts/repository.ts';

test('what is served to pages comes with the licence of every package that is in it', () => {
  const folder = join(root, 'packages/server-reference/dist/sdk');
  const sources = readdirSync(folder)
    .filter((file) => file.endsWith('.map'))
    .flatMap((file) => {
      const { sources } = JSON.parse(readFileSync(join(folder, file), 'utf8')) as {
        readonly sources: readonly string[];
      };
      return sources;
    });
  const bundled = sources.flatMap((path) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? []);
  // These are in modules that the build has put in their place.
  const packages = new Set([...bundled, 'marked', '@nats-io/nats-core']);
  assert.ok(packages.has('lit-html'));
  const licences = readFileSync(join(folder, 'LICENSES.txt'), 'utf8').split(`\n${'-'.repeat(80)}\n\n`);
  for (const name of packages) {
    const licence = licences.find((each) => each.startsWith(`${name} `));
    assert.match(
      licence ?? '',
      /Redistribution|Permission (?:is hereby granted|to use)|Apache License/,
      name,
    );
  }
  assert.equal(licences.length, packages.size);
});
