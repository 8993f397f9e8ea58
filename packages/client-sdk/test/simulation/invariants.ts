/** What has to hold at any moment, and what has to hold once everything is well again (docs/architecture.md, guarantees 1 to 5). */
import { isDeepStrictEqual } from 'node:util';
import type { ChatClient, TimelineItem } from '@fechatter/client-sdk';
import type { Channel, Message, User } from '@fechatter/protocol';
import type { Sent, World } from './world.ts';

/** A guarantee that was broken, and how. */
export interface Violation {
  readonly guarantee: 'lost' | 'doubled' | 'order' | 'equality' | 'liveness' | 'mixed';
  readonly detail: string;
}

/** What is wrong at this moment, whatever is going on. */
export function violationNow(world: World): Violation | null {
  for (const { name, sends } of world.devices) {
    const twice = sends.violation();
    if (twice !== null) return { guarantee: 'doubled', detail: `${name}: ${twice}` };
  }
  for (const tab of world.tabs) {
    if (!tab.isRunning) continue;
    const dead = tab.streams.violation();
    if (dead !== null) return { guarantee: 'liveness', detail: `${tab.device.name}: ${dead}` };
    const twice = tab.events.violation();
    if (twice !== null) return { guarantee: 'doubled', detail: `${tab.device.name}: ${twice}` };
    for (const channel of world.channels) {
      const wrong = wrongItems(tab.items(channel));
      if (wrong !== null)
        return { guarantee: wrong.guarantee, detail: `${tab.device.name}, ${channel.name}: ${wrong.detail}` };
    }
  }
  return null;
}

/** A timeline shows each message once, by dense indexes, and behind them what is on its way. */
function wrongItems(items: readonly TimelineItem[]): Violation | null {
  const ids = new Set<string>();
  let last = 0;
  for (const { message } of items) {
    if (ids.has(message.id)) return { guarantee: 'doubled', detail: `${message.text} is shown twice` };
    ids.add(message.id);
    if (message.index === 0) last = Infinity;
    else if (last !== 0 && message.index !== last + 1)
      return { guarantee: 'order', detail: `index ${message.index} stands after ${last}` };
    else last = message.index;
  }
  return null;
}

/** Whether anything is still on its way. */
export function isSettled(world: World): boolean {
  const isLive = ({ connection }: ChatClient): boolean => connection.store.get().status === 'live';
  const isPending = ({ delivery, change }: TimelineItem): boolean =>
    delivery.status === 'pending' || change?.status === 'pending';
  return (
    world.witnesses.every(isLive) &&
    world.tabs.every(
      (tab) =>
        tab.userId === null ||
        (isLive(tab.client) && !world.channels.some((channel) => tab.items(channel).some(isPending))),
    )
  );
}

/** What is wrong when everything is well again. */
export function violationAfter(world: World): Violation | null {
  const { server, channels } = world;
  const kept = new Map(channels.map((channel) => [channel, server.workspace.messages(channel.id)]));
  return (
    first(world.sent, (sent) => lost(world, sent, kept.get(sent.channel) ?? [])) ??
    first([...kept], ([channel, messages]) => doubled(channel, messages)) ??
    first(world.sent, (sent) => mixed(sent, kept.get(sent.channel) ?? [])) ??
    ownOrder(world, kept) ??
    first(world.witnesses, (witness, at) => unequal(world, witness, world.people[at]!, 'witness')) ??
    first(world.tabs, ({ client, userId, device }) => {
      const person = world.people.find(({ id }) => id === userId);
      return person === undefined ? null : unequal(world, client, person, device.name);
    })
  );
}

function first<T>(all: readonly T[], check: (each: T, at: number) => Violation | null): Violation | null {
  for (const [at, each] of all.entries()) {
    const violation = check(each, at);
    if (violation !== null) return violation;
  }
  return null;
}

/** Accepted means kept; what was not accepted is shown, unless its author gave it up. */
function lost(world: World, sent: Sent, messages: readonly Message[]): Violation | null {
  if (messages.some(({ id }) => id === sent.id)) return null;
  const what = `${sent.text} of ${sent.device.name} in ${sent.channel.name}`;
  if (sent.isAccepted && sent.givenUp === null)
    return { guarantee: 'lost', detail: `${what} was accepted and is not there` };
  if (sent.givenUp !== null) return null;
  const isShown = world.tabs.some(
    (tab) =>
      tab.device === sent.device &&
      tab.userId === sent.author &&
      tab
        .items(sent.channel)
        .some(({ message, delivery }) => message.id === sent.id && delivery.status !== 'sent'),
  );
  return isShown ? null : { guarantee: 'lost', detail: `${what} was neither sent nor is it shown as unsent` };
}

