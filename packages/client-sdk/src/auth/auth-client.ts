import type { Account, Session } from '@fechatter/protocol';
import { UnsentError } from '../errors/unsent-error.ts';
import type { HttpClient } from '../http/http-client.ts';
import type { Outbox } from '../outbox/outbox.ts';
import type { ReadableStore } from '../store/store.ts';
import type { AuthClient, AuthState } from './api.ts';
import type { Api } from './api-client.ts';
import type { SessionKeeper } from './session-keeper.ts';

export function createAuthClient(parts: {
  readonly api: Api;
  readonly http: HttpClient;
  readonly session: SessionKeeper;
  readonly outbox: Pick<Outbox, 'count' | 'discardAll'>;
  readonly store: ReadableStore<AuthState>;
  readonly signal: AbortSignal;
}): AuthClient {
  const { api, http, session, outbox, store, signal } = parts;
  const start = (started: Session): Account => {
    session.start(started);
    return started.account;
  };
  return {
    store,
    signIn: async (body) => start(await api.call('auth.signIn', { body })),
    signUp: async (body) => start(await api.call('auth.signUp', { body })),
    signOut: async ({ everywhere = false, unsent = 'refuse' } = {}) => {
      const count = unsent === 'keep' ? 0 : await outbox.count();
      if (count > 0 && unsent === 'refuse') throw new UnsentError(count);
      if (count > 0) await outbox.discardAll();
      const token = session.session?.accessToken;
      session.end(null);
      if (token === undefined) return;
      // The device has forgotten; that the server hears of it is a courtesy, but for `everywhere`.
      await http.call('auth.signOut', { body: { everywhere } }, { token, signal }).catch((error: unknown) => {
        if (everywhere) throw error;
      });
    },
    requestPasswordReset: (email) => api.call('auth.requestPasswordReset', { body: { email } }),
    resetPassword: (body) => api.call('auth.resetPassword', { body }),
    changePassword: (body) => api.call('auth.changePassword', { body }),
  };
}
