import { expect, fixture, html, waitUntil } from '@open-wc/testing';
import { emulateMedia } from '@web/test-runner-commands';
import '../../src/define/fe-chat.ts';
import { createFakeClient } from '../fake/fake-client.ts';
import { FakeError } from '../fake/fake-timeline.ts';
import { FakeWorld } from '../fake/fake-world.ts';
import { addUnsent } from '../fake/seed.ts';
import { eventually, inside, mountChat, press, settled, type, type Mounted } from './support.ts';

const states: Readonly<Record<string, (it: Mounted) => Promise<void> | void>> = {
  'a conversation': () => {},
  'a message with its actions': (it) => it.rows().at(-1)?.openActions(),
  'unsent messages': (it) => {
    addUnsent(it.seeded, it.state);
  },
  'the members': (it) => inside(inside(it.chat, 'fe-channel-header'), '.members')?.click(),
  'people to mention': async (it) => {
    type(it.input, '@');
    await waitUntil(() => inside(it.composer, '[role=option]') !== null);
  },
  'the channels to join': (it) => inside(inside(it.chat, 'fe-channel-list'), '.add')?.click(),
  'the form of a new channel': (it) =>
    inside(inside(it.chat, 'fe-channel-list'), '.heading .icon-button')?.click(),
  'the profile': (it) => inside(it.chat, '.me')?.click(),
  'a conversation that is searched': async (it) => {
    await it.timeline.openFind();
    const bar = inside(it.timeline, 'fe-find-bar');
    type(inside(bar, 'input') as HTMLInputElement, 'green');
    await eventually(() => it.rows().some((row) => row.highlighted));
  },
  'a conversation where one has jumped, with its dates': async (it) => {
    await it.timeline.jumpTo(60);
    const rail = (): HTMLElement | null => inside(inside(it.timeline, 'fe-date-rail'), '.rail');
    await eventually(() => rail() !== null);
    rail()?.focus();
  },
  'a jump that failed': async (it) => {
    it.seeded.world.failures.push(new FakeError('network'));
    await it.timeline.jumpTo(20);
  },
  'what is asked of who reports a message': async (it) => {
    const message = it.row('Great, thanks');
    message.dispatchEvent(
      new CustomEvent('fe-moderate', {
        detail: { act: 'report', userId: it.seeded.people.ana.id, message: message.item?.message },
        bubbles: true,
        composed: true,
      }),
    );
    await eventually(() => inside(inside(it.timeline, 'fe-person-act'), 'form') !== null);
  },
  'somebody who is muted, and has blocked somebody': async (it) => {
    const { world, channels, people } = it.seeded;
    const until = new Date(Date.now() + 3_600_000).toISOString();
    await it.client.users.block(people.ana.id);
    world.silences.set(people.sam.id, until);
    world.silence(channels.general.id, world.meId, until);
    inside(inside(it.chat, 'fe-channel-header'), '.members')?.click();
    await eventually(() => inside(inside(it.chat, 'fe-members'), '.more.muted') !== null);
    await it.row('Great, thanks').openActions();
  },
  'whom one has blocked': async (it) => {
    await it.client.users.block(it.seeded.people.ana.id);
    inside(it.chat, '.me')?.click();
    await eventually(() => inside(inside(it.chat, 'fe-profile'), '.people') !== null);
  },
  'who is banned': async (it) => {
    await it.client.channels.ban(it.seeded.channels.general.id, it.seeded.people.sam.id, { reason: 'Spam' });
    inside(inside(it.chat, 'fe-channel-header'), '.members')?.click();
    await eventually(() => inside(inside(it.chat, 'fe-members'), '.ban') !== null);
    const members = inside(it.chat, 'fe-members');
    inside(members, '.ban')?.click();
    await eventually(() => inside(inside(members, 'fe-bans'), '.person') !== null);
  },
  'what was reported': async (it) => {
    const { world, people } = it.seeded;
    for (const text of ['Great, thanks', 'could you check'])
      world.report(people.bo.id, it.row(text).item?.message, 'harassment', 'In front of a customer.');
    const list = inside(it.chat, 'fe-channel-list');
    list?.dispatchEvent(
      new CustomEvent('fe-open', { detail: { what: 'reports' }, bubbles: true, composed: true }),
    );
    await eventually(() => inside(inside(it.chat, 'fe-reports'), '.report') !== null);
    inside(inside(it.chat, 'fe-reports'), '.report .button:last-child')?.click();
  },
  'the choice of a day': (it) => it.timeline.chooseDate(),
  'the search before anything is written': async (it) => {
    await it.client.search.remember('green');
    await it.client.search.save({ name: 'Links', text: 'has:link' });
    await it.chat.openSearch();
  },
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
  'a search without a network': async (it) => {
    it.client.search.mode = 'device';
    await it.chat.openSearch();
    const panel = inside(it.chat, 'fe-search') as HTMLElementTagNameMap['fe-search'];
    panel.query = 'green';
    await eventually(() => inside(panel, '.notice') !== null);
  },
  'a search that failed': async (it) => {
    it.client.search.mode = 'failing';
    await it.chat.openSearch();
    const panel = inside(it.chat, 'fe-search') as HTMLElementTagNameMap['fe-search'];
    panel.query = 'green';
    await eventually(() => inside(panel, '[role=alert]') !== null);
  },
  'unread messages': (it) => {
    it.seeded.world.markRead(it.seeded.channels.general.id, 100);
    it.client.channels.timeline(it.seeded.channels.general.id);
    return it.timeline.jumpToFirstUnread();
  },
  'an open menu': (it) =>
    inside(inside(inside(it.chat, 'fe-channel-header'), 'fe-menu'), '.trigger')?.click(),
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

describe('accessibility (axe)', function () {
  this.timeout(20_000);
  for (const theme of ['light', 'dark', 'high-contrast'] as const) {
    for (const [name, prepare] of Object.entries(states)) {
      it(`finds nothing wrong with ${name} in ${theme}`, async () => {
        const mounted = await mountChat({ theme });
        await prepare(mounted);
        await settled(mounted.chat);
        await new Promise((resolve) => setTimeout(resolve, 600));
        await expect(mounted.chat).to.be.accessible();
        if (theme === 'high-contrast') expect(await tooPale(mounted.chat)).to.deep.equal([]);
      });
    }

    it(`finds nothing wrong with signing in and up in ${theme}`, async () => {
      const client = createFakeClient(new FakeWorld(), { signedIn: false });
      const chat = await fixture(html`<fe-chat .client=${client} theme=${theme}></fe-chat>`);
      await waitUntil(() => inside(chat, 'fe-sign-in') !== null);
      const form = inside(chat, 'fe-sign-in');
      await expect(chat).to.be.accessible();
      inside(form, '.other .link')?.click();
      await waitUntil(() => inside(form, '#name') !== null);
      inside(form, 'form .button')?.click();
      await waitUntil(() => inside(form, '[aria-invalid=true]') !== null);
      await expect(chat).to.be.accessible();
      if (theme === 'high-contrast') expect(await tooPale(chat)).to.deep.equal([]);
    });
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
