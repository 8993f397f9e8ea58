import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { createId } from '@fechatter/protocol';
import { createLogger, createServer, type RunningServer } from '@fechatter/server-reference';
import type { Browser, Page } from 'playwright-core';
import { root } from '../../scripts/repository.ts';
import { launchChromium } from '../services/chromium.ts';
import { freePort } from '../services/free-port.ts';

/** A person of the shop in a browser of their own. */
export interface Customer {
  readonly page: Page;
  /** What the page has complained about. */
  readonly faults: readonly string[];
  /** How many event streams the page holds open now. */
  readonly streams: () => number;
}

/** The application of examples/own-users as a process, with a chat server, and a browser to visit it. */
export class Shop {
  readonly url: string;
  readonly #chat: RunningServer;
  readonly #host: ChildProcess;
  readonly #browser: Browser;

  private constructor(url: string, chat: RunningServer, host: ChildProcess, browser: Browser) {
    this.url = url;
    this.#chat = chat;
    this.#host = host;
    this.#browser = browser;
  }

  /** @param app - The folder of a page that was built with a framework; by default that in plain HTML. */
  static async open(app?: string): Promise<Shop> {
    const port = await freePort();
    const url = `http://127.0.0.1:${port}`;
    const chat = await createServer({
      port: await freePort(),
      dataFolder: null,
      logger: createLogger({ level: 'error' }),
      allowedOrigins: [url],
    });
    const key = await workspaceWithKey(chat.url, 'shop');
    const host = spawn(process.execPath, [join(root, 'examples/own-users/server.js')], {
      env: {
        ...process.env,
        PORT: String(port),
        CHAT_SERVER: chat.url,
        CHAT_WORKSPACE: 'shop',
        CHAT_KEY_ID: key.id,
        CHAT_KEY_SECRET: key.secret,
        ...(app !== undefined && { APP: app }),
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(createInterface({ input: host.stdout }), 'line');
    return new Shop(url, chat, host, await launchChromium());
  }

  async close(): Promise<void> {
    await this.#browser.close();
    this.#host.kill();
    await this.#chat.stop();
  }

  /** Signs in to the shop, which is all that its users ever do. */
  async signIn(user: string, password: string): Promise<Customer> {
    const page = await (await this.#browser.newContext()).newPage();
    const faults: string[] = [];
    let streams = 0;
    page.on('pageerror', (error) => faults.push(error.message));
    page.on('console', (line) => {
      if (line.type() === 'error') faults.push(line.text());
    });
    const change = (by: number) => (request: { headers(): Record<string, string> }) => {
      if (request.headers()['accept'] === 'text/event-stream') streams += by;
    };
    page.on('request', change(1));
    page.on('requestfinished', change(-1));
    page.on('requestfailed', change(-1));
    await page.goto(this.url);
    await page.getByLabel('User').fill(user);
    await page.getByLabel('Password').fill(password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    return { page, faults, streams: () => streams };
  }
}

/** A workspace and an app key, made through the API as an owner would. */
async function workspaceWithKey(server: string, slug: string): Promise<{ id: string; secret: string }> {
  const call = async <T>(path: string, body: unknown, token?: string): Promise<T> => {
    const response = await fetch(server + path, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
      },
      body: JSON.stringify(body),
    });
    assert.ok(response.ok, await response.clone().text());
    return (await response.json()) as T;
  };
  const session = await call<{
    accessToken: string;
    account: { workspaces: { workspace: { id: string } }[] };
  }>('/v1/auth/sign-up', {
    email: 'owner@shop.example',
    password: 'a long enough password',
    name: 'Owner',
    workspace: { slug, name: 'The shop' },
  });
  const workspaceId = session.account.workspaces[0]?.workspace.id ?? '';
  const made = await call<{ appKey: { id: string }; secret: string }>(
    `/v1/workspaces/${workspaceId}/app-keys`,
    { id: createId(), kind: 'secret', name: 'Backend' },
    session.accessToken,
  );
  return { id: made.appKey.id, secret: made.secret };
}
