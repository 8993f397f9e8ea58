import {
  limits,
  type ChannelId,
  type Message,
  type MessageId,
  type MessagePage,
  type UserId,
} from '@fechatter/protocol';
import type { Api } from '../auth/api-client.ts';
import type { ReadMarks } from '../channels/read-marks.ts';
import type { Environment } from '../environment/environment.ts';
import { AbortedError } from '../errors/aborted-error.ts';
import { ChatError } from '../errors/chat-error.ts';
import { DisposedError } from '../errors/disposed-error.ts';
import { isRetryable } from '../errors/guards.ts';
import { NotSignedInError } from '../errors/not-signed-in-error.ts';
import { loadedLater } from '../loading/load-part.ts';
import type { Outbox } from '../outbox/outbox.ts';
import type { Scope } from '../scope/scope.ts';
import type { WritableStore } from '../store/writable-store.ts';
import type { WorkspaceSync } from '../sync/workspace-sync.ts';
import { replyGuards } from '../wire/guards.ts';
import type { Timeline, TimelineState } from './api.ts';
import { TimelineItems } from './items.ts';
import { MessageLoader } from './message-loader.ts';
import { newChange, newSend } from './new-command.ts';
import { Readers } from './readers.ts';
import { TypingNotifier } from './typing-notifier.ts';
import {
  emptyWindow,
  endOf,
  isDense,
  startOf,
  withAppended,
  withCopy,
  withPage,
  type TimelineWindow,
} from './window.ts';

export interface TimelineParts {
  readonly api: Api;
  readonly environment: Environment;
  readonly scope: Scope;
  readonly sync: WorkspaceSync;
  readonly outbox: Outbox;
  readonly reads: ReadMarks;
  readonly store: WritableStore<TimelineState>;
  readonly me: () => UserId | null;
  /** The newest page that the device kept. */
  readonly kept: () => Promise<unknown>;
}

export const idleTimeline: TimelineState = {
  status: 'idle',
  error: null,
  items: [],
  hasOlder: false,
  hasNewer: false,
  loadingOlder: false,
  loadingNewer: false,
  readBy: new Map(),
};

