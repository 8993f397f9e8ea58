import type { RouteInput, RouteName, RouteOutput } from '@fechatter/protocol';
import { isApiError } from '../errors/guards.ts';
import { DisposedError } from '../errors/disposed-error.ts';
import { findRoute } from '../http/find-route.ts';
import type { HttpClient } from '../http/http-client.ts';
import { linkSignals } from '../scope/link-signals.ts';
import type { Scope } from '../scope/scope.ts';
import type { SessionKeeper } from './session-keeper.ts';

/** Calls the routes of the contract as whoever is signed in. */
export interface Api {
  /**
   * @throws any {@link ChatError}
   *
   * @example
   * ```ts
   * const { items } = await api.call('messages.list', { path: { workspaceId, timelineId }, query: { limit: 50 } });
   * ```
   */
  call<K extends RouteName>(
    name: K,
    input: RouteInput<K>,
    options?: { readonly signal?: AbortSignal; readonly tries?: number },
  ): Promise<RouteOutput<K>>;
}

/**
 * Adds the session to the calls: an access token that was refused is renewed and the call made once more.
 * A sign-out gives up all calls of the session, so that nothing of one person reaches the next.
 */
export function createApi(http: HttpClient, session: SessionKeeper, scope: Scope): Api {
  let calls = scope.child();
  session.onEnd(() => {
    calls.dispose();
    calls = scope.child();
  });
  return {
    async call(name, input, options = {}) {
      if (ended(scope)) throw new DisposedError();
      const given = linkSignals(options.signal ? [options.signal, calls.signal] : [calls.signal]);
      const send = (token?: string): ReturnType<typeof http.call<typeof name>> =>
        http.call(name, input, {
          signal: given.signal,
          ...(token !== undefined && { token }),
          ...(options.tries !== undefined && { tries: options.tries }),
        });
      try {
        if ((await findRoute(name)).endpoint.access === 'public') return await send();
        const token = await session.accessToken();
        try {
          return await send(token);
        } catch (error) {
          if (isApiError(error, 'session_revoked') && session.session?.accessToken === token)
            session.end(error);
          if (!isTokenRefused(error)) throw error;
          return await send(await session.renew(token));
        }
      } catch (error) {
        throw ended(scope) ? new DisposedError() : error;
      } finally {
        given.release();
      }
    },
  };
}

/** Looked at anew each time: a scope ends while a call is under way. */
const ended = (scope: Scope): boolean => scope.signal.aborted;

/** Whether another access token might be taken where this one was refused. */
export const isTokenRefused = (error: unknown): boolean =>
  isApiError(error, 'token_expired') || isApiError(error, 'unauthenticated');
