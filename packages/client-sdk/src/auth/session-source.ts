import type { Session } from '@fechatter/protocol';
import type { ChatStorage } from '../storage/storage.ts';
import { isSession } from '../wire/guards.ts';

/** Where a session comes from and where its changes go: what the kinds of auth differ in. */
export interface SessionSource {
  /** The session to start with; null when a person has to sign in. */
  load(signal: AbortSignal): Promise<Session | null>;
  /** Takes every change: after a sign-in, a refresh, a sign-out. Never fails. */
  save(session: Session | null): Promise<void>;
  /** Another session in place of one whose refresh was refused, if there is any. */
  replace(refused: Session, signal: AbortSignal): Promise<Session | null>;
}

/** A session that people sign in to; kept in the device's storage, one for each server. */
export function storedSession(storage: ChatStorage, server: URL): SessionSource {
  const key = `session:${server.href}`;
  const read = async (): Promise<Session | null> => {
    const value = await storage.get(key);
    return isSession(value) ? (value as Session) : null;
  };
  return {
    load: read,
    save: (session) => (session === null ? storage.delete(key) : storage.set(key, session)),
    // Another tab may have spent the refresh token and kept the new session: then nothing is lost.
    replace: async (refused) => {
      const stored = await read();
      return stored !== null && stored.refreshToken !== refused.refreshToken ? stored : null;
    },
  };
}

/** A session that the host application vouches for. Never kept: the host's person may be another one next time. */
export function hostSession(signIn: (signal: AbortSignal) => Promise<Session>): SessionSource {
  return { load: signIn, save: async () => {}, replace: (_, signal) => signIn(signal) };
}

/** A session had from elsewhere. */
export function givenSession(
  session: Session,
  onChange: ((session: Session | null) => void) | undefined,
  onError: (error: unknown) => void,
): SessionSource {
  let current: Session | null = session;
  return {
    load: async () => current,
    save: async (changed) => {
      current = changed;
      try {
        onChange?.(changed);
      } catch (error) {
        onError(error);
      }
    },
    replace: async () => null,
  };
}
