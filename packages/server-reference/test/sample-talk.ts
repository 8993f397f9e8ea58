import { createId } from '@fechatter/protocol';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

/** A line of a file to import. */
export interface SampleLine {
  readonly id?: string;
  readonly channel?: string;
  readonly at?: string;
  readonly user?: string;
  readonly text?: string;
  readonly action?: boolean;
  readonly replyTo?: readonly string[];
}

/** So many messages of a few people in a channel, a second between two. Every seventh answers the fifth before it. */
export function talk(
  count: number,
  { channel = 'talk', people = 5, start = Date.UTC(2020, 0, 1) } = {},
): SampleLine[] {
  return Array.from({ length: count }, (_, at) => ({
    id: `${channel}#${at}`,
    channel,
    at: new Date(start + at * 1_000).toISOString(),
    user: `person ${(at * 11) % people}`,
    text: `message ${at} of ${channel}`,
    ...(at % 11 === 0 && { action: true }),
    ...(at >= 5 && at % 7 === 0 && { replyTo: [`${channel}#${at - 5}`] }),
  }));
}

export const toJsonLines = (lines: readonly (SampleLine | string)[]): string =>
  lines.map((line) => `${typeof line === 'string' ? line : JSON.stringify(line)}\n`).join('');

/** A folder of files to import. */
export async function sampleFolder() {
  const folder = await mkdtemp(join(tmpdir(), 'fechatter-import-'));
  return {
    path: folder,
    write: async (
      lines: readonly (SampleLine | string)[] | Buffer,
      { gzip = false } = {},
    ): Promise<string> => {
      const file = join(folder, `${createId()}.jsonl`);
      const content = Buffer.isBuffer(lines) ? lines : Buffer.from(toJsonLines(lines));
      await writeFile(file, gzip ? gzipSync(content) : content);
      return file;
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}
