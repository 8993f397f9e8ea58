import { expect } from '@open-wc/testing';
import { sendKeys, sendMouse } from '@web/test-runner-commands';
import { deepActiveElement } from '../../src/dialogs/dialog.ts';
import { eventually, inside, mountChat, settled, type Mounted } from './support.ts';

const layout = (it: Mounted): HTMLElement => inside(it.chat, '.layout') as HTMLElement;
const members = (it: Mounted): HTMLElement =>
  inside(inside(it.chat, 'fe-channel-header'), '.members') as HTMLElement;
const handle = (it: Mounted, pane: 'list' | 'side'): HTMLElement =>
  inside(it.chat, `.${pane} .split`) as HTMLElement;

async function openMembers(it: Mounted): Promise<void> {
  members(it).focus();
  members(it).click();
  await settled(it.chat);
}

/** A finger that goes from one place to another in a few steps. */
function swipe(
  it: Mounted,
  from: readonly [x: number, y: number],
  to: readonly [x: number, y: number],
): void {
  const { left, top } = layout(it).getBoundingClientRect();
  const target = inside(it.chat, 'fe-timeline') ?? layout(it);
  const point = (type: string, [x, y]: readonly [number, number]): void => {
    target.dispatchEvent(
      new PointerEvent(type, {
        pointerId: 1,
        pointerType: 'touch',
        isPrimary: true,
        bubbles: true,
        composed: true,
        clientX: left + x,
        clientY: top + y,
      }),
    );
  };
  // Pointers that are made up cannot be captured.
  layout(it).setPointerCapture = () => {};
  point('pointerdown', from);
  for (let step = 1; step <= 4; step += 1)
    point('pointermove', [
      from[0] + ((to[0] - from[0]) * step) / 4,
      from[1] + ((to[1] - from[1]) * step) / 4,
    ]);
  point('pointerup', to);
}

const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 260));

describe('the panes', () => {
  for (const width of [1000, 800, 380]) {
    it(`take the focus to the members and back again at ${width} px`, async () => {
      const it = await mountChat({ width });
      await openMembers(it);
      expect(inside(it.chat, 'fe-members')?.matches(':focus-within')).to.equal(true);
      await sendKeys({ press: 'Escape' });
      await settled(it.chat);
      expect(inside(it.chat, 'fe-members')).to.equal(null);
      expect(deepActiveElement() === members(it)).to.equal(true);
    });
  }

  it('leave Escape to a search that holds something', async () => {
    const it = await mountChat();
    await openMembers(it);
    await sendKeys({ type: 'a' });
    await sendKeys({ press: 'Escape' });
    await settled(it.chat);
    expect(inside(it.chat, 'fe-members')).to.not.equal(null);
  });

  it('keep the focus when adding people is over', async () => {
    const it = await mountChat();
    await openMembers(it);
    const panel = inside(it.chat, 'fe-members');
    inside(panel, '.header .add')?.click();
    await settled(it.chat);
    inside(panel, '.header button')?.click();
    await settled(it.chat);
    expect(deepActiveElement() === inside(panel, '.header .add')).to.equal(true);
  });

  it('are made wider and narrower with the keyboard', async () => {
    const it = await mountChat({ width: 1200 });
    await openMembers(it);
    for (const [pane, wider] of [
      ['list', 'ArrowRight'],
      ['side', 'ArrowLeft'],
    ] as const) {
      const element = inside(it.chat, `.${pane}`) as HTMLElement;
      const before = element.offsetWidth;
      handle(it, pane).focus();
      await sendKeys({ press: wider });
      await settled(it.chat);
      expect(element.offsetWidth).to.equal(before + 16);
      expect(handle(it, pane).getAttribute('aria-valuenow')).to.equal(String(element.offsetWidth));
      await sendKeys({ press: 'Home' });
      await settled(it.chat);
      expect(handle(it, pane).getAttribute('aria-valuenow')).to.equal(
        handle(it, pane).getAttribute('aria-valuemin'),
      );
    }
  });

  it('are dragged with the mouse, and found again as they were left', async () => {
    const it = await mountChat({ width: 1200 });
    const { left, top } = handle(it, 'list').getBoundingClientRect();
    await sendMouse({ type: 'move', position: [Math.round(left) + 4, Math.round(top) + 200] });
    await sendMouse({ type: 'down' });
    await sendMouse({ type: 'move', position: [Math.round(left) + 44, Math.round(top) + 200] });
    await sendMouse({ type: 'up' });
    await settled(it.chat);
    expect(inside(it.chat, '.list')?.offsetWidth).to.equal(304);
    it.box().append(it.chat);
    await settled(it.chat);
    expect(handle(it, 'list').getAttribute('aria-valuenow')).to.equal('304');
  });

  it('leave room for the conversation, however wide the others were made', async () => {
    const it = await mountChat({ width: 960 });
    await openMembers(it);
    for (const pane of ['list', 'side'] as const) {
      handle(it, pane).focus();
      await sendKeys({ press: 'End' });
    }
    await settled(it.chat);
    expect(inside(it.chat, '.main')?.offsetWidth).to.be.at.least(360);
    expect(layout(it).scrollWidth).to.equal(layout(it).clientWidth);
  });
});

describe('a swipe from the edge', () => {
  it('goes back to the list where one pane is shown', async () => {
    const it = await mountChat({ width: 380 });
    swipe(it, [8, 300], [240, 310]);
    await eventually(() => layout(it).dataset['pane'] === 'list');
    expect(layout(it).classList.contains('swiping')).to.equal(false);
  });

  it('goes back from the members to the conversation', async () => {
    const it = await mountChat({ width: 380 });
    await openMembers(it);
    swipe(it, [8, 300], [240, 310]);
    await eventually(() => layout(it).dataset['pane'] === 'conversation');
  });

  const others: Readonly<
    Record<string, readonly [width: number, from: [number, number], to: [number, number]]>
  > = {
    'from the middle': [380, [120, 300], [340, 300]],
    'that goes down': [380, [8, 200], [60, 400]],
    'of a few pixels': [380, [8, 300], [30, 300]],
    'where there is room for two panes': [800, [8, 300], [300, 300]],
  };
  for (const [name, [width, from, to]] of Object.entries(others)) {
    it(`is not one ${name}`, async () => {
      const it = await mountChat({ width });
      swipe(it, from, to);
      await settle();
      expect(layout(it).dataset['pane']).to.equal('conversation');
    });
  }
});
