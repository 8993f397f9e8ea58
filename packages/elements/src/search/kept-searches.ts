import type { ChatClient, PastSearch, SavedSearch, SearchInput } from '@fechatter/client-sdk';
import { limits } from '@fechatter/client-sdk';
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { reportError } from '../events/events.ts';

/** What somebody searched for before, and the searches that they saved: the same on all their devices. */
export class KeptSearches implements ReactiveController {
  readonly #host: ReactiveControllerHost & EventTarget;
  readonly #client: () => ChatClient | undefined;
  /** Of which workspace it was loaded. */
  #of: string | null = null;
  #past: readonly PastSearch[] = [];
  #saved: readonly SavedSearch[] = [];

  constructor(host: ReactiveControllerHost & EventTarget, client: () => ChatClient | undefined) {
    this.#host = host;
    this.#client = client;
    host.addController(this);
  }

  get past(): readonly PastSearch[] {
    return this.#past;
  }

  get saved(): readonly SavedSearch[] {
    return this.#saved;
  }

  hostUpdate(): void {
    const client = this.#client();
    const workspaceId = client?.store.get().workspace?.id ?? null;
    if (workspaceId === this.#of) return;
    this.#of = workspaceId;
    this.#past = [];
    this.#saved = [];
    if (client !== undefined && workspaceId !== null) void this.#load(client, workspaceId);
  }

  hostDisconnected(): void {
    this.#of = null;
  }

  /** The saved search with this text, if there is one. */
  savedAs({ text }: SearchInput): SavedSearch | undefined {
    return this.#saved.find((one) => one.text === text.trim());
  }

  /** Puts a search before the others in the history; one that cannot be kept is no loss. */
  remember(text: string): void {
    const query = text.trim();
    if (query === '') return;
    this.#set({ past: [{ text: query, usedAt: new Date().toISOString() }, ...this.#withoutPast(query)] });
    this.#client()
      ?.search.remember(query)
      .catch(() => undefined);
  }

  forget(text?: string): void {
    this.#set({ past: text === undefined ? [] : this.#withoutPast(text) });
    void this.#ask(this.#client()?.search.forget(text));
  }

  /** Saves a search under its own text, or removes it when it was saved. */
  async toggle({ text, sort = 'relevance' }: SearchInput): Promise<void> {
    const known = this.savedAs({ text });
    if (known !== undefined) {
      await this.remove(known);
      return;
    }
    const query = text.trim();
    const saved = await this.#ask(
      this.#client()?.search.save({ name: query.slice(0, limits.nameLength).trim(), text: query, sort }),
    );
    if (saved !== undefined)
      this.#set({ saved: [...this.#saved, saved].sort((one, other) => one.name.localeCompare(other.name)) });
  }

  async remove({ id }: SavedSearch): Promise<void> {
    const before = this.#saved;
    this.#set({ saved: before.filter((one) => one.id !== id) });
    try {
      await this.#client()?.search.removeSaved(id);
    } catch (error) {
      this.#set({ saved: before });
      reportError(this.#host, error);
    }
  }

  /** Without a network there is none of it, and the search works all the same. */
  async #load({ search }: ChatClient, workspaceId: string): Promise<void> {
    const [past, saved] = await Promise.all([
      search.history().catch(() => []),
      search.saved().catch(() => []),
    ]);
    if (workspaceId === this.#of) this.#set({ past, saved });
  }

  async #ask<T>(asked: Promise<T> | undefined): Promise<T | undefined> {
    try {
      return await asked;
    } catch (error) {
      reportError(this.#host, error);
      return undefined;
    }
  }

  #withoutPast(text: string): readonly PastSearch[] {
    return this.#past.filter((one) => one.text !== text);
  }

  #set(kept: { readonly past?: readonly PastSearch[]; readonly saved?: readonly SavedSearch[] }): void {
    this.#past = kept.past ?? this.#past;
    this.#saved = kept.saved ?? this.#saved;
    this.#host.requestUpdate();
  }
}
