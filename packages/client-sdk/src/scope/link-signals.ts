/**
 * A signal that is aborted as soon as one of these is, until it is let go of.
 *
 * `AbortSignal.any` would do, were it not for engines that collect such a signal together with those who listen
 * to it: seen in Node 24, where a call that had been given up was never told and waited for ever.
 */
export function linkSignals(signals: readonly AbortSignal[]): {
  readonly signal: AbortSignal;
  readonly release: () => void;
} {
  const linked = new AbortController();
  const abort = (event: Event): void => linked.abort((event.target as AbortSignal).reason);
  for (const signal of signals) {
    if (signal.aborted) linked.abort(signal.reason);
    else signal.addEventListener('abort', abort, { once: true });
  }
  return {
    signal: linked.signal,
    release: () => {
      for (const signal of signals) signal.removeEventListener('abort', abort);
    },
  };
}
