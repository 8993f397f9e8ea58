import type { Scope } from '../scope/scope.ts';

/** A tab that holds the lock for longer sleeps: it is not waited for. */
const LONGEST_MS = 30_000;

/** Does the work when no other tab does the same; at once where there are no locks. */
export async function inOneTab<R>(
  locks: LockManager | undefined,
  name: string,
  scope: Scope,
  work: () => Promise<R>,
): Promise<R> {
  if (locks === undefined) return work();
  const waiting = new AbortController();
  const giveUp = scope.add(() => waiting.abort());
  const cancel = scope.after(LONGEST_MS, giveUp);
  let begun: Promise<R> | undefined;
  const begin = (): Promise<R> => {
    cancel();
    return (begun ??= work());
  };
  try {
    return await locks.request(name, { signal: waiting.signal }, begin);
  } catch {
    // Not given the lock, or not allowed to ask for it; or it was the work that failed.
    return await begin();
  } finally {
    // Of no consequence for a lock that was given.
    giveUp();
  }
}
