import { expect } from '@open-wc/testing';
import type { ChannelState, Me, Message } from '@fechatter/client-sdk';
import { claim } from '../../src/notifications/claims.ts';
import { callsForAttention, unreadIn } from '../../src/notifications/notification-rules.ts';
import { Notifier } from '../../src/notifications/notifier.ts';
import { english } from '../../src/localize/localizer.ts';
import { createFakeClient } from '../fake/fake-client.ts';
import { seed, type Seeded } from '../fake/seed.ts';
import { allInside, eventually, inside, mountChat, settled, type Mounted } from './support.ts';

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** The notifications of the system, as a browser has them that was asked and has said yes. */
class TestNotification extends EventTarget {
  static permission: NotificationPermission = 'granted';
  static asked = 0;
  static answer: NotificationPermission = 'granted';
  static readonly shown: TestNotification[] = [];
  closed = false;
  readonly title: string;
  readonly options: NotificationOptions;
  constructor(title: string, options: NotificationOptions) {
    super();
    this.title = title;
    this.options = options;
    TestNotification.shown.push(this);
  }
  static async requestPermission(): Promise<NotificationPermission> {
    TestNotification.asked += 1;
    TestNotification.permission = TestNotification.answer;
    return TestNotification.permission;
  }
  close(): void {
    this.closed = true;
    this.dispatchEvent(new Event('close'));
  }
}

const { Notification: ofTheBrowser } = window;

interface Given {
  readonly me?: Partial<Me['settings']>;
  readonly membership?: Partial<ChannelState['membership']>;
  readonly message?: Partial<Message>;
  readonly channel?: keyof Seeded['channels'];
  /** Whether the reader has blocked Ana. */
  readonly blocked?: boolean;
}

/** Whether a message by Ana calls for attention. */
function calls(given: Given): boolean {
  const { me = {}, membership = {}, message = {}, channel = 'general', blocked = false } = given;
  const { world, channels, people } = seed();
  const store = world.store.get();
  const state = store.channels.get(channels[channel].id);
  if (state === undefined || store.me === null) throw new Error('The seed is another one.');
  return callsForAttention(
    { ...world.compose(channels[channel].id, people.ana.id, 'Hello'), ...message },
    { ...state, membership: { ...state.membership, ...membership } },
    {
      ...store.me,
      settings: { ...store.me.settings, ...me },
      blockedIds: blocked ? [people.ana.id] : [],
    },
    Date.parse('2026-05-14T12:00:00Z'),
  );
}

describe('a message calls for attention', () => {
  it('as the setting of its channel says, or else that of the person', () => {
    expect(calls({ me: { notifications: 'all' } })).to.equal(true);
    expect(calls({ me: { notifications: 'mentions' } })).to.equal(false);
    expect(calls({ me: { notifications: 'none' } })).to.equal(false);
    expect(calls({ me: { notifications: 'none' }, membership: { notifications: 'all' } })).to.equal(true);
    expect(calls({ me: { notifications: 'all' }, membership: { notifications: 'none' } })).to.equal(false);
  });

  it('that mentions the reader, or everybody, or is of a conversation between people', () => {
    const { people } = seed();
    const mentions = { me: { notifications: 'mentions' } } as const;
    expect(people.me.id).to.be.a('string');
    expect(calls({ ...mentions, message: { mentionsChannel: true } })).to.equal(true);
    expect(calls({ ...mentions, channel: 'ana' })).to.equal(true);
    expect(calls({ ...mentions, channel: 'group' })).to.equal(true);
    expect(calls({ ...mentions, channel: 'leads' })).to.equal(false);
  });

  it('never of somebody whom the reader has blocked', () => {
    expect(calls({ me: { notifications: 'all' }, blocked: true })).to.equal(false);
    expect(calls({ channel: 'ana', blocked: true })).to.equal(false);
  });

  it('never where it is muted, deleted, or the reader does not want to be disturbed', () => {
    const all = { notifications: 'all' } as const;
    expect(calls({ me: all, membership: { muted: true }, message: { mentionsChannel: true } })).to.equal(
      false,
    );
    expect(calls({ me: all, message: { deletedAt: '2026-05-14T11:00:00Z' } })).to.equal(false);
    expect(calls({ me: { ...all, availability: 'busy' } })).to.equal(false);
    expect(calls({ me: { ...all, doNotDisturbUntil: '2026-05-14T13:00:00Z' } })).to.equal(false);
    expect(calls({ me: { ...all, doNotDisturbUntil: '2026-05-14T11:00:00Z' } })).to.equal(true);
  });

  it('and counts as unread where it is not muted, and as a mention everywhere', () => {
    const { world, channels, people } = seed();
    const before = unreadIn(world.store.get());
    world.receive(channels.random.id, people.ana.id, 'muted');
    expect(unreadIn(world.store.get())).to.deep.equal(before);
    world.receive(channels.random.id, people.ana.id, `<@${people.me.id}>`);
    expect(unreadIn(world.store.get())).to.deep.equal({ ...before, mentions: before.mentions + 1 });
    world.receive(channels.leads.id, people.bo.id, 'loud');
    expect(unreadIn(world.store.get()).messages).to.equal(before.messages + 1);
  });
});

