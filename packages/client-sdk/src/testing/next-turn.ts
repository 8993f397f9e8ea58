interface Turns {
  /** Not in browsers, whose `setTimeout` has to do. */
  readonly setImmediate?: (callback: () => void) => unknown;
}

/** Calls back in the next turn of the event loop. */
export function nextTurn(callback: () => void): void {
  const { setImmediate } = globalThis as Turns;
  if (setImmediate === undefined) setTimeout(callback);
  else setImmediate(callback);
}
