import { expect } from '@open-wc/testing';
import { emulateMedia } from '@web/test-runner-commands';
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
  afterEach(async () => {
    await emulateMedia({
      reducedMotion: 'no-preference',
      ...{ forcedColors: 'none', contrast: 'no-preference' },
    });
  });

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

  it('to a page at 200 %, and keeps the place', async () => {
    const it = await mountChat({ width: 900 });
    await it.timeline.jumpTo(60);
    await settled(it.timeline);
    it.box().style.zoom = '2';
    it.box().style.width = '450px';
    it.box().style.height = '300px';
    await settled(it.timeline);
    await settled(it.timeline);
    const row = it.rows().find(({ item }) => item?.message.index === 60);
    const view = it.scroller.getBoundingClientRect();
    expect(row?.getBoundingClientRect().top).to.be.within(view.top, view.bottom);
    expect(it.scroller.scrollWidth).to.equal(it.scroller.clientWidth);
  });

  it('to forced colours: what is marked by colour alone gets a line', async () => {
    await emulateMedia({ ...{ forcedColors: 'active' } });
    expect(matchMedia('(forced-colors: active)').matches).to.equal(true);
    const it = await mountChat();
    await it.timeline.jumpTo(60);
    await settled(it.timeline);
    const row = it.rows().find(({ item }) => item?.message.index === 60);
    expect(row?.highlighted).to.equal(true);
    expect(getComputedStyle(row as Element).outlineStyle).to.equal('solid');
    for (const button of allInside(it.timeline, '.way'))
      expect(getComputedStyle(button).borderTopWidth).to.not.equal('0px');
    await it.timeline.jumpToNewest();
    await settled(it.timeline);
    const mentioned = it.rows().find((each) => each.hasAttribute('mentioned')) as Element;
    expect(getComputedStyle(mentioned).borderInlineStartStyle).to.equal('solid');
  });

  it('to reduced motion: nothing moves, and what was jumped to is marked all the same', async () => {
    await emulateMedia({ reducedMotion: 'reduce' });
    const it = await mountChat();
    await it.timeline.jumpTo(60);
    await settled(it.timeline);
    const row = it.rows().find(({ item }) => item?.message.index === 60) as Element;
    const running = it.timeline
      .getAnimations({ subtree: true })
      .filter(({ effect }) => (effect?.getTiming().duration ?? 0) !== 0);
    expect(running).to.have.length(0);
    expect(getComputedStyle(row).backgroundColor).to.not.equal('rgba(0, 0, 0, 0)');
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
