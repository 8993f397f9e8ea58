import { createReadStream, createWriteStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { createGunzip } from 'node:zlib';

/** Where a corpus of real messages is, as JSON lines, gzip: `FECHATTER_BENCH_CORPUS`. It is not part of the repository. */
const corpus = process.env['FECHATTER_BENCH_CORPUS'];

/** Files with so many messages, real ones where there is a corpus; and what they are. */
export async function corpusFiles(
  folder: string,
  messages: number,
): Promise<{ readonly files: readonly string[]; readonly kind: string }> {
  const file = join(folder, 'messages.jsonl');
  if (corpus === undefined) {
    await write(file, made(messages));
    return { files: [file], kind: 'made messages' };
  }
  const all = (await readdir(corpus))
    .filter((name) => name.endsWith('.jsonl.gz'))
    .sort()
    .map((name) => join(corpus, name));
  if (messages === Number.POSITIVE_INFINITY) return { files: all, kind: 'real messages' };
  await write(file, real(all, messages));
  return { files: [file], kind: 'real messages' };
}

async function write(file: string, lines: AsyncIterable<string> | Iterable<string>): Promise<void> {
  const out = createWriteStream(file);
  for await (const line of lines) if (!out.write(`${line}\n`)) await once(out, 'drain');
  out.end();
  await once(out, 'finish');
}

async function* real(files: readonly string[], messages: number): AsyncGenerator<string> {
  let left = messages;
  for (const file of files) {
    for await (const line of createInterface({ input: createReadStream(file).pipe(createGunzip()) })) {
      if (left-- <= 0) return;
      yield line;
    }
  }
}

const words =
  'the a is to and i you it of in that on for have with this not but can do what how install package error try file run kernel works thanks'.split(
    ' ',
  );

/** Of the shape of a busy public channel: a message of a dozen words, one in twelve by somebody new, a quarter answers. */
function* made(messages: number): Generator<string> {
  let seed = 1;
  const random = (below: number): number => (seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0) % below;
  const start = Date.UTC(2010, 0, 1);
  for (let at = 0; at < messages; at += 1) {
    const text = Array.from({ length: 3 + random(18) }, () => words[random(words.length)]).join(' ');
    const replyTo = at > 20 && random(4) === 0 ? [`made#${at - 1 - random(20)}`] : undefined;
    yield JSON.stringify({
      id: `made#${at}`,
      channel: 'made',
      at: new Date(start + at * 30_000).toISOString(),
      user: `person${random(1 + Math.floor(at / 12))}`,
      text,
      ...(replyTo && { replyTo }),
    });
  }
}
