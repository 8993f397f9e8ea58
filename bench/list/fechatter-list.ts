import '@fechatter/elements/define/fe-timeline.js';
import type { FeMessage, FeTimeline } from '@fechatter/elements';
import { createFakeClient, type FakeClient } from '../../packages/elements/test/fake/fake-client.ts';
import { FakeWorld } from '../../packages/elements/test/fake/fake-world.ts';
import { MESSAGES, type List } from './list.ts';
import { Talk } from './talk.ts';

/** `<fe-timeline>` as it is, over a client whose server is in the page and answers at once. */
export class FechatterList implements List {
  readonly #world = new FakeWorld();
  readonly #client: FakeClient;
  readonly #channelId: string;
  readonly #talk: Talk;
  #element: FeTimeline | undefined;

  constructor() {
    this.#world.addUser('Me', { id: this.#world.meId });
    const people = Array.from({ length: 12 }, (_, number) => this.#world.addUser(`Person ${number}`).id);
    this.#channelId = this.#world.addChannel({ kind: 'public', name: 'busy' }).id;
    this.#talk = new Talk(this.#world, this.#channelId, people);
    this.#talk.fill(MESSAGES);
    this.#client = createFakeClient(this.#world);
  }

  open(box: HTMLElement): void {
    const element = document.createElement('fe-timeline');
    element.client = this.#client;
    element.channelId = this.#channelId;
    box.append(element);
    this.#element = element;
  }

  close(): void {
    this.#element?.remove();
    this.#element = undefined;
  }

  scroller(): HTMLElement {
    return this.#inside('.scroller')[0] ?? document.body;
  }

  rows(): FeMessage[] {
    return this.#inside<FeMessage>('fe-message');
  }

  async prepend(): Promise<void> {
    await this.#client.channels.timeline(this.#channelId).loadOlder();
  }

  append(): void {
    const { authorId, text } = this.#talk.next();
    this.#world.receive(this.#channelId, authorId, text);
  }

  grow(text: string): void {
    const last = this.#world.messages.get(this.#channelId)?.at(-1);
    if (last !== undefined)
      this.#world.replace(this.#channelId, last.id, (message) => ({ ...message, text: message.text + text }));
  }

  async jumpTo(index: number): Promise<void> {
    await this.#element?.jumpTo(index);
  }

  async toNewest(): Promise<void> {
    await this.#element?.jumpToNewest();
  }

  #inside<T extends HTMLElement>(selector: string): T[] {
    return [...(this.#element?.shadowRoot?.querySelectorAll<T>(selector) ?? [])];
  }
}
