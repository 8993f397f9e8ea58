import { expect, fixture, html } from '@open-wc/testing';
import type { MessageRenderer } from '../../src/messages/message-renderer.ts';
import type { FeEventOf } from '../../src/events/events.ts';
import type { FeMessage } from '../../src/messages/message.ts';
import { createFakeClient } from '../fake/fake-client.ts';
import { seed } from '../fake/seed.ts';
import {
  allInside,
  eventually,
  inside,
  mountChat,
  press,
  settled,
  textOf,
  type,
  type Mounted,
} from './support.ts';

/** Shows the order that a message is about. */
const orders: MessageRenderer = ({ custom }) => {
  if (typeof custom['orderId'] !== 'string') return null;
  const card = document.createElement('article');
  card.textContent = `Order ${custom['orderId']}`;
  return card;
};

/** Writes and sends, with an order hung on what begins with `order`. */
async function send(it: Mounted, text: string): Promise<FeMessage> {
  type(it.input, text);
  press(it.input, 'Enter');
  await eventually(() => it.rows().some(({ item }) => item?.message.text === text), 'the message is there');
  await settled(it.timeline);
  return it.row(text);
}

function hangOrder(event: FeEventOf<'fe-before-send'>): void {
  const orderId = /^order (\d+)/.exec(event.detail.text)?.[1];
  if (orderId !== undefined) event.detail.custom = { orderId };
}

const shown = (chat: Element): number => allInside(inside(chat, 'fe-timeline'), 'fe-message').length;

