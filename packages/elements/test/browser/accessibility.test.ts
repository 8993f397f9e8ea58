import { expect } from '@open-wc/testing';
import { emulateMedia } from '@web/test-runner-commands';
import '../../src/define/fe-chat.ts';
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

/** What axe is loaded as by `accessible()`. */
declare const axe: {
  run(
    element: Element,
    options: { readonly runOnly: readonly string[] },
  ): Promise<{ readonly violations: readonly { readonly nodes: readonly { readonly html: string }[] }[] }>;
};

/** Text with less than 7:1 (WCAG 1.4.6, level AAA), which axe looks for only when it is asked. */
async function tooPale(chat: Element): Promise<string[]> {
  const { violations } = await axe.run(chat, { runOnly: ['color-contrast-enhanced'] });
  return violations.flatMap(({ nodes }) => nodes.map(({ html: text }) => text));
}

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

  it('has text of 7:1 for those whose system asks for more contrast, whatever the theme', async () => {
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
