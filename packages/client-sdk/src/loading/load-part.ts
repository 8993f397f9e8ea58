import { NetworkError } from '../errors/network-error.ts';

/**
 * Loads a part of the program.
 *
 * @throws {@link NetworkError} when it cannot be had
 */
export async function loadPart<T>(load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (cause) {
    throw new NetworkError('A part of the client could not be loaded', { cause });
  }
}

/** The methods of a part: each is asynchronous. */
type Methods<T> = { readonly [K in keyof T]: (...input: never[]) => Promise<unknown> };

/**
 * Gives the methods of a part of the client that is loaded when the first of them is called, so that it costs
 * nothing before. One that could not be loaded is asked for again by the next call.
 *
 * @example
 * ```ts
 * const later = loadedLater(async () => new (await import('./workspace-administration.ts')).WorkspaceAdministration(api));
 * const createInvite = later('createInvite');
 * ```
 */
export function loadedLater<T extends Methods<T>>(
  load: () => Promise<T>,
): <K extends keyof T>(name: K) => T[K] {
  let loading: Promise<T> | null = null;
  return <K extends keyof T>(name: K): T[K] => {
    const call = async (...input: never[]): Promise<unknown> => {
      loading ??= loadPart(load).catch((error: unknown) => {
        loading = null;
        throw error;
      });
      const part = await loading;
      const method: (...input: never[]) => Promise<unknown> = part[name];
      return method.apply(part, input);
    };
    // It takes and gives what the method does.
    return call as unknown as T[K];
  };
}