/** The window on one channel's messages. */
export class ChannelTimeline implements Timeline {
  readonly channelId: ChannelId;
  readonly store: WritableStore<TimelineState>;
  readonly edits: Timeline['edits'];
  readonly places: Timeline['places'];
  /** How far the others have read. */
  readonly readers: Readers;
  readonly #parts: TimelineParts;
  readonly #loader: MessageLoader;
  readonly #items = new TimelineItems();
  readonly #typing: TypingNotifier;
  #window: TimelineWindow = emptyWindow;
  /** Index of the newest message that is known of. */
  #newest = 0;
  /** `end` gives up what is being loaded there; so does the end of the timeline. */
  #opening: {
    readonly around: number | null;
    readonly signal: AbortSignal;
    readonly end: () => void;
  } | null = null;
  #older: Promise<void> | null = null;
  #newer: Promise<void> | null = null;
  #filling = false;
  /** Whether the window followed the end until what was missing there could not be had. */
  #isCutOff = false;
  /** Whether what is shown is what the device kept, and the server was not heard. */
  #isStale = false;

  constructor(channelId: ChannelId, parts: TimelineParts) {
    this.channelId = channelId;
    this.store = parts.store;
    this.#parts = parts;
    const { api, sync, scope } = parts;
    ({ edits: this.edits, places: this.places } = loadedLater(async () => {
      const { TimelineLookups } = await import('./timeline-lookups.ts');
      return new TimelineLookups(api, sync, channelId, scope.signal);
    }, ['edits', 'places']));
    this.#loader = new MessageLoader(parts.api, parts.sync, channelId);
    this.readers = new Readers(channelId, parts, () => this.publish({ readBy: this.readers.marks }));
    this.#typing = new TypingNotifier(
      parts.scope,
      () => parts.environment.clock.now(),
      (typing) => this.#tellTyping(typing),
    );
    this.publish();
  }

  open(at?: { readonly around: number }): Promise<void> {
    // A place that cannot be had leaves what was there before.
    return this.#open(at, this.#window.messages.length > 0);
  }

  async #open(at: { readonly around: number } | undefined, keep: boolean): Promise<void> {
    this.#mustLive();
    this.#opening?.end();
    const abort = new AbortController();
    const end = this.#parts.scope.add(() => abort.abort());
    const opening = { around: at?.around ?? null, signal: abort.signal, end };
    this.#opening = opening;
    this.publish({ status: 'loading', error: null });
    const isEmpty = at === undefined && this.#window.messages.length === 0;
    const restored = isEmpty ? this.#restore(opening) : null;
    try {
      const page = await this.#loader.load(at === undefined ? {} : { around: at.around }, opening.signal);
      if (this.#opening !== opening) throw new AbortedError('The timeline was opened at another place');
      this.#window = { messages: page.items, following: false };
      this.#isCutOff = false;
      this.#isStale = false;
      this.#arrived(page);
      this.publish({ status: 'ready' });
      void this.readers.load();
    } catch (error) {
      await restored;
      if (this.#opening === opening && this.#isStale && isRetryable(error)) {
        // What was seen before can be read; the rest comes with the connection.
        this.publish({ status: 'ready' });
        return;
      }
      if (this.#opening === opening && error instanceof ChatError && !this.#parts.scope.signal.aborted)
        this.publish(keep ? { status: 'ready' } : { status: 'failed', error });
      throw error;
    }
  }

  /** Shows what the device kept, until the server answers. */
  async #restore(opening: object): Promise<void> {
    const page = await this.#parts.kept().catch(() => null);
    if (this.#opening !== opening || this.#window.messages.length > 0) return;
    if (replyGuards['messages.list']?.(page) !== true || !isDense((page as MessagePage).items)) return;
    // Loaded meanwhile, and empty.
    if (this.store.get().status === 'ready') return;
    const { items, lastIndex } = page as MessagePage;
    this.#window = { messages: items, following: true };
    this.#newest = Math.max(this.#newest, lastIndex);
    this.#isStale = true;
    this.publish();
  }

  /** The newest page, to be kept; null while it is not shown. */
  get page(): MessagePage | null {
    if (!this.#window.following || this.store.get().status !== 'ready') return null;
    const items = this.#window.messages.slice(-limits.pageSize.default);
    return { items, lastIndex: items.at(-1)?.index ?? 0, users: [] };
  }

  loadOlder(): Promise<void> {
    this.#older ??= this.#page('older').finally(() => (this.#older = null));
    return this.#older;
  }

  loadNewer(): Promise<void> {
    this.#newer ??= this.#page('newer').finally(() => (this.#newer = null));
    return this.#newer;
  }

  async #page(side: 'older' | 'newer'): Promise<void> {
    const state = this.store.get();
    if (state.status !== 'ready' || !(side === 'older' ? state.hasOlder : state.hasNewer)) return;
    const loading = side === 'older' ? 'loadingOlder' : 'loadingNewer';
    const opening = this.#opening;
    this.publish({ [loading]: true });
    try {
      const query = side === 'older' ? { before: startOf(this.#window) } : { after: endOf(this.#window) };
      const page = await this.#loader.load(query, opening?.signal ?? this.#parts.scope.signal);
      if (this.#opening !== opening) return;
      this.#window = withPage(this.#window, page.items, side === 'older' ? 'start' : 'end');
      if (side === 'newer') this.#arrived(page);
    } finally {
      this.publish({ [loading]: false });
    }
  }

  async read({
    before,
    limit = limits.pageSize.default,
  }: Parameters<Timeline['read']>[0]): Promise<readonly Message[]> {
    this.#mustLive();
    return (await this.#loader.load({ before }, this.#parts.scope.signal, limit)).items;
  }

  send(input: Parameters<Timeline['send']>[0]): Promise<Message> {
    const { outbox, me, scope } = this.#parts;
    const authorId = me();
    if (scope.signal.aborted) return Promise.reject(new DisposedError());
    if (authorId === null) return Promise.reject(new NotSignedInError());
    this.#typing.sent();
    return outbox.add(newSend(input, this.#making, authorId, this.#window));
  }

  async edit(id: MessageId, text: string): Promise<Message> {
    this.#mustLive();
    return this.#parts.outbox.add({ kind: 'edit', text, ...newChange(id, this.#making) });
  }

  async delete(id: MessageId): Promise<void> {
    this.#mustLive();
    await this.#parts.outbox.add({ kind: 'delete', ...newChange(id, this.#making) });
  }

  get #making(): Parameters<typeof newChange>[1] {
    const { sync, environment } = this.#parts;
    return { channelId: this.channelId, sync, now: environment.clock.now() };
  }

  async retry(id: MessageId): Promise<void> {
    await this.#parts.outbox.retry(id, this.#parts.environment.clock.now());
  }

  discard(id: MessageId): void {
    this.#parts.outbox.discard(id);
  }

  typing(typing: boolean): void {
    this.#typing.set(typing);
  }

  markRead(index = Math.max(this.#newest, this.#lastIndex())): Promise<void> {
    return this.#parts.reads.read(this.channelId, index);
  }

  markUnread(fromIndex: number): Promise<void> {
    return this.#parts.reads.unread(this.channelId, fromIndex);
  }

  dispose(): void {
    this.#parts.scope.dispose();
  }

  /** A new message of this timeline: from its event, or from the reply to its sender. */
  created(message: Message): void {
    this.#newest = Math.max(this.#newest, message.index);
    this.#loader.told(message);
    const next = withAppended(this.#window, message);
    if (this.#isCutOff) this.#followAgain();
    else if (next === 'gap') void this.#fill();
    else this.#window = next;
    this.readers.readTo(message.authorId, message.index);
    this.publish();
  }

  /** A message of this timeline has changed. */
  changed(message: Message): void {
    this.#loader.told(message);
    this.#window = withCopy(this.#window, message);
    this.publish();
  }

  /** Lets go of the messages, because they are not the caller's to read any more, or of another session. */
  clear(error: ChatError | null): void {
    this.#opening?.end();
    this.#opening = null;
    this.#window = emptyWindow;
    this.#isCutOff = false;
    this.#newest = 0;
    this.#isStale = false;
    this.readers.clear();
    this.publish({ ...idleTimeline, ...(error !== null && { status: 'failed', error }) });
  }

  /** Events may have been missed for good: has the same place of the timeline anew. What was shown stays until then. */
  reload(): void {
    if (this.#opening === null) return;
    this.readers.forget();
    const middle = this.#window.messages[this.#window.messages.length >> 1]?.index;
    const at = this.#window.following || middle === undefined ? this.#opening.around : middle;
    this.#again(this.#window.following ? null : at);
  }

  /** There is a connection: what could not be had before is asked for again. */
  connected(): void {
    if (this.#isCutOff) this.#followAgain();
    if ((this.store.get().status === 'failed' || this.#isStale) && this.#opening !== null)
      this.#again(this.#opening.around);
  }

  /** What was missing at the end may be had now. */
  #followAgain(): void {
    this.#isCutOff = false;
    this.#window = { ...this.#window, following: true };
    void this.#fill();
  }

  #again(around: number | null): void {
    // The state tells of a failure.
    this.#open(around === null ? undefined : { around }, false).catch(() => {});
  }

  /** Shows the state to the application. */
  publish(change: Partial<TimelineState> = {}): void {
    const current = this.store.get();
    const { outbox, me } = this.#parts;
    const next: TimelineState = {
      ...current,
      items: this.#items.build(this.#window, outbox.commands(this.channelId), me()),
      hasOlder: startOf(this.#window) > 1,
      hasNewer: this.#window.messages.length > 0 && !this.#window.following,
      ...change,
    };
    if ((Object.keys(next) as (keyof TimelineState)[]).some((key) => !Object.is(next[key], current[key])))
      this.store.set(next);
  }

  /** After a page at the newer side: follows the end from now on, if this is the end. */
  #arrived(page: MessagePage): void {
    this.#newest = Math.max(this.#newest, page.lastIndex);
    if (endOf(this.#window) < page.lastIndex) return;
    this.#isCutOff = false;
    this.#window = { ...this.#window, following: true };
    // Messages came while the page was on its way.
    void this.#fill();
  }

  /** Loads what is missing between the end of the window and the newest message. */
  async #fill(): Promise<void> {
    if (this.#filling) return;
    this.#filling = true;
    try {
      while (this.#window.following && endOf(this.#window) < Math.max(this.#newest, this.#lastIndex())) {
        const opening = this.#opening;
        const end = endOf(this.#window);
        const page = await this.#loader.load(
          { after: end },
          opening?.signal ?? this.#parts.scope.signal,
          limits.pageSize.max,
        );
        if (this.#opening !== opening) continue;
        this.#window = withPage(this.#window, page.items, 'end');
        this.#newest = Math.max(this.#newest, page.lastIndex);
        this.publish();
        if (endOf(this.#window) === end) break;
      }
    } catch {
      // The reader is told that there is more, and can ask for it; the next connection and message do as well.
      this.#isCutOff = this.#window.following;
      this.#window = { ...this.#window, following: false };
    } finally {
      this.#filling = false;
      this.publish();
    }
  }

  #tellTyping(typing: boolean): void {
    const { api, sync, scope } = this.#parts;
    const workspaceId = sync.knownWorkspaceId;
    if (workspaceId === null) return;
    // Of no consequence when it fails: it is of the moment only.
    api
      .call(
        'channels.typing',
        { path: { workspaceId, channelId: this.channelId }, body: { typing } },
        { signal: scope.signal },
      )
      .catch(() => {});
  }

  #lastIndex(): number {
    return this.#parts.sync.view.channels.get(this.channelId)?.channel.lastIndex ?? 0;
  }

  #mustLive(): void {
    if (this.#parts.scope.signal.aborted) throw new DisposedError();
  }
}
