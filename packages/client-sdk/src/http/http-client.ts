import { expandPath, type RouteInput, type RouteName, type RouteOutput } from '@fechatter/protocol';
import type { Environment } from '../environment/environment.ts';
import { ApiError } from '../errors/api-error.ts';
import { isRetryable } from '../errors/guards.ts';
import { InvalidResponseError } from '../errors/invalid-response-error.ts';
import { sleep } from '../scope/scope.ts';
import { backoff } from './backoff.ts';
import { findRoute } from './find-route.ts';
import { sendRequest } from './send-request.ts';

export interface CallOptions {
  readonly signal: AbortSignal;
  /** The access token, for routes that need one. */
  readonly token?: string;
  /** How often to try at most. By default {@link TRIES} where a repetition is harmless, else once. */
  readonly tries?: number;
}

const TRIES = 3;
/** A server that asks for a longer wait gets its error shown instead. */
const LONGEST_WAIT_MS = 20_000;

/**
 * Routes whose repetition may do harm or is of no use. All others read, set, or carry an id that makes a
 * second call give the first one's result.
 */
const once: ReadonlySet<RouteName> = new Set<RouteName>([
  'auth.signUp',
  'auth.signIn',
  'auth.host',
  'auth.refresh',
  'auth.requestPasswordReset',
  'auth.resetPassword',
  'auth.changePassword',
  'auth.signOut',
  'channels.typing',
  'presence.set',
]);

/** Calls the routes of the contract. Knows nothing of sessions. */
export class HttpClient {
  readonly #server: URL;
  readonly #environment: Environment;
  readonly #timeoutMs: number;

  constructor(server: URL, environment: Environment, timeoutMs: number) {
    this.#server = server;
    this.#environment = environment;
    this.#timeoutMs = timeoutMs;
  }

  /** The address of a path of the API. */
  url(path: string): URL {
    return new URL(path.slice(1), this.#server);
  }

  async call<K extends RouteName>(
    name: K,
    input: RouteInput<K>,
    options: CallOptions,
  ): Promise<RouteOutput<K>> {
    const {
      path = {},
      query = {},
      body,
    } = input as {
      path?: Record<string, string>;
      query?: Record<string, string | number | boolean | undefined>;
      body?: unknown;
    };
    const { endpoint, guard } = await findRoute(name);
    const url = this.url(expandPath(endpoint.path, path));
    for (const [key, value] of Object.entries(query))
      if (value !== undefined) url.searchParams.set(key, String(value));
    const request = { method: endpoint.method, url, body, token: options.token ?? null };
    const tries = options.tries ?? (once.has(name) ? 1 : TRIES);
    for (let attempt = 1; ; attempt += 1) {
      try {
        const reply = await sendRequest(this.#environment, request, this.#timeoutMs, options.signal);
        if (!guard(reply)) throw new InvalidResponseError(`The answer to ${name} is not of the protocol`);
        return reply as RouteOutput<K>;
      } catch (error) {
        const wait = Math.max(
          backoff(attempt, this.#environment.random()),
          (error instanceof ApiError && error.retryAfterMs) || 0,
        );
        if (!isRetryable(error) || attempt >= tries || wait > LONGEST_WAIT_MS) throw error;
        await sleep(this.#environment.clock, wait, options.signal);
      }
    }
  }
}
