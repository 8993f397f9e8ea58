import type { Message, TimelineId, WorkspaceId } from '@fechatter/protocol';
import type { Api } from '../auth/api-client.ts';
import type { Environment } from '../environment/environment.ts';
import { ApiError } from '../errors/api-error.ts';
import { ChatError } from '../errors/chat-error.ts';
import { isRetryable } from '../errors/guards.ts';
import { InvalidResponseError } from '../errors/invalid-response-error.ts';
import { backoff } from '../http/backoff.ts';
import type { Scope } from '../scope/scope.ts';
import type { Command } from './command.ts';
import { execute } from './execute.ts';
import type { Journal } from './journal.ts';
import { begun, failed, type Rule } from './rules.ts';
import type { SharedList } from './shared-list.ts';

export interface SenderParts {
  readonly api: Api;
  readonly environment: Environment;
  readonly workspaceId: () => Promise<WorkspaceId>;
  /** Ends with the session. */
  readonly scope: Scope;
  readonly journal: Journal;
  readonly lists: ReadonlyMap<TimelineId, SharedList>;
  readonly change: (timelineId: TimelineId, rule: Rule) => Promise<void>;
  /** The server has done this. */
  readonly settle: (command: Command, message: Message) => Promise<void>;
  /** The server refuses this for good: tells those who wait for it. */
  readonly refused: (command: Command, error: ChatError) => void;
}

/**
 * Sends what is in the journal, first in first out in each timeline, when it is this tab's to send. Loaded
 * with the journal: before that is known there is nothing to send.
 */
export class Sender {
  readonly #parts: SenderParts;
  readonly #sending = new Set<TimelineId>();
  /** The timelines that wait for another try, and how many tries have failed. */
  readonly #waiting = new Map<TimelineId, { readonly cancel: () => void; readonly notBefore: number }>();
  readonly #failures = new Map<TimelineId, number>();

  constructor(parts: SenderParts) {
    this.#parts = parts;
  }

  /** The network is back: what waits is tried now, unless the server asked for more patience. */
  hurry(): void {
    for (const [timelineId, { cancel, notBefore }] of [...this.#waiting]) {
      if (notBefore > this.#parts.environment.clock.now()) continue;
      cancel();
      this.#waiting.delete(timelineId);
    }
    this.sendAll();
  }

  sendAll(): void {
    for (const timelineId of this.#parts.lists.keys()) void this.send(timelineId);
  }

  async send(timelineId: TimelineId): Promise<void> {
    if (this.#sending.has(timelineId)) return;
    this.#sending.add(timelineId);
    try {
      for (;;) {
        const command = this.#next(timelineId);
        if (command === undefined) return;
        if (command.tried) await this.#try(command);
        else {
          await this.#parts.journal.lookAhead(timelineId);
          // That it is tried is known to all before it is: from now on an edit comes after it.
          await this.#parts.change(timelineId, begun(command.id));
        }
      }
    } finally {
      this.#sending.delete(timelineId);
    }
  }

  /** The first command that is kept and waits for nothing but its turn. */
  #next(timelineId: TimelineId): Command | undefined {
    const { scope, journal, lists } = this.#parts;
    if (scope.signal.aborted || this.#waiting.has(timelineId) || !journal.isSender(timelineId))
      return undefined;
    const list = lists.get(timelineId);
    // What is not shown any more was given up, and goes from what is kept as soon as that is written.
    return list?.kept.find(
      ({ id, state }) => state.status === 'pending' && list.view.some((shown) => shown.id === id),
    );
  }

  async #try(command: Command): Promise<void> {
    const { api, workspaceId, scope, journal, lists, change, settle, refused } = this.#parts;
    const { timelineId } = command;
    try {
      const workspace = command.workspaceId ?? (await workspaceId());
      const message = await execute(api, workspace, command, scope.signal);
      this.#failures.delete(timelineId);
      if (ended(scope)) return;
      journal.accepted(command, message);
      await settle(command, message);
    } catch (error) {
      // Confirmed or dropped meanwhile: the answer is of no interest.
      if (ended(scope) || lists.get(timelineId)?.view.some(({ id }) => id === command.id) !== true) return;
      if (isRetryable(error) || isOfSession(error)) {
        this.#pause(timelineId, error);
        return;
      }
      const reason =
        error instanceof ChatError ? error : new InvalidResponseError(undefined, { cause: error });
      refused(command, reason);
      await change(timelineId, failed(command.id, reason));
    }
  }

  #pause(timelineId: TimelineId, error: unknown): void {
    const { scope, environment } = this.#parts;
    const failures = (this.#failures.get(timelineId) ?? 0) + 1;
    this.#failures.set(timelineId, failures);
    const asked = (error instanceof ApiError && error.retryAfterMs) || 0;
    const cancel = scope.after(Math.max(asked, backoff(failures, environment.random())), () => {
      this.#waiting.delete(timelineId);
      void this.send(timelineId);
    });
    this.#waiting.set(timelineId, { cancel, notBefore: environment.clock.now() + asked });
  }
}

/** Looked at anew each time: a scope ends while a call is under way. */
const ended = (scope: Scope): boolean => scope.signal.aborted;

/** Whether it says nothing of the command: somebody has to sign in first, and then it is taken up again. */
const isOfSession = (error: unknown): boolean =>
  error instanceof ApiError ? error.status === 401 : error instanceof ChatError;
