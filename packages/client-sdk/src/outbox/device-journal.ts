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
  /**
   * What was put ahead of its change. A database of its own, since a browser may let one change of a database wait for
   * another, which waits for its page.
   */
  readonly ahead: Database;
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
  /** What was put ahead of its change, here or by a page that is gone, and no change has taken up. */
  readonly #ahead = new Map<CommandId, Command>();
  /** What a change has taken up, and is still there. */
  readonly #taken = new Map<CommandId, Command>();
  /** Ends when it is known what pages that are gone had put ahead: no change comes before that. */
  #left: Promise<void> | null = null;
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
    this.#left = this.#takeOver();
    // Each is read whatever becomes of the other.
    const [keys] = await Promise.allSettled([this.#parts.database.keys(), this.#left]);
    if (keys.status === 'fulfilled') this.#kept();
    else this.#parts.notKept(StorageError.of(keys.reason));
    return [
      ...new Set([
        ...(keys.status === 'fulfilled' ? keys.value.map(timelineOf) : []),
        ...Array.from(this.#ahead.values(), ({ timelineId }) => timelineId),
        ...this.#known.keys(),
      ]),
    ];
  }

  put(command: Command): void {
    // A change may become a part of what is there already, which its own rule sees to.
    if (command.kind !== 'send') return;
    this.#ahead.set(command.id, command);
    // The change that follows tells what went wrong, and goes on from what is known.
    this.#parts.ahead.put(aheadKey(command), toStored(command)).catch(() => {});
  }

  lookAhead(timelineId: TimelineId): Promise<void> {
    return this.#takeOver((key) => timelineOf(key) === timelineId);
  }

  async change(timelineId: TimelineId, rule: Rule): Promise<readonly Command[]> {
    await (this.#left ??= this.#takeOver());
    const ahead = this.#takeUp(timelineId);
    try {
      const { commands, changed } = await this.#parts.database.changeAll(`${timelineId} `, (values) => {
        const known = this.#known.get(timelineId) ?? [];
        const next = new Map<string, unknown>();
        const keys = new Map<CommandId, string>();
        const listed: Command[] = [];
        for (const [key, value] of values) {
          const command = readCommand(value, timelineId, this.#parts.toError);
          if (command === null) {
            // Kept, but not sent.
            this.#mended = 'corrupt';
            next.set(key, value);
          } else {
            keys.set(command.id, key);
            listed.push(sameObject(command, known));
          }
        }
        const missing = this.#unwritten.has(timelineId) ? known.filter(({ id }) => !keys.has(id)) : [];
        const all = withAhead([...listed, ...missing], ahead);
        const after = rule(all);
        const unchanged = new Set(listed);
        let place = Math.max(0, ...Array.from(values.keys(), placeOf));
        let last = '';
        for (const command of after) {
          const known = keys.get(command.id);
          const key = known === undefined || known < last ? keyOf(command, (place += 1)) : known;
          next.set(key, unchanged.has(command) && key === known ? values.get(key) : toStored(command));
          last = key;
        }
        return {
          values: next,
          result: { commands: after, changed: after !== all || all.length > listed.length },
        };
      });
      this.#unwritten.delete(timelineId);
      this.#know(timelineId, commands);
      this.#keepAhead(timelineId, []);
      this.#kept();
      if (changed) this.#parts.tell({ type: 'changed', timelineId });
      if (this.hasPending) this.#parts.watch();
      return commands;
    } catch (error) {
      const commands = rule(withAhead(this.#known.get(timelineId) ?? [], ahead));
      this.#unwritten.add(timelineId);
      this.#know(timelineId, commands);
      this.#keepAhead(timelineId, commands);
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

  /**
   * What another page has put ahead, which may be gone, belongs to the next change. What cannot be read waits for
   * another page.
   */
  async #takeOver(concerned = (_key: string): boolean => true): Promise<void> {
    const values = await this.#parts.ahead.entries().catch(() => []);
    for (const [key, value] of values) {
      if (!concerned(key)) continue;
      const command = readCommand(value, timelineOf(key), this.#parts.toError);
      if (command === null) this.#mended = 'corrupt';
      else if (!this.#taken.has(command.id) && !this.#ahead.has(command.id))
        // That page may have sent it: a change of it must not become a part of it.
        this.#ahead.set(command.id, { ...command, tried: true });
    }
  }

  /** In the order in which they were written, whenever they were found. */
  #takeUp(timelineId: TimelineId): readonly Command[] {
    const ahead = [...this.#ahead.values()]
      .filter((command) => command.timelineId === timelineId)
      .sort((one, other) => (aheadKey(one) < aheadKey(other) ? -1 : 1));
    for (const command of ahead) {
      this.#ahead.delete(command.id);
      this.#taken.set(command.id, command);
    }
    return ahead;
  }

  /**
   * Of what changes have taken up, only this is still kept ahead, as it is now. What cannot be dropped is sent again one
   * day, which does no harm.
   */
  #keepAhead(timelineId: TimelineId, commands: readonly Command[]): void {
    for (const taken of this.#taken.values()) {
      if (taken.timelineId !== timelineId) continue;
      const now = commands.find(({ id }) => id === taken.id);
      this.#parts.ahead.put(aheadKey(taken), now && toStored(now)).then(
        () => {
          if (now === undefined) this.#taken.delete(taken.id);
        },
        () => {},
      );
    }
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

const keyOf = ({ timelineId, id }: Command, place: number): string =>
  `${timelineId} ${String(place).padStart(PLACE_DIGITS, '0')} ${id}`;
/** Ids sort in the order in which they were made. */
const aheadKey = ({ timelineId, id }: Command): string => `${timelineId} ${id}`;
/** Of the timeline in a key, the place and the id of the command, which are apart by spaces. */
const timelineOf = (key: string): TimelineId => key.split(' ', 1)[0] ?? '';
const placeOf = (key: string): number => Number(key.split(' ')[1]) || 0;

/**
 * What was put ahead goes behind all that was written before it, and what was tried: another tab may have been quicker.
 * What a change has written already stands where that put it.
 */
const withAhead = (commands: readonly Command[], ahead: readonly Command[]): readonly Command[] =>
  ahead.reduce((list, command) => {
    if (list.some(({ id }) => id === command.id)) return list;
    const before = list.findLastIndex(({ tried, id }) => tried || id < command.id);
    return list.toSpliced(before + 1, 0, command);
  }, commands);

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
