import {
  html,
  nothing,
  type ReactiveController,
  type ReactiveControllerHost,
  type TemplateResult,
} from 'lit';
import type { ChatClient, Timeline } from '@fechatter/client-sdk';
import { attempt } from '../events/attempt.ts';
import type { FeEventOf } from '../events/events.ts';
import type { Localizer } from '../localize/localizer.ts';
import type { Conversation } from './conversation.ts';
import type { FeFindBar } from './find/find-bar.ts';
import type { Finder, finderIn } from './find/finder.ts';
import type { Viewport } from './scroll/viewport.ts';

/** The dates show themselves for so long after one has scrolled. */
const RAIL_MS = 1_500;

type Host = ReactiveControllerHost & HTMLElement;

interface Parts {
  client(): ChatClient | undefined;
  timeline(): Timeline | undefined;
  localizer(): Localizer;
  readonly conversation: Conversation;
  readonly viewport: Viewport;
  /** Takes the reader to a message, with or without a way back, and with the focus where it belongs. */
  go(index: number, how: { readonly remember: boolean; readonly focus: boolean }): Promise<void>;
  readonly say: (text: string) => void;
  /** The bar that finds a text is gone, and what was found last had this index. */
  closed(index: number | null): void;
}

/** What stands around the messages to find one of them: the bar for texts, the dates along the side, and the day to choose. All of it is loaded when it is first used. */
export class TimelinePanels implements ReactiveController {
  readonly #host: Host;
  readonly #parts: Parts;
  /** How a text is found; null while the bar is closed. */
  #finderIn: typeof finderIn | null = null;
  #sought = '';
  /** The next step of a search leaves a way back to where it began. */
  #firstStep = true;
  /** Index of what was found last. */
  #found: number | null = null;
  #choosing: { readonly day: string | null } | null = null;
  #rail: 'absent' | 'loading' | 'there' = 'absent';
  #railActive = false;
  #index = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(host: Host, parts: Parts) {
    this.#host = host;
    this.#parts = parts;
    host.addController(this);
  }

  hostDisconnected(): void {
    clearTimeout(this.#timer);
    this.#railActive = false;
  }

  /** What is looked for; empty for nothing. */
  get sought(): string {
    return this.#sought;
  }

  /** Another conversation is shown. */
  reset(): void {
    this.#finderIn = null;
    this.#sought = '';
    this.#found = null;
    this.#choosing = null;
  }

  /** Opens the bar that finds a text, or goes back to it. */
  async openFind(): Promise<void> {
    const parts = Promise.all([import('./find/finder.ts'), import('../define/fe-find-bar.ts')]);
    if (!(await attempt(this.#host, parts))) return;
    const [{ finderIn }] = await parts;
    this.#firstStep ||= this.#finderIn === null;
    this.#finderIn = finderIn;
    this.#host.requestUpdate();
    await this.#host.updateComplete;
    await this.#bar?.updateComplete;
    this.#bar?.focus();
  }

  /** Asks for a day, proposing that of a moment. */
  async openDates(day: string | null): Promise<void> {
    if (!(await attempt(this.#host, import('../define/fe-date-dialog.ts')))) return;
    this.#choosing = { day };
    this.#host.requestUpdate();
  }

  /** Ctrl or Cmd and F; pressed again in the bar it is the browser's own. */
  readonly key = (event: KeyboardEvent): void => {
    if (event.key.toLowerCase() !== 'f' || !(event.ctrlKey || event.metaKey)) return;
    if (event.shiftKey || event.altKey || event.defaultPrevented || this.#bar?.focused === true) return;
    event.preventDefault();
    void this.openFind();
  };

  /** The reader has moved: they see for a moment where along the conversation they are. */
  moved(): void {
    const index = this.#parts.viewport.place.index;
    // An update that moved nothing asks for no other one.
    if (index === this.#index || this.#parts.viewport.scroll.following || this.#rail === 'loading') return;
    this.#index = index;
    if (this.#rail === 'absent') {
      this.#rail = 'loading';
      void attempt(this.#host, import('../define/fe-date-rail.ts')).then((loaded) => {
        this.#rail = loaded ? 'there' : 'absent';
        this.#host.requestUpdate();
      });
      return;
    }
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#railActive = false;
      this.#host.requestUpdate();
    }, RAIL_MS);
    this.#railActive = true;
    this.#host.requestUpdate();
  }

  bar(): TemplateResult | typeof nothing {
    if (this.#finderIn === null) return nothing;
    return html`<fe-find-bar
      .localizer=${this.#parts.localizer()}
      .finder=${this.#finder}
      .say=${this.#parts.say}
      @fe-jump=${this.#step}
      @fe-seek=${(event: FeEventOf<'fe-seek'>) => {
        event.stopPropagation();
        this.#sought = event.detail.text;
        this.#host.requestUpdate();
      }}
      @close=${() => {
        const found = this.#found;
        this.reset();
        this.#host.requestUpdate();
        this.#parts.closed(found);
      }}
    ></fe-find-bar>`;
  }

  rail(): TemplateResult | typeof nothing {
    if (this.#rail !== 'there') return nothing;
    return html`<fe-date-rail
      .timeline=${this.#parts.timeline()}
      .localizer=${this.#parts.localizer()}
      .index=${this.#parts.viewport.place.index}
      .last=${this.#lastIndex}
      .active=${this.#railActive}
      @fe-jump=${(event: FeEventOf<'fe-jump'>) => {
        this.#go(event, false);
      }}
    ></fe-date-rail>`;
  }

  dialog(): TemplateResult | typeof nothing {
    if (this.#choosing === null) return nothing;
    return html`<fe-date-dialog
      .timeline=${this.#parts.timeline()}
      .localizer=${this.#parts.localizer()}
      .day=${this.#choosing.day}
      @fe-jump=${(event: FeEventOf<'fe-jump'>) => {
        this.#go(event, true);
      }}
      @close=${() => {
        this.#choosing = null;
        this.#host.requestUpdate();
      }}
    ></fe-date-dialog>`;
  }

  #go(event: FeEventOf<'fe-jump'>, focus: boolean): void {
    event.stopPropagation();
    void this.#parts.go(event.detail.index, { remember: true, focus });
  }

  /** Going through what was found leaves one way back: to where one began. */
  readonly #step = (event: FeEventOf<'fe-jump'>): void => {
    event.stopPropagation();
    void this.#parts.go(event.detail.index, { remember: this.#firstStep, focus: false });
    this.#firstStep = false;
    this.#found = event.detail.index;
  };

  readonly #finder = (text: string): Finder => {
    const timeline = this.#parts.timeline();
    const client = this.#parts.client();
    if (timeline === undefined || client === undefined || this.#finderIn === null)
      throw new Error('There is no conversation to look in.');
    return this.#finderIn(timeline, this.#lastIndex, text, client.search, (source) =>
      this.#parts.conversation.plain(source),
    );
  };

  /** Index of the newest message. */
  get #lastIndex(): number {
    return this.#parts.conversation.channel?.channel.lastIndex ?? 0;
  }

  get #bar(): FeFindBar | null {
    return this.#host.shadowRoot?.querySelector('fe-find-bar') ?? null;
  }
}
