import type { List } from './list.ts';

/** What a list did while it was watched, frame by frame. */
export interface Watched {
  /** Pixels that a row which should stay moved, or moved beside what was scrolled. */
  readonly shift: number;
  /** Frames in which a piece of the view showed nothing. */
  readonly blank: number;
  /** The longest time from one frame to the next, in ms. */
  readonly worstFrame: number;
  /** The most rows that were in the page. */
  readonly rows: number;
}

/** The time after the next frame was painted: whoever looks earlier sees what no eye does. */
export const frame = (): Promise<number> =>
  new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve(performance.now());
    };
    requestAnimationFrame(() => {
      port2.postMessage(null);
    });
  });

/** So much of the view without a row is no gap between two of them (days and groups stand apart), but a hole. */
const HOLE = 120;

interface Place {
  readonly id: string;
  readonly top: number;
}

/** The row in the middle of what is seen. */
export function readRow(list: List): Place {
  const view = list.scroller().getBoundingClientRect();
  const row = list.rows().find((candidate) => candidate.getBoundingClientRect().top >= view.top + 100);
  return { id: row?.dataset['id'] ?? '', top: row?.getBoundingClientRect().top ?? Number.NaN };
}

/** How far a row is from where it was; the height of the view when it is not in the page any more. */
function shiftOf(list: List, { id, top }: Place): number {
  const row = list.rows().find(({ dataset }) => dataset['id'] === id);
  return row === undefined ? list.scroller().clientHeight : Math.abs(row.getBoundingClientRect().top - top);
}

/**
 * Where a row is in the next frame as it is painted; NaN when it is not in the page. Whoever asks for its place in between
 * may lay out what has just loaded, and see what no eye does, before a list had its turn to put it right.
 */
export function paintedTop(list: List, { id }: Place): Promise<number> {
  const row = list.rows().find(({ dataset }) => dataset['id'] === id);
  if (row === undefined) return frame().then(() => Number.NaN);
  return new Promise((resolve) => {
    const observer = new IntersectionObserver(([entry]) => {
      observer.disconnect();
      resolve(entry?.boundingClientRect.top ?? Number.NaN);
    });
    observer.observe(row);
  });
}

/** How far the end of the last row is from the end of the view. */
export function distanceFromEnd(list: List): number {
  const { bottom } = list.scroller().getBoundingClientRect();
  const last = list.rows().at(-1);
  if (last === undefined) return Number.POSITIVE_INFINITY;
  return Math.abs(bottom - last.getBoundingClientRect().bottom);
}

function hasHole(list: List): boolean {
  const { top, bottom } = list.scroller().getBoundingClientRect();
  let covered = top;
  for (const row of list.rows()) {
    const box = row.getBoundingClientRect();
    if (box.bottom < top || box.top > bottom) continue;
    if (box.top - covered > HOLE) return true;
    covered = Math.max(covered, box.bottom);
  }
  return bottom - covered > HOLE;
}

/**
 * Watches a list for so many frames.
 *
 * @param step - Called in each frame; returns by how many pixels it has scrolled, up being positive.
 */
export async function watch(list: List, frames: number, step: (frame: number) => number): Promise<Watched> {
  let shift = 0;
  let blank = 0;
  let worstFrame = 0;
  let rows = 0;
  let last = await frame();
  for (let count = 0; count < frames; count += 1) {
    const before = readRow(list);
    const scrolled = step(count);
    const now = await frame();
    worstFrame = Math.max(worstFrame, now - last);
    last = now;
    shift = Math.max(shift, shiftOf(list, { id: before.id, top: before.top + scrolled }));
    if (hasHole(list)) blank += 1;
    rows = Math.max(rows, list.rows().length);
  }
  return { shift, blank, worstFrame, rows };
}
