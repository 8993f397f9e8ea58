import { createReadStream } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { createGunzip } from 'node:zlib';
import { corpusFiles } from './corpus.ts';

/** A message to be found. */
export interface Line {
  readonly id: string;
  readonly channel: number;
  readonly at: number;
  readonly user: string;
  readonly text: string;
  readonly action: boolean;
  readonly replyTo: string | null;
}

/** What somebody types who half remembers one message. */
export interface JudgedQuery {
  readonly kind: 'words' | 'prefix' | 'typo' | 'person';
  readonly q: string;
  readonly from?: string;
  /** The id of the message. */
  readonly want: string;
}

/** Neighbouring messages that stay in one channel. */
const BLOCK = 64;

/**
 * So many messages in so many channels. Beyond those of the corpus they are made from it: the first half of one and
 * the second half of another, so that there are more messages of the same language, and not more of the same.
 */
export async function searchLines(
  messages: number,
  channels: number,
): Promise<{ readonly lines: readonly Line[]; readonly kind: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'fechatter-bench-'));
  const { files, kind } = await corpusFiles(
    folder,
    process.env['FECHATTER_BENCH_CORPUS'] === undefined ? messages : Number.POSITIVE_INFINITY,
  );
  const lines: Line[] = [];
  for (const file of files.toSorted(byMainFirst)) {
    const source = createReadStream(file);
    for await (const text of createInterface({
      input: file.endsWith('.gz') ? source.pipe(createGunzip()) : source,
    })) {
      if (lines.length >= messages) break;
      lines.push(toLine(text, channelOf(lines.length, channels)));
    }
  }
  await rm(folder, { recursive: true, force: true });
  const real = lines.length;
  for (let at = real; at < messages; at += 1) {
    const one = lines[at % real];
    const other = lines[(at * 31 + 977) % real];
    if (one && other) lines.push(crossed(one, other, at, channelOf(at, channels)));
  }
  return { lines, kind: real < messages ? `${kind} and more made from them` : kind };
}

/** The judged queries of the corpus are over its greatest file. */
const byMainFirst = (one: string, other: string): number =>
  Number(other.includes('ubuntu')) - Number(one.includes('ubuntu')) || (one < other ? -1 : 1);

const channelOf = (at: number, channels: number): number =>
  (Math.imul(Math.floor(at / BLOCK) + 1, 2_654_435_761) >>> 0) % channels;

interface CorpusLine {
  readonly id: string;
  readonly at: string;
  readonly user: string;
  readonly text: string;
  readonly action?: boolean;
  readonly replyTo?: readonly string[];
}

function toLine(json: string, channel: number): Line {
  const { id, at, user, text, action = false, replyTo = [] } = JSON.parse(json) as CorpusLine;
  return { id, channel, at: Date.parse(at), user, text, action, replyTo: replyTo[0] ?? null };
}

function crossed(one: Line, other: Line, at: number, channel: number): Line {
  const first = one.text.split(' ');
  const second = other.text.split(' ');
  const text = [...first.slice(0, first.length >> 1), ...second.slice(second.length >> 1)].join(' ');
  return { ...one, id: `made#${at}`, channel, text: text === '' ? one.text : text, replyTo: null };
}

/** The judged queries that go with the corpus, and where there are none, ones that are made in the same way. */
export async function searchQueries(lines: readonly Line[]): Promise<readonly JudgedQuery[]> {
  const corpus = process.env['FECHATTER_BENCH_CORPUS'];
  if (corpus === undefined) return makeQueries(lines);
  const text = await readFile(join(corpus, 'queries.jsonl'), 'utf8');
  return text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as JudgedQuery);
}

function makeQueries(lines: readonly Line[]): JudgedQuery[] {
  let seed = 7;
  const random = (below: number): number => (seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0) % below;
  const queries: JudgedQuery[] = [];
  for (const kind of ['words', 'prefix', 'typo', 'person'] as const) {
    for (let count = 0; count < 100;) {
      const line = lines[random(lines.length)];
      const words = line ? [...new Set(line.text.toLowerCase().match(/[a-z]{4,}/g) ?? [])] : [];
      if (!line || words.length < 3) continue;
      const chosen = words.slice(0, 3);
      const last = chosen[2] ?? '';
      if (kind === 'prefix') chosen[2] = last.slice(0, Math.max(3, last.length - 2));
      if (kind === 'typo')
        chosen[2] = `${last.slice(0, 2)}${last.charAt(3)}${last.charAt(2)}${last.slice(4)}`;
      queries.push({
        kind,
        q: chosen.join(' '),
        want: line.id,
        ...(kind === 'person' && { from: line.user }),
      });
      count += 1;
    }
  }
  return queries;
}
