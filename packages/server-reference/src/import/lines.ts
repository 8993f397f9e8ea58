import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { pipeline, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';

/** Bytes of one line at most: ten times what a message of full length needs. */
const LINE_LIMIT = 1_048_576;
const GZIP_MAGIC = Buffer.from([0x1f, 0x8b]);
const NEWLINE = 0x0a;

/** A line of the file, or why it cannot be one. */
export type Line =
  { readonly number: number; readonly text: string } | { readonly number: number; readonly reason: string };

/** A file of lines, plain or gzip, read piece by piece: its size does not matter. */
export interface LineSource extends AsyncIterable<readonly Line[]> {
  /** Bytes of the file. */
  readonly size: number;
  /** Bytes of the file read so far. */
  readonly bytesRead: number;
}

/** Opens a file. Whether it is compressed is told by its first bytes, not by its name. */
export async function openLines(file: string): Promise<LineSource> {
  const { size } = await stat(file);
  const raw = createReadStream(file, { highWaterMark: 262_144 });
  const source = (await startsWith(file, GZIP_MAGIC)) ? gunzip(raw) : raw;
  return {
    size,
    get bytesRead() {
      return raw.bytesRead;
    },
    [Symbol.asyncIterator]: () => split(source),
  };
}

/** A read error reaches the reader of the other end; the end of reading closes the file. */
function gunzip(raw: Readable): Readable {
  const unpacked = createGunzip({ chunkSize: 262_144 });
  pipeline(raw, unpacked, () => undefined);
  return unpacked;
}

async function startsWith(file: string, magic: Buffer): Promise<boolean> {
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(magic.length), 0, magic.length, 0);
    return bytesRead === magic.length && buffer.equals(magic);
  } finally {
    await handle.close();
  }
}

async function* split(source: Readable): AsyncGenerator<readonly Line[]> {
  const lines = new LineSplitter();
  for await (const chunk of source as AsyncIterable<Buffer>) yield lines.push(chunk);
  yield lines.end();
}

/** Cuts a stream of bytes into lines. Keeps the last, unfinished one, but never more than a line may have. */
class LineSplitter {
  readonly #decoder = new TextDecoder('utf-8', { fatal: true });
  #rest: Buffer[] = [];
  #restLength = 0;
  #number = 0;

  push(chunk: Buffer): Line[] {
    const lines: Line[] = [];
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, start)) {
      lines.push(this.#line(chunk.subarray(start, end)));
      start = end + 1;
    }
    this.#keep(chunk.subarray(start));
    return lines;
  }

  end(): Line[] {
    return this.#restLength > 0 ? [this.#line(Buffer.alloc(0))] : [];
  }

  #keep(bytes: Buffer): void {
    this.#restLength += bytes.length;
    if (this.#restLength > LINE_LIMIT) this.#rest = [];
    else if (bytes.length > 0) this.#rest.push(bytes);
  }

  #line(bytes: Buffer): Line {
    this.#keep(bytes);
    const line =
      this.#restLength > LINE_LIMIT
        ? null
        : this.#rest.length === 1
          ? (this.#rest[0] ?? bytes)
          : Buffer.concat(this.#rest);
    this.#rest = [];
    this.#restLength = 0;
    this.#number += 1;
    if (line === null) return { number: this.#number, reason: `is longer than ${LINE_LIMIT} bytes` };
    try {
      return { number: this.#number, text: this.#decoder.decode(line) };
    } catch {
      return { number: this.#number, reason: 'is not UTF-8' };
    }
  }
}
