import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { ChatClient, ChatClientOptions, Clock, Timeline } from '@fechatter/client-sdk';
import { settle, TestNetwork, type TestTab } from '@fechatter/client-sdk/testing';
import type { User } from '@fechatter/protocol';
import { createFixture, newBrowser, settleStorage } from '../fixture.ts';

interface Tab {
  readonly tab: TestTab;
  readonly network: TestNetwork;
  readonly client: ChatClient;
  readonly timeline: Timeline;
  /** Every state that the connection was shown in. */
  readonly states: string[];
}

function setUp() {
  const fixture = createFixture({ heartbeats: true });
  const browser = newBrowser();
  const { server, general, newClient, ada, bob, clock } = fixture;
  const session = server.session(ada);
  let said = 0;
  return {
    ...fixture,
    browser,
    session,
    /** A tab of the browser in which a person is signed in and reads; `connected` false: connecting has begun. */
    open: async (
      options: Partial<ChatClientOptions> & { readonly tab?: TestTab; readonly connected?: boolean } = {},
    ): Promise<Tab> => {
      const { tab = browser.openTab(), connected = true, ...rest } = options;
      const network = new TestNetwork();
      const client = newClient({
        auth: { kind: 'session', session },
        network,
        ...tab.clientOptions({ server: server.url, fetch: server.fetch, clock }),
        ...rest,
      });
      const states: string[] = [];
      client.connection.store.subscribe((state) =>
        states.push(`${state.status}${'reason' in state ? ` ${state.reason}` : ''}`),
      );
      const connecting = client.connection.connect();
      if (connected) await connecting;
      const timeline = client.channels.timeline(general.id);
      if (connected) await timeline.open();
      await settleStorage();
      return { tab, network, client, timeline, states };
    },
    /** Bob says something. */
    say: (count = 1): void => {
      for (let nth = 0; nth < count; nth += 1)
        server.workspace.say(bob, general.id, `message ${(said += 1)}`);
    },
    /** Everything that Bob said is in these tabs, once and in order. */
    hasAll: (...tabs: readonly Tab[]): void => {
      const all = Array.from({ length: said }, (_, nth) => `message ${nth + 1}`);
      for (const { timeline, client } of tabs) {
        assert.deepEqual(
          timeline.store.get().items.map(({ message }) => message.text),
          all.slice(-timeline.store.get().items.length),
        );
        assert.equal(timeline.store.get().items.at(-1)?.message.text, all.at(-1));
        assert.equal(client.store.get().channels.get(general.id)?.channel.lastIndex, said);
      }
    },
    asked: () => server.faults.count('events'),
  };
}

const status = ({ client }: Tab): string => client.connection.store.get().status;
const reason = ({ client }: Tab): string | null => {
  const state = client.connection.store.get();
  return 'reason' in state ? state.reason : null;
};
/** The channels of a tab, which hear nothing for a while. */
function deaf({ device }: TestTab, isDeaf: () => boolean): typeof BroadcastChannel {
  const open = (name: string): Partial<BroadcastChannel> => {
    assert.ok(device.BroadcastChannel);
    const inner = new device.BroadcastChannel(name);
    const outer: Pick<BroadcastChannel, 'onmessage' | 'postMessage' | 'close'> = {
      onmessage: null,
      postMessage: (said) => inner.postMessage(said),
      close: () => inner.close(),
    };
    inner.onmessage = (event) => {
      if (!isDeaf()) (outer.onmessage as ((event: MessageEvent) => void) | null)?.(event);
    };
    return outer;
  };
  return function (name: string) {
    return open(name);
  } as unknown as typeof BroadcastChannel;
}
const disposeAll = (...tabs: readonly Tab[]): void => tabs.forEach(({ client }) => client.dispose());

