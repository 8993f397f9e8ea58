import type { processFigures } from '../measure/process-figures.ts';
import type { Opening } from '../clients/stream-reader.ts';

/** What a server that is compared can be asked. */
export type StreamServer = {
  /** Starts it for so many streams. */
  readonly listen: (
    streams: number,
  ) => Promise<{ readonly port: number; readonly control: number; readonly openings: readonly Opening[] }>;
  /** How many streams are open. */
  readonly readers: () => number;
} & typeof processFigures;
