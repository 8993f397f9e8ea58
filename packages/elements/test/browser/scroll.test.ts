import { aTimeout, expect } from '@open-wc/testing';
import { eventually, inside, mountChat, settled, type Mounted } from './support.ts';

const distance = ({ scroller }: Mounted): number =>
  scroller.scrollHeight - scroller.clientHeight - scroller.scrollTop;

/** Scrolls somewhere into the middle, and says which row is read there. */
async function readAbove(it: Mounted, offset = 700): Promise<() => number> {
  it.scroller.scrollTop = it.scroller.scrollHeight - it.scroller.clientHeight - offset;
  await settled(it.timeline);
  await settled(it.timeline);
  const top = it.scroller.getBoundingClientRect().top;
  const row = it.rows().find((candidate) => candidate.getBoundingClientRect().top >= top);
  const id = row?.dataset['id'];
  const at = (): number => {
    const box = it
      .rows()
      .find(({ dataset }) => dataset['id'] === id)
      ?.getBoundingClientRect();
    return (box?.top ?? NaN) - it.scroller.getBoundingClientRect().top;
  };
  const before = at();
  return () => Math.abs(at() - before);
}

/** Scrolls up again and again, as far as it goes. */
async function toTheTop(it: Mounted, until: () => boolean): Promise<void> {
  for (let step = 0; step < 30 && !until(); step += 1) {
    it.scroller.scrollTop = 0;
    await settled(it.timeline);
  }
  expect(until()).to.equal(true);
}

