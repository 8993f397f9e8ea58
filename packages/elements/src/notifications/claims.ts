/** Other tabs are heard of within so long. A tab in the background is woken once a second. */
const HELD_MS = 10_000;

/**
 * Claims a message for this tab, so that one tab of several tells of it: a Web Lock by the name of the message, which
 * goes to the first that asks and is kept until all others have asked. Where there are no locks every tab has it, and
 * the browser shows one notification for their common tag.
 */
export async function claim(
  messageId: string,
  { locks }: { readonly locks?: LockManager | undefined } = navigator,
): Promise<boolean> {
  if (locks === undefined) return true;
  return new Promise((resolve, reject) => {
    locks
      .request(`fechatter:notification:${messageId}`, { ifAvailable: true }, async (lock) => {
        resolve(lock !== null);
        if (lock !== null) await new Promise((release) => setTimeout(release, HELD_MS));
      })
      .catch(reject);
  });
}
