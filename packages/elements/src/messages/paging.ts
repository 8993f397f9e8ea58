import type { Timeline, TimelineState } from '@fechatter/client-sdk';
import type { ReactiveControllerHost } from 'lit';
import type { RowWindow } from './row-window.ts';

/** More is fetched when less than this many screens are left to scroll. */
const SCREENS = 1.5;

type Side = 'older' | 'newer';

/** Loads or shows more before the end of what is there comes in sight; stops at a failure until asked again. */
export class Paging {
  readonly #host: ReactiveControllerHost;
  readonly #timeline: () => Timeline | undefined;
  #failure: { readonly side: Side; readonly error: unknown } | null = null;

  constructor(host: ReactiveControllerHost, timeline: () => Timeline | undefined) {
    this.#host = host;
    this.#timeline = timeline;
  }

  /** The side that could not be loaded, and why. */
  get failure(): { readonly side: Side; readonly error: unknown } | null {
    return this.#failure;
  }

  reset(): void {
    this.#failure = null;
  }

  /** @param following - Whether the reader stays at the newest, where nothing has to be added below. */
  fill(scroller: HTMLElement, state: TimelineState, rows: RowWindow, following: boolean): void {
    const { scrollTop, clientHeight, scrollHeight } = scroller;
    if (this.#failure !== null || clientHeight === 0) return;
    if (scrollTop < clientHeight * SCREENS) {
      if (rows.growUp(state.items)) this.#host.requestUpdate();
      else if (state.hasOlder && !state.loadingOlder) void this.#load('older');
    }
    if (scrollHeight - clientHeight - scrollTop < clientHeight * SCREENS && !following) {
      if (rows.growDown(state.items)) this.#host.requestUpdate();
      else if (state.hasNewer && !state.loadingNewer) void this.#load('newer');
    }
  }

  readonly retry = (): void => {
    const side = this.#failure?.side ?? 'older';
    this.#failure = null;
    this.#host.requestUpdate();
    void this.#load(side);
  };

  async #load(side: Side): Promise<void> {
    const timeline = this.#timeline();
    try {
      await (side === 'older' ? timeline?.loadOlder() : timeline?.loadNewer());
    } catch (error) {
      this.#failure = { side, error };
      this.#host.requestUpdate();
    }
  }
}