describe('what an application adds to the chat', () => {
  it('hangs fields of its own on what is sent, and shows them in place of the text', async () => {
    const it = await mountChat();
    it.chat.messageRenderer = orders;
    it.chat.addEventListener('fe-before-send', hangOrder);
    const row = await send(it, 'order 4711 is on its way');
    expect(it.seeded.world.messages.get(it.seeded.channels.general.id)?.at(-1)?.custom).to.deep.equal({
      orderId: '4711',
    });
    expect(inside(row, '.body article')?.textContent).to.equal('Order 4711');
    expect(textOf(inside(row, '.body'))).to.not.include('on its way');
    expect(row.ariaLabel, 'screen readers hear the text').to.include('order 4711 is on its way');
    const plain = await send(it, 'nothing to see here');
    expect(textOf(inside(plain, '.body'))).to.equal('nothing to see here');
  });

  it('keeps the node of a message while the message is the same, and asks again for another version', async () => {
    const it = await mountChat();
    const asked: string[] = [];
    it.chat.messageRenderer = (message) => {
      asked.push(message.text);
      return orders(message);
    };
    it.chat.addEventListener('fe-before-send', hangOrder);
    const row = await send(it, 'order 1');
    const card = inside(row, '.body article');
    const before = asked.length;
    row.highlighted = true;
    await settled(row);
    expect(inside(row, '.body article')).to.equal(card);
    expect(asked.length).to.equal(before);
    await it.state.edit(row.item?.message.id ?? '', 'order 1, changed');
    await eventually(() => asked.at(-1) === 'order 1, changed');
    await settled(row);
    expect(inside(row, '.body .meta'), 'that it was edited is still said').to.not.equal(null);
  });

  it('shows the text when the renderer fails, and tells of the failure', async () => {
    const it = await mountChat();
    const errors: unknown[] = [];
    it.chat.addEventListener('fe-error', ({ detail }) => errors.push(detail.error));
    it.chat.messageRenderer = ({ text }) => {
      if (text === 'this one fails') throw new Error('no such order');
      return null;
    };
    const row = await send(it, 'this one fails');
    expect(textOf(inside(row, '.body'))).to.equal('this one fails');
    expect(errors.map(String)).to.include('Error: no such order');
  });

  for (const [what, given, reason] of [
    ['a promise', Promise.resolve('card'), /neither a node nor a template/],
    ['a symbol', Symbol('card'), /neither a node nor a template/],
    ['a template that fails', html`<p .textContent=${Object.create(null)}></p>`, /TypeError/],
  ] as const)
    it(`shows the text when the renderer gives ${what}, and tells of the failure`, async () => {
      const it = await mountChat();
      const errors: unknown[] = [];
      it.chat.addEventListener('fe-error', ({ detail }) => errors.push(detail.error));
      it.chat.messageRenderer = (({ text }) => (text === 'this one fails' ? given : null)) as MessageRenderer;
      const row = await send(it, 'this one fails');
      expect(textOf(inside(row, '.body'))).to.equal('this one fails');
      expect(errors.map(String).join()).to.match(reason);
      expect(textOf((await send(it, 'and on it goes')).renderRoot.querySelector('.body'))).to.equal(
        'and on it goes',
      );
    });

  it('shows everything by its text again when the renderer is taken away', async () => {
    const it = await mountChat();
    it.chat.messageRenderer = orders;
    it.chat.addEventListener('fe-before-send', hangOrder);
    const row = await send(it, 'order 7');
    it.chat.messageRenderer = null;
    await settled(it.chat);
    await settled(it.timeline);
    await settled(row);
    expect(textOf(inside(row, '.body'))).to.equal('order 7');
  });

  it('works in a timeline that stands alone', async () => {
    const { world, channels } = seed();
    const client = createFakeClient(world);
    const timeline = await fixture<HTMLElementTagNameMap['fe-timeline']>(
      html`<fe-timeline
        .client=${client}
        channel-id=${channels.general.id}
        .messageRenderer=${(() => document.createTextNode('mine')) satisfies MessageRenderer}
      ></fe-timeline>`,
    );
    await eventually(() => allInside(timeline, 'fe-message').length > 10);
    const row = allInside(timeline, 'fe-message').at(-1) ?? null;
    expect(textOf(inside(row, '.body'))).to.equal('mine');
  });

  it('stops a message, a change and a profile before they happen, and hears of those that have', async () => {
    const it = await mountChat();
    const after: string[] = [];
    it.chat.addEventListener('fe-send', ({ detail }) => after.push(`sent ${detail.text}`));
    it.chat.addEventListener('fe-save', ({ detail }) => after.push(`saved ${detail.text}`));
    const stopSecrets = (event: FeEventOf<'fe-before-send'> | FeEventOf<'fe-before-save'>): void => {
      if (event.detail.text.includes('secret')) event.preventDefault();
      event.detail.text = event.detail.text.replace('darn', '****');
    };
    it.chat.addEventListener('fe-before-send', stopSecrets);
    it.chat.addEventListener('fe-before-save', stopSecrets);

    type(it.input, 'a secret');
    press(it.input, 'Enter');
    await settled(it.composer);
    expect(it.input.value, 'what was stopped can be changed').to.equal('a secret');
    type(it.input, 'darn it');
    press(it.input, 'Enter');
    await eventually(() => after.length === 1);
    await settled(it.timeline);

    const row = it.row('**** it');
    it.composer.editing = row.item?.message ?? null;
    await settled(it.composer);
    type(it.input, 'now a secret');
    press(it.input, 'Enter');
    await settled(it.composer);
    expect(it.composer.editing, 'it is still being changed').to.not.equal(null);
    type(it.input, 'darn thing');
    press(it.input, 'Enter');
    await eventually(() => after.length === 2);
    expect(after).to.deep.equal(['sent **** it', 'saved **** thing']);

    const asked: string[] = [];
    it.chat.addEventListener('fe-before-profile', (event) => {
      asked.push(event.detail.userId);
      event.preventDefault();
    });
    const head = it.rows().find((one) => one.head);
    inside(head ?? null, '.name')?.click();
    await settled(it.chat);
    expect(asked).to.deep.equal([head?.item?.message.authorId]);
    expect((inside(it.chat, 'fe-profile') as HTMLElementTagNameMap['fe-profile']).userId).to.equal(null);
  });
});

