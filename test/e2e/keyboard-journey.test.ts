import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { createChatClient, createMemoryStorage, type ChatClient } from '@fechatter/client-sdk';
import { createLogger, createServer, type RunningServer } from '@fechatter/server-reference';
import type { Browser } from 'playwright-core';
import { chromiumMissing, launchChromium } from '../services/chromium.ts';
import { freePort } from '../services/free-port.ts';
import { PATIENCE_MS, Typist } from './typist.ts';
import { until } from './until.ts';

describe('by keyboard alone', { skip: chromiumMissing() }, () => {
  let server: RunningServer;
  let browser: Browser;
  const faults: string[] = [];

  before(async () => {
    server = await createServer({
      port: await freePort(),
      dataFolder: null,
      logger: createLogger({ level: 'silent' }),
    });
    browser = await launchChromium();
  });
  after(async () => {
    await browser.close();
    await server.stop();
  });

  /** Somebody with a browser that knows nobody, in front of the way in. */
  async function sitDown(): Promise<Typist> {
    const context = await browser.newContext({ viewport: { width: 1200, height: 760 }, locale: 'en-US' });
    const page = await context.newPage();
    page.on('pageerror', (error) => faults.push(error.message));
    await page.goto(server.url);
    await page.getByLabel('E-mail').waitFor({ timeout: PATIENCE_MS });
    return new Typist(page);
  }

  test('one signs up, reads, writes, answers, edits, deletes, finds one’s way, and signs out, and the focus is never lost', async () => {
    const typist = await sitDown();
    const { page } = typist;

    // Signs up, and is in the conversation that is open.
    await typist.tabTo(/^Create one$/);
    await typist.press('Enter', 'the way to sign up');
    await typist.tabTo(/^Your name/);
    await typist.write('Ada');
    await typist.tabTo(/^E-mail/);
    await typist.write('ada@example.com');
    await typist.tabTo(/^Password/);
    await typist.write('correct horse battery');
    await typist.tabTo(/^Name of your workspace/);
    await typist.write('Acme');
    await page.keyboard.press('Enter');
    await typist.at('button', /^general/, 'signing up');
    await typist.press('Enter', 'opening a channel');
    await typist.at('textarea', /^Message to #general/, 'opening a channel');

    // A new channel, by the palette.
    await typist.command('New channel');
    await typist.at('input', /^Name/, 'asking for a new channel');
    await typist.write('plans');
    await page.keyboard.press('Enter');
    await typist.at('textarea', /^Message to #plans/, 'making a channel');

    // Writes, reads and answers.
    await typist.write('First thought');
    await typist.press('Enter', 'sending');
    await typist.sees('First thought');
    await typist.write('Second thought');
    await typist.press('Enter', 'sending');
    await typist.sees('Second thought');
    await typist.press('Shift+F6', 'going to the messages');
    await typist.at('fe-message', /Second thought/, 'Shift+F6');
    await typist.press('ArrowUp', 'going up a message');
    await typist.at('fe-message', /First thought/, 'the arrow');
    await typist.press('r', 'answering');
    await typist.at('textarea', /^Message to #plans/, 'R');
    await typist.write('An answer');
    await typist.press('Enter', 'sending an answer');
    await typist.sees('An answer');

    // Edits the last message.
    await typist.press('ArrowUp', 'editing the last message');
    await typist.write(', changed');
    await typist.press('Enter', 'saving');
    await typist.sees('An answer, changed');

    // Deletes it, and takes that back; reads what keys there are.
    await typist.press('Shift+F6', 'going back to the message that one was at');
    await typist.at('fe-message', /First thought/, 'Shift+F6');
    await typist.press('End', 'going to the newest message');
    await typist.at('fe-message', /An answer, changed/, 'End');
    await typist.press('Delete', 'deleting');
    await page.getByText('Message deleted.').first().waitFor();
    await typist.press('Enter', 'going to what takes it back');
    await typist.at('button', /^Undo$/, 'Enter');
    await typist.press('Enter', 'taking it back');
    await typist.sees('An answer, changed');
    await typist.at('fe-message', /An answer, changed/, 'taking it back');
    await typist.press('?', 'asking for the keys');
    await page.getByRole('heading', { name: 'Keyboard shortcuts' }).waitFor();
    await typist.press('Escape', 'closing the keys');
    await typist.at('fe-message', /An answer, changed/, 'closing the keys');
    await typist.press('Escape', 'leaving the messages');
    await typist.at('textarea', /^Message to #plans/, 'Escape');

    // Looks at the members, and comes back.
    await typist.command('Members');
    await typist.at('input', /Find a member/, 'opening the members');
    await typist.press('Escape', 'closing the members');
    await typist.at('textarea', /^Message to #plans/, 'closing the members');

    // Finds a word in the conversation, goes to a day, and looks into the search.
    await typist.command('Find in conversation');
    await typist.at('input', /Find in conversation/, 'opening the find bar');
    await typist.write('Second');
    await page.locator('fe-message[highlighted]', { hasText: 'Second thought' }).waitFor();
    await typist.press('Escape', 'closing the find bar');
    await typist.at('fe-message', /Second thought/, 'closing the find bar');
    await typist.command('Go to a day');
    await typist.at('input', /./, 'asking for a day');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await typist.at('fe-message', /./, 'going to a day');
    await typist.press('Control+Shift+F', 'opening the search');
    await typist.at('input', /Search/, 'opening the search');
    await typist.press('Escape', 'closing the search');
    await typist.at('fe-message', /./, 'closing the search');
    await typist.press('Escape', 'leaving the messages');

    // Picks a channel in the list, and another of its menu.
    for (let panes = 0; panes < 4; panes += 1) {
      await typist.press('F6', 'F6');
      if ((await typist.focused())?.name === 'plans') break;
    }
    await typist.press('Tab', 'going to the menu of the channel');
    await typist.at('button', /^Actions for plans/, 'Tab');
    await typist.press('Enter', 'opening the menu');
    await typist.at('button', /Add to favourites/, 'opening the menu');
    await typist.press('Enter', 'adding to the favourites');
    await typist.at('button', /^plans/, 'adding to the favourites');
    await page.locator('fe-channel-list section').first().getByText('plans').waitFor();
    await typist.press('ArrowDown', 'going down the list');
    await typist.at('button', /^general/, 'the arrow');
    await typist.press('Enter', 'opening a channel');
    await typist.at('textarea', /^Message to #general/, 'opening a channel');

    // Sets a status.
    await typist.command('Your profile');
    await page.getByRole('dialog', { name: 'Your profile' }).waitFor();
    await typist.at('input', /^$/, 'opening the profile');
    await typist.write('At the desk');
    await typist.press('Enter', 'saving the profile');
    await page.locator('.me .status', { hasText: 'At the desk' }).waitFor();
    await typist.at('textarea', /^Message to #general/, 'saving the profile');

    // Signs out, and in again.
    await typist.command('Your profile');
    await typist.tabTo(/^Sign out$/);
    await page.keyboard.press('Enter');
    await typist.at('input', /^E-mail/, 'signing out');
    await typist.write('ada@example.com');
    await typist.tabTo(/^Password/);
    await typist.write('correct horse battery');
    await page.keyboard.press('Enter');
    await typist.at('button', /^general/, 'signing in again');
    assert.deepEqual(faults, []);
  });

  test('one keeps order: mutes, reports, decides, blocks and bans, takes all of it back, and the focus is never lost', async (t) => {
    const clientOf = (): ChatClient =>
      createChatClient({
        server: server.url,
        workspace: 'harbour',
        storage: createMemoryStorage(),
        device: {},
      });
    const [owner, ben] = [clientOf(), clientOf()];
    t.after(() => {
      for (const client of [owner, ben]) client.dispose();
    });
    const password = 'correct horse battery';
    await owner.auth.signUp({
      email: 'mia@example.com',
      password,
      name: 'Mia',
      workspace: { slug: 'harbour', name: 'Harbour' },
    });
    const { code } = await owner.workspaces.createInvite();
    await ben.auth.signUp({ email: 'ben@example.com', password, name: 'Ben', inviteCode: code });
    await ben.connection.connect();
    const general = [...ben.store.get().channels.values()].find(({ channel }) => channel.name === 'general');
    const channelId = general?.channel.id ?? '';
    await ben.channels.timeline(channelId).send({ text: 'I AM VERY LOUD' });

    const typist = await sitDown();
    const { page } = typist;
    await typist.tabTo(/^E-mail/);
    await typist.write('mia@example.com');
    await typist.tabTo(/^Password/);
    await typist.write(password);
    await page.keyboard.press('Enter');
    await typist.at('button', /^general/, 'signing in');
    await typist.press('Enter', 'opening the channel');
    await typist.at('textarea', /^Message to #general/, 'opening the channel');

    /** Chooses from the menu of Ben's message, which has the focus. */
    const ofMessage = async (entry: RegExp): Promise<void> => {
      await typist.at('fe-message', /Ben/, 'going to the message');
      await typist.press('Enter', 'opening the actions');
      await typist.goTo(/^More actions$/, 'ArrowRight');
      await page.keyboard.press('Enter');
      await typist.choose(entry);
    };

    // Past the list, to the messages.
    await typist.sees('I AM VERY LOUD');
    await page.evaluate(() => {
      (document.activeElement as HTMLElement).blur();
    });
    await typist.tabTo(/^Skip to the messages$/);
    await typist.press('Enter', 'skipping the list');

    // Mutes for an hour, from the message.
    await ofMessage(/^Mute…$/);
    await typist.at('select', /./, 'asking to mute');
    await typist.press('ArrowDown', 'choosing for how long');
    await typist.tabTo(/^Save$/);
    await page.keyboard.press('Enter');
    await typist.at('fe-message', /I AM VERY LOUD/, 'muting');
    await until(
      'Ben is muted',
      () => ben.store.get().channels.get(channelId)?.membership.silencedUntil != null,
    );

    // Lifts it in the list of members.
    await typist.command('Members');
    await typist.at('input', /Find a member/, 'opening the members');
    await typist.tabTo(/^Actions for Ben$/);
    await page.keyboard.press('Enter');
    await typist.choose(/^Lift mute$/);
    await typist.at('button', /^Actions for Ben$/, 'lifting');
    await until(
      'Ben may write',
      () => ben.store.get().channels.get(channelId)?.membership.silencedUntil == null,
    );
    await typist.press('Escape', 'closing the members');

    // Reports the message, and decides about it.
    await ofMessage(/^Report…$/);
    await typist.at('select', /./, 'asking to report');
    await typist.press('ArrowDown', 'choosing a reason');
    await typist.press('Tab', 'going to the note');
    await typist.write('All in capitals.');
    await typist.tabTo(/^Report$/);
    await page.keyboard.press('Enter');
    await typist.tabTo(/^Close$/);
    await page.keyboard.press('Enter');
    await typist.at('fe-message', /I AM VERY LOUD/, 'reporting');
    await typist.press('F6', 'leaving the messages');
    await typist.tabTo(/^Workspace: Harbour/);
    await page.keyboard.press('Enter');
    await typist.choose(/^Reports/);
    await page.getByRole('button', { name: 'Dismiss' }).waitFor();
    await typist.tabTo(/^Dismiss$/);
    await typist.press('Enter', 'deciding');
    await typist.tabTo(/^Undo$/);
    await typist.press('Enter', 'taking the decision back');
    await typist.tabTo(/^Dismiss$/);
    await typist.press('Enter', 'deciding again');
    await typist.tabTo(/^Close$/);
    await typist.press('Enter', 'closing the reports');

    // Blocks, looks at what is folded, and ends it in the profile.
    for (let panes = 0; panes < 4; panes += 1) {
      if ((await typist.focused())?.element === 'fe-message') break;
      await typist.press('F6', 'going to the messages');
    }
    await ofMessage(/^Block Ben…$/);
    await page.getByRole('dialog', { name: 'Block Ben' }).waitFor();
    await typist.tabTo(/^Block Ben$/);
    await page.keyboard.press('Enter');
    await typist.at('fe-message', /Message from somebody you blocked/, 'blocking');
    await typist.tabTo(/^Show$/);
    await typist.press('Enter', 'showing what is folded');
    await typist.command('Your profile');
    await page.getByRole('dialog', { name: 'Your profile' }).waitFor();
    await typist.tabTo(/^Unblock/);
    await typist.press('Enter', 'ending the block');
    await typist.press('Escape', 'closing the profile');
    await typist.at('fe-message', /I AM VERY LOUD/, 'closing the profile');

    // Bans, and lifts that.
    await typist.command('Members');
    await typist.at('input', /Find a member/, 'opening the members');
    await typist.tabTo(/^Actions for Ben$/);
    await page.keyboard.press('Enter');
    await typist.choose(/^Remove and ban…$/);
    await page.getByRole('dialog', { name: 'Remove and ban' }).waitFor();
    await typist.tabTo(/^Reason/);
    await typist.write('Very loud');
    await typist.tabTo(/^Remove and ban$/);
    await page.keyboard.press('Enter');
    await until('Ben is out', () => !ben.store.get().channels.has(channelId));
    await typist.held('banning');
    await typist.tabTo(/^Banned people$/);
    await typist.press('Enter', 'looking at who is banned');
    await typist.tabTo(/^Lift ban Ben$/);
    await typist.press('Enter', 'lifting the ban');
    await page.getByText('Nobody is banned.').waitFor();
    await typist.held('lifting the ban');
    await ben.channels.join(channelId);
    assert.deepEqual(faults, []);
  });
});
