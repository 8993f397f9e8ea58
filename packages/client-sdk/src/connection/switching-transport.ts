import type { Environment } from '../environment/environment.ts';
import { linkSignals } from '../scope/link-signals.ts';
import type { StreamFrame, Transport, TransportHandlers, TransportRequest } from './transport.ts';

/** A better way to have the events, and the judgement when it works. */
export interface Upgrade {
  /** Has the stream in the better way if that can be had now. Resolves with false when the other way has to do. */
  open(request: TransportRequest, signal: AbortSignal, handlers: TransportHandlers): Promise<boolean>;
  /** Looks for the better way at this address until it is found; calls `found` then. */
  look(url: string, signal: AbortSignal, found: () => void): void;
}

/** What is to be seen first goes first: the better way is thought of so long after the stream began. */
const FIRST_LOOK_MS = 3_000;

/**
 * Follows the stream over SSE, which works everywhere, and goes over to NATS when the hello offers it and its
 * server can be reached. It changes over by ending the stream: the connection machine goes on from its cursor, as
 * after any other end.
 *
 * @param load - Loads NATS, when it is first offered.
 */
export function createSwitchingTransport(
  sse: Transport,
  load: () => Promise<Upgrade>,
  { clock, onError }: Pick<Environment, 'clock' | 'onError'>,
): Transport {
  let upgrade: Upgrade | null = null;
  return {
    async open(request, signal, handlers) {
      if (upgrade !== null && (await upgrade.open(request, signal, handlers))) return;
      const ended = new AbortController();
      const { signal: either, release } = linkSignals([signal, ended.signal]);
      const look = async (url: string): Promise<void> => {
        upgrade ??= await load();
        upgrade.look(url, either, () => ended.abort());
      };
      let cancel = (): void => {};
      try {
        await sse.open(request, either, {
          ...handlers,
          frames(frames) {
            const url = offered(frames);
            if (url !== undefined) cancel = clock.after(FIRST_LOOK_MS, () => void look(url).catch(onError));
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
    },
  };
}

/** The address that the hello among these frames offers. */
function offered(frames: readonly StreamFrame[]): string | undefined {
  for (const { event } of frames) if (event?.type === 'hello') return event.data.natsUrl;
  return undefined;
}