describe('the place of the reader', () => {
  it('is the newest message when a conversation without unread messages opens', async () => {
    const it = await mountChat();
    expect(distance(it)).to.be.below(1);
  });

  it('follows new messages at the end', async () => {
    const it = await mountChat();
    for (const text of ['one', 'two', 'three\n\nwith\n\nmany\n\nlines']) {
      it.seeded.world.receive(it.seeded.channels.general.id, it.seeded.people.ana.id, text);
      await settled(it.timeline);
      expect(distance(it), text).to.be.below(1);
    }
  });

  it('follows when the last message grows', async () => {
    const it = await mountChat();
    const { general } = it.seeded.channels;
    const last = it.seeded.world.receive(general.id, it.seeded.people.ana.id, 'short');
    await settled(it.timeline);
    it.seeded.world.replace(general.id, last.id, (message) => ({ ...message, text: 'line\n'.repeat(15) }));
    await settled(it.timeline);
    expect(distance(it)).to.be.below(1);
  });

  it('does not move when older messages come', async () => {
    const it = await mountChat();
    const shift = await readAbove(it, 300);
    const before = it.rows().length;
    await it.state.loadOlder();
    await settled(it.timeline);
    await it.state.loadOlder();
    await settled(it.timeline);
    expect(it.state.store.get().items.length).to.be.above(100);
    expect(it.rows().length).to.be.at.least(before);
    expect(shift()).to.be.below(0.5);
  });

  it('does not move at the very top, where older messages come', async () => {
    const it = await mountChat();
    it.seeded.world.delay = 200;
    await toTheTop(it, () => it.state.store.get().loadingOlder);
    const first = it
      .rows()
      .find((row) => row.getBoundingClientRect().top >= it.scroller.getBoundingClientRect().top);
    const before = first?.getBoundingClientRect().top ?? NaN;
    const count = it.state.store.get().items.length;
    await eventually(() => it.state.store.get().items.length > count);
    await settled(it.timeline);
    await settled(it.timeline);
    expect(Math.abs((first?.getBoundingClientRect().top ?? NaN) - before)).to.be.below(0.5);
  });

  it('does not move when new messages come while one reads above, and a button leads to them', async () => {
    const it = await mountChat();
    const shift = await readAbove(it);
    for (let count = 0; count < 3; count += 1)
      it.seeded.world.receive(it.seeded.channels.general.id, it.seeded.people.bo.id, `new ${count}`);
    await settled(it.timeline);
    expect(shift()).to.be.below(0.5);
    const button = it.timeline.shadowRoot?.querySelector<HTMLButtonElement>('.way');
    expect(button?.textContent.trim()).to.equal('3 new messages');
    button?.click();
    await settled(it.timeline);
    expect(distance(it)).to.be.below(1);
  });

  it('does not move when a message above grows', async () => {
    const it = await mountChat();
    const shift = await readAbove(it);
    const top = it.scroller.getBoundingClientRect().top;
    const above = it.rows().findLast((row) => row.getBoundingClientRect().bottom < top)?.item?.message;
    expect(above).to.exist;
    if (above !== undefined) {
      it.seeded.world.replace(it.seeded.channels.general.id, above.id, (message) => ({
        ...message,
        text: 'line\n'.repeat(12),
      }));
    }
    await settled(it.timeline);
    expect(shift()).to.be.below(0.5);
  });

  it('does not move when the pane becomes narrower', async () => {
    const it = await mountChat();
    const shift = await readAbove(it);
    it.box().style.width = '620px';
    await settled(it.timeline);
    await settled(it.timeline);
    expect(shift()).to.be.below(0.5);
  });

  it('stays at the end when the pane becomes lower', async () => {
    const it = await mountChat();
    it.box().style.height = '380px';
    await settled(it.timeline);
    expect(distance(it)).to.be.below(1);
  });

  it('is found again after the chat was moved within the page', async () => {
    const it = await mountChat();
    const shift = await readAbove(it);
    const other = document.createElement('div');
    other.style.height = '600px';
    it.box().append(other);
    it.box().prepend(it.chat);
    await settled(it.timeline);
    await settled(it.timeline);
    expect(shift()).to.be.below(1);
  });

  it('is reached by a jump to a message far away, which is marked', async () => {
    const it = await mountChat();
    await it.timeline.jumpTo(20);
    await settled(it.timeline);
    const row = it.rows().find(({ item }) => item?.message.index === 20);
    const view = it.scroller.getBoundingClientRect();
    const box = row?.getBoundingClientRect();
    expect(row?.highlighted).to.equal(true);
    expect(box?.top).to.be.within(view.top, view.bottom);
    await it.timeline.jumpToNewest();
    await settled(it.timeline);
    expect(distance(it)).to.be.below(1);
  });

  it('does not move when pictures above it come late', async () => {
    const it = await mountChat();
    const shift = await readAbove(it);
    const { top } = it.scroller.getBoundingClientRect();
    const above = it.rows().filter((row) => row.getBoundingClientRect().bottom < top);
    expect(above.length).to.be.above(2);
    for (const row of above.slice(-3)) {
      const image = new Image(200, 150);
      inside(row, '.body')?.append(image);
    }
    await settled(it.timeline);
    expect(shift()).to.be.below(0.5);
  });

  it('does not move when the last message grows while one reads above', async () => {
    const it = await mountChat();
    const { general } = it.seeded.channels;
    const last = it.seeded.world.receive(general.id, it.seeded.people.ana.id, 'short');
    const shift = await readAbove(it);
    for (let lines = 1; lines < 12; lines += 1) {
      it.seeded.world.replace(general.id, last.id, (message) => ({
        ...message,
        text: 'line\n'.repeat(lines),
      }));
      await settled(it.timeline);
      expect(shift()).to.be.below(0.5);
    }
  });

  it('does not move when the typeface changes its size', async () => {
    const it = await mountChat();
    // Away from the longest message, of which a part is read: that part grows, too.
    const shift = await readAbove(it, 1_500);
    it.chat.style.setProperty('--fe-font-size', '19px');
    await settled(it.timeline);
    await settled(it.timeline);
    expect(shift()).to.be.below(0.5);
  });

  it('does not move when the device is turned, and back', async () => {
    const it = await mountChat({ width: 390, height: 780 });
    const shift = await readAbove(it);
    it.box().style.width = '780px';
    it.box().style.height = '390px';
    await settled(it.timeline);
    await settled(it.timeline);
    expect(shift()).to.be.below(0.5);
    it.box().style.width = '390px';
    it.box().style.height = '780px';
    await settled(it.timeline);
    await settled(it.timeline);
    expect(shift()).to.be.below(0.5);
  });

  it('is found again after the chat was hidden', async () => {
    const it = await mountChat();
    const shift = await readAbove(it);
    it.box().style.display = 'none';
    it.seeded.world.receive(it.seeded.channels.general.id, it.seeded.people.bo.id, 'meanwhile');
    await settled(it.timeline);
    it.box().style.display = '';
    await settled(it.timeline);
    await settled(it.timeline);
    expect(shift()).to.be.below(0.5);
  });

  it('does not move although ten thousand messages come while one reads, and few rows are in the page', async function () {
    this.timeout(60_000);
    const it = await mountChat();
    const shift = await readAbove(it);
    let most = 0;
    for (let count = 0; count < 10_000; count += 1) {
      it.seeded.world.receive(it.seeded.channels.general.id, it.seeded.people.bo.id, `message ${count}`);
      if (count % 250 !== 0) continue;
      await settled(it.timeline);
      most = Math.max(most, it.rows().length);
      expect(shift(), `after ${count}`).to.be.at.most(0.5);
    }
    await settled(it.timeline);
    expect(shift()).to.be.at.most(0.5);
    expect(most).to.be.at.most(400);
  });

  it('is left to the finger: nothing is put above it until the list has come to rest', async () => {
    const it = await mountChat();
    const touch = (type: string, touches: number): void => {
      it.scroller.dispatchEvent(
        Object.assign(new Event(type, { bubbles: true }), { touches: { length: touches } }),
      );
    };
    const first = (): string | undefined => it.rows()[0]?.dataset['id'];
    touch('touchstart', 1);
    it.scroller.scrollTop = 400;
    await settled(it.timeline);
    const before = first();
    const top = it.scroller.scrollTop;
    await aTimeout(250);
    expect([first(), it.scroller.scrollTop], 'while the finger is there').to.deep.equal([before, top]);
    touch('touchend', 0);
    for (let count = 0; count < 5; count += 1) {
      it.scroller.scrollTop -= 20;
      await settled(it.timeline);
      expect(first(), 'while it goes on by itself').to.equal(before);
    }
    const row = it.rows()[10];
    const at = row?.getBoundingClientRect().top ?? NaN;
    await eventually(() => first() !== before, 'at rest');
    await settled(it.timeline);
    expect(Math.abs((row?.getBoundingClientRect().top ?? NaN) - at)).to.be.below(0.5);
  });

  it('keeps no more than 400 rows in the page, however far one scrolls', async () => {
    const it = await mountChat({
      prepare: ({ world, channels, people }) => {
        for (let count = 0; count < 900; count += 1)
          world.accept(
            { ...world.compose(channels.long.id, people.bo.id, `message ${count}`) },
            { read: true },
          );
      },
      channel: 'a-channel-with-a-name-that-is-really-much-too-long-for-any-list',
    });
    let most = 0;
    for (let step = 0; step < 60 && it.rows()[0]?.item?.message.index !== 1; step += 1) {
      it.scroller.scrollTop = 0;
      await settled(it.timeline);
      most = Math.max(most, it.rows().length);
    }
    expect(it.rows()[0]?.item?.message.index).to.equal(1);
    expect(most).to.be.at.most(400);
    await it.timeline.jumpToNewest();
    await settled(it.timeline);
    expect(it.rows().at(-1)?.item?.message.index).to.equal(900);
    expect(distance(it)).to.be.below(1);
  });

  it('is the first unread message when there are many, with a line above it', async () => {
    const it = await mountChat({
      prepare: ({ world, channels }) => {
        world.markRead(channels.general.id, 100);
      },
    });
    const row = it.rows().find(({ item }) => item?.message.index === 101);
    const view = it.scroller.getBoundingClientRect();
    expect(row?.getBoundingClientRect().top).to.be.within(view.top, view.bottom);
    expect(row?.previousElementSibling?.className).to.equal('unread-line');
  });

  it('never scrolls the page around the chat', async () => {
    const it = await mountChat({ height: 600 });
    it.box().style.marginTop = '2000px';
    window.scrollTo(0, 0);
    await it.timeline.jumpTo(20);
    it.timeline.focus();
    it.composer.focus();
    await settled(it.timeline);
    expect(window.scrollY).to.equal(0);
  });

  it('marks as read what was seen to the end', async () => {
    const it = await mountChat();
    it.seeded.world.receive(it.seeded.channels.general.id, it.seeded.people.ana.id, 'seen');
    await eventually(
      () => it.client.store.get().channels.get(it.seeded.channels.general.id)?.unread === 0,
      'read',
    );
  });

  it('does not mark as read what is below the screen', async () => {
    const it = await mountChat();
    await readAbove(it);
    it.seeded.world.receive(it.seeded.channels.general.id, it.seeded.people.ana.id, 'unseen');
    await aTimeout(700);
    expect(it.client.store.get().channels.get(it.seeded.channels.general.id)?.unread).to.equal(1);
  });

  it('offers to try again when older messages cannot be had', async () => {
    const it = await mountChat();
    const { FakeError } = await import('../fake/fake-timeline.ts');
    it.seeded.world.failures.push(new FakeError('network'));
    await toTheTop(it, () => it.timeline.shadowRoot?.querySelector('.state .button') !== null);
    const count = it.state.store.get().items.length;
    it.timeline.shadowRoot?.querySelector<HTMLButtonElement>('.state .button')?.click();
    await eventually(() => it.state.store.get().items.length > count, 'loaded');
  });
});
