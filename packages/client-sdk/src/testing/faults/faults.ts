import type { Clock } from '../../environment/clock.ts';
import { findRoute, type AnyRoute } from '../route.ts';
import { seededRandom } from '../seeded-random.ts';
import { problemResponse } from '../server/refusal.ts';
import type { FaultKind, FaultRecord, FaultRule, RequestFault } from './fault.ts';
import { FaultSchedule } from './fault-schedule.ts';
import { FaultyStream } from './faulty-stream.ts';

/** A request that came by. */
export interface NetworkCall {
  readonly route: AnyRoute | null;
  readonly method: string;
  readonly url: URL;
  /** The values in its path. */
  readonly path: Readonly<Record<string, string>>;
  /** Its body, parsed; empty when it has none. */
  readonly body: Readonly<Record<string, unknown>>;
  readonly headers: Headers;
  /** When, by the clock. */
  readonly at: number;
}

/** Stands between a client and the server for one route: answers itself, or with what `next()` brings, sooner, later or never. */
export type Interceptor = (call: NetworkCall, next: () => Promise<Response>) => Promise<Response> | Response;

/** A server as a function, as a client's `fetch` calls it. */
export type FetchHandler = (request: Request, signal: AbortSignal) => Promise<Response>;

/** What a {@link Faults} is made with. */
export interface FaultsOptions {
  readonly clock: Clock;
  /** Decides what befalls whom where a rule has a probability. By default 1. */
  readonly seed?: number;
}

const REORDER_MS = 1_000;
const lost = (): TypeError => new TypeError('fetch failed');

/**
 * A network between clients and a server, in which things go wrong by rule. Works with any server that is a
 * function from request to answer: the test server's own, and the reference server's.
 *
 * @example
 * ```ts
 * server.faults.add({ route: 'messages.send', fault: { kind: 'lose-answer' }, times: 1 });
 * await timeline.send({ text: 'Once' });
 * assert.equal(server.faults.count('lose-answer'), 1);
 * ```
 */
export class Faults {
  /** Every request so far, also those that did not reach the server. */
  readonly calls: NetworkCall[] = [];
  /** Every fault that happened so far. */
  readonly log: FaultRecord[] = [];
  readonly #handler: FetchHandler;
  readonly #clock: Clock;
  readonly #schedule: FaultSchedule;
  readonly #interceptors = new Map<AnyRoute, Interceptor>();
  readonly #streams = new Set<FaultyStream>();
  /** Requests that are held back until another of their rule was answered. */
  readonly #held = new Map<FaultRule, () => void>();
  #isOffline = false;

  constructor(handler: FetchHandler, { clock, seed = 1 }: FaultsOptions) {
    this.#handler = handler;
    this.#clock = clock;
    this.#schedule = new FaultSchedule(seededRandom(seed));
  }

  /** Adds a rule. Returns the way to take it back. */
  add(rule: FaultRule): () => void {
    return this.#schedule.add(rule);
  }

  /** Takes all rules and interceptors back, and lets everybody online. What has gone wrong already stays so. */
  clear(): void {
    this.#schedule.clear();
    this.#interceptors.clear();
    this.#isOffline = false;
  }

  /** Sees every request of a route from now on, in place of any interceptor before; null lets them pass again. */
  intercept(route: AnyRoute, interceptor: Interceptor | null): void {
    if (interceptor === null) this.#interceptors.delete(route);
    else this.#interceptors.set(route, interceptor);
  }

  /** While true no request reaches the server; what was connected breaks. */
  get offline(): boolean {
    return this.#isOffline;
  }

  set offline(isOffline: boolean) {
    this.#isOffline = isOffline;
    if (isOffline) this.breakStreams();
  }

  /** Breaks the event streams there are, at once. Returns how many those were. */
  breakStreams(): number {
    return this.#strike('break', (stream) => stream.break());
  }

  /** Lets the event streams there are go silent: half open, until the client gives them up. */
  silenceStreams(): number {
    return this.#strike('silence', (stream) => stream.silence());
  }

  #strike(kind: 'break' | 'silence', strike: (stream: FaultyStream) => void): number {
    const streams = [...this.#streams];
    for (const stream of streams) {
      this.#note(kind, 'events');
      strike(stream);
    }
    return streams.length;
  }

  /** How often something went wrong in this way, or how many requests a route has had. */
  count(what: FaultKind | 'offline' | AnyRoute): number {
    return (
      this.log.filter(({ kind }) => kind === what).length +
      this.calls.filter(({ route }) => route === what).length
    );
  }

