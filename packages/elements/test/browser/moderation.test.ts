import { expect } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import '../../src/define/fe-bans.ts';
import '../../src/define/fe-person-act.ts';
import '../../src/define/fe-profile.ts';
import '../../src/define/fe-reports.ts';
import type { FeMenu } from '../../src/dialogs/menu.ts';
import type { FeMessage } from '../../src/messages/message.ts';
import type { FePersonAct } from '../../src/moderation/person-act.ts';
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

const MINUTE = 60_000;
const inMinutes = (minutes: number): string => new Date(Date.now() + minutes * MINUTE).toISOString();

const members = (it: Mounted): HTMLElement => inside(it.chat, 'fe-members') as HTMLElement;
const person = (it: Mounted, name: string): HTMLElement | undefined =>
  allInside(members(it), '.person').find((row) => row.textContent.includes(name));

async function openMembers(it: Mounted): Promise<void> {
  inside(inside(it.chat, 'fe-channel-header'), '.members')?.click();
  await eventually(
    () => inside(it.chat, 'fe-members') !== null && person(it, it.seeded.people.sam.name) !== undefined,
  );
}

const labels = (menu: FeMenu | null): string[] => menu?.items.map(({ label }) => label) ?? [];

function choose(menu: FeMenu | null, label: string): void {
  const item = menu?.items.find((each) => each.label === label);
  if (item === undefined) throw new Error(`The menu has no "${label}": ${labels(menu).join(', ')}`);
  menu?.focus();
  menu?.dispatchEvent(
    new CustomEvent('fe-menu-select', { detail: { id: item.id }, bubbles: true, composed: true }),
  );
}

const memberMenu = (it: Mounted, name: string): FeMenu | null =>
  person(it, name)?.querySelector('fe-menu') ?? null;

async function messageMenu(it: Mounted, message: FeMessage): Promise<FeMenu | null> {
  await message.openActions();
  await settled(it.timeline);
  return message.shadowRoot?.querySelector('fe-menu') ?? null;
}

/** The dialog that asks, wherever it was opened. */
const dialog = (host: Element): FePersonAct | null => host.shadowRoot?.querySelector('fe-person-act') ?? null;
const heading = (host: Element): string | undefined =>
  dialog(host)?.shadowRoot?.querySelector('fe-dialog')?.heading;

async function asked(host: Element): Promise<FePersonAct> {
  await eventually(() => inside(dialog(host), 'form') !== null, 'something is asked');
  const shown = dialog(host);
  if (shown === null) throw new Error('Nothing is asked.');
  return shown;
}

async function submit(host: Element, answers: { choice?: string; note?: string } = {}): Promise<void> {
  const form = await asked(host);
  for (const [name, value] of Object.entries(answers))
    (inside(form, `[name=${name}]`) as HTMLInputElement).value = value;
  inside(form, 'button[type=submit]')?.click();
  await settled(form);
}

