import type { ChannelId, ChatClient, User, UserId } from '@fechatter/client-sdk';
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { MentionQuery } from './mention-text.ts';

/** Somebody, or everybody, who can be mentioned. */
export type MentionOption = { readonly kind: 'user'; readonly user: User } | { readonly kind: 'everybody' };

const SHOWN = 8;
const DELAY_MS = 120;

interface Place {
  readonly client: ChatClient;
  readonly channelId: ChannelId;
}

/** Finds the people whom a mention that is being typed may mean: those known at once, the others as they come. */
export class MentionCompletion implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #found: (count: number) => void;
  #query: MentionQuery | null = null;
  #options: readonly MentionOption[] = [];
  #at = 0;
  #run = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** @param found - Told how many there are, whenever that changed. */
  constructor(host: ReactiveControllerHost, found: (count: number) => void) {
    this.#host = host;
    this.#found = found;
    host.addController(this);
  }

  hostDisconnected(): void {
    this.close();
  }

  get open(): boolean {
    return this.#query !== null && this.#options.length > 0;
  }

  get query(): MentionQuery | null {
    return this.#query;
  }

  get options(): readonly MentionOption[] {
    return this.open ? this.#options : [];
  }

  /** Which option is chosen by Enter. */
  get at(): number {
    return this.#at;
  }

  get current(): MentionOption | undefined {
    return this.options[this.#at];
  }

  close(): void {
    this.#run += 1;
    clearTimeout(this.#timer);
    if (this.#query === null) return;
    this.#query = null;
    this.#options = [];
    this.#host.requestUpdate();
  }

  move(by: 1 | -1): void {
    const count = this.#options.length;
    this.#at = (this.#at + by + count) % count;
    this.#host.requestUpdate();
  }

  /** Follows what is typed. */
  follow(query: MentionQuery | null, { client, channelId }: Place, meId: UserId | null): void {
    if (query === null) {
      this.close();
      return;
    }
    const run = (this.#run += 1);
    const before = this.#query;
    this.#query = query;
    if (before?.text !== query.text) this.#at = 0;
    const { users, channels } = client.store.get();
    const memberIds = channels.get(channelId)?.channel.memberIds ?? null;
    const known = memberIds?.map((id) => users.get(id)).filter((user) => user !== undefined) ?? [
      ...users.values(),
    ];
    this.#offer(known, query, meId, memberIds?.length !== 2);
    clearTimeout(this.#timer);
    if (memberIds !== null) return;
    this.#timer = setTimeout(() => {
      client.channels
        .members(channelId, { ...(query.text === '' ? {} : { q: query.text }), limit: SHOWN })
        .then(
          ({ items }) => {
            if (run !== this.#run) return;
            const members = items.map(({ user }) => user);
            const others = known.filter((user) => !members.some(({ id }) => id === user.id));
            this.#offer([...members, ...others], query, meId, true);
          },
          () => {
            // Those who are known are offered already.
          },
        );
    }, DELAY_MS);
  }

  #offer(people: readonly User[], { text }: MentionQuery, meId: UserId | null, everybody: boolean): void {
    const wanted = text.toLocaleLowerCase();
    const matches = people
      .filter((user) => user.id !== meId && !user.removed && matchesName(user.name, wanted))
      .slice(0, SHOWN)
      .map((user): MentionOption => ({ kind: 'user', user }));
    const all =
      everybody && 'channel'.startsWith(wanted) ? [...matches, { kind: 'everybody' } as const] : matches;
    if (all.length !== this.#options.length) this.#found(all.length);
    this.#options = all;
    this.#at = Math.min(this.#at, Math.max(0, all.length - 1));
    this.#host.requestUpdate();
  }
}

/** Whether a name, or one of its words, begins with what was typed. */
export function matchesName(name: string, typed: string): boolean {
  const lower = name.toLocaleLowerCase();
  return lower.startsWith(typed) || lower.split(/[\s_.-]+/u).some((word) => word.startsWith(typed));
}
