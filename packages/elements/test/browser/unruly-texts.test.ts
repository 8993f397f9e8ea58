import { expect } from '@open-wc/testing';
import type { User } from '@fechatter/client-sdk';
import type { FeMessage } from '../../src/messages/message.ts';
import { inside, mountChat, settled, textOf, type Mounted } from './support.ts';

const TURNED = '\u2069\u202egnp.nimda';
/** Letters under heaps of marks. */
const HEAP = 'heaps'.replace(/./g, `$&${'\u0301\u0316'.repeat(30)}`);
const names = ['W'.repeat(80), '﷽'.repeat(80), TURNED, '\u200b', HEAP.slice(0, 80), '🏴‍☠️'.repeat(20)];
const texts = [
  'W'.repeat(1_400),
  HEAP,
  '﷽'.repeat(200),
  `\`\`\`${'W'.repeat(200)}\ncode\n\`\`\``,
  `\`${'W'.repeat(1_000)}\``,
  '999999999. a\n999999999. b',
  Array.from({ length: 15 }, (_, depth) => `${'  '.repeat(depth)}- a word`).join('\n'),
  `${'> '.repeat(15)}${'a word '.repeat(20)}`,
  `| ${'W'.repeat(300)} | b |\n| - | - |\n| c | d |`,
  `https://example.com/${'a'.repeat(1_000)}`,
  `# ${'W'.repeat(300)}`,
];

/** A conversation in which people with odd names say odd things. */
function unruly(width: number): Promise<Mounted> {
  return mountChat({
    channel: 'launch-2027',
    width,
    prepare: ({ world, channels }) => {
      const say = (author: User, text: string, more: { kind?: 'action'; replyTo?: string } = {}): string => {
        const message = world.compose(channels.empty.id, author.id, text, more.replyTo ?? null);
        return world.accept(
          { ...message, kind: more.kind ?? 'text', editedAt: message.createdAt },
          { read: true },
        ).id;
      };
      const people = names.map((name) =>
        world.addUser(name, { status: { emoji: 'W'.repeat(16), text: '', expiresAt: null } }),
      );
      for (const [at, person] of people.entries()) {
        const next = people[(at + 1) % people.length] ?? person;
        const id = say(person, `Look at <@${next.id}>, and at this`);
        say(next, `greets <@${person.id}>`, { kind: 'action', replyTo: id });
        for (const text of texts) say(person, text);
      }
    },
  });
}

/** What stands in a message, through the roots of what is inside it. */
function* within(root: ParentNode): Generator<Element> {
  for (const element of root.querySelectorAll('*')) {
    yield element;
    if (element.shadowRoot !== null) yield* within(element.shadowRoot);
  }
}

/** What reaches out of a row, and would be seen there. */
function reachingOut(row: FeMessage): string[] {
  const { left, right } = row.getBoundingClientRect();
  return [...within(row.renderRoot)]
    .filter((element) => element.closest('pre, .visually-hidden') === null)
    .map((element) => ({ element, box: element.getBoundingClientRect() }))
    .filter(({ box }) => box.width > 0 && (box.left < left - 1 || box.right > right + 1))
    .map(
      ({ element }) =>
        `${element.localName}.${element.className} of ${row.item?.message.text.slice(0, 20) ?? ''}`,
    );
}

describe('texts that are made to break the page', () => {
  for (const width of [1_000, 360])
    it(`stay within their rows where there are ${width} px`, async () => {
      const it = await unruly(width);
      expect(it.rows().length).to.be.above(30);
      expect(it.rows().flatMap(reachingOut)).to.deep.equal([]);
      expect(it.scroller.scrollWidth).to.equal(it.scroller.clientWidth);
    });

  it('reach neither over the message above nor over the one below', async () => {
    const it = await unruly(1_000);
    const body = inside(it.row(HEAP), '.body');
    expect(body && getComputedStyle(body).overflowY).to.equal('clip');
  });

  it('do not turn what stands beside them', async () => {
    const it = await unruly(1_000);
    const spoken = it.rows().map((row) => `${textOf(row)} ${row.ariaLabel ?? ''}`);
    expect(spoken.some((text) => text.includes('gnp.nimda'))).to.equal(true);
    expect(spoken.join('')).not.to.match(/[\u202a-\u202e]/);
  });

  it('leave room for what their authors do', async () => {
    const it = await unruly(1_000);
    const { world, channels } = it.seeded;
    const typing = [...world.store.get().users.values()]
      .filter(({ name }) => names.includes(name))
      .slice(0, 3);
    world.patchChannel(channels.empty.id, (state) => ({ ...state, typing: typing.map(({ id }) => id) }));
    await settled(it.composer);
    const line = inside(it.composer, '.typing');
    expect(textOf(line)).to.match(/^\W*W{30}…, .* are typing$/);
  });

  it('of a date that is none is shown without it, and all the others stand', async () => {
    const it = await mountChat();
    const { world, channels, people } = it.seeded;
    for (const createdAt of ['garbage', '+275000-01-01T00:00:00.000Z']) {
      const message = world.compose(channels.general.id, people.bo.id, `written ${createdAt}`);
      world.accept({ ...message, createdAt, editedAt: createdAt }, { read: true });
    }
    world.receive(channels.general.id, people.ana.id, 'and on it goes');
    await settled(it.timeline);
    for (const text of ['written garbage', 'written +275000', 'and on it goes'])
      expect(textOf(inside(it.row(text), '.body'))).to.contain(text);
  });
});