describe('muting a member', () => {
  it('asks for how long, and marks them until the time is over', async () => {
    const it = await mountChat();
    const { sam } = it.seeded.people;
    await openMembers(it);
    choose(memberMenu(it, sam.name), 'Mute…');
    const form = await asked(members(it));
    expect(heading(members(it))).to.equal('Mute');
    expect(textOf(form)).to.contain('#general');
    expect(allInside(form, 'option').map((each) => each.textContent.trim())).to.deep.equal([
      '10 minutes',
      '1 hour',
      '1 day',
      '7 days',
      'Lift mute',
    ]);
    await submit(members(it), { choice: String(60 * MINUTE) });
    expect(dialog(members(it)), 'it is done').to.equal(null);
    const rest = Date.parse(it.seeded.world.silences.get(sam.id) ?? '') - Date.now();
    expect(rest).to.be.within(59 * MINUTE, 60 * MINUTE);
    await eventually(() => person(it, sam.name)?.textContent.includes('Muted until') === true);

    it.seeded.world.silence(it.seeded.channels.general.id, sam.id, new Date(Date.now() + 400).toISOString());
    await settled(it.chat);
    await eventually(() => person(it, sam.name)?.textContent.includes('Muted until') === false);
  });

  it('is done by keyboard alone, and the focus comes back to the message', async () => {
    const it = await mountChat();
    const message = it.row('Great, thanks');
    message.focus();
    await sendKeys({ press: 'Enter' });
    await sendKeys({ press: 'ArrowRight' });
    await sendKeys({ press: 'Enter' });
    const menu = (): FeMenu | null => message.shadowRoot?.querySelector('fe-menu') ?? null;
    await eventually(() => menu()?.expanded === true);
    await sendKeys({ press: 'm' });
    await sendKeys({ press: 'm' });
    await sendKeys({ press: 'Enter' });
    const form = await asked(it.timeline);
    await eventually(() => inside(form, 'select')?.matches(':focus') === true);
    await sendKeys({ press: 'ArrowDown' });
    await sendKeys({ press: 'Tab' });
    await sendKeys({ press: 'Tab' });
    await sendKeys({ press: 'Enter' });
    await eventually(() => it.seeded.world.silences.has(it.seeded.people.ana.id));
    const rest = Date.parse(it.seeded.world.silences.get(it.seeded.people.ana.id) ?? '') - Date.now();
    expect(rest).to.be.within(59 * MINUTE, 60 * MINUTE);
    await settled(it.timeline);
    expect(message.matches(':focus-within'), 'the focus is back').to.equal(true);
  });

  it('is lifted by one click', async () => {
    const it = await mountChat();
    const { sam } = it.seeded.people;
    it.seeded.world.silences.set(sam.id, inMinutes(5));
    await openMembers(it);
    choose(memberMenu(it, sam.name), 'Lift mute');
    await eventually(() => !it.seeded.world.silences.has(sam.id));
    await settled(it.chat);
    expect(dialog(members(it))).to.equal(null);
    await eventually(() => !labels(memberMenu(it, sam.name)).includes('Lift mute'));
  });

  it('says what went wrong where it was asked, and can be tried again', async () => {
    const it = await mountChat();
    await openMembers(it);
    choose(memberMenu(it, it.seeded.people.sam.name), 'Mute…');
    await asked(members(it));
    it.seeded.world.failures.push(new FakeError('forbidden', { retryable: false }));
    await submit(members(it));
    expect(inside(dialog(members(it)), '[role=alert]')?.textContent.trim()).to.equal(
      'Your role does not allow this.',
    );
    await submit(members(it));
    expect(dialog(members(it))).to.equal(null);
  });

  it('shows a failed lift in a dialog of its own', async () => {
    const it = await mountChat();
    const { sam } = it.seeded.people;
    it.seeded.world.silences.set(sam.id, inMinutes(5));
    await openMembers(it);
    it.seeded.world.failures.push(new FakeError('network'));
    choose(memberMenu(it, sam.name), 'Lift mute');
    await asked(members(it));
    expect(textOf(dialog(members(it)))).to.contain('There is no connection to the server.');
  });

  it('is offered to those alone who keep order, and for nobody above them', async () => {
    const it = await mountChat({
      prepare: ({ world, people, channels }) => {
        world.store.patch({ me: { ...ofMe(world), user: { ...people.me, role: 'member' } } });
        world.patchChannel(channels.general.id, (state) => ({
          ...state,
          membership: { ...state.membership, role: 'member' },
        }));
      },
    });
    await openMembers(it);
    const { sam, ana, me } = it.seeded.people;
    expect(labels(memberMenu(it, sam.name))).to.deep.equal(['Send a message', 'Block sam…', 'Report…']);
    expect(labels(memberMenu(it, me.name))).to.deep.equal([]);
    expect(inside(members(it), '.ban'), 'nor the list of those who are banned').to.equal(null);
    const menu = await messageMenu(it, it.row('Great, thanks'));
    expect(labels(menu)).to.not.include('Mute…');
    expect(labels(menu)).to.include(`Block ${ana.name}…`);
  });

  it('closes the composer of whoever is muted, and opens it by itself when the time is over', async () => {
    const it = await mountChat();
    const { world, channels } = it.seeded;
    type(it.input, 'half a sentence');
    it.composer.focus();
    world.silence(channels.general.id, world.meId, new Date(Date.now() + 1_200).toISOString());
    await settled(it.composer);
    expect(inside(it.composer, 'textarea')).to.equal(null);
    expect(textOf(it.composer)).to.match(/You are muted in #general until .+\./);
    expect(inside(it.composer, '.closed')?.matches(':focus'), 'the focus stays').to.equal(true);
    const own = it.row('And one test with');
    expect(labels(await messageMenu(it, own)))
      .to.include('Delete')
      .and.not.include('Edit');
    it.composer.focus();

    await eventually(() => inside(it.composer, 'textarea') !== null, 'the time is over');
    await settled(it.composer);
    const field = inside(it.composer, 'textarea') as HTMLTextAreaElement;
    expect(field.value).to.equal('half a sentence');
    expect(field.matches(':focus')).to.equal(true);
    press(field, 'Enter');
    await settled(it.timeline);
    expect(it.row('half a sentence')).to.exist;
  });

  it('is of one channel: elsewhere one writes on', async () => {
    const it = await mountChat();
    const { world, channels } = it.seeded;
    world.silence(channels.general.id, world.meId, inMinutes(5));
    it.chat.openChannel(channels.design.id);
    await settled(it.chat);
    expect(inside(it.composer, 'textarea')).to.not.equal(null);
  });
});

function ofMe(world: Mounted['seeded']['world']): NonNullable<ReturnType<typeof world.store.get>['me']> {
  const { me } = world.store.get();
  if (me === null) throw new Error('Nobody is there.');
  return me;
}

describe('the focus, while order is kept', () => {
  it('goes to the search of the members when its own entry goes', async () => {
    const it = await mountChat();
    await openMembers(it);
    const menu = (): FeMenu | null => memberMenu(it, it.seeded.people.sam.name);
    choose(menu(), 'Remove from channel');
    await eventually(() => menu() === null);
    expect(members(it).shadowRoot?.activeElement?.matches('input')).to.equal(true);
  });

  it('stays at a button while what it does is on its way', async () => {
    const it = await mountChat();
    await it.client.channels.ban(it.seeded.channels.general.id, it.seeded.people.sam.id, {});
    inside(inside(it.chat, 'fe-channel-header'), '.members')?.click();
    await eventually(() => inside(members(it), '.ban') !== null);
    inside(members(it), '.ban')?.click();
    const bans = (): HTMLElement | null => inside(members(it), 'fe-bans');
    await eventually(() => inside(bans(), '.person .button') !== null);
    const lift = inside(bans(), '.person .button');
    it.seeded.world.delay = 200;
    lift?.focus();
    lift?.click();
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(lift?.getAttribute('aria-disabled')).to.equal('true');
    expect(bans()?.shadowRoot?.activeElement === lift).to.equal(true);
    await eventually(() => inside(bans(), '.empty') !== null);
    expect(bans()?.shadowRoot?.activeElement?.matches('.list')).to.equal(true);
  });

  it('comes back to the conversation when the message is gone that a dialog was opened from', async () => {
    const it = await mountChat();
    const message = it.row('Great, thanks');
    await message.openActions();
    choose(inside(message, 'fe-menu') as FeMenu | null, 'Report…');
    await asked(it.timeline);
    message.remove();
    await sendKeys({ press: 'Escape' });
    await eventually(() => inside(it.timeline, 'fe-person-act') === null);
    expect(it.timeline.matches(':focus-within')).to.equal(true);
  });

  it('comes back to the message when the button is gone that a dialog was opened by', async () => {
    const it = await mountChat();
    const row = it.rows().findLast((each) => inside(each, '.name') !== null);
    const name = inside(row ?? null, '.name');
    name?.focus();
    name?.click();
    await eventually(() => inside(inside(it.chat, 'fe-profile'), 'fe-dialog') !== null);
    await settled(it.chat);
    name?.remove();
    await sendKeys({ press: 'Escape' });
    await settled(it.chat);
    expect(row?.matches(':focus')).to.equal(true);
  });
});

describe('banning a member', () => {
  it('asks for a reason, in the menu of a message too, and lists who is banned with the way back', async () => {
    const it = await mountChat();
    const { world, people } = it.seeded;
    choose(await messageMenu(it, it.row('Great, thanks')), 'Remove and ban…');
    await asked(it.timeline);
    await submit(it.timeline, { note: 'Spam, three times' });
    expect(dialog(it.timeline)).to.equal(null);
    expect(world.bans.get(people.ana.id)?.reason).to.equal('Spam, three times');

    await openMembers(it);
    inside(members(it), '.ban')?.click();
    const bans = (): HTMLElement | null => inside(members(it), 'fe-bans');
    await eventually(() => inside(bans(), '.person') !== null);
    expect(textOf(bans())).to.contain('Ana Lima').and.contain('Spam, three times');
    const lift = inside(bans(), '[aria-label="Lift ban Ana Lima"]');
    lift?.focus();
    lift?.click();
    await eventually(() => inside(bans(), '.empty') !== null);
    expect(world.bans.size).to.equal(0);
    expect(bans()?.shadowRoot?.activeElement?.matches('.list'), 'the focus stays in the dialog').to.equal(
      true,
    );
  });

  it('is said to whoever wants to add them', async () => {
    const it = await mountChat();
    await openMembers(it);
    inside(members(it), '.header .add')?.click();
    await eventually(() => inside(members(it), '.person .button') !== null);
    it.seeded.world.failures.push(new FakeError('banned', { retryable: false }));
    inside(members(it), '.person .button')?.click();
    await eventually(() => inside(members(it), '[role=alert]') !== null);
    expect(inside(members(it), '[role=alert]')?.textContent.trim()).to.equal(
      'Whoever is banned from this channel cannot join it.',
    );
  });

  it('is said clearly to whoever wants to join', async () => {
    const it = await mountChat();
    inside(inside(it.chat, 'fe-channel-list'), '.add')?.click();
    const browser = (): HTMLElement | null => inside(it.chat, 'fe-channel-browser');
    await eventually(() => inside(browser(), '.button.primary') !== null);
    it.seeded.world.failures.push(new FakeError('banned', { retryable: false }));
    inside(browser(), '.button.primary')?.click();
    await eventually(() => inside(browser(), '[role=alert]') !== null);
    expect(inside(browser(), '[role=alert]')?.textContent.trim()).to.equal(
      'Whoever is banned from this channel cannot join it.',
    );
  });
});

describe('blocking somebody', () => {
  it('folds what they wrote to one line, which shows it when asked', async () => {
    const it = await mountChat();
    const { ana } = it.seeded.people;
    const message = it.row('Great, thanks');
    choose(await messageMenu(it, message), `Block ${ana.name}…`);
    await asked(it.timeline);
    expect(heading(it.timeline)).to.equal(`Block ${ana.name}`);
    await submit(it.timeline);
    expect(dialog(it.timeline)).to.equal(null);
    await settled(it.timeline);
    expect(textOf(message)).to.contain('Message from somebody you blocked').and.not.contain('Great, thanks');
    expect(message.ariaLabel).to.equal('Message from somebody you blocked');
    expect(inside(message, 'fe-avatar')).to.equal(null);
    expect(textOf(it.row('could you check the contrast')), 'no mention').to.not.contain('contrast');
    expect(it.row('could you check the contrast').hasAttribute('mentioned')).to.equal(false);
    expect(message.plainSource(), 'what is copied').to.equal('');

    inside(message, '.tombstone .link')?.click();
    await settled(it.timeline);
    expect(textOf(message)).to.contain('Great, thanks').and.contain(ana.name);
    choose(await messageMenu(it, message), 'Unblock');
    await eventually(() => it.client.calls.includes('users.unblock'));
    await settled(it.timeline);
    expect(textOf(it.row('could you check the contrast'))).to.contain('contrast');
  });

  it('hides what they wrote in answers of others, too', async () => {
    const it = await mountChat();
    const { people } = it.seeded;
    await it.client.users.block(people.bo.id);
    await settled(it.timeline);
    const answer = it.row('It does,');
    expect(inside(answer, '.quote')?.textContent).to.contain('Message from somebody you blocked');
    expect(inside(answer, '.quote')?.textContent).to.not.contain('Looks calm');
  });

  it('says nothing of what they write', async () => {
    const it = await mountChat();
    const { world, channels, people } = it.seeded;
    await it.client.users.block(people.ana.id);
    await settled(it.chat);
    world.receive(channels.general.id, people.ana.id, 'not heard');
    world.receive(channels.general.id, people.bo.id, 'heard');
    const log = (): string => inside(it.chat, '.announcer')?.textContent ?? '';
    await eventually(() => log().includes('heard'));
    expect(log()).to.contain('Bo Andersson: heard').and.not.contain('not heard');
  });

  it('closes the conversation of the two, with the way out of it', async () => {
    const it = await mountChat();
    const { channels, people } = it.seeded;
    it.chat.openChannel(channels.ana.id);
    await settled(it.chat);
    const menu = inside(inside(it.chat, 'fe-channel-header'), 'fe-menu') as FeMenu;
    choose(menu, `Block ${people.ana.name}…`);
    const header = inside(it.chat, 'fe-channel-header') as HTMLElement;
    await submit(header);
    await settled(it.composer);
    expect(textOf(it.composer)).to.contain(`You have blocked ${people.ana.name}.`);
    expect(inside(it.composer, 'textarea')).to.equal(null);
    const unblock = inside(it.composer, '.closed button');
    unblock?.focus();
    unblock?.click();
    await eventually(() => inside(it.composer, 'textarea') !== null);
    expect(inside(it.composer, 'textarea')?.matches(':focus'), 'one can go on writing').to.equal(true);
  });

  it('says so when it could not be ended', async () => {
    const it = await mountChat();
    const { channels, people } = it.seeded;
    await it.client.users.block(people.ana.id);
    it.chat.openChannel(channels.ana.id);
    await settled(it.chat);
    it.seeded.world.failures.push(new FakeError('network'));
    inside(it.composer, '.closed button')?.click();
    await asked(it.composer);
    expect(textOf(dialog(it.composer))).to.contain('There is no connection to the server.');
    await submit(it.composer);
    await eventually(() => inside(it.composer, 'textarea') !== null);
  });

  it('can be ended in one’s own profile', async () => {
    const it = await mountChat();
    await it.client.users.block(it.seeded.people.ana.id);
    inside(it.chat, '.me')?.click();
    const profile = (): HTMLElement | null => inside(it.chat, 'fe-profile');
    const unblock = (): HTMLElement | null => inside(profile(), '[aria-label="Unblock Ana Lima"]');
    await eventually(() => unblock() !== null);
    expect(textOf(profile())).to.contain('Blocked people');
    unblock()?.focus();
    unblock()?.click();
    await eventually(() => unblock() === null);
    await settled(it.chat);
    expect(inside(profile(), '[type=submit]')?.matches(':focus'), 'the focus stays in the dialog').to.equal(
      true,
    );
    expect(textOf(profile())).to.not.contain('Blocked people');
  });
});

describe('reporting', () => {
  it('says who will see it, asks why, and thanks', async () => {
    const it = await mountChat();
    const message = it.row('Great, thanks');
    choose(await messageMenu(it, message), 'Report…');
    const form = await asked(it.timeline);
    expect(textOf(form))
      .to.contain('Only those who moderate this workspace will see it')
      .and.contain('Great, thanks');
    await submit(it.timeline, { choice: 'harassment', note: 'Again.' });
    expect(textOf(dialog(it.timeline))).to.contain('Reported. Thank you.');
    const [report] = it.seeded.world.reports.values();
    expect(report).to.include({ reason: 'harassment', note: 'Again.', kind: 'message' });
    expect(report?.message?.id).to.equal(message.dataset['id']);
  });

  it('fits its dialog, however long the message is', async () => {
    const it = await mountChat();
    choose(await messageMenu(it, it.row('The new settings page')), 'Report…');
    const form = (await asked(it.timeline)).renderRoot.querySelector('form');
    expect(form?.clientWidth).to.be.greaterThan(200);
    for (const part of form?.children ?? [])
      expect(part.getBoundingClientRect().width).to.be.at.most(form?.clientWidth ?? 0);
  });

  it('of a person is in the list of members', async () => {
    const it = await mountChat();
    const { sam } = it.seeded.people;
    await openMembers(it);
    choose(memberMenu(it, sam.name), 'Report…');
    await submit(members(it));
    const [report] = it.seeded.world.reports.values();
    expect(report).to.include({ reason: 'spam', kind: 'user', userId: sam.id, message: null });
  });
});

const panel = (it: Mounted): HTMLElement => inside(it.chat, 'fe-reports') as HTMLElement;

async function openReports(it: Mounted): Promise<void> {
  const menu = inside(inside(it.chat, 'fe-workspace-switch'), 'fe-menu') as FeMenu;
  choose(menu, 'Reports');
  await eventually(
    () => inside(it.chat, 'fe-reports') !== null && inside(panel(it), '.report, .empty') !== null,
  );
}

const button = (it: Mounted, label: string): HTMLElement | undefined =>
  allInside(panel(it), '.report:first-child button').find((each) => each.textContent.trim() === label);

describe('the reports', () => {
  it('are counted in the menu of the workspace, and show what was said, by whom and why', async () => {
    const it = await mountChat();
    const { people, world } = it.seeded;
    world.report(people.bo.id, it.row('Great, thanks').item?.message, 'harassment', 'Rude.');
    await settled(it.chat);
    const menu = inside(inside(it.chat, 'fe-workspace-switch'), 'fe-menu') as FeMenu;
    expect(menu.items.find(({ id }) => id === 'reports')?.detail).to.equal('1');
    await openReports(it);
    const text = textOf(inside(panel(it), '.report'));
    for (const part of ['Ana Lima', 'Harassment', 'Great, thanks', 'Reported by Bo Andersson', 'Rude.'])
      expect(text).to.contain(part);
    expect(panel(it).shadowRoot?.activeElement, 'the focus is in it').to.not.equal(null);
  });

  it('lead to the message, and go on beside it', async () => {
    const it = await mountChat();
    const first = it.state.store.get().items[0]?.message;
    const { people, world, channels } = it.seeded;
    world.report(people.bo.id, first, 'spam', '');
    it.chat.openChannel(channels.design.id);
    await settled(it.chat);
    await openReports(it);
    button(it, 'Go to message')?.click();
    await settled(it.chat);
    await eventually(
      () => it.timeline.channelId === channels.general.id && it.rows().some(({ highlighted }) => highlighted),
    );
    expect(it.rows().find(({ highlighted }) => highlighted)?.dataset['id']).to.equal(first?.id);
  });

  it('are decided with a moment to take it back', async () => {
    const it = await mountChat();
    const { people, world } = it.seeded;
    const message = it.row('Great, thanks').item?.message;
    world.report(people.bo.id, message, 'spam', '');
    await openReports(it);
    button(it, 'Delete')?.focus();
    button(it, 'Delete')?.click();
    await settled(it.chat);
    const undo = inside(panel(it), '.report .link');
    expect(undo?.matches(':focus'), 'the way back has the focus').to.equal(true);
    undo?.click();
    await settled(it.chat);
    expect(it.client.calls.some((call) => call.startsWith('reports.resolve'))).to.equal(false);

    button(it, 'Delete')?.click();
    await settled(it.chat);
    inside(panel(it), '.header .icon-button')?.click();
    await eventually(() => it.client.calls.includes('reports.resolve message_deleted'));
    expect(world.store.get().me?.openReports).to.equal(0);
  });

  it('say why one could not be decided, and keep it', async () => {
    const it = await mountChat();
    const { people, world } = it.seeded;
    world.report(people.bo.id, it.row('Great, thanks').item?.message, 'spam', '');
    await openReports(it);
    button(it, 'Dismiss')?.click();
    await settled(it.chat);
    world.failures.push(new FakeError('network'));
    window.dispatchEvent(new Event('pagehide'));
    await eventually(() => inside(panel(it), '[role=alert]') !== null);
    await settled(it.chat);
    expect(button(it, 'Dismiss')).to.exist;
    expect(button(it, 'Handled')).to.exist;
  });

  it('are told to nobody but those who keep order in the workspace', async () => {
    const it = await mountChat({
      prepare: ({ world, people }) => {
        world.store.patch({ me: { ...ofMe(world), user: { ...people.me, role: 'member' } } });
      },
    });
    const menu = inside(inside(it.chat, 'fe-workspace-switch'), 'fe-menu') as FeMenu;
    expect(menu.items.some(({ id }) => id === 'reports')).to.equal(false);
  });

  it('say so when there is nothing', async () => {
    const it = await mountChat();
    await openReports(it);
    expect(textOf(panel(it))).to.contain('Nothing is waiting to be looked at.');
    press(inside(panel(it), '.list') as Element, 'Escape');
    await eventually(() => inside(it.chat, 'fe-reports') === null);
  });
});
