import { isTokenRefused } from '../auth/api-client.ts';
import type { Environment } from '../environment/environment.ts';
import { linkSignals } from '../scope/link-signals.ts';
import type { StreamFrame, Transport, TransportHandlers, TransportRequest } from './transport.ts';

/** A way to have the events that is better where it works. */
export interface BetterTransport {
  readonly transport: Transport;
  /** Whether it would work now. */
  reach(url: string, signal: AbortSignal): Promise<boolean>;
}

/** The first look whether NATS can be had comes so long after the stream began: what is to be seen first goes first. */
const FIRST_LOOK_MS = 3_000;
/** After a failure, doubled with each further one. */
const RETRY_MS = 30_000;
const LONGEST_RETRY_MS = 900_000;
/** A connection that stood for so long shows that the way works. */
const STOOD_MS = 60_000;

/**
 * Follows the stream over SSE, which works everywhere, and goes over to NATS when the hello offers it and its
 * server can be reached; back to SSE as soon as it fails, and to NATS again after growing waits. It changes over by
 * ending the stream: the connection machine goes on from its cursor, as after any other end.
 *
 * @param load - Loads NATS, when it is first offered.
 */
export function createSwitchingTransport(
  sse: Transport,
  load: () => Promise<BetterTransport>,
  environment: Environment,
): Transport {
  const { clock, random } = environment;
  let better: Transport | null = null;
  let failures = 0;
  let lookAt = 0;

  const fail = (): void => {
    better = null;
    failures += 1;
    const wait = Math.min(LONGEST_RETRY_MS, RETRY_MS * 2 ** (failures - 1));
    lookAt = clock.now() + wait * (0.5 + random() / 2);
  };

  /** True when the stream was had over NATS, and has ended; false when SSE has to do. */
  async function overNats(
    nats: Transport,
    request: TransportRequest,
    signal: AbortSignal,
    handlers: TransportHandlers,
  ): Promise<boolean> {
    const began = clock.now();
    const withdrawn = new AbortController();
    const given = linkSignals([signal, withdrawn.signal]);
    const seen = { heard: false };
    try {
      await nats.open(request, given.signal, {
        ...handlers,
        heard() {
          seen.heard = true;
          handlers.heard();
        },
        frames(frames) {
          handlers.frames(frames);
          if (offer(frames) !== null) return;
          better = null;
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
  }

  /** Ends the stream over SSE once NATS can be had. */
  async function overSse(
    request: TransportRequest,
    signal: AbortSignal,
    handlers: TransportHandlers,
  ): Promise<void> {
    const ended = new AbortController();
    const { signal: either, release } = linkSignals([signal, ended.signal]);
    const look = async (url: string): Promise<void> => {
      const nats = await load();
      const reached = await nats.reach(url, either);
      if (either.aborted) return;
      if (reached) {
        better = nats.transport;
        ended.abort();
      } else {
        fail();
        lookLater(url);
      }
    };
    let cancel = (): void => {};
    const lookLater = (url: string): void => {
      const wait = Math.max(FIRST_LOOK_MS, lookAt - clock.now());
      cancel = clock.after(wait, () => void look(url).catch(fail));
    };
    try {
      await sse.open(request, either, {
        ...handlers,
        frames(frames) {
          const url = offer(frames);
          if (typeof url === 'string') lookLater(url);
          handlers.frames(frames);
        },
      });
    } catch (error) {
      if (signal.aborted || !ended.signal.aborted) throw error;
    } finally {
      cancel();
      ended.abort();
      release();
    }
  }

  return {
    async open(request, signal, handlers) {
      if (better !== null && (await overNats(better, request, signal, handlers))) return;
      await overSse(request, signal, handlers);
    },
  };
}

/** What the hello among these frames offers: an address, or null for nothing; undefined when there is no hello. */
function offer(frames: readonly StreamFrame[]): string | null | undefined {
  for (const { event } of frames) if (event?.type === 'hello') return event.data.natsUrl ?? null;
  return undefined;
}
