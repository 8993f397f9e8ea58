import type { UserId, WorkspaceId } from '@fechatter/protocol';
import type { Database } from '../database/database.ts';
import type { WorkspaceWriter } from '../event-log/workspace-writer.ts';
import { parseEntry, type Entry } from './entry.ts';
import { announceImport } from './announce-import.ts';
import { importedId } from './identity.ts';
import { importMessages, type Arrival, type BadLine, type BatchResult } from './import-messages.ts';
import { openLines, type Line, type LineSource } from './lines.ts';
import { findOwners, makeAccounts } from './people.ts';
import { ReplyWindow } from './reply-window.ts';

export interface ImportOptions {
  readonly database: Database;
  readonly writer: WorkspaceWriter;
  readonly workspaceId: WorkspaceId;
  /** JSON lines, plain or gzip. */
  readonly file: string;
  /** Whether to stop at the first bad line, before writing it. Default false: it is reported and left out. */
  readonly strict?: boolean;
  /** People who are to be in every channel that gets new messages, besides the owners of the workspace. */
  readonly listeners?: readonly UserId[];
  readonly onProgress?: (progress: ImportProgress) => void;
  /** Gets every bad line, in the order in which they are noticed. */
  readonly onBadLine?: (bad: BadLine) => void;
  /** Stops between two commits. What was imported until then stays, and another run goes on from there. */
  readonly signal?: AbortSignal;
}

export interface ImportProgress {
  /** Bytes of the file that were read, and that there are. */
  readonly bytesRead: number;
  readonly size: number;
  /** Lines read so far. */
  readonly lines: number;
  /** Messages added so far. */
  readonly messages: number;
  readonly milliseconds: number;
}

export interface ImportSummary {
  readonly lines: number;
  /** What was added. */
  readonly messages: number;
  readonly channels: number;
  readonly people: number;
  /** Messages that were there before. */
  readonly known: number;
  readonly bad: number;
  /** Answers whose message is not in the file, or too far back: they come without the link. */
  readonly unlinked: number;
  /** The line at which a strict import stopped. */
  readonly stoppedAt: BadLine | null;
  readonly milliseconds: number;
}

/** Messages of one commit: enough to make its flush and its statements cheap, few enough to let others in between. */
const BATCH_MESSAGES = 1_000;
/** Characters of one commit at most: a thousand texts of full length would be 8 MB, several times over. */
const BATCH_CHARACTERS = 2_000_000;

/**
 * Imports a file of messages into a workspace: people, public channels, messages with their times, order and
 * answers. Run again it adds nothing, and after it was killed it goes on where it was: ids are made from what
 * the file says (see {@link importedId}).
 *
 * @throws when the file cannot be read, when the database fails, and with the signal's reason.
 */
export async function importFile(options: ImportOptions): Promise<ImportSummary> {
  const { database, writer, workspaceId, strict = false, signal } = options;
  const started = performance.now();
  const source = await openLines(options.file);
  const listeners = { owners: await findOwners(database, workspaceId), others: options.listeners ?? [] };
  const reader = new ArrivalReader(workspaceId);
  const tally = new Tally(strict, options.onBadLine);
  const milliseconds = (): number => performance.now() - started;

  const commit = async (arrivals: readonly Arrival[]): Promise<void> => {
    await makeAccounts(database, arrivals);
    tally.add(await writer.submit(workspaceId, importMessages, { arrivals, listeners, strict }));
    const { bytesRead, size } = source;
    options.onProgress?.({
      bytesRead,
      size,
      lines: tally.lines,
      messages: tally.messages,
      milliseconds: milliseconds(),
    });
  };
  // One batch is read while the one before is committed; never more, so that memory stays bounded.
  let committing: Promise<void> = Promise.resolve();
  try {
    for await (const arrivals of batchesOf(source, reader, tally)) {
      await committing;
      signal?.throwIfAborted();
      if (tally.stopped) break;
      committing = commit(arrivals);
      // Awaited in the next round; should the file fail before, the error is that of the file.
      committing.catch(() => undefined);
    }
    await committing;
  } finally {
    await Promise.allSettled([committing]);
    if (tally.messages > 0) await writer.submit(workspaceId, announceImport, undefined);
  }
  return tally.summary(reader.unlinked, milliseconds());
}

