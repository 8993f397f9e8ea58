import type { MessageId, Timeline, TimelineItem, TimelineState } from '@fechatter/client-sdk';
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { Height } from '../scroll/scroll-controller.ts';
import type { Viewport } from '../scroll/viewport.ts';

const HIGHLIGHT_MS = 2_400;
/** So many places are remembered. */
const LONGEST_TRAIL = 20;
/** Where a message is put to which one has jumped. */
export const IN_SIGHT: Height = { part: 0.3 };

/** A place where the reader was. */
type Stop =
  { readonly kind: 'newest' } | { readonly kind: 'message'; readonly index: number; readonly at: Height };

interface Destination {
  readonly index: number;
  readonly at: Height;
  /** Whether the eye is drawn to the message. */
  readonly highlight: boolean;
}

export interface JumpOptions {
  readonly at?: Height;
  readonly highlight?: boolean;
  /** Whether there is to be a way back to where the reader is now. */
  readonly remember?: boolean;
}

interface Parts {
  timeline(): Timeline | undefined;
  state(): TimelineState | undefined;
  readonly viewport: Viewport;
}

/** Takes the reader to other places of a conversation, and back to where they were. */
export class Jumps implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #parts: Parts;
  #destination: Destination | null = null;
  #trail: Stop[] = [];
  #highlighted: MessageId | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #failure: { readonly error: unknown; readonly retry: () => Promise<void> } | null = null;

  constructor(host: ReactiveControllerHost, parts: Parts) {
    this.#host = host;
    this.#parts = parts;
    host.addController(this);
  }

  hostDisconnected(): void {
    clearTimeout(this.#timer);
    this.#highlighted = null;
  }

  /** Whether the reader is on the way somewhere. */
  get underWay(): boolean {
    return this.#destination !== null;
  }

  /** The message that the eye is drawn to. */
  get highlighted(): MessageId | null {
    return this.#highlighted;
  }

  /** Why the last jump could not be made, and the way to try it again. */
  get failure(): { readonly error: unknown; readonly retry: () => Promise<void> } | null {
    return this.#failure;
  }

  /** Whether there is a way back from here. */
  get canReturn(): boolean {
    return this.#trail.length > 0;
  }

  /** Begins with another conversation, at one of its messages or at the newest. */
  begin(at: { readonly index: number; readonly at: Height; readonly highlight?: boolean } | null): void {
    this.#trail = [];
    this.#failure = null;
    this.#highlighted = null;
    this.#destination = at === null ? null : { highlight: false, ...at };
  }

  /** Goes to a message by its index. Raises what the loading of it raises. */
  async to(index: number, options: JumpOptions = {}): Promise<void> {
    const timeline = this.#parts.timeline();
    if (timeline === undefined) return;
    const { at = IN_SIGHT, highlight = true, remember = true } = options;
    const here = this.#here();
    this.#destination = { index, at, highlight };
    const isThere = this.#parts.state()?.items.some(({ message }) => message.index === index) === true;
    await this.#load(isThere ? null : () => timeline.open({ around: index }), () =>
      this.to(index, { at, highlight, remember: false }),
    );
    if (remember) this.#remember(here);
    await this.arrive();
  }

  /** Goes to the newest message and stays there. */
  async toNewest({ remember = true }: { readonly remember?: boolean } = {}): Promise<void> {
    const timeline = this.#parts.timeline();
    if (remember && !this.#parts.viewport.scroll.following) this.#remember(this.#here());
    this.#destination = null;
    if (this.#parts.state()?.hasNewer === true && timeline !== undefined)
      await this.#load(
        () => timeline.open(),
        () => this.toNewest({ remember: false }),
      );
    this.#parts.viewport.toEnd();
    this.#host.requestUpdate();
    await this.#host.updateComplete;
  }

  /** Goes back to where the reader was before the last jump. */
  async back(): Promise<void> {
    const stop = this.#trail.pop();
    this.#host.requestUpdate();
    if (stop === undefined) return;
    if (stop.kind === 'newest') await this.toNewest({ remember: false });
    else await this.to(stop.index, { at: stop.at, highlight: false, remember: false });
  }

  /** Whatever could not be reached by now is not waited for any longer. */
  async arrive(): Promise<void> {
    this.#host.requestUpdate();
    await this.#host.updateComplete;
    this.#destination = null;
  }

  /** Before rows are chosen: goes where one wants to be, as soon as the messages are there. */
  settle(items: readonly TimelineItem[]): void {
    const destination = this.#destination;
    if (destination === null || items.length === 0) return;
    const at = items.findIndex(({ message }) => message.index >= destination.index);
    const item = items[at];
    const reached =
      item !== undefined && (item.message.index === destination.index || at > 0 || !destination.highlight);
    if (!reached) return;
    this.#destination = null;
    this.#parts.viewport.window.around(items, at);
    this.#parts.viewport.scroll.jump(item.message.id, destination.at);
    if (destination.highlight) this.#highlight(item.message.id);
  }

  async #load(load: (() => Promise<void>) | null, retry: () => Promise<void>): Promise<void> {
    this.#failure = null;
    try {
      await load?.();
    } catch (error) {
      this.#destination = null;
      this.#failure = { error, retry };
      this.#host.requestUpdate();
      throw error;
    }
  }

  #here(): Stop {
    const anchor = this.#parts.viewport.scroll.anchor;
    const item = this.#parts.state()?.items.find(({ message }) => message.id === anchor?.id);
    return anchor === null || item === undefined || item.message.index === 0
      ? { kind: 'newest' }
      : { kind: 'message', index: item.message.index, at: { px: anchor.top } };
  }

  #remember(stop: Stop): void {
    this.#trail = [...this.#trail, stop].slice(-LONGEST_TRAIL);
  }

  #highlight(id: MessageId): void {
    clearTimeout(this.#timer);
    this.#highlighted = id;
    this.#timer = setTimeout(() => {
      this.#highlighted = null;
      this.#host.requestUpdate();
    }, HIGHLIGHT_MS);
  }
}
