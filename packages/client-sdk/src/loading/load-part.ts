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
 * Gives methods of a part of the client that is loaded when the first of them is called, so that they cost nothing
 * before. One that could not be loaded is asked for again by the next call.
 *
 * @example
 * ```ts
 * const { createInvite } = loadedLater(
 *   async () => new (await import('./workspace-administration.ts')).WorkspaceAdministration(api),
 *   ['createInvite'],
 * );
 * ```
 */
export function loadedLater<T extends Methods<T>, K extends keyof T>(
  load: () => Promise<T>,
  names: readonly K[],
): Pick<T, K> {
  let loading: Promise<T> | null = null;
  const call = async (name: K, input: never[]): Promise<unknown> => {
    loading ??= loadPart(load).catch((error: unknown) => {
      loading = null;
      throw error;
    });
    const part = await loading;
    const method: (...input: never[]) => Promise<unknown> = part[name];
    return method.apply(part, input);
  };
  const methods = names.map((name) => [name, (...input: never[]) => call(name, input)]);
  // Each takes and gives what the method of the part does.
  return Object.fromEntries(methods) as Pick<T, K>;
}