  /** The `fetch` of a client. */
  readonly fetch = async (input: RequestInfo | URL, init?: RequestInit): Promise<Response> => {
    const request = new Request(input, init);
    // The signal of the caller: a copy of it in a request may be collected as garbage before it is aborted.
    const signal = init?.signal ?? request.signal;
    const text = await request.text();
    const url = new URL(request.url);
    const found = findRoute(request.method, url.pathname);
    const route = found?.name ?? null;
    const call: NetworkCall = {
      route,
      method: request.method,
      url,
      path: found?.path ?? {},
      body: parse(text),
      headers: request.headers,
      at: this.#clock.now(),
    };
    this.calls.push(call);
    const { method, headers } = request;
    const ask = (): Promise<Response> =>
      this.#handler(new Request(url, { method, headers, ...(text !== '' && { body: text }) }), signal);
    const answer = (): Promise<Response> => this.#through(route, ask, signal);
    const interceptor = route === null ? undefined : this.#interceptors.get(route);
    return orAborted(signal, async () => (interceptor === undefined ? answer() : interceptor(call, answer)));
  };

  /** Sends a request through what is to go wrong with it. */
  async #through(
    route: AnyRoute | null,
    ask: () => Promise<Response>,
    signal: AbortSignal,
  ): Promise<Response> {
    if (this.#isOffline) {
      this.#note('offline', route);
      throw lost();
    }
    const rule = this.#schedule.forRequest(route);
    if (rule === null) return this.#answered(await ask(), route, signal);
    this.#note(rule.fault.kind, route);
    const response = await this.#befall(rule.fault, rule, ask);
    return this.#answered(response, route, signal);
  }

  async #befall(fault: RequestFault, rule: FaultRule, ask: () => Promise<Response>): Promise<Response> {
    switch (fault.kind) {
      case 'lose-request':
        throw lost();
      case 'lose-answer':
        await (await ask()).body?.cancel();
        throw lost();
      case 'no-answer':
        return new Promise(() => {});
      case 'delay':
        await this.#wait(fault.milliseconds);
        return ask();
      case 'duplicate': {
        const response = await ask();
        void this.#wait(fault.milliseconds ?? 0)
          .then(ask)
          .then(({ body }) => body?.cancel())
          .catch(() => {});
        return response;
      }
      case 'reorder': {
        const release = this.#held.get(rule);
        if (release === undefined) {
          await this.#hold(rule, fault.milliseconds ?? REORDER_MS);
          return ask();
        }
        const response = await ask();
        release();
        return response;
      }
      case 'refuse':
        return problemResponse(fault.code, {
          ...(fault.retryAfter !== undefined && { retryAfter: fault.retryAfter }),
        });
    }
  }

  #hold(rule: FaultRule, milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const release = (): void => {
        cancel();
        this.#held.delete(rule);
        resolve();
      };
      const cancel = this.#clock.after(milliseconds, release);
      this.#held.set(rule, release);
    });
  }

  #wait(milliseconds: number): Promise<void> {
    return milliseconds === 0
      ? Promise.resolve()
      : new Promise((resolve) => void this.#clock.after(milliseconds, resolve));
  }

  /** Follows the answer's frames, if it is an event stream. */
  #answered(response: Response, route: AnyRoute | null, signal: AbortSignal): Response {
    const isStream = response.headers.get('content-type')?.startsWith('text/event-stream') === true;
    if (!isStream || response.body === null) return response;
    const stream = new FaultyStream({
      source: response.body,
      signal,
      faultFor: (type) => {
        const fault = this.#schedule.forFrame(type);
        if (fault !== null) this.#note(fault.kind, route);
        return fault;
      },
      onEnd: (ended) => this.#streams.delete(ended),
    });
    this.#streams.add(stream);
    if (signal.aborted) stream.break();
    return new Response(stream.body, { status: response.status, headers: response.headers });
  }

  #note(kind: FaultRecord['kind'], route: AnyRoute | null): void {
    this.log.push({ kind, route, at: this.#clock.now() });
  }
}

function parse(text: string): Readonly<Record<string, unknown>> {
  if (text === '') return {};
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return {};
  }
}

/** A request that is given up is given up at once, whatever holds it. */
function orAborted(signal: AbortSignal, work: () => Promise<Response>): Promise<Response> {
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(new DOMException('This operation was aborted', 'AbortError'));
    if (signal.aborted) return abort();
    signal.addEventListener('abort', abort, { once: true });
    work()
      .then(resolve, reject)
      .finally(() => signal.removeEventListener('abort', abort));
  });
}
