import type { Account, RouteInput, Session } from '@fechatter/protocol';
import type { ChatError } from '../errors/chat-error.ts';
import type { ReadableStore } from '../store/store.ts';

interface HostAuth {
  readonly kind: 'host';
  /**
   * The host's own id of the person who is signed in with it: the `sub` of their tokens. With it the session is kept
   * on the device, so that the chat opens without a network too, and asks for a token only when it needs one.
   * Without it nothing is kept of the session, since the next person may be another one.
   */
  readonly person?: string;
}

/** How the client comes by a session. */
export type AuthOptions =
  /** People sign in with `client.auth.signIn` or `signUp`; the session is kept in `storage`. The default. */
  | { readonly kind: 'password' }
  /** The host application vouches for its user: `token` is called whenever a new host token is needed. */
  | (HostAuth & { readonly token: (signal: AbortSignal) => Promise<string> })
  /** The same, with the token fetched by GET (credentials included) from an address that answers `{ "token": "..." }`. */
  | (HostAuth & { readonly tokenUrl: string | URL })
  /**
   * A session had from elsewhere, such as a bot's own store. A refresh token is good for one refresh, so a
   * store must take each new session from `onChange`; null when the session ended.
   */
  | {
      readonly kind: 'session';
      readonly session: Session;
      readonly onChange?: (session: Session | null) => void;
    };

export type AuthState =
  /** Not known yet: storage is being read, or a host token is being asked for. */
  | { readonly status: 'loading' }
  /** Nobody is signed in. `reason` tells why, when it was not the person's own wish. */
  | { readonly status: 'signed-out'; readonly reason: ChatError | null }
  | { readonly status: 'signed-in'; readonly account: Account };

export interface AuthClient {
  readonly store: ReadableStore<AuthState>;
  signIn(input: { readonly email: string; readonly password: string }): Promise<Account>;
  signUp(input: RouteInput<'auth.signUp'>['body']): Promise<Account>;
  /**
   * Ends the session on the server and forgets it on this device. Never fails for want of a network: the device forgets at once.
   *
   * @param options - `unsent` tells what becomes of messages, edits and deletions that were not sent yet, from any tab:
   * `refuse`, the default, raises {@link UnsentError} and signs nobody out; `discard` deletes them; `keep` leaves them
   * on the device, to be sent when the same person signs in to it again.
   */
  signOut(options?: {
    readonly everywhere?: boolean;
    readonly unsent?: 'refuse' | 'discard' | 'keep';
  }): Promise<void>;
  requestPasswordReset(email: string): Promise<void>;
  resetPassword(input: { readonly token: string; readonly password: string }): Promise<void>;
  changePassword(input: { readonly currentPassword: string; readonly newPassword: string }): Promise<void>;
}
