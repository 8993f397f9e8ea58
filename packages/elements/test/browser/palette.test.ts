import { expect } from '@open-wc/testing';
import { keyText } from '../../src/shortcuts/key-text.ts';
import { FakeError } from '../fake/fake-timeline.ts';
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

const palette = (it: Mounted): HTMLElement | null => inside(it.chat, 'fe-palette');
const field = (it: Mounted): HTMLInputElement => inside(palette(it), 'input') as HTMLInputElement;
const options = (it: Mounted): string[] =>
  allInside(palette(it), '[role=option] .title').map((title) => title.textContent.trim());
const chosen = (it: Mounted): string =>
  inside(palette(it), '[aria-selected=true] .title')?.textContent.trim() ?? '';
const focused = (): Element | null => {
  let active = document.activeElement;
  while (active?.shadowRoot?.activeElement != null) active = active.shadowRoot.activeElement;
  return active;
};

async function open(it: Mounted): Promise<void> {
  it.input.focus();
  press(it.input, 'k', { ctrlKey: true });
  await eventually(() => inside(palette(it), 'input') !== null, 'the palette opens');
  await settled(it.chat);
}

async function look(it: Mounted, text: string): Promise<void> {
  type(field(it), text);
  await settled(it.chat);
}

describe('the palette', () => {
  it('opens with Ctrl and K in the chat, with Cmd too, and takes nothing from the page around it', async () => {
    const it = await mountChat();
    const outside = press(document.body, 'k', { ctrlKey: true });
    expect(outside.defaultPrevented).to.equal(false);
    await settled(it.chat);
    expect(inside(palette(it), 'input')).to.equal(null);
    await open(it);
    expect(focused()).to.equal(field(it));
    press(field(it), 'Escape');
    (inside(palette(it), 'fe-dialog') as HTMLElementTagNameMap['fe-dialog']).close();
    await eventually(() => inside(palette(it), 'input') === null);
    expect(focused(), 'the focus is back').to.equal(it.input);
    const inChat = press(it.input, 'k', { metaKey: true });
    expect(inChat.defaultPrevented).to.equal(true);
    await eventually(() => inside(palette(it), 'input') !== null);
  });

  it('offers the conversations that were open last, and then what can be done', async () => {
    const it = await mountChat();
    const { design, leads } = it.seeded.channels;
    it.chat.openChannel(leads.id);
    it.chat.openChannel(design.id);
    await settled(it.chat);
    await open(it);
    expect(options(it).slice(0, 2)).to.deep.equal(['leads', 'general']);
    expect(options(it)).to.include('New channel');
    expect(chosen(it)).to.equal('leads');
  });

  it('leads to a conversation by a few letters, and to its composer', async () => {
    const it = await mountChat();
    await open(it);
    await look(it, 'des');
    expect(chosen(it)).to.equal('design');
    press(field(it), 'Enter');
    await eventually(() => it.timeline.channelId === it.seeded.channels.design.id);
    await eventually(() => focused() === it.input, 'the composer has the focus');
    expect(inside(palette(it), 'input')).to.equal(null);
  });

  it('begins a conversation with a person, and says it where that fails', async () => {
    const it = await mountChat();
    await open(it);
    await look(it, 'priya');
    expect(chosen(it)).to.equal('Priya Raman');
    it.seeded.world.failures.push(new FakeError('forbidden', { retryable: false }));
    press(field(it), 'Enter');
    await eventually(() => inside(palette(it), '[role=alert]') !== null);
    expect(textOf(inside(palette(it), '[role=alert]'))).to.contain('Your role does not allow this.');
    press(field(it), 'Enter');
    await eventually(() => inside(palette(it), 'input') === null);
    expect(it.client.calls.filter((call) => call === 'channels.direct')).to.have.length(2);
  });

  it('goes round with the arrow keys, and tells which one is chosen and how many there are', async () => {
    const it = await mountChat();
    await open(it);
    await look(it, 'theme');
    expect(options(it)).to.deep.equal([
      'Theme: as the page',
      'Theme: light',
      'Theme: dark',
      'Theme: high contrast',
    ]);
    expect(inside(palette(it), '[role=status]')?.textContent).to.equal('4 results');
    press(field(it), 'ArrowUp');
    await settled(it.chat);
    const active = field(it).getAttribute('aria-activedescendant') ?? '';
    expect(inside(palette(it), `#${active}`)?.ariaSelected).to.equal('true');
    expect(chosen(it)).to.equal('Theme: high contrast');
    press(field(it), 'ArrowDown');
    await settled(it.chat);
    expect(chosen(it)).to.equal('Theme: as the page');
  });

  it('changes the theme, which is found again where the page leaves it to the reader', async () => {
    const it = await mountChat();
    await open(it);
    await look(it, 'dark');
    press(field(it), 'Enter');
    await eventually(() => it.chat.theme === 'dark');
    const again = document.createElement('fe-chat');
    const fixed = document.createElement('fe-chat');
    fixed.theme = 'light';
    it.box().append(again, fixed);
    expect(again.theme).to.equal('dark');
    expect(fixed.theme).to.equal('light');
    localStorage.setItem('fechatter:theme', 'no such theme');
    const unharmed = document.createElement('fe-chat');
    it.box().append(unharmed);
    expect(unharmed.theme).to.equal('auto');
    unharmed.remove();
    again.remove();
    fixed.remove();
  });

  it('marks everything as read', async () => {
    const it = await mountChat();
    const unread = (): number =>
      [...it.seeded.world.store.get().channels.values()].reduce((sum, state) => sum + state.unread, 0);
    expect(unread()).to.be.above(0);
    await open(it);
    await look(it, 'everything as read');
    press(field(it), 'Enter');
    await eventually(() => unread() === 0);
  });

  it('opens what else there is: the search of a conversation, with the focus in it', async () => {
    const it = await mountChat();
    await open(it);
    await look(it, 'find in');
    press(field(it), 'Enter');
    await eventually(() => inside(inside(it.timeline, 'fe-find-bar'), 'input') !== null);
    await eventually(() => focused() === inside(inside(it.timeline, 'fe-find-bar'), 'input'));
  });

  it('takes a pointer, too', async () => {
    const it = await mountChat();
    await open(it);
    await look(it, 'leads');
    const option = inside(palette(it), '[role=option]') as HTMLElement;
    option.dispatchEvent(new PointerEvent('pointerup', { bubbles: true, composed: true }));
    await eventually(() => it.timeline.channelId === it.seeded.channels.leads.id);
  });

  it('says when nothing is called so', async () => {
    const it = await mountChat();
    await open(it);
    await look(it, 'qqqq');
    expect(options(it)).to.deep.equal([]);
    expect(textOf(palette(it))).to.contain('Nothing is called “qqqq”.');
    expect(press(field(it), 'Enter').defaultPrevented).to.equal(true);
  });

  for (const theme of ['light', 'dark', 'high-contrast'] as const)
    it(`has nothing wrong for axe in ${theme}`, async function () {
      this.timeout(20_000);
      const it = await mountChat({ theme });
      await open(it);
      await new Promise((resolve) => setTimeout(resolve, 400));
      await expect(it.chat).to.be.accessible();
    });
});

