import { html, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import type { TimelineItem, User, UserId } from '@fechatter/client-sdk';
import { Localizer, StyledElement, type FeMessage } from '@fechatter/elements';
import { continuesGroup } from '../../packages/elements/src/messages/grouping.ts';
import { FakeWorld } from '../../packages/elements/test/fake/fake-world.ts';
import { MESSAGES, PAGE, type List } from './list.ts';
import { itemOf, Talk } from './talk.ts';

const localizer = new Localizer();
const rights = { meId: null, moderator: false, readOnly: false };

/** An element that shows messages, which are all in memory, with the engine of a peer. */
export abstract class PeerElement extends StyledElement {
  /** The messages, each time a new array. */
  @property({ attribute: false }) items: readonly TimelineItem[] = [];
  users: ReadonlyMap<UserId, User> = new Map();

  abstract scroller(): HTMLElement;
  abstract jumpTo(at: number): Promise<void>;
  abstract toEnd(): Promise<void>;

  /** The same row as in the timeline. */
  protected row(at: number): TemplateResult {
    const item = this.items[at];
    const before = this.items[at - 1];
    if (item === undefined) return html``;
    return html`<fe-message
      data-id=${item.message.id}
      .item=${item}
      .users=${this.users}
      .rights=${rights}
      .localizer=${localizer}
      ?head=${before === undefined || !continuesGroup(before, item)}
    ></fe-message>`;
  }
}

/** A peer under measurement. The oldest page is held back, to be put before the others. */
export class PeerList implements List {
  readonly #make: () => PeerElement;
  readonly #users: ReadonlyMap<UserId, User>;
  readonly #talk: Talk;
  #items: TimelineItem[];
  #older: TimelineItem[];
  #element: PeerElement | undefined;

  constructor(make: () => PeerElement) {
    this.#make = make;
    const world = new FakeWorld();
    const people = Array.from({ length: 12 }, (_, number) => world.addUser(`Person ${number}`).id);
    const { id } = world.addChannel({ kind: 'public', name: 'busy' });
    this.#talk = new Talk(world, id, people);
    this.#talk.fill(MESSAGES);
    const items = (world.messages.get(id) ?? []).map(itemOf);
    this.#older = items.slice(0, PAGE);
    this.#items = items.slice(PAGE);
    this.#users = world.store.get().users;
  }

  open(box: HTMLElement): void {
    const element = this.#make();
    element.users = this.#users;
    element.items = this.#items;
    box.append(element);
    this.#element = element;
  }

  close(): void {
    this.#element?.remove();
    this.#element = undefined;
  }

  scroller(): HTMLElement {
    return this.#element?.scroller() ?? document.body;
  }

  rows(): FeMessage[] {
    return [...(this.#element?.shadowRoot?.querySelectorAll<FeMessage>('fe-message') ?? [])].sort(
      (a, b) => a.getBoundingClientRect().top - b.getBoundingClientRect().top,
    );
  }

  prepend(): Promise<void> {
    this.#show([...this.#older, ...this.#items]);
    this.#older = [];
    return Promise.resolve();
  }

  append(): void {
    const message = { ...this.#talk.next(), index: (this.#items.at(-1)?.message.index ?? 0) + 1 };
    this.#show([...this.#items, itemOf(message)]);
  }

  grow(text: string): void {
    const last = this.#items.at(-1);
    if (last !== undefined)
      this.#show([...this.#items.slice(0, -1), itemOf({ ...last.message, text: last.message.text + text })]);
  }

  async jumpTo(index: number): Promise<void> {
    const first = this.#items[0]?.message.index ?? 1;
    await this.#element?.jumpTo(index - first);
  }

  async toNewest(): Promise<void> {
    await this.#element?.toEnd();
  }

  #show(items: TimelineItem[]): void {
    this.#items = items;
    if (this.#element !== undefined) this.#element.items = items;
  }
}
