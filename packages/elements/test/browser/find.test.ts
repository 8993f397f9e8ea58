import { aTimeout, expect } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import { deepActiveElement } from '../../src/dialogs/dialog.ts';
import { FakeError } from '../fake/fake-timeline.ts';
import { eventually, inside, mountChat, press, settled, textOf, type, type Mounted } from './support.ts';

const bar = (it: Mounted): HTMLElement | null => inside(it.timeline, 'fe-find-bar');
const count = (it: Mounted): string => textOf(inside(bar(it), '.count'));
const shown = (it: Mounted): number | undefined =>
  it.rows().find((row) => row.highlighted)?.item?.message.index;

async function find(it: Mounted, text: string): Promise<HTMLInputElement> {
  await it.timeline.openFind();
  const field = inside(bar(it), 'input') as HTMLInputElement;
  const begun = new Promise((resolve) => bar(it)?.addEventListener('fe-seek', resolve, { once: true }));
  type(field, text);
  await begun;
  await eventually(() => count(it) !== '' && !count(it).includes('Looking'), 'looked');
  await settled(it.timeline);
  return field;
}

describe('finding in a conversation', () => {
  it('opens with Ctrl and F, goes from the newest match to older ones and back, and ends where it found', async () => {
    const it = await mountChat();
    it.timeline.focus();
    press(it.rows().at(-1) as Element, 'f', { ctrlKey: true });
    await eventually(() => bar(it) !== null);
    await settled(it.timeline);
    expect(deepActiveElement()?.tagName).to.equal('INPUT');
    const field = await find(it, 'WARNING');
    expect(count(it)).to.equal('1 of 1+');
    const newest = shown(it);
    expect(it.row('thanks for the warning').item?.message.index).to.equal(newest);
    await find(it, 'green');
    const first = shown(it) ?? 0;
    await sendKeys({ press: 'Enter' });
    await settled(it.timeline);
    const second = shown(it) ?? 0;
    expect(second).to.be.below(first);
    await sendKeys({ press: 'Shift+Enter' });
    await settled(it.timeline);
    expect(shown(it)).to.equal(first);
    expect(deepActiveElement() === field).to.equal(true);
    await sendKeys({ press: 'Escape' });
    await settled(it.timeline);
    expect(bar(it)).to.equal(null);
    const focused = it.rows().find((row) => row.matches(':focus'));
    expect(focused?.item?.message.index, 'one goes on at what was found').to.equal(first);
  });

  it('asks the server for what is not loaded, and reads nothing', async () => {
    const it = await mountChat({
      prepare: ({ world, channels, people }) => {
        world.messages.set(channels.random.id, []);
        for (let number = 1; number <= 1_000; number += 1)
          world.accept(
            world.compose(
              channels.random.id,
              people.sam.id,
              number % 10 === 3 ? 'a rare word' : `talk ${number}`,
            ),
            { read: true },
          );
      },
      channel: 'random',
    });
    let reads = 0;
    const read = it.state.read.bind(it.state);
    it.state.read = (query) => {
      reads += 1;
      return read(query);
    };
    await find(it, '"rare" word');
    expect(count(it), 'a text, not a phrase').to.equal('Nothing found');
    await find(it, 'RARE word');
    for (let expected = 993; expected > 3; expected -= 10) {
      await eventually(() => shown(it) === expected, `at ${expected}`);
      inside(bar(it), '.icon-button')?.click();
    }
    await eventually(() => shown(it) === 3);
    expect(count(it)).to.equal('100 of 100');
    expect(reads).to.equal(0);
    expect(
      it.client.search.queries.every((query) => query.includes(`in:<#${it.seeded.channels.random.id}>`)),
    ).to.equal(true);
    expect(it.client.search.queries.length).to.be.below(6);
  }).timeout(30_000);

  it('reads all that is not loaded where the server does not search, and says when there is nothing more', async () => {
    const it = await mountChat({
      prepare: ({ world, channels, people }) => {
        world.messages.set(channels.random.id, []);
        for (let number = 1; number <= 1_000; number += 1)
          world.accept(
            world.compose(
              channels.random.id,
              people.sam.id,
              number % 400 === 3 ? 'a rare word' : `talk ${number}`,
            ),
            { read: true },
          );
      },
      channel: 'random',
    });
    it.client.search.mode = 'failing';
    await find(it, 'rare');
    expect([shown(it), count(it)]).to.deep.equal([803, '1 of 1+']);
    await sendKeys({ press: 'Enter' });
    await eventually(() => shown(it) === 403);
    await sendKeys({ press: 'Enter' });
    await eventually(() => shown(it) === 3);
    expect(count(it)).to.equal('3 of 3');
    await sendKeys({ press: 'Enter' });
    await eventually(() => shown(it) === 803, 'round to the newest');
    await find(it, 'nowhere to be found');
    expect(count(it)).to.equal('Nothing found');
  });

  it('does not mind case and accents, finds names that are mentioned, and nothing that was deleted', async () => {
    const it = await mountChat();
    const { world, channels, people } = it.seeded;
    const cafe = world.receive(channels.general.id, people.bo.id, 'Meet at the **Café Zoë**?');
    const mention = world.receive(channels.general.id, people.bo.id, `with <@${people.ana.id}>`);
    const gone = world.receive(channels.general.id, people.bo.id, 'cafe zoe again');
    world.replace(channels.general.id, gone.id, (message) => ({
      ...message,
      deletedAt: new Date().toISOString(),
    }));
    await find(it, 'cafe zoe');
    expect(shown(it)).to.equal(cafe.index);
    await find(it, '@ana lima');
    expect(shown(it)).to.equal(mention.index);
  });

  it('marks the words where they stand, and leaves no mark behind', async () => {
    const it = await mountChat();
    const marked = (): string[] =>
      [...((CSS.highlights.get('fe-found') ?? []) as Iterable<Range>)].map((range) => range.toString());
    await find(it, 'green');
    expect(marked()).to.include('green');
    await sendKeys({ press: 'Escape' });
    await settled(it.timeline);
    expect(marked()).to.deep.equal([]);
  });

  it('marks no more in one message than anybody looks at', async () => {
    const it = await mountChat();
    const { world, channels, people } = it.seeded;
    for (let count = 0; count < 10; count += 1)
      world.receive(channels.general.id, people.bo.id, `${'zz'.repeat(3_900)} ${count}`);
    await settled(it.timeline);
    const rows = it.rows().slice(-10);
    for (const row of rows) row.sought = 'z';
    await Promise.all(rows.map((row) => row.updateComplete));
    expect(CSS.highlights.get('fe-found')?.size).to.equal(2_000);
  });

  it('leaves one way back to where it began', async () => {
    const it = await mountChat();
    const newest = it.rows().at(-1)?.dataset['id'];
    await find(it, 'green');
    await sendKeys({ press: 'Enter' });
    await sendKeys({ press: 'Enter' });
    await settled(it.timeline);
    await it.timeline.goBack();
    await settled(it.timeline);
    expect(it.rows().at(-1)?.dataset['id']).to.equal(newest);
    expect(it.scroller.scrollHeight - it.scroller.clientHeight - it.scroller.scrollTop).to.be.below(1);
  });

  it('says when it could not look further, and goes on when asked', async () => {
    const it = await mountChat();
    it.seeded.world.failures.push(new FakeError('network'));
    await it.timeline.openFind();
    type(inside(bar(it), 'input') as HTMLInputElement, 'no such words');
    await eventually(() => textOf(inside(bar(it), '.problem')).includes('no connection'));
    inside(bar(it), '.problem button')?.click();
    await eventually(() => count(it) === 'Nothing found');
    expect(inside(bar(it), '.problem')).to.equal(null);
  });

  it('leaves Ctrl and F to the browser in its own field, and elsewhere in the page', async () => {
    const it = await mountChat();
    await it.timeline.openFind();
    await aTimeout(0);
    expect(press(inside(bar(it), 'input') as Element, 'f', { ctrlKey: true }).defaultPrevented).to.equal(
      false,
    );
    expect(press(document.body, 'f', { ctrlKey: true }).defaultPrevented).to.equal(false);
  });

  it('is in the menu of the conversation', async () => {
    const it = await mountChat();
    const menu = inside(inside(it.chat, 'fe-channel-header'), 'fe-menu');
    inside(menu, '.trigger')?.click();
    await settled(it.chat);
    inside(menu, '[role=menuitem]')?.click();
    await eventually(() => bar(it) !== null);
  });
});
