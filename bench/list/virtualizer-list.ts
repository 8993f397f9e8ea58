import type { LitVirtualizer } from '@lit-labs/virtualizer';
import '@lit-labs/virtualizer';
import { css, html, type PropertyValues, type TemplateResult } from 'lit';
import { query, state } from 'lit/decorators.js';
import type { TimelineItem } from '@fechatter/client-sdk';
import { PeerElement } from './peer.ts';

interface Pin {
  readonly index: number;
  readonly block: 'start' | 'center' | 'end';
}

/** `<lit-virtualizer>` pinned to the newest, and pinned again by the application whenever its reader was there. */
export class VirtualizerList extends PeerElement {
  static override styles = css`
    :host {
      display: block;
      block-size: 100%;
    }
    lit-virtualizer {
      block-size: 100%;
    }
    fe-message {
      inline-size: 100%;
    }
  `;

  @query('lit-virtualizer') private readonly list!: LitVirtualizer | null;
  @state() private pin: Pin | null = null;

  scroller(): HTMLElement {
    return this.list ?? this;
  }

  async jumpTo(at: number): Promise<void> {
    this.pin = { index: at, block: 'center' };
    await this.updateComplete;
  }

  async toEnd(): Promise<void> {
    this.pin = { index: this.items.length - 1, block: 'end' };
    await this.updateComplete;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('items')) return;
    const { scrollTop, scrollHeight, clientHeight } = this.scroller();
    if (!this.hasUpdated || scrollHeight - clientHeight - scrollTop < 24)
      this.pin = { index: this.items.length - 1, block: 'end' };
  }

  override render(): TemplateResult {
    return html`<lit-virtualizer
      scroller
      .items=${this.items}
      .keyFunction=${keyOf}
      .renderItem=${(_: TimelineItem, at: number) => this.row(at)}
      .layout=${this.pin === null ? {} : { pin: this.pin }}
      @unpinned=${() => (this.pin = null)}
    ></lit-virtualizer>`;
  }
}

const keyOf = ({ message }: TimelineItem): string => message.id;
