import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, before, describe, test } from 'node:test';
import { createId } from '@fechatter/protocol';
import { createLogger, createServer, type RunningServer } from '@fechatter/server-reference';
import type { Browser, Page } from 'playwright-core';
import { chromiumMissing, launchChromium } from '../../../test/services/chromium.ts';
import { freePort } from '../../../test/services/free-port.ts';

const patience = { timeout: 20_000 };

describe('an application with its own users', { skip: chromiumMissing() }, () => {
  let chat: RunningServer;
  let host: ChildProcess;
  let browser: Browser;
  let url: string;

  before(async () => {
    const port = await freePort();
    url = `http://127.0.0.1:${port}`;
    chat = await createServer({
      port: await freePort(),
      dataFolder: null,
      logger: createLogger({ level: 'error' }),
      allowedOrigins: [url],
    });
    const key = await workspaceWithKey(chat.url, 'shop');
    host = spawn(process.execPath, [join(import.meta.dirname, '..', 'server.js')], {
      env: {
        ...process.env,
        PORT: String(port),
        CHAT_SERVER: chat.url,
        CHAT_WORKSPACE: 'shop',
        CHAT_KEY_ID: key.id,
        CHAT_KEY_SECRET: key.secret,
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    if (host.stdout) await once(createInterface({ input: host.stdout }), 'line');
    browser = await launchChromium();
  });
  after(async () => {
    await browser.close();
    host.kill();
    await chat.stop();
  });

  async function signIn(user: string, password: string): Promise<{ page: Page; faults: string[] }> {
    const page = await (await browser.newContext()).newPage();
    const faults: string[] = [];
    page.on('pageerror', (error) => faults.push(error.message));
    page.on('console', (line) => {
      if (line.type() === 'error') faults.push(line.text());
    });
    await page.goto(url);
    await page.getByLabel('User').fill(user);
    await page.getByLabel('Password').fill(password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    return { page, faults };
  }

  test('two of its users talk, on a page of another origin and under a strict policy, without a second login', async () => {
    const [mira, tom] = [await signIn('mira', 'orchid'), await signIn('tom', 'walnut')];
    for (const { page } of [mira, tom]) await page.locator('fe-composer textarea').waitFor(patience);
    await mira.page.locator('fe-composer textarea').fill('Do you see me, Tom?');
    await mira.page.locator('fe-composer textarea').press('Enter');
    const row = tom.page.locator('fe-message', { hasText: 'Do you see me, Tom?' });
    await row.waitFor(patience);
    await row.getByText('Mira Petrov').waitFor(patience);
    assert.deepEqual([...mira.faults, ...tom.faults], []);
  });

  test('whoever is not signed in gets no token', async () => {
    assert.equal((await fetch(`${url}/chat-token`)).status, 401);
  });
});

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
