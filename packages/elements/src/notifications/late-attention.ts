import type { ReactiveController } from 'lit';
import { attempt } from '../events/attempt.ts';
import type { AttentionHost, AttentionParts } from './attention.ts';

interface Parts extends AttentionParts {
  /** Whether there is anything that a reader could be called to. */
  wanted(): boolean;
}

/** Loads what calls for a reader who looks elsewhere once they can look: it is not needed before. */
export class LateAttention implements ReactiveController {
  readonly #host: AttentionHost;
  readonly #parts: Parts;
  #begun = false;

  constructor(host: AttentionHost, parts: Parts) {
    this.#host = host;
    this.#parts = parts;
    host.addController(this);
  }

  hostUpdated(): void {
    if (!this.#begun && this.#parts.wanted()) void this.#begin();
  }

  /** What could not be loaded is tried again when the host is next rendered. */
  async #begin(): Promise<void> {
    this.#begun = true;
    // The conversation that is there already comes first.
    await new Promise((resolve) => setTimeout(resolve));
    const part = import('./attention.ts');
    this.#begun = await attempt(this.#host, part);
    if (this.#begun) new (await part).Attention(this.#host, this.#parts);
  }
}
