import type { Session, UserId } from '@fechatter/protocol';
import type { ChatStorage } from '../storage/storage.ts';
import { isSession } from '../wire/guards.ts';

/** Where a session comes from and where its changes go: what the kinds of auth differ in. */
export interface SessionSource {
  /** The session to start with; null when a person has to sign in. */
  load(signal: AbortSignal): Promise<Session | null>;
  /**
   * Takes every change. Never fails.
   *
   * @param owner - Whose session it replaces or ends; null after a sign-in, which replaces that of anybody.
   */
  save(session: Session | null, owner: UserId | null): Promise<void>;
  /** Makes a new session with `refresh`, unless another tab has just made one. */
  renew(spent: Session, refresh: () => Promise<Session>): Promise<Session>;
  /** Another session in place of one whose refresh was refused, if there is any. */
  replace(refused: Session, signal: AbortSignal): Promise<Session | null>;
}

/** A session that is kept in the device's storage, under a key. */
export function storedSession(
  storage: ChatStorage,
  key: string,
  oneTab: <R>(work: () => Promise<R>) => Promise<R>,
): SessionSource {
  const read = async (): Promise<Session | null> => {
    const value = await storage.get(key);
    return isSession(value) ? (value as Session) : null;
  };
  /** The session that another tab has made of the same person's. */
  const replace = async ({ refreshToken, account }: Session): Promise<Session | null> => {
    const stored = await read();
    return stored?.account.userId === account.userId && stored.refreshToken !== refreshToken ? stored : null;
  };
  return {
    load: read,
    save: async (session, owner) => {
      // Somebody else has signed in since, in another tab: theirs stays.
      if (owner !== null && ((await read())?.account.userId ?? owner) !== owner) return;
      await (session === null ? storage.delete(key) : storage.set(key, session));
    },
    // A refresh token is good for one refresh: of all tabs one makes it, and the others take what came of it.
    renew: (spent, refresh) => oneTab(async () => (await replace(spent)) ?? refresh()),
    replace,
  };
}

/**
 * A session that the host application vouches for.
 *
 * @param kept - Where it is kept, when the host says whose it is: its person may be another one next time. Null
 * keeps it nowhere, and asks the host anew each time.
 */
export function hostSession(
  signIn: (signal: AbortSignal) => Promise<Session>,
  kept: SessionSource | null,
): SessionSource {
  if (kept === null)
    return {
      load: signIn,
      save: async () => {},
      renew: (_, refresh) => refresh(),
      replace: (_, signal) => signIn(signal),
    };
  const make = async (signal: AbortSignal): Promise<Session> => {
    const made = await signIn(signal);
    await kept.save(made, null);
    return made;
  };
  return {
    ...kept,
    load: async (signal) => (await kept.load(signal)) ?? make(signal),
    replace: async (refused, signal) => (await kept.replace(refused, signal)) ?? make(signal),
  };
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
    renew: (_, refresh) => refresh(),
    replace: async () => null,
  };
}