describe('notifications', () => {
  beforeEach(() => {
    TestNotification.shown.length = 0;
    TestNotification.asked = 0;
    TestNotification.permission = 'granted';
    TestNotification.answer = 'granted';
    Object.assign(window, { Notification: TestNotification });
  });
  afterEach(() => {
    Object.assign(window, { Notification: ofTheBrowser });
  });

  const mountAllowed = async (): Promise<Mounted> => {
    const it = await mountChat({
      prepare: () => {
        localStorage.setItem('fechatter:notifications', 'on');
      },
    });
    await eventually(() => it.seeded.world.listeners.size > 0, 'it listens');
    return it;
  };

  it('tell who wrote what and where, and lead there', async () => {
    const it = await mountAllowed();
    const { world, channels, people } = it.seeded;
    world.receive(channels.design.id, people.ana.id, `**Look**, <@${people.me.id}>`);
    await eventually(() => TestNotification.shown.length === 1);
    const [shown] = TestNotification.shown;
    expect(shown?.title).to.equal('Ana Lima in #design');
    expect(shown?.options.body).to.equal('Look, @Mika Virtanen');
    expect(shown?.options.silent).to.equal(false);
    shown?.dispatchEvent(new Event('click'));
    await eventually(() => it.timeline.channelId === channels.design.id);
    expect(shown?.closed).to.equal(true);
  });

  it('are not shown for a message that is in sight, and are for one that is not', async () => {
    const { world, channels, people } = seed();
    const client = createFakeClient(world);
    client.connection.store.set({ status: 'live' });
    let seen = true;
    const notifier = new Notifier(client, {
      localizer: () => english,
      inSight: () => seen,
      openChannel: () => undefined,
    });
    world.receive(channels.ana.id, people.ana.id, 'in sight');
    await pause(500);
    expect(TestNotification.shown).to.have.length(0);
    seen = false;
    world.receive(channels.ana.id, people.ana.id, 'not in sight');
    await eventually(() => TestNotification.shown.length === 1);
    expect(TestNotification.shown[0]?.title).to.equal('Ana Lima');
    notifier.dispose();
    expect(TestNotification.shown[0]?.closed).to.equal(true);
    expect(world.listeners.size).to.equal(0);
  });

  it('are shown by one tab of several, and by none when the message is in sight in one of them', async () => {
    const { world, channels, people } = seed();
    const client = createFakeClient(world);
    client.connection.store.set({ status: 'live' });
    const tab = (inSight: boolean): Notifier =>
      new Notifier(client, {
        localizer: () => english,
        inSight: () => inSight,
        openChannel: () => undefined,
      });
    const hidden = [tab(false), tab(false), tab(false)];
    world.receive(channels.ana.id, people.ana.id, 'once');
    await eventually(() => TestNotification.shown.length > 0);
    await pause(900);
    expect(TestNotification.shown).to.have.length(1);
    const visible = tab(true);
    world.receive(channels.ana.id, people.ana.id, 'seen already');
    await pause(900);
    expect(TestNotification.shown).to.have.length(1);
    for (const each of [...hidden, visible]) each.dispose();
  });

  it('are not shown for what was missed, until the connection is live again', async () => {
    const it = await mountAllowed();
    const { world, channels, people } = it.seeded;
    it.client.connection.store.set({ status: 'replaying' });
    world.receive(channels.ana.id, people.ana.id, 'missed');
    it.client.connection.store.set({ status: 'live' });
    await pause(500);
    expect(TestNotification.shown).to.have.length(0);
  });

  it('are asked for by a click in the profile, and never before; and can be turned off again', async () => {
    TestNotification.permission = 'default';
    const it = await mountChat();
    await settled(it.chat);
    const profile = (): HTMLElement | null => inside(it.chat, 'fe-profile');
    const button = (): HTMLElement | null => inside(profile(), '.device .button');
    inside(it.chat, '.me')?.click();
    await eventually(() => button() !== null);
    expect(TestNotification.asked).to.equal(0);
    expect(button()?.textContent.trim()).to.equal('Turn on');
    button()?.click();
    await eventually(() => it.seeded.world.listeners.size === 1);
    expect(TestNotification.asked).to.equal(1);
    await settled(it.chat);
    expect(button()?.textContent.trim()).to.equal('Turn off');
    button()?.click();
    await eventually(() => it.seeded.world.listeners.size === 0);
  });

  it('that the browser forbids are said to be so, without a button', async () => {
    TestNotification.permission = 'default';
    TestNotification.answer = 'denied';
    const it = await mountChat();
    inside(it.chat, '.me')?.click();
    const profile = (): HTMLElement | null => inside(it.chat, 'fe-profile');
    await eventually(() => inside(profile(), '.device .button') !== null);
    inside(profile(), '.device .button')?.click();
    await eventually(() => inside(profile(), '.device .button') === null);
    expect(inside(profile(), '.device .hint')?.textContent).to.contain('The browser blocks them');
    expect(it.seeded.world.listeners.size).to.equal(0);
  });

  it('stop when the chat is gone', async () => {
    const it = await mountAllowed();
    it.chat.remove();
    await pause(0);
    expect(it.seeded.world.listeners.size).to.equal(0);
  });
});