describe('tabs of one person', () => {
  test('T1 have one stream, however many they are, and all see what happens at once', async () => {
    const { open, server, say, hasAll, asked } = setUp();
    const tabs = [await open(), await open(), await open()];
    assert.deepEqual([server.streams, asked()], [1, 1]);
    say(3);
    await settleStorage();
    hasAll(...tabs);
    for (const tab of tabs) assert.deepEqual(tab.states.at(-1), 'live');
    disposeAll(...tabs);
  });

  test('T1 lose nothing when the leader is closed: the next one goes on from its own cursor within a second', async () => {
    const { open, server, say, hasAll, clock } = setUp();
    const [one, two, three] = [await open(), await open(), await open()];
    say();
    await settleStorage();
    one.tab.close();
    server.faults.intercept('events', (_, next) => next());
    // Its connection goes with it.
    const gone = server.streams;
    say();
    await clock.advance(1_000);
    await settleStorage();
    say();
    await settleStorage();
    hasAll(two, three);
    assert.equal(server.streams, gone + 1);
    assert.deepEqual([status(two), status(three)], ['live', 'live']);
    disposeAll(two, three);
  });

  test('T1 are as well without the one that signs out, is disposed of or wants no connection any more', async () => {
    for (const leave of [
      (client: ChatClient) => client.dispose(),
      (client: ChatClient) => client.connection.disconnect(),
    ]) {
      const { open, server, say, hasAll, clock } = setUp();
      const [one, two] = [await open(), await open()];
      leave(one.client);
      await clock.advance(1_000);
      await settleStorage();
      say();
      await settleStorage();
      hasAll(two);
      assert.deepEqual([server.streams, status(two)], [1, 'live']);
      disposeAll(one, two);
    }
  });

  test('T2 replace a leader that was frozen as soon as one of them is looked at, and it takes its place behind them', async () => {
    const { open, server, say, hasAll, clock } = setUp();
    const [one, two] = [await open(), await open()];
    one.tab.freeze();
    say();
    await settleStorage();
    two.network.change('wake');
    await clock.advance(4_000);
    await settleStorage();
    hasAll(two);
    assert.equal(status(two), 'live');
    one.tab.thaw();
    await clock.advance(1_000);
    await settleStorage();
    say();
    await settleStorage();
    hasAll(one, two);
    assert.deepEqual([server.streams, status(one), status(two)], [1, 'live', 'live']);
    disposeAll(one, two);
  });

  test('T2 ask by themselves, too, and replace a frozen leader within nine seconds', async () => {
    const { open, say, hasAll, clock } = setUp();
    const [one, two] = [await open(), await open()];
    one.tab.freeze();
    say();
    await clock.advance(9_000);
    await settleStorage();
    hasAll(two);
    disposeAll(one, two);
  });

  test('T2 do not take the lead from one that answers, having slept themselves', async () => {
    const { open, asked, clock } = setUp();
    const [one, two] = [await open(), await open()];
    await clock.advance(5_000);
    // Asked just before it fell asleep: the answer is heard when it wakes, after its timer.
    two.tab.freeze();
    await clock.advance(60_000);
    two.tab.thaw();
    await clock.advance(10_000);
    await settleStorage();
    assert.deepEqual([asked(), status(one), status(two)], [1, 'live', 'live']);
    disposeAll(one, two);
  });

  test('T3 C15 hold nothing while their page is in the back-forward cache, and are live when it comes back', async () => {
    const { open, server, say, hasAll, browser, clock } = setUp();
    const [one, two] = [await open(), await open()];
    one.network.change('leave');
    await settleStorage();
    assert.equal(reason(one), 'page-left');
    await clock.advance(60_000);
    say();
    await settleStorage();
    hasAll(two);
    assert.deepEqual([server.streams, status(one)], [1, 'waiting']);
    two.network.change('leave');
    await clock.advance(60_000);
    assert.deepEqual(
      [server.streams, browser.locks.size, browser.channels.size],
      [0, { held: 0, waiting: 0 }, 0],
    );
    say();
    one.network.change('wake');
    two.network.change('wake');
    await clock.advance(1_000);
    await settleStorage();
    hasAll(one, two);
    assert.equal(server.streams, 1);
    disposeAll(one, two);
  });

  test('T4 one that lags further behind than the leader remembers catches up by a stream of its own, and joins', async () => {
    const { open, server, say, hasAll, clock, asked } = setUp();
    const [one, two] = [await open(), await open()];
    two.network.change('offline');
    await settleStorage();
    say(1_100);
    await settleStorage();
    two.network.change('online');
    await clock.advance(1_000);
    await settleStorage();
    assert.deepEqual([asked(), server.streams, status(two)], [2, 1, 'live']);
    say();
    await settleStorage();
    hasAll(one, two);
    disposeAll(one, two);
  });

  test('T4 one that lags behind a little is given the rest by the leader', async () => {
    const { open, server, say, hasAll, clock, asked } = setUp();
    const [one, two] = [await open(), await open()];
    two.network.change('offline');
    await settleStorage();
    say(100);
    await settleStorage();
    two.network.change('online');
    await clock.advance(1_000);
    await settleStorage();
    hasAll(one, two);
    assert.deepEqual([asked(), server.streams], [1, 1]);
    disposeAll(one, two);
  });

  test('T4 one whose snapshot is newer than what the leader has heard takes nothing twice, and misses nothing', async () => {
    const { open, server, say, hasAll, clock, reported } = setUp();
    const one = await open();
    let hold = true;
    const held: (() => void)[] = [];
    // What the leader reads is late: the network is slow for it alone.
    server.faults.add({
      fault: { kind: 'silence' },
      frame: (type) => type === 'message.created' && hold,
      times: 1,
    });
    say();
    await settleStorage();
    hold = false;
    const two = await open();
    assert.equal(two.client.store.get().channels.size, 1);
    say();
    server.heartbeat();
    await clock.advance(40_000);
    await settleStorage();
    hasAll(one, two);
    assert.deepEqual([held, reported], [[], []]);
    disposeAll(one, two);
  });

  test('T5 C11 a frame that is lost between two tabs is found by the counts in the heartbeat, and had again', async () => {
    const { open, server, say, hasAll, browser, clock, asked } = setUp();
    const one = await open();
    const tab = browser.openTab();
    let isDeaf = false;
    const two = await open({ tab, device: { ...tab.device, BroadcastChannel: deaf(tab, () => isDeaf) } });
    for (let round = 0; round < 2; round += 1) {
      say();
      await settleStorage();
      isDeaf = true;
      say();
      await settle();
      isDeaf = false;
      say();
      await settleStorage();
      server.heartbeat();
      await clock.advance(1_000);
      await settleStorage();
      hasAll(one, two);
    }
    assert.ok(two.states.includes('waiting frame-lost'), two.states.join());
    assert.ok(!one.states.includes('waiting frame-lost'));
    assert.equal(asked(), 1);
    disposeAll(one, two);
  });

  test('T5 heartbeats that are in order tell no tab of a loss, wherever it joined', async () => {
    const { open, server, say, clock, asked } = setUp();
    const one = await open();
    say(7);
    await settleStorage();
    const two = await open();
    say(2);
    await settleStorage();
    server.heartbeat();
    await clock.advance(15_000);
    say(3);
    server.heartbeat();
    await clock.advance(15_000);
    for (const tab of [one, two]) assert.ok(!tab.states.includes('waiting frame-lost'));
    assert.equal(asked(), 1);
    disposeAll(one, two);
  });

  test('T6 one whom the leader keeps waiting has a stream of its own meanwhile, and joins when there is one to share', async () => {
    const { open, server, say, hasAll, clock, ada } = setUp();
    const one = await open({ auth: { kind: 'session', session: server.session(ada) }, connected: false });
    // The server hears this tab's requests, and does not answer them.
    const stuck = { is: true };
    one.client.dispose();
    const leader = await open({
      connected: false,
      fetch: (input, init) =>
        stuck.is && String(input instanceof Request ? input.url : input).endsWith('/events')
          ? new Promise(() => {})
          : server.fetch(input, init),
    });
    const two = await open({ connected: false });
    await clock.advance(5_000);
    await settleStorage();
    assert.equal(status(two), 'live');
    await two.timeline.open();
    say();
    await settleStorage();
    stuck.is = false;
    await clock.advance(20_000);
    await settleStorage();
    assert.equal(status(leader), 'live');
    server.heartbeat();
    await settleStorage();
    assert.equal(server.streams, 1, 'the stream of its own is left');
    say();
    await settleStorage();
    hasAll(two);
    disposeAll(leader, two);
  });

  test('T7 see the same failure that the leader sees, and are live with it again', async () => {
    const { open, server, say, hasAll, clock } = setUp();
    const [one, two] = [await open(), await open()];
    server.stop();
    await clock.advance(3_000);
    await settleStorage();
    for (const tab of [one, two]) assert.deepEqual([status(tab) === 'live', reason(tab)], [false, 'network']);
    server.start();
    server.faults.add({ route: 'events', fault: { kind: 'refuse', code: 'server_busy' }, times: 3 });
    await clock.advance(8_000);
    await settleStorage();
    assert.ok(two.states.includes('waiting server'), two.states.join());
    await clock.advance(60_000);
    await settleStorage();
    say();
    await settleStorage();
    hasAll(one, two);
    assert.equal(server.streams, 1);
    disposeAll(one, two);
  });

  test('T7 do not ask a server that answers 500 for an hour more often than they would without each other, and are live after it', async () => {
    const tries: number[] = [];
    for (const missing of [{ locks: undefined }, {}]) {
      const { open, server, clock, ada, asked, browser } = setUp();
      const tabs: Tab[] = [];
      for (let count = 0; count < 3; count += 1)
        tabs.push(
          await open({
            tab: browser.openTab(missing),
            auth: { kind: 'session', session: server.session(ada) },
          }),
        );
      server.faults.intercept('events', () => new Response(null, { status: 500 }));
      server.faults.breakStreams();
      const before = asked();
      await clock.advance(3_600_000);
      tries.push(asked() - before);
      server.faults.intercept('events', null);
      await clock.advance(30_000);
      await settleStorage();
      assert.deepEqual(tabs.map(status), ['live', 'live', 'live']);
      assert.equal(server.streams, 'locks' in missing ? 3 : 1);
      disposeAll(...tabs);
    }
    const [alone = 0, together = 0] = tries;
    assert.ok(together < alone, tries.join());
  });

  test('T7 a refused token is the matter of the leader alone', async () => {
    const { open, server, clock, say, hasAll } = setUp();
    const [one, two] = [await open(), await open()];
    const before = server.faults.count('auth.refresh');
    server.expireAccessTokens();
    server.stop();
    server.start();
    await clock.advance(5_000);
    await settleStorage();
    say();
    await settleStorage();
    hasAll(one);
    assert.equal(status(one), 'live');
    assert.equal(server.faults.count('auth.refresh') - before, 1);
    disposeAll(one, two);
  });

  test('T7 who was removed from the workspace is told in every tab, and no tab tries again', async () => {
    const { open, server, clock, asked } = setUp();
    const [one, two, three] = [await open(), await open(), await open()];
    server.faults.intercept('events', () => Response.json({ code: 'not_found' }, { status: 404 }));
    server.workspace.tell({ type: 'goodbye', data: { reason: 'removed', retryAfterSeconds: 0 } });
    await clock.advance(3_000);
    await settleStorage();
    const reasons = [reason(one), reason(two), reason(three)];
    const before = asked();
    await clock.advance(60_000);
    assert.deepEqual(reasons, ['removed', 'removed', 'removed']);
    assert.equal(asked(), before);
    disposeAll(one, two, three);
  });

  test('T7 who may not have the events is told so in every tab', async () => {
    const { open, server, clock } = setUp();
    server.faults.intercept('events', () => Response.json({ code: 'forbidden' }, { status: 403 }));
    const [one, two] = [await open({ connected: false }), await open({ connected: false })];
    await clock.advance(6_000);
    assert.deepEqual([reason(one), reason(two)], ['forbidden', 'forbidden']);
    disposeAll(one, two);
  });

  test('T8 a session that was ended ends in every tab of it', async () => {
    const { open, server, ada, clock } = setUp();
    const [one, two] = [await open(), await open()];
    server.endSessions(ada);
    await clock.advance(2_000);
    await settleStorage();
    for (const tab of [one, two]) {
      assert.equal(reason(tab), 'session-ended');
      assert.equal(tab.client.auth.store.get().status, 'signed-out');
    }
    disposeAll(one, two);
  });

  test('T8 the end of the leader’s session is none of a tab that has another session of the same person', async () => {
    const { open, server, session, ada, clock, say, hasAll, newClient } = setUp();
    const one = await open();
    const two = await open({ auth: { kind: 'session', session: server.session(ada) } });
    assert.equal(server.streams, 1);
    // As an administrator does, or the person on another device.
    const elsewhere = newClient({ auth: { kind: 'session', session } });
    await elsewhere.connection.connect();
    await elsewhere.auth.signOut();
    await clock.advance(2_000);
    await settleStorage();
    say();
    await settleStorage();
    hasAll(two);
    assert.deepEqual([status(two), server.streams], ['live', 1]);
    assert.deepEqual([reason(one), one.client.auth.store.get().status], ['session-ended', 'signed-out']);
    disposeAll(one, two, { client: elsewhere } as Tab);
  });

  test('T8 a server that stops is left by all tabs for the time that it asked for', async () => {
    const { open, server, clock, asked } = setUp();
    const [one, two] = [await open(), await open()];
    server.workspace.tell({ type: 'goodbye', data: { reason: 'server_stopping', retryAfterSeconds: 10 } });
    await settleStorage();
    assert.deepEqual([reason(one), reason(two)], ['server-stopping', 'server-stopping']);
    await clock.advance(4_900);
    assert.equal(asked(), 1);
    await clock.advance(2_000);
    await settleStorage();
    assert.deepEqual([status(one), status(two), server.streams], ['live', 'live', 1]);
    disposeAll(one, two);
  });

  test('T8 C14 a log that was replaced gives every tab a new snapshot', async () => {
    const { open, server, clock, say, hasAll } = setUp();
    const [one, two] = [await open(), await open()];
    const before = server.faults.count('workspaces.snapshot');
    server.loseLog('replace');
    await clock.advance(30_000);
    await settleStorage();
    say();
    await settleStorage();
    hasAll(one, two);
    assert.equal(server.faults.count('workspaces.snapshot') - before, 2);
    assert.equal(server.streams, 1);
    disposeAll(one, two);
  });

  test('T9 are one device: it is in use as long as the person is in any of them', async () => {
    const { open, ada, server, clock } = setUp();
    const [one, two] = [await open(), await open()];
    const shown = (): string | undefined =>
      server.workspace.snapshot(ada).presence.find(({ userId }) => userId === ada.id)?.state;
    one.client.users.setActivity('idle');
    await settleStorage();
    assert.equal(shown(), 'online');
    two.client.users.setActivity('idle');
    await settleStorage();
    assert.equal(shown(), 'away');
    two.client.users.setActivity('active');
    await settleStorage();
    assert.equal(shown(), 'online');
    // It crashes: nobody takes it back.
    two.tab.close();
    await clock.advance(95_000);
    server.heartbeat();
    await settleStorage();
    assert.equal(shown(), 'away');
    disposeAll(one, two);
  });

  test('T9 are as active as the one that closes leaves them', async () => {
    const { open, ada, server } = setUp();
    const [one, two] = [await open(), await open()];
    one.client.users.setActivity('idle');
    two.network.change('leave');
    await settleStorage();
    assert.equal(
      server.workspace.snapshot(ada).presence.find(({ userId }) => userId === ada.id)?.state,
      'away',
    );
    disposeAll(one, two);
  });

  test('T10 two people, two servers or two workspaces in one browser share nothing', async () => {
    const { open, server, ada, bob, browser } = setUp();
    const other = server.addWorkspace({ slug: 'other', name: 'Other' });
    other.addUser(ada);
    const session = (user: User): Partial<ChatClientOptions> => ({
      auth: { kind: 'session', session: server.session(user) },
    });
    const tabs = [
      await open(session(ada)),
      await open(session(bob)),
      await open({ ...session(ada), server: 'https://other.example.com' }),
    ];
    const elsewhere = await open({ ...session(ada), workspace: 'other', connected: false });
    await settleStorage();
    assert.equal(server.streams, 4);
    // Four streams, and what is unsent of three people; the fourth tab is another one of Ada's.
    assert.deepEqual(browser.locks.size, { held: 7, waiting: 1 });
    assert.deepEqual([...tabs, elsewhere].map(status), ['live', 'live', 'live', 'live']);
    disposeAll(...tabs, elsewhere);
  });

  test('T10 opening another workspace leaves the stream of the first to the others', async () => {
    const { open, server, ada, clock, say, hasAll } = setUp();
    const other = server.addWorkspace({ slug: 'other', name: 'Other' });
    other.addUser(ada);
    const [one, two] = [await open(), await open()];
    await one.client.workspaces.open('other');
    await clock.advance(1_000);
    await settleStorage();
    say();
    await settleStorage();
    hasAll(two);
    assert.equal(one.client.store.get().workspace?.slug, 'other');
    assert.deepEqual([server.streams, status(one), status(two)], [2, 'live', 'live']);
    disposeAll(one, two);
  });

  for (const missing of ['locks', 'BroadcastChannel', 'indexedDB'] as const) {
    test(`T11 have a stream each where there is no ${missing}`, async () => {
      const { open, browser, server, say, hasAll } = setUp();
      const tabs = [
        await open({ tab: browser.openTab({ [missing]: undefined }) }),
        await open({ tab: browser.openTab({ [missing]: undefined }) }),
      ];
      assert.equal(server.streams, 2);
      say();
      await settleStorage();
      hasAll(...tabs);
      disposeAll(...tabs);
    });
  }

  test('T12 a person who asks for a try in any tab gets one, and so does one who comes back to a tab', async () => {
    const { open, server, clock } = setUp();
    const [one, two] = [await open(), await open()];
    for (const hurry of [() => two.client.connection.retryNow(), () => two.network.change('wake')]) {
      server.stop();
      await clock.advance(120_000);
      server.start();
      await clock.advance(1_500);
      if (status(one) === 'live') continue;
      hurry();
      await clock.advance(0);
      await settleStorage();
      assert.deepEqual([status(one), status(two)], ['live', 'live']);
    }
    disposeAll(one, two);
  });

  test('T12 C10 a leader whose timers are late notices a dead stream when another tab asks', async () => {
    const { open, server, say, hasAll, clock, browser } = setUp();
    // A page that nobody sees has its timers once a minute; messages reach it at once.
    const late: Clock = {
      now: () => clock.now(),
      after: (milliseconds, callback) => clock.after(Math.max(milliseconds, 60_000), callback),
    };
    const one = await open({ clock: late });
    const two = await open({ tab: browser.openTab() });
    server.faults.add({ fault: { kind: 'silence' }, times: 1 });
    say();
    await clock.advance(36_000);
    await settleStorage();
    await clock.advance(6_000);
    await settleStorage();
    hasAll(two);
    assert.equal(status(one), 'live');
    disposeAll(one, two);
  });

  test('T13 one that joins is told who is there', async () => {
    const { open, server, bob, newClient } = setUp();
    const one = await open();
    const reader = newClient({ auth: { kind: 'session', session: server.session(bob) } });
    await reader.connection.connect();
    await settleStorage();
    const two = await open();
    assert.equal(two.client.store.get().presence.get(bob.id), 'online');
    reader.dispose();
    await settleStorage();
    for (const { client } of [one, two]) assert.equal(client.store.get().presence.get(bob.id), undefined);
    disposeAll(one, two);
  });
});
