import { joinFrames, type Frame } from './frames.ts';

/**
 * What waits to be written to a reader, as a place in a tree that all readers share: readers who wait for the
 * same frames stand on the same node, so their bytes are joined once, however many they are. Moving on costs a
 * reader one look-up; writing costs one call for everything that has gathered.
 *
 * A node nobody stands on, or behind, is garbage.
 */
export class Backlog {
  readonly #parent: Backlog | null;
  readonly #frame: Frame | null;
  /** Bytes from the root to here. */
  readonly length: number;
  /** Logged frames from the root to here. */
  readonly logged: number;
  #lastFrame: Frame | null = null;
  #lastNext: Backlog | null = null;
  #others: Map<Frame, Backlog> | null = null;
  #bytes: Frame | null = null;

  private constructor(parent: Backlog | null, frame: Frame | null, logged: number) {
    this.#parent = parent;
    this.#frame = frame;
    this.length = (parent?.length ?? 0) + (frame?.byteLength ?? 0);
    this.logged = logged;
  }

  /** Where a reader stands for whom nothing waits. */
  static root(): Backlog {
    return new Backlog(null, null, 0);
  }

  /** Where a reader stands after this frame too. */
  after(frame: Frame, isLogged: boolean): Backlog {
    if (this.#lastFrame === frame && this.#lastNext) return this.#lastNext;
    const known = this.#others?.get(frame);
    if (known) return known;
    const next = new Backlog(this, frame, this.logged + (isLogged ? 1 : 0));
    if (this.#lastFrame && this.#lastNext) (this.#others ??= new Map()).set(this.#lastFrame, this.#lastNext);
    this.#lastFrame = frame;
    this.#lastNext = next;
    return next;
  }

  #frames(): Frame[] {
    const frames = this.#frame ? [this.#frame] : [];
    for (let node = this.#parent; node !== null; node = node.#parent)
      if (node.#frame) frames.push(node.#frame);
    return frames.reverse();
  }

  /** Everything that waits, in order, as one piece. */
  bytes(): Frame {
    if (this.#bytes) return this.#bytes;
    const frames = this.#frames();
    this.#bytes = frames.length === 1 && frames[0] ? frames[0] : joinFrames(frames, this.length);
    return this.#bytes;
  }
}
