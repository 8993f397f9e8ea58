import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { openLines, type Line } from '../../../src/import/lines.ts';
import { sampleFolder } from '../../sample-talk.ts';

const folder = await sampleFolder();
after(() => folder.remove());

async function read(content: Buffer): Promise<Line[]> {
  const lines: Line[] = [];
  for await (const some of await openLines(await folder.write(content))) lines.push(...some);
  return lines;
}

test('a file is cut into numbered lines, with or without an end of the last one', async () => {
  const expected = [
    { number: 1, text: 'one' },
    { number: 2, text: '' },
    { number: 3, text: 'three é' },
  ];
  assert.deepEqual(await read(Buffer.from('one\n\nthree é\n')), expected);
  assert.deepEqual(await read(Buffer.from('one\n\nthree é')), expected);
  assert.deepEqual(await read(Buffer.from('')), []);
});

test('a gzip file is known by its first bytes, and may have several members', async () => {
  const packed = Buffer.concat([gzipSync('one\ntw'), gzipSync('o\n')]);
  assert.deepEqual(await read(packed), [
    { number: 1, text: 'one' },
    { number: 2, text: 'two' },
  ]);
});

test('a gzip file that breaks off is an error, not an end', async () => {
  const packed = gzipSync('one\n'.repeat(10_000));
  await assert.rejects(read(packed.subarray(0, packed.length - 20)), /unexpected end of file/);
});

test('lines longer than the pieces in which a file is read are whole', async () => {
  const long = 'x'.repeat(700_000);
  assert.deepEqual(await read(Buffer.from(`a\n${long}\nb\n`)), [
    { number: 1, text: 'a' },
    { number: 2, text: long },
    { number: 3, text: 'b' },
  ]);
});

test('a line without end is refused and skipped, never held in memory', async () => {
  const lines = await read(Buffer.from(`a\n${'x'.repeat(3_000_000)}\nb\n`));
  assert.deepEqual(lines, [
    { number: 1, text: 'a' },
    { number: 2, reason: 'is longer than 1048576 bytes' },
    { number: 3, text: 'b' },
  ]);
});

test('bytes that are no UTF-8 make a bad line', async () => {
  const lines = await read(Buffer.from([0x61, 0x0a, 0xff, 0xfe, 0x0a, 0x62, 0x0a]));
  assert.deepEqual(lines, [
    { number: 1, text: 'a' },
    { number: 2, reason: 'is not UTF-8' },
    { number: 3, text: 'b' },
  ]);
});