async function* batchesOf(
  source: LineSource,
  reader: ArrivalReader,
  tally: Tally,
): AsyncGenerator<readonly Arrival[]> {
  let batch: Arrival[] = [];
  let characters = 0;
  for await (const lines of source) {
    for (const line of lines) {
      tally.lines += 1;
      const read = reader.read(line);
      if (read === null) continue;
      if ('reason' in read) {
        // What stands before the line at which a strict import stops is written.
        if (tally.strict && batch.length > 0) yield batch;
        tally.refuse(read);
        if (tally.strict) return;
        continue;
      }
      batch.push(read);
      characters += read.text.length;
      if (batch.length < BATCH_MESSAGES && characters < BATCH_CHARACTERS) continue;
      yield batch;
      batch = [];
      characters = 0;
    }
  }
  if (batch.length > 0) yield batch;
}

/** Counts what an import does. */
class Tally {
  readonly strict: boolean;
  readonly #onBadLine: (bad: BadLine) => void;
  readonly #added = { messages: 0, channels: 0, people: 0, known: 0 };
  #bad = 0;
  #stoppedAt: BadLine | null = null;
  lines = 0;

  constructor(strict: boolean, onBadLine: (bad: BadLine) => void = () => undefined) {
    this.strict = strict;
    this.#onBadLine = onBadLine;
  }

  get messages(): number {
    return this.#added.messages;
  }

  /** Whether a bad line ends the import. */
  get stopped(): boolean {
    return this.#stoppedAt !== null;
  }

  add(result: BatchResult): void {
    for (const kind of ['messages', 'channels', 'people', 'known'] as const)
      this.#added[kind] += result[kind];
    for (const bad of result.refused) this.refuse(bad);
  }

  refuse(bad: BadLine): void {
    this.#bad += 1;
    // A commit may refuse a line that stands before the one that reading has come to.
    if (this.strict && (this.#stoppedAt === null || bad.line < this.#stoppedAt.line)) this.#stoppedAt = bad;
    this.#onBadLine(bad);
  }

  summary(unlinked: number, milliseconds: number): ImportSummary {
    return {
      ...this.#added,
      lines: this.lines,
      bad: this.#bad,
      unlinked,
      stoppedAt: this.#stoppedAt,
      milliseconds,
    };
  }
}

/** Turns lines into what is to be added. */
class ArrivalReader {
  readonly #workspaceId: WorkspaceId;
  readonly #window = new ReplyWindow();
  /** Answers whose message was not found. */
  unlinked = 0;

  constructor(workspaceId: WorkspaceId) {
    this.#workspaceId = workspaceId;
  }

  /** Null for an empty line. */
  read(line: Line): Arrival | BadLine | null {
    if ('reason' in line) return { line: line.number, reason: line.reason };
    if (line.text.trim() === '') return null;
    const entry = parseEntry(line.text);
    if ('reason' in entry) return { line: line.number, reason: entry.reason };
    const id = importedId(this.#workspaceId, 'message', entry.id, entry.at.getTime());
    const before = this.#window.find(entry.id);
    if (before && before.messageId !== id)
      return { line: line.number, reason: `id stands in line ${before.line} already, with another time` };
    const arrival = this.#arrival(line.number, id, entry);
    if (!before) this.#window.add(entry.id, { messageId: id, channel: entry.channel, line: line.number });
    return arrival;
  }

  #arrival(line: number, id: string, entry: Entry): Arrival {
    const { user: author, channel, at, kind, text } = entry;
    const replyTo = this.#window.target(entry.replyTo, channel);
    if (replyTo === null && entry.replyTo.length > 0) this.unlinked += 1;
    return {
      line,
      id,
      authorId: importedId(this.#workspaceId, 'user', author, 0),
      author,
      channel,
      at,
      kind,
      text,
      replyTo,
    };
  }
}
