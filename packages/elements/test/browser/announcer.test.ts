import { aTimeout, expect } from '@open-wc/testing';
import { allInside, eventually, inside, mountChat, press, settled, type } from './support.ts';

const spoken = (chat: Element): string[] => allInside(chat, '.announcer p').map((line) => line.textContent);

describe('what a screen reader is told', () => {
  it('is nothing of the history', async () => {
    const it = await mountChat();
    it.scroller.scrollTop = 0;
    await settled(it.timeline);
    await aTimeout(400);
    expect(spoken(it.chat)).to.deep.equal([]);
  });

  it('is each new message of the others, once, and none of one’s own', async () => {
    const it = await mountChat();
    const { world, channels, people } = it.seeded;
    world.receive(channels.general.id, people.ana.id, '**Hello** there');
    await settled(it.timeline);
    type(it.input, 'my own');
    press(it.input, 'Enter');
    await eventually(() => spoken(it.chat).length > 0);
    await aTimeout(500);
    expect(spoken(it.chat)).to.deep.equal(['Ana Lima: Hello there']);
  });

  it('is the beginning of a message that nobody would listen to', async () => {
    const it = await mountChat();
    const { world, channels, people } = it.seeded;
    world.receive(channels.general.id, people.ana.id, `${'a'.repeat(299)}😀${' and so on'.repeat(700)}`);
    await eventually(() => spoken(it.chat).length > 0);
    expect(spoken(it.chat)).to.deep.equal([`Ana Lima: ${'a'.repeat(299)}…`]);
    expect(it.rows().at(-1)?.ariaLabel?.length).to.be.below(600);
  });

  it('is a number when many come at once', async () => {
    const it = await mountChat();
    const { world, channels, people } = it.seeded;
    world.receive(channels.general.id, people.ana.id, 'first');
    for (let count = 0; count < 5; count += 1)
      world.receive(channels.general.id, people.bo.id, `more ${count}`);
    await aTimeout(2_600);
    const all = spoken(it.chat);
    expect(all.at(-1)).to.match(/^(5|6) new messages$/);
    expect(all).to.have.length.below(3);
  });

  it('comes from one live region, and the history is none', async () => {
    const it = await mountChat();
    expect(it.scroller.getAttribute('aria-live')).to.equal(null);
    expect(it.scroller.getAttribute('role')).to.equal('feed');
    expect(allInside(it.timeline, '[aria-live]')).to.have.length(0);
    expect(allInside(it.chat, '[aria-live]')).to.have.length(1);
  });

  it('is exactly this, from the opening to the last word', async () => {
    const it = await mountChat();
    const { world, channels, people } = it.seeded;
    const { general } = channels;
    const heard: string[] = [];
    const region = inside(it.chat, '.announcer');
    const listener = new MutationObserver((changes) => {
      for (const { addedNodes } of changes) for (const node of addedNodes) heard.push(node.textContent ?? '');
    });
    if (region !== null) listener.observe(region, { childList: true, subtree: true });
    // All that was there before is history, however often its rows leave the page and come back.
    for (let step = 0; step < 12; step += 1) {
      it.scroller.scrollTop = 0;
      await settled(it.timeline);
    }
    await it.timeline.jumpTo(40);
    await it.timeline.goBack();
    await it.timeline.jumpToNewest();
    await aTimeout(400);
    expect(heard, 'history').to.deep.equal([]);

    const answer = world.receive(general.id, people.ana.id, 'The **build** is `green`');
    await aTimeout(2_400);
    // An answer that grows word by word is no news each time.
    for (let words = 1; words < 6; words += 1) {
      world.replace(general.id, answer.id, (message) => ({ ...message, text: 'word '.repeat(words) }));
      await settled(it.timeline);
    }
    world.receive(general.id, it.seeded.people.me.id, 'my own, from another device');
    await aTimeout(2_400);
    await it.timeline.jumpTo(40);
    for (const text of ['one', 'two', 'three', 'four', 'five']) world.receive(general.id, people.bo.id, text);
    await it.timeline.jumpToNewest();
    await aTimeout(2_600);
    await it.timeline.openFind();
    const bar = inside(it.timeline, 'fe-find-bar');
    const seek = async (text: string): Promise<void> => {
      type(inside(bar, 'input') as HTMLInputElement, text);
      await aTimeout(900);
    };
    await seek('settings page');
    await seek('nothing like this');
    listener.disconnect();
    expect(heard).to.deep.equal([
      'Ana Lima: The build is green',
      '5 new messages',
      '1 of 1',
      'Nothing found',
    ]);
  }).timeout(20_000);
});
