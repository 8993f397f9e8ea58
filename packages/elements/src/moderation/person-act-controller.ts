import { html, nothing, type LitElement, type TemplateResult } from 'lit';
import { attempt } from '../events/attempt.ts';
import type { ActRequest } from './person-acts.ts';

/** Has done what is chosen about somebody. The dialog that asks for what is missing is loaded when it is first used. */
export class PersonActController {
  readonly #host: LitElement;
  #request: ActRequest | null = null;

  constructor(host: LitElement) {
    this.#host = host;
  }

  async start(request: ActRequest): Promise<void> {
    if (await attempt(this.#host, import('../define/fe-person-act.ts'))) this.#set(request);
  }

  dialog(): TemplateResult | typeof nothing {
    if (this.#request === null) return nothing;
    return html`<fe-person-act .request=${this.#request} @close=${this.#closed}></fe-person-act>`;
  }

  readonly #closed = (): void => {
    this.#set(null);
  };

  #set(request: ActRequest | null): void {
    this.#request = request;
    this.#host.requestUpdate();
  }
}
