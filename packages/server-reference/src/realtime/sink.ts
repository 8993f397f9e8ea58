import type { Frame } from './frames.ts';

/** Where the bytes of one event stream go. */
export interface Sink {
  /** Writes at once. False asks to wait for `onDrain`. */
  write(bytes: Frame): boolean;
  /** Ends the stream after what was written; a reader that takes nothing is cut off. */
  end(): void;
  /** Called each time when more can be written after a false. */
  onDrain(listener: () => void): void;
  /** Called once, when the stream has ended, from whichever side. */
  onClose(listener: () => void): void;
}
