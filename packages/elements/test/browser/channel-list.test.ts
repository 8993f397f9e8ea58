import { expect } from '@open-wc/testing';
import { FakeError } from '../fake/fake-timeline.ts';
import type { FeMenu } from '../../src/dialogs/menu.ts';
import {
  allInside,
  eventually,
  inside,
  mountChat,
  press,
  settled,
  textOf,
  type,
  type Mounted,
} from './support.ts';

const list = (it: Mounted): HTMLElement => inside(it.chat, 'fe-channel-list') as HTMLElement;
const entries = (it: Mounted): string[] =>
  allInside(list(it), '.entry[data-id] .title').map((title) => title.textContent.trim());
const entry = (it: Mounted, id: string): HTMLElement =>
  inside(list(it), `.entry[data-id="${id}"]`) as HTMLElement;
const section = (it: Mounted, name: string): HTMLElement =>
  allInside(list(it), '.fold').find((button) => button.textContent.includes(name)) as HTMLElement;
const focused = (): Element | null => {
  let active = document.activeElement;
  while (active?.shadowRoot?.activeElement != null) active = active.shadowRoot.activeElement;
  return active;
};

/** Opens the menu of an entry as its keys do, and chooses from it. */
async function choose(it: Mounted, id: string, label: string): Promise<void> {
  entry(it, id).focus();
  entry(it, id).dispatchEvent(new MouseEvent('contextmenu', { bubbles: true, cancelable: true }));
  const menu = (): FeMenu | null =>
    list(it).shadowRoot?.querySelector<FeMenu>(`fe-menu[data-of="${id}"]`) ?? null;
  await eventually(() => menu()?.expanded === true, 'the menu opens');
  const item = allInside(menu(), '.item').find((each) => each.textContent.trim() === label);
  if (item === undefined) throw new Error(`The menu has no "${label}": ${textOf(menu())}`);
  item.click();
  await settled(it.chat);
}

describe('the list of conversations', () => {
  it('shows where a message was begun, and no longer once it is sent', async () => {
    const it = await mountChat();
    const { general, design } = it.seeded.channels;
    type(it.input, 'half a sen');
    it.chat.openChannel(design.id);
    await settled(it.chat);
    expect(entry(it, general.id).querySelector('[aria-label=draft]')).to.not.equal(null);
    it.chat.openChannel(general.id);
    await settled(it.chat);
    expect(it.input.value).to.equal('half a sen');
    press(it.input, 'Enter');
    it.chat.openChannel(design.id);
    await settled(it.chat);
    expect(entry(it, general.id).querySelector('[aria-label=draft]')).to.equal(null);
  });

  it('keeps a conversation among the favourites by its menu, and the focus at it', async () => {
    const it = await mountChat();
    const { design } = it.seeded.channels;
    await choose(it, design.id, 'Add to favourites');
    await eventually(() => entries(it).indexOf('design') < entries(it).indexOf('launch-2027'));
    expect(entries(it).slice(0, 2)).to.deep.equal(['design', 'general']);
    await eventually(() => focused() === entry(it, design.id), 'the focus is at the entry');
    await choose(it, design.id, 'Remove from favourites');
    expect(entries(it)[0]).to.equal('general');
  });

  it('mutes a conversation, and unmutes it', async () => {
    const it = await mountChat();
    const { leads } = it.seeded.channels;
    await choose(it, leads.id, 'Mute');
    await eventually(() => entry(it, leads.id).querySelector('[aria-label=muted]') !== null);
    await choose(it, leads.id, 'Unmute');
    await eventually(() => entry(it, leads.id).querySelector('[aria-label=muted]') === null);
  });

  it('marks a conversation as read, and as unread from its last message on', async () => {
    const it = await mountChat();
    const { design } = it.seeded.channels;
    const unread = (): number => it.seeded.world.store.get().channels.get(design.id)?.unread ?? -1;
    expect(unread()).to.be.above(1);
    await choose(it, design.id, 'Mark as read');
    await eventually(() => unread() === 0);
    await choose(it, design.id, 'Mark as unread');
    await eventually(() => unread() === 1);
    expect(entry(it, design.id).classList.contains('unread')).to.equal(true);
  });

  it('says why what was chosen in a menu could not be done', async () => {
    const it = await mountChat();
    it.seeded.world.failures.push(new FakeError('network'));
    await choose(it, it.seeded.channels.leads.id, 'Mute');
    await eventually(() => inside(list(it), '[role=alert]') !== null);
    expect(inside(list(it), '[role=alert]')?.textContent).to.contain('There is no connection');
  });

  it('has its menu one Tab behind the entry, and on the entry that the pointer is at', async () => {
    const it = await mountChat();
    const { general, leads } = it.seeded.channels;
    const menus = (): FeMenu[] => [...(list(it).shadowRoot?.querySelectorAll('fe-menu') ?? [])];
    expect(menus().map((menu) => menu.dataset['of'])).to.deep.equal([general.id]);
    expect(menus()[0]?.buttonTabIndex).to.equal(0);
    entry(it, leads.id).parentElement?.dispatchEvent(new PointerEvent('pointerenter'));
    await settled(it.chat);
    expect(menus().map((menu) => [menu.dataset['of'], menu.buttonTabIndex])).to.deep.equal([
      [general.id, 0],
      [leads.id, -1],
    ]);
  });

  it('folds a section up, but for what is unread or open, and finds it so again', async () => {
    const it = await mountChat();
    const { design, leads } = it.seeded.channels;
    section(it, 'Channels').click();
    await settled(it.chat);
    expect(section(it, 'Channels').ariaExpanded).to.equal('false');
    expect(entries(it)).to.include('design');
    expect(entries(it)).to.not.include('leads');
    expect(design.id).to.not.equal(leads.id);
    const field = inside(list(it), 'input') as HTMLInputElement;
    type(field, 'lea');
    await settled(it.chat);
    expect(entries(it), 'the search looks everywhere').to.include('leads');
    const again = document.createElement('fe-channel-list');
    again.client = it.client;
    it.box().append(again);
    await settled(again);
    expect(allInside(again, '.fold')[1]?.ariaExpanded).to.equal('false');
    again.remove();
  });

  for (const theme of ['light', 'dark', 'high-contrast'] as const)
    it(`has nothing wrong for axe with a menu open in ${theme}`, async function () {
      this.timeout(20_000);
      const it = await mountChat({ theme });
      const { leads } = it.seeded.channels;
      section(it, 'Direct messages').click();
      entry(it, leads.id).dispatchEvent(new MouseEvent('contextmenu', { bubbles: true, cancelable: true }));
      await new Promise((resolve) => setTimeout(resolve, 500));
      await expect(it.chat).to.be.accessible();
    });
});
