// Prints every rule of the client's SPEC.md with the tests that hold it. Fails when a rule has none, or when a test or
// a comment names a rule that there is not.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findFiles, root } from './repository.ts';

const read = (file: string): string => readFileSync(join(root, file), 'utf8');
const spec = read('packages/client-sdk/SPEC.md');
const rules = new Map(
  [...spec.matchAll(/^- \*\*([A-Z]\d+)\*\* /gm)].map(([, id = '']) => [id, [] as string[]]),
);
const letters = new Set([...rules.keys()].map((id) => id[0]));
const unknown: string[] = [];

/** A test names its rules before it says what it shows: `test('C5 C6 a server that is down ...`. */
const testName = /\b(?:test|it)\(\s*(['"`])((?:[A-Z]\d+ )+)(.+?)\1,/gs;
for (const file of findFiles('packages/client-sdk/test/**/*.test.ts', 'test/e2e/**/*.test.ts')) {
  for (const [, , ids = '', name = ''] of read(file).matchAll(testName)) {
    for (const id of ids.trim().split(' ')) {
      const tests = rules.get(id);
      if (tests === undefined) unknown.push(`${file}: ${id} ${name}`);
      else tests.push(`${name.replaceAll(/\s+/g, ' ')} (${file.split('/').pop() ?? ''})`);
    }
  }
}
for (const file of findFiles('packages/client-sdk/src/**/*.ts')) {
  for (const comment of read(file).match(/\/\*\*.*?\*\/|^\s*\/\/.*$/gms) ?? [])
    for (const [id] of comment.matchAll(/\b[A-Z]\d{1,2}\b/g))
      if (letters.has(id[0]) && !rules.has(id)) unknown.push(`${file}: a comment names ${id}`);
}

const bare = [...rules].filter(([, tests]) => tests.length === 0).map(([id]) => id);
for (const [id, tests] of rules) {
  console.log(id);
  for (const test of tests) console.log(`  ${test}`);
}
const tests = new Set([...rules.values()].flat());
console.log(`\n${rules.size} rules, held by ${tests.size} tests.`);
for (const each of unknown) console.log(`There is no such rule: ${each}`);
for (const id of bare) console.log(`No test holds ${id}.`);
if (bare.length > 0 || unknown.length > 0) process.exitCode = 1;
