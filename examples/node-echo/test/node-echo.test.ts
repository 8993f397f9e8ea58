import assert from 'node:assert/strict';
import { once } from 'node:events';
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { createChatClient, createMemoryStorage, type ChatClient, type Timeline } from '@fechatter/client-sdk';
import { createLogger, createServer } from '@fechatter/server-reference';
import { answerTo } from '../index.ts';

const password = 'a long enough password';

/** Waits until a timeline holds a message. */
function arrival(timeline: Timeline, text: string): Promise<void> {
  return new Promise((resolve) => {
    const look = (): void => {
      if (timeline.store.get().items.some(({ message }) => message.text === text && message.replyTo !== null))
        resolve();
    };
    timeline.store.subscribe(look);
    look();
  });
}

const newClient = (server: string): ChatClient =>
  createChatClient({ server, workspace: 'acme', storage: createMemoryStorage() });

test('the bot answers mentions and its command, and nothing else', () => {
  const message = (text: string): Parameters<typeof answerTo>[0] =>
    ({ text }) as Parameters<typeof answerTo>[0];
  assert.equal(answerTo(message('!echo Hello'), 'bot'), 'Hello');
  assert.equal(answerTo(message('Hello <@bot>'), 'bot'), 'Hello');
  assert.equal(answerTo(message('<@bot>'), 'bot'), 'Yes?');
  assert.equal(answerTo(message('Hello !echo you'), 'bot'), null);
  assert.equal(answerTo(message('!echo '), 'bot'), null);
});

test(
  'a person talks to the bot on a real server, and finds its answers after it was restarted',
  { timeout: 60_000 },
  async () => {
    const server = await createServer({
      port: 0,
      dataFolder: null,
      logger: createLogger({ level: 'error' }),
    });
    const [ada, account] = [newClient(server.url), newClient(server.url)];
    const start = async (): Promise<() => Promise<void>> => {
      const bot = spawn(
        process.execPath,
        [...process.execArgv, join(import.meta.dirname, '..', 'index.ts')],
        {
          env: {
            ...process.env,
            CHAT_SERVER: server.url,
            CHAT_WORKSPACE: 'acme',
            CHAT_EMAIL: 'echo@example.com',
            CHAT_PASSWORD: password,
          },
          stdio: ['ignore', 'pipe', 'inherit'],
        },
      );
      for await (const line of createInterface({ input: bot.stdout })) if (line.startsWith('Echoing')) break;
      return async () => {
        const ended = once(bot, 'exit');
        bot.kill();
        assert.deepEqual(await ended, [0, null], 'the bot ends by itself once it is disposed of');
      };
    };
    try {
      await ada.auth.signUp({
        email: 'ada@example.com',
        password,
        name: 'Ada',
        workspace: { slug: 'acme', name: 'Acme' },
      });
      await ada.connection.connect();
      const { code } = await ada.workspaces.createInvite();
      const { userId } = await account.auth.signUp({
        email: 'echo@example.com',
        password,
        name: 'Echo',
        inviteCode: code,
      });

      const stop = await start();
      const channel = await ada.channels.direct(userId);
      const timeline = ada.channels.timeline(channel.id);
      await timeline.open();
      await timeline.send({ text: '!echo One' });
      await arrival(timeline, 'One');
      await timeline.send({ text: `<@${userId}> Two` });
      await arrival(timeline, 'Two');
      await stop();

      await timeline.send({ text: '!echo Three' });
      const stopAgain = await start();
      await arrival(timeline, 'Three');
      assert.equal(timeline.store.get().items.filter(({ message }) => message.authorId === userId).length, 3);
      await stopAgain();
    } finally {
      ada.dispose();
      account.dispose();
      await server.stop();
    }
  },
);
