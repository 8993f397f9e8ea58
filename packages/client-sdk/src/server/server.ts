import type { Capabilities } from '@fechatter/protocol';
import type { Api } from '../auth/api-client.ts';

/** What the server is. Asked once, and again only when there was no answer. */
export class Server {
  readonly #api: Api;
  #capabilities: Promise<Capabilities> | null = null;

  constructor(api: Api) {
    this.#api = api;
  }

  capabilities(): Promise<Capabilities> {
    this.#capabilities ??= this.#api.call('server.capabilities', {}).catch((error: unknown) => {
      this.#capabilities = null;
      throw error;
    });
    return this.#capabilities;
  }
}
