import {
  ChatError,
  findMentions,
  type ChannelId,
  type Message,
  type MessageEdit,
  type MessageId,
  type Timeline,
  type TimelineItem,
  type TimelinePlaces,
  type TimelineState,
} from '@fechatter/client-sdk';
import { FakeStore } from './fake-store.ts';
import type { FakeWorld } from './fake-world.ts';

/** An error as the SDK raises them. */
export class FakeError extends ChatError {
  override readonly name = 'FakeError';
  readonly code: string;
  readonly retryable: boolean;

  constructor(code: string, { retryable = true, message = '' } = {}) {
    super(message);
    this.code = code;
    this.retryable = retryable;
  }
}

const sent = { status: 'sent' } as const;
const PAGE = 50;
/** As the SDK does, a window lets go of its far side beyond this. */
const LARGEST_WINDOW = 2_000;

/** A timeline over the messages of a {@link FakeWorld}. */
export class FakeTimeline implements Timeline {
  readonly channelId: ChannelId;
  readonly store: FakeStore<TimelineState>;
  disposed = false;
  readonly readIndexes: number[] = [];
  readonly #world: FakeWorld;
  #from = 1;
  #to = 0;
  #own: TimelineItem[] = [];
  readonly #changes = new Map<MessageId, NonNullable<TimelineItem['change']>>();

  constructor(world: FakeWorld, channelId: ChannelId) {
    this.#world = world;
    this.channelId = channelId;
    this.store = new FakeStore<TimelineState>({
      status: 'idle',
      error: null,
      items: [],
      hasOlder: false,
      hasNewer: false,
      loadingOlder: false,
      loadingNewer: false,
      readBy: new Map(),
    });
  }

