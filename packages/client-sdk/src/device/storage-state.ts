/**
 * Why things are not kept on the device, or what had to be mended there:
 *
 * - `unsupported`: there is no IndexedDB, or the application chose to keep nothing
 * - `denied`: the browser does not let this page keep anything
 * - `full`: there is no room left
 * - `blocked`: another tab holds on to an older version of the database
 * - `outdated`: another tab has brought a newer version of the database: a reload helps
 * - `wiped`: what was kept has been deleted from outside; what this tab knew was written again
 * - `corrupt`: something that was kept cannot be read; it was set aside
 * - `failed`: anything else; `error` tells
 */
export type StorageReason =
  'unsupported' | 'denied' | 'full' | 'blocked' | 'outdated' | 'wiped' | 'corrupt' | 'failed';

export interface StorageState {
  /** `loading` until somebody is signed in; `memory`: what is unsent is lost when the page is closed. */
  readonly status: 'loading' | 'device' | 'memory';
  readonly reason: StorageReason | null;
  readonly error: unknown;
}
