import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { createChatClient, createMemoryStorage, type ChatClient } from '@fechatter/client-sdk';
import { createLogger, createServer, type RunningServer } from '@fechatter/server-reference';
import { browsers, type AnyBrowser, type Tab } from './browsers.ts';
import { SdkPageHost } from './sdk-page-host.ts';

const ada = { email: 'ada@example.com', password: 'correct horse battery' };
const bob = { ...ada, email: 'bob@example.com' };

for (const { name, missing, launch } of browsers) {
  describe(`the server of tabs in ${name}`, { skip: missing() }, () => {
    let pages: SdkPageHost;
    let server: RunningServer;
    let browser: AnyBrowser;
    const tabs: Tab[] = [];

    const streams = (): number => server.hub.size;

    async function open(person: typeof ada): Promise<Tab> {
      const tab = await browser.open(pages.url(server.url));
      await tab.evaluate(`chat.signIn('${person.email}', '${person.password}')`);
      await tab.evaluate('chat.begin()');
      await tab.evaluate('chat.live()');
      return tab;
    }

    before(async () => {
      pages = await SdkPageHost.start();
      server = await createServer({
        port: 0,
        allowedOrigins: [pages.origin],
        logger: createLogger({ level: 'silent' }),
      });
      const newClient = (): ChatClient =>
        createChatClient({ server: server.url, workspace: 'acme', storage: createMemoryStorage() });
      const [owner, guest] = [newClient(), newClient()];
      await owner.auth.signUp({ ...ada, name: 'Ada', workspace: { slug: 'acme', name: 'Acme' } });
      const { code } = await owner.workspaces.createInvite();
      await guest.auth.signUp({ ...bob, name: 'Bob', inviteCode: code });
      owner.dispose();
      guest.dispose();
      browser = await launch();
    });
    after(async () => {
      await browser.close();
      pages.close();
      await server.stop();
    });

    test('has one stream of three tabs', async () => {
      tabs.push(await open(ada), await open(ada), await open(ada));
      assert.equal(streams(), 1);
    });

    test('has one still when the tab that held it is closed, and none when all are', async () => {
      const [first, second] = tabs;
      assert.ok(first && second);
      await first.close();
      const began = performance.now();
      // The next one is live within a second or so; a moment before there may be none.
      await second.evaluate('chat.live()');
      while (streams() !== 1 || (await second.evaluate('chat.status()')) !== 'live') {
        assert.ok(performance.now() - began < 5_000);
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      for (const tab of tabs.slice(1)) await tab.close();
      while (streams() > 0) {
        assert.ok(performance.now() - began < 10_000);
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    });

    test('has another one of another person in the same browser', async () => {
      const left = await open(ada);
      await open(bob);
      assert.equal(streams(), 2);
      // L1: no lock outlives its client.
      const held = `navigator.locks.query().then(({ held, pending }) => [...held, ...pending].map(({ name }) => name))`;
      const before = await left.evaluate<string[]>(held);
      assert.equal(before.filter((lock) => lock.startsWith('fechatter-')).length, 4);
      await left.evaluate('chat.dispose()');
      while (streams() > 1) await new Promise((resolve) => setTimeout(resolve, 20));
      assert.equal((await left.evaluate<string[]>(held)).length, 2);
    });
  });
}
