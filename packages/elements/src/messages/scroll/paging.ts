import type { Timeline, TimelineState } from '@fechatter/client-sdk';
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { RowWindow } from './row-window.ts';

/** Rows are added when fewer than so many screens of them are left: a fling of a finger goes further. */
const SCREENS = { usual: 2, touch: 6 } as const;
/** With less than this left nothing waits: the end would come in sight. */
const HURRY = 0.5;
/** Messages are asked for when no more than so many are left that are not rows yet. */
const SPARE = 40;
/** A timeline that follows lets go of its oldest messages at some two thousand: one that is read there is left in time. */
const CROWDED = { messages: 1_800, before: 400 } as const;

type Side = 'older' | 'newer';

interface Parts {
  timeline(): Timeline | undefined;
  readonly window: RowWindow;
  scroller(): HTMLElement | null;
  state(): TimelineState | undefined;
  /** The reader stays at the newest, where nothing has to be added below. */
  following(): boolean;
  /** A finger moves the list, which must be left alone. */
  moving(): boolean;
  /** Fingers are what this reader scrolls with. */
  touch(): boolean;
  /** Index of the message that is read. */
  readIndex(): number;
  /** No row may go: text in it is selected. */
  keep(): boolean;
}

/**
 * Loads and shows more before the end of what is there comes in sight. Rows are added a few at a time, so that no
 * frame is late; a failure stops it until it is asked again.
 */
export class Paging implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #parts: Parts;
  #failure: { readonly side: Side; readonly error: unknown } | null = null;
  #frame: number | undefined;

  constructor(host: ReactiveControllerHost, parts: Parts) {
    this.#host = host;
    this.#parts = parts;
    host.addController(this);
  }

  hostDisconnected(): void {
    if (this.#frame !== undefined) cancelAnimationFrame(this.#frame);
    this.#frame = undefined;
  }

  /** The side that could not be loaded, and why. */
  get failure(): { readonly side: Side; readonly error: unknown } | null {
    return this.#failure;
  }

  reset(): void {
    this.#failure = null;
  }

  /** Looks whether more is needed. To be called whenever something has moved or changed its height. */
  readonly fill = (): void => {
    const scroller = this.#parts.scroller();
    const state = this.#parts.state();
    if (scroller === null || state?.status !== 'ready' || this.#failure !== null) return;
    const { scrollTop, clientHeight, scrollHeight } = scroller;
    if (clientHeight === 0) return;
    if (this.#isCrowded(state)) {
      void this.#run('newer', (timeline) => timeline.open({ around: this.#parts.readIndex() }));
      return;
    }
    const room = this.#parts.touch() ? SCREENS.touch : SCREENS.usual;
    const above = scrollTop / clientHeight;
    const below = (scrollHeight - clientHeight - scrollTop) / clientHeight;
    if (above < room) this.#more('older', above, state);
    if (below < room && !this.#parts.following()) this.#more('newer', below, state);
  };

  readonly retry = (): void => {
    const side = this.#failure?.side ?? 'older';
    this.#failure = null;
    this.#host.requestUpdate();
    void this.#load(side);
  };

  #more(side: Side, screens: number, state: TimelineState): void {
    const { window } = this.#parts;
    const { start, end } = window.slice(state.items, this.#parts.following());
    const older = side === 'older';
    const spare = older ? start : state.items.length - end;
    const isMore = older ? state.hasOlder && !state.loadingOlder : state.hasNewer && !state.loadingNewer;
    if (spare <= SPARE && isMore) void this.#load(side);
    // At the very end a list stands still, whatever the finger does.
    if (spare === 0 || (this.#parts.moving() && screens > 0)) return;
    if (screens >= HURRY && this.#frame !== undefined) return;
    const keep = this.#parts.keep();
    const grown = older ? window.growUp(state.items, keep) : window.growDown(state.items, keep);
    if (!grown) return;
    this.#host.requestUpdate();
    this.#frame ??= requestAnimationFrame(() => {
      this.#frame = undefined;
      this.fill();
    });
  }

  /** Whether so many have come below that what is being read would soon be let go of. */
  #isCrowded({ items, hasNewer }: TimelineState): boolean {
    if (hasNewer || items.length < CROWDED.messages || this.#parts.following()) return false;
    const first = items[0]?.message.index ?? 0;
    return this.#parts.readIndex() < first + CROWDED.before;
  }

  #load(side: Side): Promise<void> {
    return this.#run(side, (timeline) => (side === 'older' ? timeline.loadOlder() : timeline.loadNewer()));
  }

  async #run(side: Side, load: (timeline: Timeline) => Promise<void>): Promise<void> {
    const timeline = this.#parts.timeline();
    if (timeline === undefined) return;
    try {
      await load(timeline);
    } catch (error) {
      this.#failure = { side, error };
      this.#host.requestUpdate();
    }
  }
}
