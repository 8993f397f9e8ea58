import type { Message, UserId } from '@fechatter/protocol';
import { withText, type Command } from '../outbox/command.ts';
import type { TimelineItem } from './api.ts';
import type { TimelineWindow } from './window.ts';

type Change = Exclude<Command, { kind: 'send' }>;

/** Makes the rows of a timeline of its confirmed messages and the commands laid over them. What has not changed stays the same object. */
export class TimelineItems {
  readonly #changed = new WeakMap<Change['state'], TimelineItem & { readonly of: Message }>();
  readonly #drafts = new WeakMap<Message, TimelineItem>();
  #items: readonly TimelineItem[] = [];

  build(window: TimelineWindow, commands: readonly Command[], me: UserId | null): readonly TimelineItem[] {
    const changes = new Map<string, Change>();
    for (const command of commands) if (command.kind !== 'send') changes.set(command.messageId, command);
    // Indexes are dense, so what was made of a message the last time stands at a place that is known.
    const shift = (window.messages[0]?.index ?? 0) - (this.#items[0]?.message.index ?? 0);
    const items = window.messages.map((message, at) =>
      this.#confirmed(message, this.#items[at + shift], changes.get(message.id), me),
    );
    // Where newer messages are yet to be loaded, what is on its way has no place to stand.
    if (window.following || window.messages.length === 0) {
      const drafts = commands.filter((command) => command.kind === 'send');
      // A page may hold what was sent and not answered: then it is not on its way any more, whatever the outbox knows.
      const there = new Set(drafts.length === 0 ? [] : window.messages.map(({ id }) => id));
      for (const draft of drafts)
        if (!there.has(draft.messageId)) items.push(this.#draft(draft, changes.get(draft.messageId), me));
    }
    const same = items.length === this.#items.length && items.every((item, at) => item === this.#items[at]);
    return same ? this.#items : (this.#items = items);
  }

  #confirmed(
    message: Message,
    before: TimelineItem | undefined,
    change: Change | undefined,
    me: UserId | null,
  ): TimelineItem {
    if (change !== undefined) return this.#overlaid(message, change, sent, me);
    return before?.message === message && before.change === null && before.delivery === sent
      ? before
      : { message, delivery: sent, change: null };
  }

  #draft(
    command: Extract<Command, { kind: 'send' }>,
    change: Change | undefined,
    me: UserId | null,
  ): TimelineItem {
    if (change !== undefined) return this.#overlaid(command.message, change, command.state, me);
    const { message, state } = command;
    let item = this.#drafts.get(message);
    if (item?.delivery !== state)
      this.#drafts.set(message, (item = { message, delivery: state, change: null }));
    return item;
  }

  #overlaid(
    of: Message,
    change: Change,
    delivery: TimelineItem['delivery'],
    me: UserId | null,
  ): TimelineItem {
    const known = this.#changed.get(change.state);
    if (known?.of === of && known.delivery.status === delivery.status) return known;
    // One that failed is not shown as done: the message stands as it is, and tells that its change failed.
    const message =
      change.state.status === 'failed'
        ? of
        : change.kind === 'edit'
          ? withText(of, change.text)
          : asDeleted(of, change.state.since, me);
    const item = { of, message, delivery, change: { kind: change.kind, ...change.state } };
    this.#changed.set(change.state, item);
    return item;
  }
}

/** One for all: a timeline has many that are. */
const sent: TimelineItem['delivery'] = { status: 'sent' };

const asDeleted = (message: Message, since: number, by: UserId | null): Message => ({
  ...withText(message, ''),
  deletedAt: new Date(since).toISOString(),
  deletedBy: by,
});