  get #all(): Message[] {
    return this.#world.messages.get(this.channelId) ?? [];
  }

  async open(at?: { readonly around: number }): Promise<void> {
    this.store.patch({ status: 'loading', error: null });
    try {
      await this.#world.answer();
    } catch (error) {
      this.store.patch(
        this.#to > 0
          ? { status: 'ready' }
          : { status: 'failed', error: error instanceof ChatError ? error : null },
      );
      throw error;
    }
    const last = this.#all.length;
    if (at === undefined) {
      this.#from = Math.max(1, last - PAGE + 1);
      this.#to = last;
    } else {
      this.#from = Math.max(1, at.around - PAGE / 2);
      this.#to = Math.min(last, at.around + PAGE / 2);
    }
    this.publish({ status: 'ready', readBy: this.#world.readBy(this.channelId) });
  }

  async loadOlder(): Promise<void> {
    this.store.patch({ loadingOlder: true });
    try {
      await this.#world.answer();
      this.#from = Math.max(1, this.#from - PAGE);
      this.#to = Math.min(this.#to, this.#from + LARGEST_WINDOW - 1);
    } finally {
      this.publish({ loadingOlder: false });
    }
  }

  async loadNewer(): Promise<void> {
    this.store.patch({ loadingNewer: true });
    try {
      await this.#world.answer();
      this.#to = Math.min(this.#all.length, this.#to + PAGE);
      this.#from = Math.max(this.#from, this.#to - LARGEST_WINDOW + 1);
    } finally {
      this.publish({ loadingNewer: false });
    }
  }

  async read({
    before,
    limit = PAGE,
  }: {
    readonly before: number;
    readonly limit?: number;
  }): Promise<readonly Message[]> {
    await this.#world.answer();
    return this.#all.slice(Math.max(0, before - 1 - limit), before - 1);
  }

  async places(moments: readonly Date[] = []): Promise<TimelinePlaces> {
    await this.#world.answer();
    const all = this.#all;
    return {
      places: moments.map((moment) => {
        const at = all.findIndex(({ createdAt }) => Date.parse(createdAt) >= moment.getTime());
        return (at === -1 ? all.length : at) + 1;
      }),
      firstAt: all[0]?.createdAt ?? null,
      lastAt: all.at(-1)?.createdAt ?? null,
      lastIndex: all.length,
    };
  }

  async send(input: {
    readonly text: string;
    readonly replyTo?: MessageId;
    readonly kind?: 'text' | 'action';
    readonly custom?: Message['custom'];
  }): Promise<Message> {
    const message = {
      ...this.#world.compose(this.channelId, this.#world.meId, input.text, input.replyTo ?? null),
      kind: input.kind ?? 'text',
      custom: input.custom ?? {},
    };
    this.#own.push({ message, delivery: { status: 'pending', since: Date.now() }, change: null });
    this.publish();
    return this.#deliver(message);
  }

  async #deliver(message: Message): Promise<Message> {
    try {
      await this.#world.answer();
    } catch (error) {
      if (!(error instanceof ChatError)) throw error;
      this.#own = this.#own.map((item) =>
        item.message.id === message.id ? { ...item, delivery: { status: 'failed', error } } : item,
      );
      this.publish();
      throw error;
    }
    this.#own = this.#own.filter((item) => item.message.id !== message.id);
    return this.#world.accept(message);
  }

  async edit(id: MessageId, text: string): Promise<Message> {
    return this.#change(id, 'edit', (message) => ({
      ...message,
      text,
      mentions: findMentions(text).userIds,
      editedAt: new Date().toISOString(),
    }));
  }

  async delete(id: MessageId): Promise<void> {
    await this.#change(id, 'delete', (message) => ({
      ...message,
      text: '',
      deletedAt: new Date().toISOString(),
      deletedBy: this.#world.meId,
    }));
  }

  async #change(
    id: MessageId,
    kind: 'edit' | 'delete',
    make: (message: Message) => Message,
  ): Promise<Message> {
    this.#changes.set(id, { kind, status: 'pending', since: Date.now() });
    this.publish();
    try {
      await this.#world.answer();
    } catch (error) {
      if (error instanceof ChatError) this.#changes.set(id, { kind, status: 'failed', error });
      this.publish();
      throw error;
    }
    this.#changes.delete(id);
    return this.#world.replace(this.channelId, id, make);
  }

  async retry(id: MessageId): Promise<void> {
    const item = this.#own.find(({ message }) => message.id === id);
    if (item !== undefined) {
      this.#own = this.#own.map((own) =>
        own === item ? { ...own, delivery: { status: 'pending', since: Date.now() } } : own,
      );
      this.publish();
      await this.#deliver(item.message);
      return;
    }
    if (this.#changes.get(id)?.kind === 'delete') await this.delete(id);
  }

  discard(id: MessageId): void {
    this.#own = this.#own.filter(({ message }) => message.id !== id);
    this.#changes.delete(id);
    this.publish();
  }

  async edits(id: MessageId): Promise<readonly MessageEdit[]> {
    await this.#world.answer();
    const message = this.#all.find((candidate) => candidate.id === id);
    if (message === undefined) return [];
    return [
      {
        id: `${id}-0`,
        text: 'What it said at first',
        editedBy: message.authorId,
        editedAt: message.createdAt,
      },
      {
        id: `${id}-1`,
        text: message.text,
        editedBy: message.authorId,
        editedAt: message.editedAt ?? message.createdAt,
      },
    ];
  }

  readonly typingCalls: boolean[] = [];
  typing(typing: boolean): void {
    this.typingCalls.push(typing);
  }

  async markRead(index = this.#all.length): Promise<void> {
    this.readIndexes.push(index);
    this.#world.markRead(this.channelId, index);
  }

  async markUnread(fromIndex: number): Promise<void> {
    this.#world.markRead(this.channelId, fromIndex - 1);
  }

  dispose(): void {
    this.disposed = true;
    this.#world.timelines.delete(this.channelId);
  }

  /** Called by the world when a message has come; a window at the end grows with it. */
  arrived(atEnd: boolean): void {
    if (atEnd) this.#to = this.#all.length;
    this.#from = Math.max(this.#from, this.#to - LARGEST_WINDOW + 1);
    this.publish();
  }

  get reachesEnd(): boolean {
    return this.#to >= this.#all.length;
  }

  #known: readonly TimelineItem[] = [];

  publish(change: Partial<TimelineState> = {}): void {
    const before = new Map(this.#known.map((item) => [item.message.id, item]));
    const confirmed = this.#all.slice(this.#from - 1, this.#to).map((message): TimelineItem => {
      const known = before.get(message.id);
      const changed = this.#changes.get(message.id) ?? null;
      if (known?.message === message && known.change === changed && known.delivery === sent) return known;
      return { message, delivery: sent, change: changed };
    });
    const hasNewer = this.#to < this.#all.length;
    this.#known = hasNewer ? confirmed : [...confirmed, ...this.#own];
    this.store.patch({ items: this.#known, hasOlder: this.#from > 1, hasNewer, ...change });
  }
}
