import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { TestClock } from '@fechatter/client-sdk/testing';
import { createId, type NatsStream } from '@fechatter/protocol';
import { createUser, encodeUser } from '@nats-io/jwt';
import { jwtAuthenticator, wsconnect, type NatsConnection } from '@nats-io/nats-core';
import { natsMissing, startNats, type RunningNats } from '../../../../test/services/nats.ts';
import { createNats } from '../../src/connection/nats-transport.ts';
import type { Environment } from '../../src/environment/environment.ts';
import type { HttpClient } from '../../src/http/http-client.ts';

describe('a stream over NATS in which nothing comes', { skip: natsMissing() }, () => {
  let nats: RunningNats;
  /** What feeds the stream. */
  let feeder: NatsConnection;
  let stream: NatsStream;
  const clock = new TestClock();
  const words: string[] = [];
  const given = new AbortController();

  const mint = async (): Promise<Pick<NatsStream, 'jwt' | 'seed'>> => {
    const user = createUser();
    const issuer = { issuer_account: nats.account };
    const jwt = await encodeUser('test', user, new TextEncoder().encode(nats.signingKey), issuer);
    return { jwt, seed: new TextDecoder().decode(user.getSeed()) };
  };
  const until = async (word: string, count: number): Promise<void> => {
    const end = performance.now() + 5_000;
    while (words.filter((each) => each === word).length < count) {
      assert.ok(
        performance.now() < end,
        `the client did not say ${word} ${count} times, but ${words.join(' ')}`,
      );
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  };

  before(async () => {
    nats = await startNats();
    const { jwt, seed } = await mint();
    feeder = await wsconnect({
      servers: nats.webSocketUrl,
      authenticator: jwtAuthenticator(jwt, new TextEncoder().encode(seed)),
      reconnect: false,
    });
    const [subject, control] = [`stream.${createId()}`, `control.${createId()}`];
    feeder.subscribe(control, { callback: (_, message) => void words.push(message.string()) });
    await feeder.flush();
    const expiresAt = new Date(Date.now() + 3_600_000).toISOString();
    stream = { url: nats.webSocketUrl, ...(await mint()), subject, control, expiresAt };
  });
  after(async () => {
    given.abort();
    await feeder.close();
    await nats.stop();
  });

  test('N7 stands while its process is there, and ends 8 s after the last word of one that is gone', async () => {
    const http = { call: () => Promise.resolve(stream) } as unknown as HttpClient;
    const { transport } = createNats(http, { clock } as unknown as Environment);
    let ended = false;
    const over = transport
      .open({ workspaceId: createId(), cursor: '', accessToken: '' }, given.signal, {
        heard: () => {},
        frames: () => {},
        malformed: assert.ifError,
      })
      .finally(() => (ended = true));
    over.catch(() => undefined);
    await until('ready', 1);
    for (let asked = 1; asked <= 3; asked += 1) {
      await clock.advance(8_000);
      await until('here', asked);
    }
    assert.equal(ended, false);
    await feeder.close();
    await clock.advance(7_999);
    assert.equal(ended, false);
    await clock.advance(1);
    await over;
    // What is left is the goodbye, which nobody hears.
    await clock.advance(1_000);
    assert.equal(clock.pending, 0);
  });
});