describe('the sheet of keys', () => {
  const sheet = (it: Mounted): HTMLElement | null => inside(it.chat, 'fe-shortcuts');

  it('opens with a question mark, but not while one is typed', async () => {
    const it = await mountChat();
    it.input.focus();
    expect(press(it.input, '?', { shiftKey: true }).defaultPrevented).to.equal(false);
    const row = it.rows().at(-1) as HTMLElement;
    row.focus();
    expect(press(row, '?', { shiftKey: true }).defaultPrevented).to.equal(true);
    await eventually(() => inside(sheet(it), 'fe-dialog') !== null);
    expect(textOf(sheet(it))).to.contain('Next or previous message');
    await new Promise((resolve) => setTimeout(resolve, 400));
    await expect(it.chat).to.be.accessible();
    (inside(sheet(it), 'fe-dialog') as HTMLElementTagNameMap['fe-dialog']).close();
    await eventually(() => inside(sheet(it), 'fe-dialog') === null);
    expect(focused()).to.equal(row);
  });

  it('is reached from the menu of the workspace and from the profile', async () => {
    const it = await mountChat();
    const menu = inside(inside(it.chat, 'fe-workspace-switch'), 'fe-menu');
    inside(menu, '.trigger')?.click();
    await settled(it.chat);
    allInside(menu, '.item')
      .find((item) => item.textContent.includes('Keyboard shortcuts'))
      ?.click();
    await eventually(() => inside(sheet(it), 'fe-dialog') !== null);
    (inside(sheet(it), 'fe-dialog') as HTMLElementTagNameMap['fe-dialog']).close();
    await eventually(() => inside(sheet(it), 'fe-dialog') === null);
    inside(it.chat, '.me')?.click();
    await eventually(() => inside(inside(it.chat, 'fe-profile'), 'form') !== null);
    allInside(inside(it.chat, 'fe-profile'), '.icon-button')
      .find((button) => button.ariaLabel === 'Keyboard shortcuts')
      ?.click();
    await eventually(() => inside(sheet(it), 'fe-dialog') !== null);
  });

  it('names the keys that this keyboard has', () => {
    expect(keyText('Mod+Shift+F', 'MacIntel')).to.equal('⌘⇧F');
    expect(keyText('Mod+Shift+F', 'Linux x86_64')).to.equal('Ctrl+Shift+F');
  });
});
