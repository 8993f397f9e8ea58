import { expect } from '@open-wc/testing';
import { allInside, eventually, inside, mountChat, settled, type, type Mounted } from './support.ts';

/** What is wider than the timeline, which would have to be scrolled to both sides. */
function tooWide(it: Mounted): string[] {
  const { left, right } = it.timeline.getBoundingClientRect();
  const elements = [it.timeline, ...it.rows()].flatMap((element) => allInside(element, '*'));
  return elements
    .filter((element) => element.checkVisibility() && !element.closest('.visually-hidden, .announcer'))
    .filter((element) => {
      const box = element.getBoundingClientRect();
      // What scrolls by itself, such as code, and what is cut off with dots may be as wide as it is.
      return box.width > 0 && (box.left < left - 1 || box.right > right + 1);
    })
    .map((element) => `${element.tagName}.${element.className}`);
}

const searched = async (it: Mounted): Promise<void> => {
  await it.timeline.openFind();
  type(inside(inside(it.timeline, 'fe-find-bar'), 'input') as HTMLInputElement, 'green');
  await eventually(() => it.rows().some((row) => row.highlighted));
  await settled(it.timeline);
};

describe('a timeline adapts', () => {
  it('to 320 px, without scrolling to the sides, and with the search in it', async () => {
    const it = await mountChat({ width: 320, height: 640 });
    expect(it.scroller.scrollWidth).to.equal(it.scroller.clientWidth);
    expect(tooWide(it)).to.deep.equal([]);
    await searched(it);
    expect(it.scroller.scrollWidth).to.equal(it.scroller.clientWidth);
    expect(tooWide(it)).to.deep.equal([]);
    const bar = inside(it.timeline, 'fe-find-bar');
    for (const control of allInside(bar, 'input, button')) {
      const box = control.getBoundingClientRect();
      expect(box.right, control.className).to.be.at.most(it.timeline.getBoundingClientRect().right);
    }
  });

  it('to text of twice the size, and keeps the place', async () => {
    const it = await mountChat({ width: 640 });
    await it.timeline.jumpTo(60);
    await settled(it.timeline);
    const row = it.rows().find(({ item }) => item?.message.index === 60);
    const at = (): number =>
      (row?.getBoundingClientRect().top ?? NaN) - it.scroller.getBoundingClientRect().top;
    const before = at();
    for (const [name, size] of [
      ['--fe-font-size', 30],
      ['--fe-font-size-secondary', 26],
      ['--fe-font-size-meta', 24],
    ] as const)
      it.chat.style.setProperty(name, `${size}px`);
    await settled(it.timeline);
    await settled(it.timeline);
    expect(Math.abs(at() - before)).to.be.below(0.5);
    expect(it.scroller.scrollWidth).to.equal(it.scroller.clientWidth);
    expect(tooWide(it)).to.deep.equal([]);
  });

  for (const [name, style] of Object.entries({
    'a page at 200 %': { zoom: '2', width: '450px', height: '300px' },
    'a place that is drawn smaller': { scale: '0.5' },
  }))
    it(`to ${name}, keeps the place and goes where it should`, async () => {
      const it = await mountChat({ width: 900 });
      await it.timeline.jumpTo(60);
      await settled(it.timeline);
      const view = (): DOMRect => it.scroller.getBoundingClientRect();
      const scale = (): number => view().height / it.scroller.clientHeight;
      const from = (index: number): number => {
        const row = it.rows().find(({ item }) => item?.message.index === index);
        return ((row?.getBoundingClientRect().top ?? NaN) - view().top) / scale();
      };
      const before = from(60);
      Object.assign(it.box().style, style);
      await settled(it.timeline);
      await settled(it.timeline);
      expect(from(60)).to.be.closeTo(before, 1);
      expect(it.scroller.scrollWidth).to.equal(it.scroller.clientWidth);
      await it.timeline.jumpTo(20);
      await settled(it.timeline);
      expect(from(20)).to.be.within(0, it.scroller.clientHeight / 2);
      const place = from(20);
      for (let count = 0; count < 5; count += 1)
        it.seeded.world.receive(it.seeded.channels.general.id, it.seeded.people.bo.id, `message ${count}`);
      await settled(it.timeline);
      expect(from(20)).to.be.closeTo(place, 1);
    });

  it('to a page at 150 %, with its menus beside their buttons', async () => {
    const it = await mountChat({ width: 600, height: 500 });
    Object.assign(it.box().style, { zoom: '1.5', width: '400px', height: '330px' });
    await settled(it.chat);
    const menu = inside(inside(it.chat, 'fe-channel-header'), 'fe-menu');
    const trigger = inside(menu, '.trigger') as HTMLElement;
    trigger.click();
    await settled(it.chat);
    const button = trigger.getBoundingClientRect();
    const opened = (inside(menu, '.menu') as HTMLElement).getBoundingClientRect();
    // It moves a little while it opens.
    expect(opened.top - button.bottom).to.be.within(-8, 12);
    expect(Math.min(Math.abs(opened.right - button.right), Math.abs(opened.left - button.left))).to.be.below(
      12,
    );
  });

  it('to fingers: what is pressed is at least 24 px high and wide', async () => {
    const it = await mountChat({ width: 390 });
    await it.timeline.jumpTo(60);
    await searched(it);
    const bar = inside(it.timeline, 'fe-find-bar');
    for (const control of [
      ...allInside(it.timeline, '.way, .day-line button'),
      ...allInside(bar, 'button, input'),
    ]) {
      const { width, height } = control.getBoundingClientRect();
      expect(Math.min(width, height), control.textContent).to.be.at.least(24);
    }
  });
});
