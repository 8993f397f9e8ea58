import { reportError } from './events.ts';

/**
 * Waits for something that was asked for: a request, or a part that is loaded when it is first wanted. A failure is told
 * to the page by `fe-error`, at the element that asked.
 *
 * @returns Whether it succeeded.
 * @example
 * if (await attempt(this, import('../define/fe-bans.ts'))) this.bans = true;
 */
export async function attempt(askedBy: EventTarget, asked: Promise<unknown> | undefined): Promise<boolean> {
  try {
    await asked;
    return true;
  } catch (error) {
    reportError(askedBy, error);
    return false;
  }
}
