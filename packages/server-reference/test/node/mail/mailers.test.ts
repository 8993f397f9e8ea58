import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { test } from 'node:test';
import { createLogger } from '../../../src/logging/logger.ts';
import { createLogMailer } from '../../../src/mail/log-mailer.ts';
import type { Mailer } from '../../../src/mail/mailer.ts';
import { createSmtpMailer } from '../../../src/mail/smtp-mailer.ts';

interface Received {
  readonly to: string;
  readonly text: string;
}

interface Adapter {
  readonly name: string;
  readonly open: () => Promise<{
    mailer: Mailer;
    received: () => readonly Received[];
    close: () => Promise<void>;
  }>;
}

/** As much of RFC 5321 as a client needs to hand over a mail. */
async function smtpServer(options: { readonly refuses?: boolean } = {}) {
  const received: Received[] = [];
  const server = createServer((socket) => {
    let buffer = '';
    let to: string[] = [];
    let content: string | undefined;
    const say = (line: string): void => void socket.write(`${line}\r\n`);
    say('220 test');
    socket.on('error', () => undefined);
    socket.on('data', (chunk) => {
      buffer += chunk.toString();
      for (let end = buffer.indexOf('\r\n'); end >= 0; end = buffer.indexOf('\r\n')) {
        const line = buffer.slice(0, end);
        buffer = buffer.slice(end + 2);
        if (content !== undefined) {
          if (line !== '.') content += `${line.replace(/^\./, '')}\n`;
          else {
            received.push({ to: to.join(), text: content });
            [content, to] = [undefined, []];
            say('250 taken');
          }
        } else if (line.startsWith('RCPT')) {
          to.push(/<(.*)>/.exec(line)?.[1] ?? '');
          say(options.refuses ? '550 nobody here' : '250 ok');
        } else if (line === 'DATA') {
          content = '';
          say('354 go on');
        } else if (line === 'QUIT') socket.end('221 bye\r\n');
        else say('250 ok');
      }
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    received,
    url: `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}

/** Quoted-printable (RFC 2045, section 6.7). */
const readable = (text: string): string =>
  Buffer.from(
    text
      .replace(/=\n/g, '')
      .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16))),
    'latin1',
  ).toString();

const adapters: readonly Adapter[] = [
  {
    name: 'log',
    open: () => {
      const lines: Record<string, unknown>[] = [];
      const mailer = createLogMailer(
        createLogger({
          destination: { write: (line) => void lines.push(JSON.parse(line) as Record<string, unknown>) },
        }),
      );
      return Promise.resolve({
        mailer,
        received: () =>
          lines.map((line) => ({
            to: String(line['to']),
            text: `${String(line['subject'])}\n${String(line['msg'])}`,
          })),
        close: () => mailer.close(),
      });
    },
  },
  {
    name: 'SMTP',
    open: async () => {
      const server = await smtpServer();
      const mailer = createSmtpMailer({ url: server.url, from: 'FeChatter <chat@example.com>' });
      return {
        mailer,
        received: () => server.received.map((mail) => ({ ...mail, text: readable(mail.text) })),
        close: async () => {
          await mailer.close();
          await server.close();
        },
      };
    },
  },
];

for (const { name, open } of adapters) {
  test(`${name}: a mail goes to the one person that it is for, as it was written`, async () => {
    const { mailer, received, close } = await open();
    await mailer.check();
    await mailer.send({
      to: 'ann@example.com',
      subject: 'Grüße',
      text: 'Line one\n.\nhttps://chat.example.com/reset-password#abc_-123\nπ ≠ 3',
    });
    await mailer.send({ to: 'ben@example.com', subject: 'Second', text: 'Other' });
    const mails = received();
    assert.deepEqual(
      mails.map(({ to }) => to),
      ['ann@example.com', 'ben@example.com'],
    );
    const text = mails[0]?.text ?? '';
    for (const part of ['https://chat.example.com/reset-password#abc_-123', 'π ≠ 3'])
      assert.ok(text.includes(part), text);
    await close();
  });
}

test('SMTP: a line break in a subject or an address makes no header and no second receiver', async () => {
  const server = await smtpServer();
  const mailer = createSmtpMailer({ url: server.url, from: 'chat@example.com' });
  await mailer.send({ to: 'ann@example.com', subject: 'Hello\r\nBcc: evil@example.com', text: 'x' });
  await mailer
    .send({ to: 'ann@example.com,evil@example.com', subject: 'x', text: 'x' })
    .catch(() => undefined);
  for (const mail of server.received) {
    assert.ok(!/^Bcc:/im.test(mail.text));
    assert.notEqual(mail.to, 'evil@example.com');
    assert.ok(
      !mail.to.split(',').includes('evil@example.com') || mail.to === '"ann@example.com,evil"@example.com',
      mail.to,
    );
  }
  await mailer.close();
  await server.close();
});

test('SMTP: what the server refuses, or a server that is not there, is an error', async () => {
  const server = await smtpServer({ refuses: true });
  const refusing = createSmtpMailer({ url: server.url, from: 'chat@example.com' });
  await assert.rejects(refusing.send({ to: 'ann@example.com', subject: 'x', text: 'x' }), /550/);
  await refusing.close();
  await server.close();
  const absent = createSmtpMailer({ url: server.url, from: 'chat@example.com' });
  await assert.rejects(absent.check(), /ECONNREFUSED/);
  await absent.close();
});