describe('where an application puts the chat', () => {
  it('is hidden and shown again with what was being written and read', async () => {
    const it = await mountChat();
    type(it.input, 'half a sentence');
    const newest = it.rows().at(-1)?.item?.message.id;
    it.box().hidden = true;
    await settled(it.chat);
    it.box().hidden = false;
    await settled(it.chat);
    await settled(it.timeline);
    expect(it.input.value).to.equal('half a sentence');
    const last = it.rows().at(-1);
    expect(last?.item?.message.id).to.equal(newest);
    const { bottom } = last?.getBoundingClientRect() ?? { bottom: Infinity };
    expect(bottom, 'the newest message is in view').to.be.at.most(
      it.scroller.getBoundingClientRect().bottom + 1,
    );
  });

  it('shows what its application renders after it was moved, and after it was removed and put back', async () => {
    const it = await mountChat();
    it.chat.messageRenderer = orders;
    it.chat.addEventListener('fe-before-send', hangOrder);
    await send(it, 'order 99');
    const cards = (): number =>
      allInside(inside(it.chat, 'fe-timeline'), 'fe-message').filter((row) => inside(row, '.body article'))
        .length;
    expect(cards()).to.equal(1);
    const other = await fixture<HTMLElement>(html`<div></div>`);
    other.style.height = '600px';
    other.append(it.chat);
    await settled(it.chat);
    expect(cards(), 'moved').to.equal(1);
    it.chat.remove();
    await new Promise((resolve) => setTimeout(resolve, 20));
    it.box().append(it.chat);
    await eventually(() => cards() === 1, 'put back');
  });

  it('has its size from the beginning, and shifts nothing of the page while it loads', async () => {
    const shifts: number[] = [];
    const observer = new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as (PerformanceEntry & { readonly value: number })[])
        shifts.push(entry.value);
    });
    observer.observe({ type: 'layout-shift' });
    const page = await fixture<HTMLElement>(
      html`<div>
        <p>Above</p>
        <p>Below</p>
      </div>`,
    );
    const below = page.lastElementChild as HTMLElement;
    const chat = document.createElement('fe-chat');
    chat.client = createFakeClient(seed().world);
    below.before(chat);
    const { top } = below.getBoundingClientRect();
    const tops = new Set<number>();
    await eventually(() => {
      tops.add(below.getBoundingClientRect().top);
      return inside(inside(chat, 'fe-timeline'), 'fe-message') !== null;
    });
    await settled(chat);
    await new Promise((resolve) => setTimeout(resolve, 300));
    tops.add(below.getBoundingClientRect().top);
    observer.disconnect();
    expect([...tops]).to.deep.equal([top]);
    const shifted = shifts.reduce((sum, value) => sum + value, 0);
    expect(shifted, 'what is called good is 0.1').to.be.below(0.02);
  });

  it('stands several times in one page, each with its own conversation and events', async () => {
    const [one, two] = [await mountChat(), await mountChat({ channel: 'design' })];
    const sent: string[] = [];
    one.chat.addEventListener('fe-send', ({ detail }) => sent.push(`one: ${detail.text}`));
    two.chat.addEventListener('fe-send', ({ detail }) => sent.push(`two: ${detail.text}`));
    await send(one, 'from the first');
    await send(two, 'from the second');
    expect(sent).to.deep.equal(['one: from the first', 'two: from the second']);
    expect(one.rows().some(({ item }) => item?.message.text === 'from the second')).to.equal(false);
    one.chat.remove();
    await new Promise((resolve) => setTimeout(resolve, 20));
    await send(two, 'the second goes on');
  });

  it('stands inside the shadow root of another element, with its look and its events', async () => {
    const { world } = seed();
    const host = await fixture<HTMLElement>(html`<div></div>`);
    const root = host.attachShadow({ mode: 'open' });
    const heard: string[] = [];
    host.addEventListener('fe-send', (event) => heard.push(event.detail.text));
    const box = document.createElement('div');
    box.style.height = '600px';
    const chat = document.createElement('fe-chat');
    chat.client = createFakeClient(world);
    chat.channel = 'general';
    chat.theme = 'dark';
    box.append(chat);
    root.append(box);
    await eventually(() => shown(chat) > 10);
    const { colorScheme, backgroundColor } = getComputedStyle(chat);
    expect(colorScheme).to.equal('dark');
    expect(backgroundColor, 'the tokens').to.not.equal('rgba(0, 0, 0, 0)');
    const input = inside(inside(chat, 'fe-composer'), 'textarea') as HTMLTextAreaElement;
    type(input, 'from inside');
    press(input, 'Enter');
    await eventually(() => heard.length === 1);
    expect(heard).to.deep.equal(['from inside']);
  });

  it('stands inside a form without sending it or adding to it', async () => {
    const it = await mountChat();
    const form = await fixture<HTMLFormElement>(
      html`<form style="block-size: 600px">
        <input name="title" value="A ticket" />
        <button>Save</button>
      </form>`,
    );
    let submitted = 0;
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      submitted += 1;
    });
    form.append(it.chat);
    await settled(it.chat);
    const input = inside(inside(it.chat, 'fe-composer'), 'textarea') as HTMLTextAreaElement;
    type(input, 'by the key');
    press(input, 'Enter');
    await settled(it.chat);
    type(input, 'by the button');
    await settled(it.composer);
    inside(it.composer, '.send')?.click();
    await eventually(() => it.rows().some(({ item }) => item?.message.text === 'by the button'));
    expect(submitted).to.equal(0);
    expect([...new FormData(form).keys()]).to.deep.equal(['title']);
    form.reset();
    await settled(it.chat);
    expect(it.rows().length).to.be.greaterThan(10);
  });
});
