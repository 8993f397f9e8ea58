import assert from 'node:assert/strict';
import { test } from 'node:test';
import { freePort } from '../../../../../test/services/free-port.ts';
import { natsMissing, startNats } from '../../../../../test/services/nats.ts';
import { createLogger } from '../../../src/logging/logger.ts';
import { connectNats } from '../../../src/nats/connect.ts';
import { createServer } from '../../../src/server.ts';

test('a NATS server that is not there is said so, instead of being waited for without a word', async () => {
  const port = await freePort();
  await assert.rejects(
    connectNats({ url: `nats://127.0.0.1:${port}` }, 'test', 1_000),
    new RegExp(`the NATS server at 127.0.0.1:${port} cannot be had: connection refused`),
  );
});

test('one that is there in time is connected to', { skip: natsMissing() }, async () => {
  const nats = await startNats();
  const connection = await connectNats({ url: nats.url, signer: nats }, 'test');
  await connection.close();
  await nats.stop();
});

test('a server that cannot have its NATS does not start, and leaves its port', async () => {
  const [port, natsPort] = [await freePort(), await freePort()];
  await assert.rejects(
    createServer({
      port,
      nats: { url: `nats://127.0.0.1:${natsPort}` },
      logger: createLogger({ level: 'silent' }),
    }),
  );
  await assert.rejects(fetch(`http://127.0.0.1:${port}/`), TypeError);
});
