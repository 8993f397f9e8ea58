import {
  elementScroll,
  measureElement,
  observeElementOffset,
  observeElementRect,
  Virtualizer,
} from '@tanstack/virtual-core';
import { css, html, type TemplateResult } from 'lit';
import { query } from 'lit/decorators.js';
import { ref } from 'lit/directives/ref.js';
import { repeat } from 'lit/directives/repeat.js';
import { styleMap } from 'lit/directives/style-map.js';
import { PeerElement } from './peer.ts';

const ESTIMATE = 56;

/** The core of TanStack Virtual as its guide for chats has it: anchored to the end, following what is appended. */
export class TanstackList extends PeerElement {
  static override styles = css`
    :host {
      display: block;
      block-size: 100%;
    }
    .scroller {
      block-size: 100%;
      overflow-y: auto;
      overflow-anchor: none;
    }
    .content {
      position: relative;
    }
    .row {
      position: absolute;
      inset-block-start: 0;
      inline-size: 100%;
      display: flow-root;
    }
  `;

  @query('.scroller') private readonly box!: HTMLElement | null;
  readonly #virtualizer = new Virtualizer<HTMLElement, HTMLElement>({
    count: 0,
    getScrollElement: () => this.box,
    estimateSize: () => ESTIMATE,
    getItemKey: (at) => this.items[at]?.message.id ?? at,
    // A row of Lit renders a moment after it is made: before that it has no height yet.
    measureElement: (element, entry, virtualizer) =>
      entry === undefined && element.offsetHeight === 0
        ? ESTIMATE
        : measureElement(element, entry, virtualizer),
    scrollToFn: elementScroll,
    observeElementRect,
    observeElementOffset,
    onChange: () => {
      this.requestUpdate();
    },
    overscan: 6,
    anchorTo: 'end',
    followOnAppend: true,
  });
  #unmount: (() => void) | undefined;

  scroller(): HTMLElement {
    return this.box ?? this;
  }

  jumpTo(at: number): Promise<void> {
    this.#virtualizer.scrollToIndex(at, { align: 'center' });
    return Promise.resolve();
  }

  toEnd(): Promise<void> {
    this.#virtualizer.scrollToIndex(this.items.length - 1, { align: 'end' });
    return Promise.resolve();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#unmount?.();
    this.#unmount = undefined;
  }

  protected override firstUpdated(): void {
    this.#unmount = this.#virtualizer._didMount();
    this.#virtualizer._willUpdate();
    void this.toEnd();
  }

  protected override updated(): void {
    this.#virtualizer._willUpdate();
  }

  override render(): TemplateResult {
    this.#virtualizer.setOptions({ ...this.#virtualizer.options, count: this.items.length });
    return html`<div class="scroller">
      <div class="content" style=${styleMap({ blockSize: `${this.#virtualizer.getTotalSize()}px` })}>
        ${repeat(
          this.#virtualizer.getVirtualItems(),
          ({ key }) => key,
          ({ index, start }) =>
            html`<div
              class="row"
              data-index=${index}
              style=${styleMap({ transform: `translateY(${start}px)` })}
              ${ref(this.#measure)}
            >
              ${this.row(index)}
            </div>`,
        )}
      </div>
    </div>`;
  }

  readonly #measure = (element: Element | undefined): void => {
    this.#virtualizer.measureElement(element instanceof HTMLElement ? element : null);
  };
}
