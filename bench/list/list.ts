import type { FeMessage } from '@fechatter/elements';

/** A list of messages under measurement: the same rows, on another engine. */
export interface List {
  /** Shows the newest of the messages in the box. */
  open(box: HTMLElement): void;
  close(): void;
  scroller(): HTMLElement;
  /** The rows that are in the page, in its order. */
  rows(): FeMessage[];
  /** Fifty older messages come. */
  prepend(): Promise<void>;
  /** A message comes at the end. */
  append(): void;
  /** The last message becomes longer. */
  grow(text: string): void;
  jumpTo(index: number): Promise<void>;
  toNewest(): Promise<void>;
}

/** So many messages are in the channel, and so many come at a time. */
export const MESSAGES = 100_000;
export const PAGE = 50;
