import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { createChatClient, createMemoryStorage, type ChatClient, type Timeline } from '@fechatter/client-sdk';
import { natsMissing, startNats, type RunningNats } from '../services/nats.ts';
import { NetworkBetween } from '../services/network-between.ts';
import { browsers, type AnyBrowser, type Tab } from './browsers.ts';
import { SdkPageHost } from './sdk-page-host.ts';
import { ServerProcess } from './server-process.ts';
import { until } from './until.ts';

const account = { email: 'ada@example.com', password: 'correct horse battery' };
const EACH = 50;

const textsOf = (timeline: Timeline): string[] =>
  timeline.store.get().items.map(({ message }) => message.text);
const texts = (tab: Tab): Promise<string[]> => tab.evaluate<string[]>('chat.texts()');

/** Two tabs of one browser and a second device of the same person, and all that goes wrong between them and the server. */
class Scene {
  readonly nats: RunningNats | null;
  readonly network: NetworkBetween;
  readonly server: ServerProcess;
  readonly pages: SdkPageHost;
  readonly browser: AnyBrowser;
  readonly device: ChatClient;
  readonly timeline: Timeline;
  #isStopped = false;

  private constructor(
    parts: Pick<Scene, 'nats' | 'network' | 'server' | 'pages' | 'browser' | 'device' | 'timeline'>,
  ) {
    this.nats = parts.nats;
    this.network = parts.network;
    this.server = parts.server;
    this.pages = parts.pages;
    this.browser = parts.browser;
    this.device = parts.device;
    this.timeline = parts.timeline;
  }

  static async set(launch: () => Promise<AnyBrowser>, withNats: boolean): Promise<Scene> {
    const pages = await SdkPageHost.start();
    const nats = withNats ? await startNats() : null;
    const server = await ServerProcess.start('serve', {
      FECHATTER_ORIGINS: pages.origin,
      FECHATTER_RATE_LIMITS: 'off',
      ...(nats && {
        NATS_URL: nats.url,
        FECHATTER_NATS_ACCOUNT: nats.account,
        FECHATTER_NATS_SIGNING_KEY: nats.signingKey,
        FECHATTER_NATS_WS_URL: nats.webSocketUrl,
      }),
    });
    const network = await NetworkBetween.to(Number(new URL(server.url).port));
    const device = createChatClient({
      server: server.url,
      workspace: 'acme',
      storage: createMemoryStorage(),
      random: () => 0,
    });
    await device.auth.signUp({ ...account, name: 'Ada', workspace: { slug: 'acme', name: 'Acme' } });
    await device.connection.connect();
    const [general] = device.store.get().channels.keys();
    assert.ok(general);
    const timeline = device.channels.timeline(general);
    await timeline.open();
    return new Scene({ nats, network, server, pages, browser: await launch(), device, timeline });
  }

  /** A tab in which Ada is signed in and reads. */
  async open(): Promise<Tab> {
    const tab = await this.browser.open(this.pages.url(`http://127.0.0.1:${this.network.port}`));
    await tab.evaluate(`chat.signIn('${account.email}', '${account.password}')`);
    await tab.evaluate('chat.begin()');
    await tab.evaluate('chat.live()');
    return tab;
  }

  /** Event streams of the pages that are open. */
  get streams(): number {
    return this.network.count((path) => path.endsWith('/events'));
  }

  /** How many of the sent messages are on the second device. */
  get arrived(): number {
    return textsOf(this.timeline).length;
  }

  /** What the server has, as somebody sees who comes now. */
  async onServer(): Promise<string[]> {
    const reader = createChatClient({
      server: this.server.url,
      workspace: 'acme',
      storage: createMemoryStorage(),
    });
    try {
      await reader.auth.signIn(account);
      await reader.connection.connect();
      const timeline = reader.channels.timeline(this.timeline.channelId);
      await timeline.open();
      while (timeline.store.get().hasOlder) await timeline.loadOlder();
      return textsOf(timeline);
    } finally {
      reader.dispose();
    }
  }

