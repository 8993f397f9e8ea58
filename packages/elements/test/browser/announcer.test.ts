import { aTimeout, expect } from '@open-wc/testing';
import { allInside, mountChat, press, settled, type } from './support.ts';

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
    await aTimeout(500);
    expect(spoken(it.chat)).to.deep.equal(['Ana Lima: Hello there']);
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
});
