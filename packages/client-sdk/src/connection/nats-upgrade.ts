import { isTokenRefused } from '../auth/api-client.ts';
import type { Environment } from '../environment/environment.ts';
import type { HttpClient } from '../http/http-client.ts';
import { linkSignals } from '../scope/link-signals.ts';
import { createNats } from './nats-transport.ts';
import type { Upgrade } from './switching-transport.ts';
import type { StreamFrame, Transport } from './transport.ts';

/** A way to have the events that is better where it works. */
export interface BetterTransport {
  readonly transport: Transport;
  /** Whether it would work now. */
  reach(url: string, signal: AbortSignal): Promise<boolean>;
}

/** After a failure, doubled with each further one. */
const RETRY_MS = 30_000;
const LONGEST_RETRY_MS = 900_000;
/** A connection that stood for so long shows that the way works. */
const STOOD_MS = 60_000;

export const createNatsUpgrade = (http: HttpClient, environment: Environment): Upgrade =>
  createUpgrade(createNats(http, environment), environment);

/** Judges when NATS is to be had: not while it fails, and again after growing waits. */
export function createUpgrade(
  nats: BetterTransport,
  { clock, random }: Pick<Environment, 'clock' | 'random'>,
): Upgrade {
  let isFound = false;
  let failures = 0;
  let lookAt = 0;

  const fail = (): void => {
    isFound = false;
    failures += 1;
    const wait = Math.min(LONGEST_RETRY_MS, RETRY_MS * 2 ** (failures - 1));
    lookAt = clock.now() + wait * (0.5 + random() / 2);
  };

  const look: Upgrade['look'] = (url, signal, found) => {
    if (signal.aborted) return;
    const cancel = clock.after(Math.max(0, lookAt - clock.now()), () => {
      signal.removeEventListener('abort', cancel);
      void nats.reach(url, signal).then((isReached) => {
        if (signal.aborted) return;
        isFound = isReached;
        if (isReached) found();
        else {
          fail();
          look(url, signal, found);
        }
      });
    });
    signal.addEventListener('abort', cancel, { once: true });
  };

  return {
    look,
    async open(request, signal, handlers) {
      if (!isFound) return false;
      const began = clock.now();
      const withdrawn = new AbortController();
      const given = linkSignals([signal, withdrawn.signal]);
      const seen = { heard: false };
      try {
        await nats.transport.open(request, given.signal, {
          ...handlers,
          heard() {
            seen.heard = true;
            handlers.heard();
          },
          frames(frames) {
            handlers.frames(frames);
            if (!isWithdrawn(frames)) return;
            isFound = false;
            withdrawn.abort();
          },
        });
      } catch (error) {
        if (withdrawn.signal.aborted && !signal.aborted) return true;
        // C13: another token may be taken.
        if (isTokenRefused(error)) throw error;
        if (clock.now() - began < STOOD_MS) fail();
        else failures = 0;
        // Nothing came of it: the same try goes on over SSE, which tells what is wrong if it is not NATS.
        if (seen.heard || signal.aborted) throw error;
        return false;
      } finally {
        given.release();
      }
      return true;
    },
  };
}

/** Whether the hello among these frames offers NATS no more. */
const isWithdrawn = (frames: readonly StreamFrame[]): boolean =>
  frames.some(({ event }) => event?.type === 'hello' && event.data.natsUrl === undefined);
