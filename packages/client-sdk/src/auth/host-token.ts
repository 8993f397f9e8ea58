import type { AuthOptions } from '../api.ts';
import type { Environment } from '../environment/environment.ts';
import { ChatError } from '../errors/chat-error.ts';
import { HostTokenError } from '../errors/host-token-error.ts';
import { isRecord } from '../wire/guards.ts';

type HostAuth = Extract<AuthOptions, { kind: 'host' }>;

/** How long the host application may take to give a token. */
const TIMEOUT_MS = 30_000;

/**
 * Gets a token from the host application, by its callback or its address.
 *
 * @throws {@link HostTokenError}; not retryable when the host says that its own user is not signed in (401, 403).
 */
export async function fetchHostToken(
  auth: HostAuth,
  environment: Environment,
  base: string | undefined,
  signal: AbortSignal,
): Promise<string> {
  const attempt = new AbortController();
  const abort = (): void => attempt.abort();
  signal.addEventListener('abort', abort, { once: true });
  const cancelTimer = environment.clock.after(TIMEOUT_MS, abort);
  try {
    const token =
      'token' in auth
        ? await orAborted(auth.token(attempt.signal), attempt.signal)
        : await fetchFrom(new URL(auth.tokenUrl, base), environment, attempt.signal);
    if (typeof token !== 'string' || token === '')
      throw new HostTokenError('The host application gave no token', { retryable: false });
    return token;
  } catch (error) {
    if (error instanceof ChatError) throw error;
    throw new HostTokenError('The host application could not give a token', {
      cause: error,
      retryable: true,
    });
  } finally {
    cancelTimer();
    signal.removeEventListener('abort', abort);
  }
}

async function fetchFrom(url: URL, environment: Environment, signal: AbortSignal): Promise<unknown> {
  const response = await environment.fetch(url, {
    credentials: 'include',
    cache: 'no-store',
    headers: { accept: 'application/json' },
    signal,
  });
  if (!response.ok) {
    const refused = response.status === 401 || response.status === 403;
    throw new HostTokenError(`The host application answered with status ${response.status}`, {
      retryable: !refused,
    });
  }
  const body: unknown = await response.json();
  return isRecord(body) ? body['token'] : undefined;
}

/** A callback that forgets its signal must not hold up the client. */
function orAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    signal.addEventListener(
      'abort',
      () => reject(new DOMException('The host application took too long', 'TimeoutError')),
      { once: true },
    );
    promise.then(resolve, reject);
  });
}
