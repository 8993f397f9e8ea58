import { expect } from '@open-wc/testing';
import '../../src/define/fe-chat.ts';
import { tooPale } from './pale-text.ts';
import { eventually, inside, mountChat, press, settled, type Mounted } from './support.ts';

/** What the gallery cannot show, since its server does not search; every other state is looked at there. */
const states: Readonly<Record<string, (it: Mounted) => Promise<void>>> = {
  'what was found, narrowed by a filter': async (it) => {
    await it.chat.openSearch();
    const panel = inside(it.chat, 'fe-search') as HTMLElementTagNameMap['fe-search'];
    panel.query = 'the from:Ana';
    await eventually(() => inside(panel, '.option.message') !== null);
    press(inside(panel, 'input') as Element, 'ArrowDown');
  },
  'a search that found nothing': async (it) => {
    await it.chat.openSearch();
    const panel = inside(it.chat, 'fe-search') as HTMLElementTagNameMap['fe-search'];
    panel.query = 'platypus from:Ana';
    await eventually(() => inside(panel, '.empty') !== null);
  },
};

const looks = [
  ['light', 'light', 'en'],
  ['dark', 'dark', 'en'],
  ['high contrast', 'high-contrast', 'en'],
  ['Arabic', 'light', 'ar'],
] as const;

describe('accessibility (axe)', function () {
  this.timeout(20_000);
  for (const [look, theme, lang] of looks) {
    for (const [name, prepare] of Object.entries(states)) {
      it(`finds nothing wrong with ${name} in ${look}`, async () => {
        const mounted = await mountChat({ theme });
        mounted.chat.lang = lang;
        await prepare(mounted);
        await settled(mounted.chat);
        await new Promise((resolve) => setTimeout(resolve, 600));
        await expect(mounted.chat).to.be.accessible();
        if (theme === 'high-contrast') expect(await tooPale(mounted.chat)).to.deep.equal([]);
      });
    }
  }
});
