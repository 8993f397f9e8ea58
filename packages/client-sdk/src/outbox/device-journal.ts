import type { Message, TimelineId } from '@fechatter/protocol';
import type { Database } from '../device/database.ts';
import { StorageError } from '../device/storage-error.ts';
import type { StorageReason } from '../device/storage-state.ts';
import type { ApiFailure } from '../errors/api-error.ts';
import type { ChatError } from '../errors/chat-error.ts';
import type { Scope } from '../scope/scope.ts';
import type { Command, CommandId } from './command.ts';
import type { Journal, JournalListener } from './journal.ts';
import type { Rule } from './rules.ts';
import { readCommand, toStored } from './stored-command.ts';

/** What could not be written is tried again this often. */
const RETRY_MS = 30_000;
/** So that keys are in the order of their places. */
const PLACE_DIGITS = 12;

export type JournalNews =
  | { readonly type: 'changed'; readonly timelineId: TimelineId }
  | { readonly type: 'accepted'; readonly command: Command; readonly message: Message };

interface Parts {
  readonly database: Database;
  readonly scope: Scope;
  readonly tell: (news: JournalNews) => void;
  /** There are commands that somebody has to send. */
  readonly watch: () => void;
  readonly isLeader: () => boolean;
  readonly kept: (reason: StorageReason | null) => void;
  readonly notKept: (error: StorageError) => void;
  /** Makes an error again of what was kept of one. */
  readonly toError: (failure: ApiFailure) => ChatError;
}

/**
 * A journal in the device's database, shared by all tabs: each command is a value of its own, and their keys have the
 * order in which they were given (docs/decisions/outbox.md). When the database fails it goes on from what it
 * knows, and writes that as soon as it can: nothing is forgotten because it could not be written.
 */
