import type { Environment } from '../environment/environment.ts';
import { AbortedError } from '../errors/aborted-error.ts';
import { InvalidResponseError } from '../errors/invalid-response-error.ts';
import { NetworkError } from '../errors/network-error.ts';
import { TimeoutError } from '../errors/timeout-error.ts';
import { readProblem } from './problem.ts';

export interface PlainRequest {
  readonly method: string;
  readonly url: URL;
  readonly body?: unknown;
  readonly token?: string | null;
}

/**
 * Sends one request once and reads its answer, all within one time limit.
 *
 * Whether, when and with which token to try again is decided above this. Nothing that holds the token ends
 * up in an error.
 *
 * @throws {@link ApiError}, {@link NetworkError}, {@link TimeoutError}, {@link InvalidResponseError} or {@link AbortedError}
 */
export async function sendRequest(
  environment: Environment,
  request: PlainRequest,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<unknown> {
  if (signal.aborted) throw new AbortedError();
  const attempt = new AbortController();
  const abort = (): void => attempt.abort();
  signal.addEventListener('abort', abort, { once: true });
  let late = false;
  const cancelTimer = environment.clock.after(timeoutMs, () => {
    late = true;
    attempt.abort();
  });
  const fail = (error: unknown): never => {
    if (signal.aborted) throw new AbortedError();
    throw late ? new TimeoutError() : new NetworkError(undefined, { cause: error });
  };
  try {
    const response = await environment
      .fetch(request.url, {
        method: request.method,
        headers: {
          accept: 'application/json',
          ...(request.body !== undefined && { 'content-type': 'application/json' }),
          ...(request.token != null && { authorization: `Bearer ${request.token}` }),
        },
        ...(request.body !== undefined && { body: JSON.stringify(request.body) }),
        signal: attempt.signal,
        cache: 'no-store',
      })
      .catch(fail);
    if (!response.ok) throw await readProblem(response, environment.clock.now());
    if (response.status === 204) return undefined;
    const text = await response.text().catch(fail);
    try {
      return JSON.parse(text) as unknown;
    } catch (error) {
      throw new InvalidResponseError(undefined, { cause: error });
    }
  } finally {
    cancelTimer();
    signal.removeEventListener('abort', abort);
  }
}
