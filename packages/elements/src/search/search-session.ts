import type { ChatClient, SearchInput, SearchSession, SearchState } from '@fechatter/client-sdk';
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { reportError } from '../events/events.ts';

/** Holds a search as it is typed, for as long as its host is in a page, and renders the host when it changes. */
export class SearchSessionController implements ReactiveController {
  readonly #host: ReactiveControllerHost & HTMLElement;
  readonly #client: () => ChatClient | undefined;
  readonly #changed: (state: SearchState) => void;
  #held: { readonly client: ChatClient; session: SearchSession | null; stop: () => void } | null = null;
  #input: SearchInput = { text: '' };
  #state: SearchState | null = null;
  #moreFailed: unknown = null;
  #asking = false;

  /** @param changed - Told of each state, before the host renders it. */
  constructor(
    host: ReactiveControllerHost & HTMLElement,
    client: () => ChatClient | undefined,
    changed: (state: SearchState) => void,
  ) {
    this.#host = host;
    this.#client = client;
    this.#changed = changed;
    host.addController(this);
  }

  /** Null until the search was loaded. */
  get state(): SearchState | null {
    return this.#state;
  }

  /** Why the next page could not be had; null when it could. */
  get moreFailed(): unknown {
    return this.#moreFailed;
  }

  hostConnected(): void {
    this.#host.requestUpdate();
  }

  hostUpdate(): void {
    const client = this.#client();
    if (this.#held?.client === client) return;
    this.#letGo();
    if (client !== undefined && this.#host.isConnected) void this.#open(client);
  }

  hostDisconnected(): void {
    this.#letGo();
  }

  /** Searches for something else, when nothing is changed for a moment. */
  set(input: SearchInput): void {
    this.#input = input;
    this.#moreFailed = null;
    this.#held?.session?.set(input);
  }

  /** Searches at once. */
  run(): void {
    this.#held?.session?.run();
  }

  /** Gets the next page of what was found. */
  async more(): Promise<void> {
    if (this.#asking) return;
    this.#asking = true;
    this.#moreFailed = null;
    try {
      await this.#held?.session?.more();
    } catch (error) {
      this.#moreFailed = error;
      this.#host.requestUpdate();
      reportError(this.#host, error);
    } finally {
      this.#asking = false;
    }
  }

  async #open(client: ChatClient): Promise<void> {
    const held = { client, session: null as SearchSession | null, stop: (): void => undefined };
    this.#held = held;
    try {
      const session = await client.search.open();
      if (this.#held !== held) {
        session.dispose();
        return;
      }
      held.session = session;
      held.stop = session.store.subscribe(() => {
        this.#take(session.store.get());
      });
      session.set(this.#input);
      this.#take(session.store.get());
    } catch (error) {
      if (this.#held === held) this.#held = null;
      reportError(this.#host, error);
    }
  }

  #take(state: SearchState): void {
    this.#state = state;
    this.#changed(state);
    this.#host.requestUpdate();
  }

  #letGo(): void {
    this.#held?.stop();
    this.#held?.session?.dispose();
    this.#held = null;
    this.#state = null;
  }
}
