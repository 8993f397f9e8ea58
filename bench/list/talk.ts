import type { Message, TimelineItem, UserId } from '@fechatter/client-sdk';
import type { FakeWorld } from '../../packages/elements/test/fake/fake-world.ts';

const words =
  'the a is to and i you it of in that on for have with this not but can do what how install package error try file run kernel works thanks'.split(
    ' ',
  );

/** Talk as it is in a busy channel: most messages short, some of many lines, some with a list or code. The same every time. */
export class Talk {
  #seed = 7;
  readonly #people: readonly UserId[];
  readonly #world: FakeWorld;
  readonly #channelId: string;

  constructor(world: FakeWorld, channelId: string, people: readonly UserId[]) {
    this.#world = world;
    this.#channelId = channelId;
    this.#people = people;
  }

  /** Puts so many messages into the channel, the newest of them a minute ago. */
  fill(count: number): void {
    const now = Date.now();
    const messages: Message[] = [];
    for (let index = 1; index <= count; index += 1)
      messages.push({
        ...this.next(),
        index,
        createdAt: new Date(now - (count - index + 1) * 60_000).toISOString(),
      });
    this.#world.messages.set(this.#channelId, messages);
    this.#world.patchChannel(this.#channelId, (state) => ({
      ...state,
      channel: { ...state.channel, lastIndex: count },
      membership: { ...state.membership, lastReadIndex: count },
    }));
  }

  next(): Message {
    return this.#world.compose(
      this.#channelId,
      this.#people[this.#random(this.#people.length)] ?? '',
      this.#text(),
    );
  }

  #text(): string {
    const kind = this.#random(20);
    if (kind === 0) return Array.from({ length: 3 }, () => this.#sentence(60)).join('\n\n');
    if (kind === 1) return `\`\`\`\n${Array.from({ length: 6 }, () => this.#sentence(6)).join('\n')}\n\`\`\``;
    if (kind === 2) return Array.from({ length: 4 }, () => `- ${this.#sentence(8)}`).join('\n');
    return this.#sentence(3 + this.#random(30));
  }

  #sentence(length: number): string {
    return Array.from({ length }, () => words[this.#random(words.length)]).join(' ');
  }

  #random(below: number): number {
    this.#seed = (Math.imul(this.#seed, 1_103_515_245) + 12_345) >>> 0;
    return (this.#seed >>> 8) % below;
  }
}

/** A message as a list of the peers is given it. */
export const itemOf = (message: Message): TimelineItem => ({
  message,
  delivery: { status: 'sent' },
  change: null,
});
