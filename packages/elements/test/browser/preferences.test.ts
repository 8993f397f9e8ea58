/** Only Chromium pretends what a system asks for: these are not run in Firefox. */
import { expect } from '@open-wc/testing';
import { emulateMedia } from '@web/test-runner-commands';
import { tooPale } from './pale-text.ts';
import { allInside, mountChat, settled } from './support.ts';

describe('a chat does what the system of its reader asks', () => {
  afterEach(async () => {
    await emulateMedia({
      reducedMotion: 'no-preference',
      ...{ forcedColors: 'none', contrast: 'no-preference' },
    });
  });

  it('for forced colours: what is marked by colour alone gets a line', async () => {
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

  it('for reduced motion: nothing moves, and what was jumped to is marked all the same', async () => {
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

  it('for more contrast: text of 7:1, whatever the theme', async function () {
    this.timeout(20_000);
    for (const theme of ['light', 'dark'] as const) {
      await emulateMedia({ reducedMotion: 'no-preference', ...{ contrast: 'more' } });
      const { chat } = await mountChat({ theme });
      await expect(chat).to.be.accessible();
      expect(await tooPale(chat), theme).to.deep.equal([]);
      await emulateMedia({ reducedMotion: 'no-preference', ...{ contrast: 'no-preference' } });
      expect(await tooPale(chat), `${theme}, without asking`).to.not.deep.equal([]);
    }
  });
});