export class DeviceJournal implements Journal {
  readonly #parts: Parts;
  /** The commands as this tab last saw them. */
  readonly #known = new Map<TimelineId, readonly Command[]>();
  /** The timelines whose commands are known here and perhaps not in the database. */
  readonly #unwritten = new Set<TimelineId>();
  /** What was put there ahead of its change, and what the other tabs are not told of yet. */
  readonly #ahead = new Map<CommandId, Command>();
  /** The highest place in any key; null until the keys were read. */
  #place: number | null = null;
  #listener: JournalListener | null = null;
  #willRetry = false;
  /** What had to be mended since the journal was opened. */
  #mended: 'wiped' | 'corrupt' | null = null;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  follow(listener: JournalListener): void {
    this.#listener = listener;
  }

  /** Whether there are commands that are not sent. */
  get hasPending(): boolean {
    return [...this.#known.values()].some((commands) =>
      commands.some(({ state }) => state.status === 'pending'),
    );
  }

  isSender(timelineId: TimelineId): boolean {
    // The leader cannot see what is not in the database.
    return this.#parts.isLeader() || this.#unwritten.has(timelineId);
  }

  async timelines(): Promise<readonly TimelineId[]> {
    try {
      const keys = await this.#parts.database.keys();
      this.#place = Math.max(this.#place ?? 0, ...keys.map(placeOf));
      this.#kept();
      return [...new Set([...keys.map(timelineOf), ...this.#known.keys()])];
    } catch (error) {
      this.#parts.notKept(StorageError.of(error));
      return [...this.#known.keys()];
    }
  }

  put(command: Command): void {
    // A change may become a part of what is there already, which its own rule sees to.
    if (command.kind !== 'send' || this.#place === null) return;
    this.#ahead.set(command.id, command);
    // The change that follows tells what went wrong, and goes on from what is known.
    this.#parts.database.put(this.#newKey(command), toStored(command)).catch(() => {});
  }

  async change(timelineId: TimelineId, rule: Rule): Promise<readonly Command[]> {
    try {
      const { commands, changed } = await this.#parts.database.changeAll(`${timelineId} `, (values) => {
        const known = this.#known.get(timelineId) ?? [];
        const next = new Map<string, unknown>();
        const keys = new Map<CommandId, string>();
        const listed: Command[] = [];
        const ahead: Command[] = [];
        for (const [key, value] of values) {
          this.#place = Math.max(this.#place ?? 0, placeOf(key));
          const command = readCommand(value, timelineId, this.#parts.toError);
          if (command === null) {
            // Kept, but not sent.
            this.#mended = 'corrupt';
            next.set(key, value);
          } else if (!keys.has(command.id)) {
            keys.set(command.id, key);
            const put = this.#ahead.get(command.id);
            if (put === undefined) listed.push(sameObject(command, known));
            else ahead.push(put);
          }
        }
        // What was put ahead of its change is the newest, whatever was found to be missing meanwhile.
        const stored = [...listed, ...ahead];
        const missing = this.#unwritten.has(timelineId) ? known.filter(({ id }) => !keys.has(id)) : [];
        const after = rule(missing.length > 0 ? [...listed, ...missing, ...ahead] : stored);
        const unchanged = new Set(stored);
        let last = '';
        for (const command of after) {
          const known = keys.get(command.id);
          const key = known === undefined || known < last ? this.#newKey(command) : known;
          next.set(key, unchanged.has(command) && key === known ? values.get(key) : toStored(command));
          last = key;
        }
        for (const { id } of ahead) this.#ahead.delete(id);
        return { values: next, result: { commands: after, changed: after !== stored || ahead.length > 0 } };
      });
      this.#unwritten.delete(timelineId);
      this.#know(timelineId, commands);
      this.#kept();
      if (changed) this.#parts.tell({ type: 'changed', timelineId });
      if (this.hasPending) this.#parts.watch();
      return commands;
    } catch (error) {
      const commands = rule(this.#known.get(timelineId) ?? []);
      this.#unwritten.add(timelineId);
      this.#know(timelineId, commands);
      this.#parts.notKept(StorageError.of(error));
      this.#retryLater();
      return commands;
    }
  }

  accepted(command: Command, message: Message): void {
    this.#parts.tell({ type: 'accepted', command, message });
  }

  heard(news: JournalNews): void {
    if (news.type === 'changed') this.#listener?.changed(news.timelineId);
    else this.#listener?.accepted(news.command, news.message);
  }

  /** It is this tab's turn to send. */
  turn(): void {
    this.#listener?.turn();
  }

  /** The database was closed from outside: looks at once whether what is known here is still in it. */
  look(): void {
    for (const timelineId of this.#known.keys()) this.#listener?.changed(timelineId);
  }

  /** The database was deleted from outside: what is known here is written again. */
  wiped(): void {
    for (const timelineId of this.#known.keys()) this.#unwritten.add(timelineId);
    this.#mended = 'wiped';
    this.#rewrite();
  }

  #newKey({ timelineId, id }: Command): string {
    this.#place = (this.#place ?? 0) + 1;
    return `${timelineId} ${String(this.#place).padStart(PLACE_DIGITS, '0')} ${id}`;
  }

  #know(timelineId: TimelineId, commands: readonly Command[]): void {
    if (commands.length === 0) this.#known.delete(timelineId);
    else this.#known.set(timelineId, commands);
  }

  #kept(): void {
    if (this.#unwritten.size === 0) this.#parts.kept(this.#mended);
  }

  #retryLater(): void {
    if (this.#willRetry) return;
    this.#willRetry = true;
    this.#parts.scope.after(RETRY_MS, () => {
      this.#willRetry = false;
      this.#rewrite();
    });
  }

  #rewrite(): void {
    for (const timelineId of this.#unwritten) this.#listener?.changed(timelineId);
  }
}

/** Of the timeline in a key, the place and the id of the command, which are apart by spaces. */
const timelineOf = (key: string): TimelineId => key.split(' ', 1)[0] ?? '';
const placeOf = (key: string): number => Number(key.split(' ')[1]) || 0;

/** A storage hands out copies: what has not changed stays the same object, for those who compare. */
function sameObject(copy: Command, known: readonly Command[]): Command {
  const same = known.find(({ id }) => id === copy.id);
  if (same === undefined || same === copy) return copy;
  const shown = ({ state, ...command }: Command): string =>
    [
      state.status,
      state.status === 'pending' ? state.since : '',
      command.kind === 'send' ? [command.message.text, ...command.folded].join() : '',
    ].join();
  if (shown(same) !== shown(copy)) return copy;
  return same.tried === copy.tried ? same : { ...same, tried: copy.tried };
}
