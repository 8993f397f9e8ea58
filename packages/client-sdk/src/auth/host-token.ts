import type { Environment } from '../environment/environment.ts';
import type { AuthOptions } from './api.ts';

type HostAuth = Extract<AuthOptions, { kind: 'host' }>;

/** How long the host application may take to give a token. */
const TIMEOUT_MS = 30_000;

/** Why there is no token. Not retryable when the host says that its own user is not signed in (401, 403). */
export interface HostTokenFailure {
  readonly message: string;
  readonly retryable: boolean;
  readonly cause?: unknown;
}

/** Gets a token from the host application, by its callback or its address. A failure is a value. */
export async function fetchHostToken(
  auth: HostAuth,
  environment: Environment,
  base: string | undefined,
  signal: AbortSignal,
): Promise<string | HostTokenFailure> {
  const attempt = new AbortController();
  const abort = (): void => attempt.abort();
  signal.addEventListener('abort', abort, { once: true });
  const cancelTimer = environment.clock.after(TIMEOUT_MS, abort);
  try {
    const token =
      'token' in auth
        ? await orAborted(auth.token(attempt.signal), attempt.signal)
        : await fetchFrom(new URL(auth.tokenUrl, base), environment, attempt.signal);
    if (typeof token === 'number')
      return {
        message: `The host application answered with status ${token}`,
        retryable: token !== 401 && token !== 403,
      };
    return typeof token === 'string' && token !== ''
      ? token
      : { message: 'The host application gave no token', retryable: false };
  } catch (cause) {
    return { message: 'The host application could not give a token', cause, retryable: true };
  } finally {
    cancelTimer();
    signal.removeEventListener('abort', abort);
  }
}

/** The token, or the status of an answer that is none. */
async function fetchFrom(url: URL, environment: Environment, signal: AbortSignal): Promise<unknown> {
  const response = await environment.fetch(url, {
    credentials: 'include',
    cache: 'no-store',
    headers: { accept: 'application/json' },
    signal,
  });
  if (!response.ok) return response.status;
  const body: unknown = await response.json();
  return typeof body === 'object' && body !== null && 'token' in body ? String(body.token) : undefined;
}

/** A callback that forgets its signal must not hold up the client; one in plain JavaScript may give its token at once. */
function orAborted<T>(given: T | Promise<T>, signal: AbortSignal): Promise<T> {
  const aborted = new Promise<never>((_, reject) =>
    signal.addEventListener(
      'abort',
      () => reject(new DOMException('The host application took too long', 'TimeoutError')),
      { once: true },
    ),
  );
  return Promise.race([given, aborted]);
}
