import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Shop } from '../../../test/e2e/shop.ts';
import { chromiumMissing } from '../../../test/services/chromium.ts';

const patience = { timeout: 20_000 };

describe('an application with its own users', { skip: chromiumMissing() }, () => {
  let shop: Shop;

  before(async () => {
    shop = await Shop.open();
  });
  after(async () => {
    await shop.close();
  });

  test('two of its users talk, on a page of another origin and under a strict policy, without a second login', async () => {
    const [mira, tom] = [await shop.signIn('mira', 'orchid'), await shop.signIn('tom', 'walnut')];
    for (const { page } of [mira, tom]) await page.locator('fe-composer textarea').waitFor(patience);
    await mira.page.locator('fe-composer textarea').fill('Do you see me, Tom?');
    await mira.page.locator('fe-composer textarea').press('Enter');
    const row = tom.page.locator('fe-message', { hasText: 'Do you see me, Tom?' });
    await row.waitFor(patience);
    await row.getByText('Mira Petrov').waitFor(patience);
    assert.deepEqual([...mira.faults, ...tom.faults], []);
  });

  test('whoever is not signed in gets no token', async () => {
    assert.equal((await fetch(`${shop.url}/chat-token`)).status, 401);
  });

  test('no file outside the page is served', async () => {
    for (const path of ['/server.js', '/..%2fserver.js', '/%2e%2e/server.js', '/login.html'])
      assert.equal((await fetch(shop.url + path)).status, 404, path);
  });
});