function doubled(channel: Channel, messages: readonly Message[]): Violation | null {
  const texts = new Map<string, number>();
  for (const { text, deletedAt, index } of messages) {
    if (deletedAt !== null) continue;
    const name = text.split('|')[0] ?? '';
    const other = texts.get(name);
    if (other !== undefined)
      return { guarantee: 'doubled', detail: `${name} stands at ${other} and ${index} of ${channel.name}` };
    texts.set(name, index);
  }
  return first([...messages.entries()], ([at, { index }]) =>
    index === at + 1 ? null : { guarantee: 'order', detail: `index ${index} stands at place ${at + 1}` },
  );
}

/** What one person wrote is said by nobody else. */
function mixed(sent: Sent, messages: readonly Message[]): Violation | null {
  const message = messages.find(({ id }) => id === sent.id);
  return message === undefined || message.authorId === sent.author
    ? null
    : { guarantee: 'mixed', detail: `${sent.text} was sent by another person` };
}

/** What was written on one device, and never refused, stands in the order in which it was written. */
function ownOrder(world: World, kept: ReadonlyMap<Channel, readonly Message[]>): Violation | null {
  const last = new Map<string, { readonly index: number; readonly text: string }>();
  for (const { id, text, author, channel, device, tab, wasRefused, givenUp } of world.sent) {
    const index = kept.get(channel)?.find((message) => message.id === id)?.index;
    if (index === undefined || wasRefused || givenUp !== null) continue;
    // Where the storage fails, tabs cannot agree: then each keeps its own order.
    const place = device.hadStorageFault
      ? `tab ${world.sent.findIndex((other) => other.tab === tab)}`
      : device.name;
    const key = `${place} ${author} ${channel.id}`;
    const before = last.get(key);
    if (before !== undefined && before.index > index)
      return { guarantee: 'order', detail: `${text} overtook ${before.text} of the same device` };
    last.set(key, { index, text });
  }
  return null;
}

/** A client that was interrupted is as one that starts now. */
function unequal(world: World, client: ChatClient, person: User, where: string): Violation | null {
  const wrong = (what: string, actual: unknown, expected: unknown): Violation | null =>
    isDeepStrictEqual(actual, expected)
      ? null
      : {
          guarantee: 'equality',
          detail: `${where} of ${person.name}: ${what} differs: ${difference(actual, expected)}`,
        };
  const snapshot = world.server.workspace.snapshot(person);
  const { channels, me } = client.store.get();
  const byId = <T>(list: readonly T[], id: (item: T) => string): T[] =>
    [...list].sort((a, b) => (id(a) < id(b) ? -1 : 1));
  const known = byId([...channels.values()], ({ channel }) => channel.id);
  const expected = byId(snapshot.channels, ({ id }) => id);
  return (
    wrong('connection', client.connection.store.get().status, 'live') ??
    wrong('me', me, snapshot.me) ??
    wrong(
      'channels',
      known.map(({ channel }) => channel),
      expected,
    ) ??
    wrong(
      'memberships',
      known.map(({ membership }) => membership),
      byId(snapshot.memberships, ({ channelId }) => channelId),
    ) ??
    first(expected, ({ id, name }) => {
      const { items, hasNewer } = client.channels.timeline(id).store.get();
      const shown = items.filter(({ message }) => message.index > 0).map(({ message }) => message);
      const messages = world.server.workspace.messages(id);
      return (
        wrong(`end of ${name}`, hasNewer, false) ??
        wrong(`timeline of ${name}`, shown, messages.slice(messages.length - shown.length)) ??
        wrong(`length of ${name}`, shown.length >= Math.min(messages.length, 20), true)
      );
    })
  );
}

/** Where two values differ, in a few words. */
function difference(actual: unknown, expected: unknown, path = ''): string {
  const isObject = (value: unknown): value is Record<string, unknown> =>
    typeof value === 'object' && value !== null;
  if (isObject(actual) && isObject(expected))
    for (const key of new Set([...Object.keys(actual), ...Object.keys(expected)]))
      if (!isDeepStrictEqual(actual[key], expected[key]))
        return difference(actual[key], expected[key], `${path}.${key}`);
  return `${path} is ${JSON.stringify(actual)} and should be ${JSON.stringify(expected)}`;
}
