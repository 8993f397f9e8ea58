import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { Locator, Page } from 'playwright-core';
import { runNode } from '../../scripts/child-process.ts';
import { root } from '../../scripts/repository.ts';
import { chromiumMissing } from '../services/chromium.ts';
import { Shop, type Customer } from './shop.ts';
import { until } from './until.ts';

const patience = { timeout: 20_000 };
const composer = (page: Page): Locator => page.locator('fe-composer textarea');
const message = (page: Page, text: string): Locator => page.locator('fe-message', { hasText: text });

export interface FrameworkExample {
  /** The folder in `examples`. */
  readonly folder: string;
  /** The scripts that check and build it, with their arguments, run in its folder. */
  readonly build: readonly (readonly string[])[];
  readonly environment?: Readonly<Record<string, string>>;
  /** Why it cannot be built here. */
  readonly skip?: string | false;
}

async function say(page: Page, text: string): Promise<void> {
  await composer(page).fill(text);
  await composer(page).press('Enter');
}

/** Builds an example with the tool of its framework, and drives it as two people would. */
export function describeFrameworkExample(framework: string, example: FrameworkExample): void {
  describe(
    `a chat in an application made with ${framework}`,
    { skip: example.skip ?? chromiumMissing() },
    () => {
      const folder = join(root, 'examples', example.folder);
      let shop: Shop;
      let mira: Customer;
      let tom: Customer;

      before(async () => {
        for (const script of example.build) {
          const { ok, output } = await runNode([...script], {
            output: 'collect',
            cwd: folder,
            env: example.environment ?? {},
          });
          assert.ok(ok, output);
        }
        shop = await Shop.open(join(folder, 'dist'));
        mira = await shop.signIn('mira', 'orchid');
        tom = await shop.signIn('tom', 'walnut');
      });
      after(async () => {
        await shop.close();
      });

      test('opens for two users of the application without a second login, and what one sends the other sees', async () => {
        for (const { page } of [mira, tom]) await composer(page).waitFor(patience);
        await say(mira.page, 'Do you see me, Tom?');
        await message(tom.page, 'Do you see me, Tom?').getByText('Mira Petrov').waitFor(patience);
        await mira.page.getByRole('status').getByText('Sent: 1').waitFor(patience);
        assert.equal(await mira.page.locator('fe-sign-in').count(), 0);
      });

      test('hangs an order on a message before it is sent, and shows it to both in its own way', async () => {
        await say(mira.page, 'Order 4711 is late');
        for (const { page } of [mira, tom])
          await page
            .locator('fe-message')
            .getByRole('link', { name: 'Order 4711', exact: true })
            .waitFor(patience);
      });

      test('stops a message before it is sent', async () => {
        await say(mira.page, 'My card is 4111111111111111');
        await mira.page.getByText('No card numbers, please.').waitFor(patience);
        assert.equal(await composer(mira.page).inputValue(), 'My card is 4111111111111111');
        await say(mira.page, 'Never mind');
        await message(tom.page, 'Never mind').waitFor(patience);
        assert.equal(await message(tom.page, '4111111111111111').count(), 0);
        await mira.page.getByRole('status').getByText('Sent: 3').waitFor(patience);
      });

      test('has a button of the application in its header', async () => {
        assert.ok(await mira.page.locator('fe-chat').getByRole('button', { name: 'Orders' }).isVisible());
      });

      test('lets go of its connection when it is taken out, and has one again when it is put back', async () => {
        assert.equal(mira.streams(), 1);
        await mira.page.getByRole('button', { name: 'Close the chat' }).click();
        await mira.page.locator('fe-chat').waitFor({ state: 'detached', ...patience });
        await until('the stream is closed', () => mira.streams() === 0);
        await say(tom.page, 'Are you still there?');
        await mira.page.getByRole('button', { name: 'Open the chat' }).click();
        await message(mira.page, 'Are you still there?').waitFor(patience);
        await mira.page
          .locator('fe-message')
          .getByRole('link', { name: 'Order 4711', exact: true })
          .waitFor(patience);
        await say(mira.page, 'Back again');
        await message(tom.page, 'Back again').waitFor(patience);
        assert.equal(mira.streams(), 1);
        assert.equal(await message(mira.page, 'Back again').count(), 1);
      });

      test('nothing went wrong in either page', () => {
        assert.deepEqual([...mira.faults, ...tom.faults], []);
      });
    },
  );
}
