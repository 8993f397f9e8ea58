/**
 * The guarantees of the client's simulation, against the real server process on Postgres: people write from several
 * tabs and devices through a network in which things go wrong, while the server is killed and started again.
 */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import {
  createChatClient,
  createMemoryStorage,
  systemClock,
  type ChatClient,
  type Timeline,
} from '@fechatter/client-sdk';
import { Faults, seededRandom, TestBrowser, TestNetwork } from '@fechatter/client-sdk/testing';
import { createId, type Message, type Session } from '@fechatter/protocol';
import { IDBFactory } from 'fake-indexeddb';
import { createDatabase, postgresMissing, type TestDatabase } from '../services/postgres.ts';
import { ServerProcess } from './server-process.ts';

const SECONDS = 12;
const password = 'correct horse battery';

/** A device of somebody, with tabs that share what a browser shares. */
interface Device {
  readonly person: 'ada' | 'bob';
  readonly faults: Faults;
  readonly network: TestNetwork;
  readonly browser: TestBrowser;
  readonly storage: ReturnType<typeof createMemoryStorage>;
  readonly tabs: Tab[];
  /** What was written here, in order. */
  readonly written: string[];
}

interface Tab {
  readonly client: ChatClient;
  readonly timeline: Timeline;
  readonly close: () => void;
}

describe('with a server that is killed', { skip: postgresMissing() }, () => {
  let database: TestDatabase;
  let server: ServerProcess;
  /** All that were made: one that goes on trying keeps the process alive. */
  const clients: ChatClient[] = [];
  before(async () => {
    database = await createDatabase();
    server = await ServerProcess.start('serve', { DATABASE_URL: database.url, FECHATTER_RATE_LIMITS: 'off' });
  });
  after(async () => {
    for (const client of clients) client.dispose();
    await server.remove();
    await database.drop();
  });

  const post = async (path: string, body: unknown, token?: string): Promise<unknown> => {
    const response = await fetch(`${server.url}${path}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
      },
      body: JSON.stringify(body),
    });
    const text = await response.text();
    assert.ok(response.ok, text);
    return JSON.parse(text);
  };

  const seed = Number(process.env['FECHATTER_SEED'] ?? 1);
  test(`nothing is lost, doubled or out of order, whatever goes wrong for ${SECONDS} s (seed ${seed})`, async () => {
    const random = seededRandom(seed);
    const of = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
    const ada = (await post('/v1/auth/sign-up', {
      email: 'ada@example.com',
      password,
      name: 'ada',
      workspace: { slug: 'acme', name: 'Acme' },
    })) as Session;
    const workspaceId = ada.account.workspaces[0]!.workspace.id;
    const { code } = (await post(
      `/v1/workspaces/${workspaceId}/invites`,
      { id: createId() },
      ada.accessToken,
    )) as { code: string };
    await post('/v1/auth/sign-up', { email: 'bob@example.com', password, name: 'bob', inviteCode: code });

    const newDevice = (person: 'ada' | 'bob'): Device => ({
      person,
      faults: new Faults((request, signal) => fetch(request, { signal }), {
        clock: systemClock,
        seed: Math.floor(random() * 1e9),
      }),
      network: new TestNetwork(),
      browser: new TestBrowser({ indexedDB: new IDBFactory() }),
      storage: createMemoryStorage(),
      tabs: [],
      written: [],
    });
    const accepted = new Map<string, Message>();
    const openTab = async (device: Device): Promise<Tab> => {
      const tab = device.browser.openTab();
      const client = createChatClient(
        tab.clientOptions({
          server: server.url,
          workspace: 'acme',
          fetch: device.faults.fetch,
          network: device.network,
          storage: device.storage,
          random,
          onError: () => {},
        }),
      );
      clients.push(client);
      await client.connection
        .connect()
        .catch(() => client.auth.signIn({ email: `${device.person}@example.com`, password }));
      await client.connection.connect();
      const [general] = client.store.get().channels.keys();
      const timeline = client.channels.timeline(general ?? '');
      await timeline.open();
      const opened = { client, timeline, close: () => tab.close() };
      device.tabs.push(opened);
      return opened;
    };

    const devices = [newDevice('ada'), newDevice('ada'), newDevice('bob')];
    for (const device of devices) for (let tabs = 0; tabs < 2; tabs += 1) await openTab(device);
    const witness = (await openTab(newDevice('bob'))).timeline;
    for (const { faults } of devices) {
      faults.add({ route: 'messages.send', fault: { kind: 'lose-answer' }, probability: 0.08 });
      faults.add({ route: 'messages.send', fault: { kind: 'lose-request' }, probability: 0.08 });
      faults.add({
        route: 'messages.send',
        fault: { kind: 'duplicate', milliseconds: 50 },
        probability: 0.08,
      });
      faults.add({ route: 'messages.send', fault: { kind: 'delay', milliseconds: 200 }, probability: 0.08 });
      faults.add({
        fault: { kind: 'drop-frame' },
        frame: (type) => type === 'message.created',
        probability: 0.02,
      });
      faults.add({ fault: { kind: 'break' }, probability: 0.01 });
    }

    let kills = 0;
    let said = 0;
    const killing = (async () => {
      for (; kills < 3; kills += 1) {
        await delay(2_000 + random() * 1_000);
        await server.stop('SIGKILL');
        await delay(random() * 500);
        await server.start();
      }
    })();
    const end = Date.now() + SECONDS * 1_000;
    while (Date.now() < end) {
      await delay(random() * 60);
      const device = of(devices);
      const chance = random();
      if (chance < 0.03) device.faults.breakStreams();
      else if (chance < 0.05) {
        device.faults.offline = true;
        setTimeout(() => {
          device.faults.offline = false;
          device.network.change('online');
        }, 800);
      } else if (chance < 0.06 && device.tabs.length > 1)
        device.tabs.splice(Math.floor(random() * 2), 1)[0]?.close();
      else {
        const text = `message ${(said += 1)}`;
        device.written.push(text);
        of(device.tabs)
          .timeline.send({ text })
          .then(
            (message) => accepted.set(text, message),
            () => {},
          );
      }
    }
    await killing;
    for (const { faults, network } of devices) {
      faults.clear();
      network.change('online');
    }

    const confirmed = ({ store }: Timeline): string[] =>
      store.get().items.flatMap(({ message, delivery }) => (delivery.status === 'sent' ? message.text : []));
    const timelines = [witness, ...devices.flatMap(({ tabs }) => tabs.map(({ timeline }) => timeline))];
    const isSettled = (): boolean => timelines.every((timeline) => confirmed(timeline).length >= said);
    for (let wait = 0; !isSettled() && wait < 90_000; wait += 250) await delay(250);

    const all = confirmed(witness);
    assert.equal(new Set(all).size, all.length, 'doubled');
    assert.equal(all.length, said, 'lost');
    for (const [text, { index }] of accepted) assert.equal(all[index - 1], text, 'accepted at another place');
    for (const { written } of devices)
      assert.deepEqual(
        all.filter((text) => written.includes(text)),
        written,
        'the order in which they were written on one device',
      );
    for (const timeline of timelines) {
      const shown = confirmed(timeline);
      assert.deepEqual(shown, all.slice(-shown.length));
    }
    const faults = devices.reduce((sum, device) => sum + device.faults.log.length, 0);
    console.log(`${said} messages, ${accepted.size} answered, ${kills} kills, ${faults} faults`);
    assert.ok(said > 50 && kills === 3 && faults > 20);
  });
});