  async remove(): Promise<void> {
    if (this.#isStopped) return;
    this.#isStopped = true;
    this.device.dispose();
    await this.browser.close();
    this.pages.close();
    this.network.close();
    await this.server.remove();
    await this.nats?.stop();
  }
}

// A dead connection takes a while to be missed: one pair of tabs works while another waits.
describe('two tabs and a second device', { concurrency: 2 }, () => {
  for (const { name, missing, launch } of browsers) {
    for (const way of ['over SSE', 'over NATS', 'with NATS taken away in the middle'] as const) {
      const withNats = way !== 'over SSE';
      const skip = missing() || (withNats && natsMissing());
      describe(`two tabs in ${name}, ${way}`, { skip, concurrency: 1 }, () => {
        let scene: Scene;
        let one: Tab;
        let two: Tab;

        before(async () => {
          scene = await Scene.set(launch, withNats);
        });
        after(async () => {
          await scene.remove();
        });

        test('hold one connection, and each sees what the other writes', async () => {
          one = await scene.open();
          two = await scene.open();
          assert.equal(scene.streams, 1);
          if (withNats) {
            // The leader goes over, and the other with it.
            await until('the stream over SSE is left for NATS', () => scene.streams === 0);
            for (const tab of [one, two]) await tab.evaluate('chat.live()');
          }
          await one.evaluate(`chat.send('hello', 1)`);
          await until('it is in both', async () =>
            (await Promise.all([one, two].map(texts))).every((each) => each.join() === 'hello 1'),
          );
          assert.equal(scene.streams, withNats ? 0 : 1);
        });

        test(`lose, double and reorder none of ${2 * EACH} messages, though network, tab and server fail in the middle`, async () => {
          await Promise.all([
            one.evaluate(`chat.send('one', ${EACH})`),
            two.evaluate(`chat.send('two', ${EACH})`),
          ]);
          await until('some have come', () => scene.arrived > EACH / 5);
          scene.network.cut();
          // All is in the device's database by now: the other tab shows it.
          await until('the second tab knows of all', async () => (await texts(two)).length === 2 * EACH + 1);
          await one.kill();
          await new Promise((resolve) => setTimeout(resolve, 1_000));
          scene.network.mend();
          await until('more have come', () => scene.arrived > EACH);
          if (way === 'with NATS taken away in the middle') {
            await scene.nats?.kill();
            await until('still more have come', () => scene.arrived > (3 * EACH) / 2);
          }
          await scene.server.stop('SIGKILL');
          // A server that is told of a NATS server does not begin without it.
          if (way === 'with NATS taken away in the middle') await scene.nats?.restart();
          await scene.server.start();
          if (way === 'with NATS taken away in the middle') await scene.nats?.kill();
          const expected = 2 * EACH + 1;
          await until('all have come to the second device', () => scene.arrived >= expected);
          await until(
            'all are sent in the tab that is left',
            async () =>
              (await texts(two)).every((text) => !text.includes('(')) &&
              (await texts(two)).length >= expected,
          );
          const onServer = await scene.onServer();
          assert.deepEqual([...new Set(onServer)], onServer, 'none twice');
          assert.equal(onServer.length, expected);
          for (const from of ['one', 'two'])
            assert.deepEqual(
              onServer.filter((text) => text.startsWith(from)),
              Array.from({ length: EACH }, (_, nth) => `${from} ${nth + 1}`),
            );
          assert.deepEqual(textsOf(scene.timeline), onServer);
          assert.deepEqual(await texts(two), onServer);
        });

        test('hold one connection again, with a tab that comes later', async () => {
          const three = await scene.open();
          if (way === 'with NATS taken away in the middle') {
            assert.equal(scene.streams, 1);
            await scene.nats?.restart();
          }
          // The client comes back to NATS by itself.
          await until('one stream is left', () => scene.streams === (withNats ? 0 : 1));
          for (const tab of [two, three]) await tab.evaluate('chat.live()');
          await scene.timeline.send({ text: 'the last' });
          await until('it is in both', async () =>
            (await Promise.all([two, three].map(texts))).every((each) => each.at(-1) === 'the last'),
          );
          // How far back each goes is its own affair: a tab that had to begin anew has the newest page.
          const [one, other] = [await texts(two), await texts(three)];
          const both = Math.min(one.length, other.length);
          assert.ok(both >= 50, `${both} messages are in both`);
          assert.deepEqual(one.slice(-both), other.slice(-both));
        });

        test('show what was seen last when they start without a server', async () => {
          // What was seen is kept a second after it changed.
          await new Promise((resolve) => setTimeout(resolve, 2_000));
          await scene.server.stop('SIGKILL');
          const before = (await texts(two)).slice(-20);
          const late = await scene.browser.open(scene.pages.url(`http://127.0.0.1:${scene.network.port}`));
          await late.evaluate('chat.begin()');
          await until('the last view is there', async () => (await texts(late)).at(-1) === 'the last');
          assert.deepEqual((await texts(late)).slice(-20), before);
          // Over NATS nothing breaks with the server: that it is gone is noticed by the missing heartbeat.
          if (scene.streams === 0 && !withNats) assert.notEqual(await late.evaluate('chat.status()'), 'live');
          await late.evaluate(`chat.send('without a server', 1)`);
          await until(
            'the other tab shows it',
            async () => (await texts(two)).at(-1) === 'without a server 1 (pending)',
          );
          await scene.server.start();
          await until('it is sent', () => textsOf(scene.timeline).at(-1) === 'without a server 1');
        });
      });
    }
  }
});
