import { Worker } from 'node:worker_threads';
import type { WorkspaceId } from '@fechatter/protocol';
import {
  SearchEngineError,
  type EngineAnswer,
  type EngineQuery,
  type EngineStatus,
  type Generation,
  type IndexedMessage,
  type IndexPosition,
  type SearchEngine,
  type WordQuery,
} from '../engine.ts';

type Method = Exclude<keyof SearchEngine, 'name' | 'close'>;

export interface WorkerCall {
  readonly id: number;
  readonly method: Method;
  readonly args: readonly unknown[];
}

export interface WorkerAnswer {
  readonly id: number;
  readonly value?: unknown;
  readonly error?: string;
}

interface Waiting {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

// The sources run as they are; the build has JavaScript in their place.
const script = new URL(`./worker${import.meta.url.slice(-3)}`, import.meta.url);

/** Calls that may wait for the thread; more are refused, so that a thread that hangs does not fill the memory. */
const MOST_WAITING = 1_000;

/**
 * The same engine in a thread of its own. When the thread dies, its searches fail and its indexes are lost; the
 * next call starts a new one, without an index, and whoever feeds it sees that by its position.
 */
export class WorkerEngine implements SearchEngine {
  readonly name = 'memory';
  readonly isLasting = false;
  readonly #onError: (error: unknown) => void;
  readonly #waiting = new Map<number, Waiting>();
  #worker: Worker | undefined;
  #last = 0;
  #closed = false;

  /** @param onError - Told of a thread that died. */
  constructor(onError: (error: unknown) => void) {
    this.#onError = onError;
  }

  position(workspaceId: WorkspaceId): Promise<IndexPosition | null> {
    return this.#call('position', workspaceId);
  }

  apply(
    workspaceId: WorkspaceId,
    messages: readonly IndexedMessage[],
    position: IndexPosition,
    generation: Generation,
  ): Promise<void> {
    return this.#call('apply', workspaceId, messages, position, generation);
  }

  begin(workspaceId: WorkspaceId): Promise<void> {
    return this.#call('begin', workspaceId);
  }

  promote(workspaceId: WorkspaceId): Promise<void> {
    return this.#call('promote', workspaceId);
  }

  search(workspaceId: WorkspaceId, query: EngineQuery): Promise<EngineAnswer> {
    return this.#call('search', workspaceId, query);
  }

  words(workspaceId: WorkspaceId, query: WordQuery): Promise<readonly string[]> {
    return this.#call('words', workspaceId, query);
  }

  status(workspaceId: WorkspaceId): Promise<EngineStatus> {
    return this.#call('status', workspaceId);
  }

  drop(workspaceId: WorkspaceId): Promise<void> {
    return this.#call('drop', workspaceId);
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#worker?.terminate();
  }

  /** Ends the thread as a fault would. For tests. */
  async kill(): Promise<void> {
    await this.#worker?.terminate();
  }

  #call<T>(method: Method, ...args: readonly unknown[]): Promise<T> {
    if (this.#closed) return Promise.reject(new SearchEngineError('the search has ended'));
    if (this.#waiting.size >= MOST_WAITING)
      return Promise.reject(new SearchEngineError('too many searches are waiting'));
    this.#last += 1;
    const id = this.#last;
    return new Promise<T>((resolve, reject) => {
      // The thread answers each method with what it gives.
      this.#waiting.set(id, { resolve: resolve as (value: unknown) => void, reject });
      (this.#worker ??= this.#start()).postMessage({ id, method, args } satisfies WorkerCall);
    });
  }

  #start(): Worker {
    const worker = new Worker(script);
    // It must not keep a program alive that is done.
    worker.unref();
    let fault: unknown = new Error('the thread of the search has ended');
    worker.on('message', ({ id, value, error }: WorkerAnswer) => {
      const waiting = this.#waiting.get(id);
      this.#waiting.delete(id);
      if (error === undefined) waiting?.resolve(value);
      else waiting?.reject(new SearchEngineError(error));
    });
    worker.on('error', (error: unknown) => {
      fault = error;
    });
    worker.on('exit', () => {
      if (this.#worker === worker) this.#worker = undefined;
      if (!this.#closed) this.#onError(fault);
      const cut = [...this.#waiting.values()];
      this.#waiting.clear();
      for (const waiting of cut)
        waiting.reject(new SearchEngineError('the thread of the search has ended', { cause: fault }));
    });
    return worker;
  }
}
