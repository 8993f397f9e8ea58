import type { ChannelId, ChatClient, UserId } from '@fechatter/client-sdk';
import { heardDraft, keepDraft, keptDrafts, type Draft } from './kept-drafts.ts';

/** With more than this, the one that was written on longest ago is dropped. */
const MOST = 100;

const perClient = new WeakMap<ChatClient, Drafts>();

/**
 * The drafts of whoever is signed in, by conversation. Where the client keeps things on the device they outlive a
 * reload, and every tab has the same; they are gone when their author signs out.
 */
export class Drafts {
  readonly #client: ChatClient;
  readonly #listeners = new Set<() => void>();
  #stop: (() => void) | undefined;
  #author: UserId | null = null;
  #drafts: ReadonlyMap<ChannelId, Draft> = new Map();

  constructor(client: ChatClient) {
    this.#client = client;
  }

  get(): ReadonlyMap<ChannelId, Draft> {
    this.#followAuthor();
    return this.#drafts;
  }

  /** The author and other tabs are followed for as long as somebody listens. */
  subscribe(listener: () => void): () => void {
    if (this.#listeners.size === 0) {
      window.addEventListener('storage', this.#heard);
      this.#stop = this.#client.auth.store.subscribe(this.#followAuthor);
      this.#load();
    }
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size > 0) return;
      window.removeEventListener('storage', this.#heard);
      this.#stop?.();
    };
  }

  /** Keeps what was written; without a draft there is none any more. */
  keep(channelId: ChannelId, draft: Draft | undefined): void {
    this.#followAuthor();
    if (this.#author !== null && (draft === undefined || this.#client.storage.get().status === 'device'))
      keepDraft(this.#author, channelId, draft);
    this.#set(channelId, draft);
    if (this.#drafts.size <= MOST) return;
    const [oldest] = [...this.#drafts].sort(([, a], [, b]) => a.at - b.at);
    if (oldest !== undefined) this.keep(oldest[0], undefined);
  }

  /** What this tab has and the device has not, since there was no room for it, stays. */
  #load(): void {
    if (this.#author !== null) this.#drafts = new Map([...this.#drafts, ...keptDrafts(this.#author)]);
  }

  #set(channelId: ChannelId, draft: Draft | undefined): void {
    if (draft === this.#drafts.get(channelId)) return;
    const drafts = new Map(this.#drafts);
    if (draft === undefined) drafts.delete(channelId);
    else drafts.set(channelId, draft);
    this.#drafts = drafts;
    this.#tell();
  }

  #tell(): void {
    for (const listener of [...this.#listeners]) listener();
  }

  readonly #followAuthor = (): void => {
    const auth = this.#client.auth.store.get();
    if (auth.status === 'loading') return;
    const author = auth.status === 'signed-in' ? auth.account.userId : null;
    const before = this.#author;
    if (author === before) return;
    // A session that has ended by itself is taken up again, with what was begun in it.
    const isOver = auth.status === 'signed-in' || auth.reason === null;
    if (before !== null && isOver) for (const [id] of keptDrafts(before)) keepDraft(before, id, undefined);
    this.#author = author;
    this.#drafts = new Map();
    this.#load();
    this.#tell();
  };

  readonly #heard = (event: StorageEvent): void => {
    const heard = this.#author === null ? null : heardDraft(this.#author, event);
    if (heard !== null) this.#set(heard.channelId, heard.draft);
  };
}

export function draftsOf(client: ChatClient): Drafts {
  const drafts = perClient.get(client) ?? new Drafts(client);
  perClient.set(client, drafts);
  return drafts;
}