describe('a claim', () => {
  it('goes to one of those who ask', async () => {
    const answers = await Promise.all([claim('one'), claim('one'), claim('one'), claim('another')]);
    expect(answers.filter(Boolean)).to.have.length(2);
    expect(await claim('one', {}), 'without locks').to.equal(true);
  });
});

describe('the number of unread messages', () => {
  const title = 'Orders';
  beforeEach(() => {
    document.title = title;
  });

  it('is told by an event and a property, and stands in no title that was not given for it', async () => {
    const it = await mountChat();
    await eventually(() => it.chat.unread.messages > 0);
    const before = it.chat.unread.messages;
    const told: number[] = [];
    it.chat.addEventListener('fe-unread', ({ detail }) => told.push(detail.messages));
    it.seeded.world.receive(it.seeded.channels.leads.id, it.seeded.people.bo.id, 'new');
    await eventually(() => told.length > 0);
    expect(told).to.deep.equal([before + 1]);
    expect(it.chat.unread.messages).to.equal(before + 1);
    expect(document.title).to.equal(title);
  });

  it('stands before the title where the page asks for it, whatever that changes to, and goes with the chat', async () => {
    const it = await mountChat();
    it.chat.unreadBadge = true;
    await eventually(() => document.title === `(${it.chat.unread.messages}) ${title}`);
    document.title = 'Invoices';
    await eventually(() => document.title === `(${it.chat.unread.messages}) Invoices`);
    it.chat.remove();
    await eventually(() => document.title === 'Invoices');
    expect(allInside(it.chat, 'fe-timeline')).to.be.an('array');
  });
});
