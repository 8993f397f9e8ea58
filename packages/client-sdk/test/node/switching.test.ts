import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ApiError, NetworkError } from '@fechatter/client-sdk';
import { createId, type WorkspaceId } from '@fechatter/protocol';
import { createUpgrade } from '../../src/connection/nats-upgrade.ts';
import { createSwitchingTransport } from '../../src/connection/switching-transport.ts';
import type { StreamFrame, Transport, TransportHandlers } from '../../src/connection/transport.ts';
import { TestClock, settle } from '@fechatter/client-sdk/testing';

/** A transport whose every stream is steered by the test. */
class SteeredTransport implements Transport {
  readonly streams: {
    readonly handlers: TransportHandlers;
    readonly end: () => void;
    readonly fail: (error: Error) => void;
    readonly signal: AbortSignal;
  }[] = [];

  open(_: unknown, signal: AbortSignal, handlers: TransportHandlers): Promise<void> {
    return new Promise((resolve, reject) => {
      this.streams.push({ handlers, end: resolve, fail: reject, signal });
      signal.addEventListener('abort', () => reject(new Error('aborted')));
    });
  }

  get newest() {
    const stream = this.streams.at(-1);
    assert.ok(stream);
    return stream;
  }

  /** The server greets on the newest stream. */
  hello(natsUrl?: string): void {
    const data = { connectionId: '', epoch: '', cursorPrefix: '', heartbeatSeconds: 15, serverTime: '' };
    const event = { type: 'hello', data: { ...data, ...(natsUrl !== undefined && { natsUrl }) } } as const;
    const frame: StreamFrame = { id: null, event };
    this.newest.handlers.heard();
    this.newest.handlers.frames([frame]);
  }
}

function setUp() {
  const clock = new TestClock();
  const sse = new SteeredTransport();
  const nats = new SteeredTransport();
  const state = { loads: 0, reached: true, looks: 0, isCut: false, reported: 0 };
  const environment = { clock, random: () => 1, onError: assert.ifError };
  const transport = createSwitchingTransport(
    sse,
    () => {
      state.loads += 1;
      if (state.isCut) return Promise.reject(new TypeError('a part of the program cannot be loaded'));
      const reach = (): Promise<boolean> => {
        state.looks += 1;
        return Promise.resolve(state.reached);
      };
      return Promise.resolve(createUpgrade({ transport: nats, reach }, environment));
    },
    { ...environment, onError: () => (state.reported += 1) },
  );
  const frames: StreamFrame[] = [];
  const open = (signal = new AbortController().signal) => {
    const request = { workspaceId: createId() as WorkspaceId, cursor: 'c', accessToken: 't' };
    const stream = { outcome: undefined as string | undefined };
    transport
      .open(request, signal, { heard: () => {}, frames: (more) => frames.push(...more), malformed: () => {} })
      .then(
        () => (stream.outcome = 'ended'),
        (error: unknown) => (stream.outcome = String(error)),
      );
    return stream;
  };
  /** Over SSE, with NATS offered and within reach, up to where the stream ends to go over. */
  const goOver = async () => {
    const first = open();
    sse.hello('ws://nats');
    await clock.advance(3_000);
    assert.equal(first.outcome, 'ended');
    return open();
  };
  return { clock, sse, nats, state, frames, open, goOver };
}

describe('a transport that goes over to NATS', () => {
  test('N1 loads nothing, and sets no timer, where NATS is not offered', async () => {
    const { clock, sse, state, open } = setUp();
    const stream = open();
    sse.hello();
    await clock.advance(3_600_000);
    assert.deepEqual([state.loads, clock.pending, stream.outcome], [0, 0, undefined]);
  });

  test('N2 ends the stream over SSE when NATS can be had, and has the next one over NATS', async () => {
    const { sse, nats, frames, goOver } = setUp();
    await goOver();
    assert.equal(sse.streams.length, 1);
    nats.hello('ws://nats');
    assert.equal(frames.length, 2);
  });

  test('N3 stays where it is while NATS cannot be reached, and looks again after growing waits', async () => {
    const { clock, sse, nats, state, open } = setUp();
    state.reached = false;
    const stream = open();
    sse.hello('ws://nats');
    const looksAfter = async (milliseconds: number): Promise<number> => {
      await clock.advance(milliseconds);
      return state.looks;
    };
    assert.deepEqual(
      [
        await looksAfter(3_000),
        await looksAfter(29_000),
        await looksAfter(1_000),
        await looksAfter(59_000),
        await looksAfter(1_000),
      ],
      [1, 1, 2, 2, 3],
    );
    assert.deepEqual([stream.outcome, nats.streams.length], [undefined, 0]);
    await clock.advance(24 * 3_600_000);
    assert.ok(state.looks < 110, 'the waits end at a quarter of an hour');
  });

  test('N2 stays over SSE when NATS cannot be loaded, tells so, and loads it with the next stream', async () => {
    const { clock, sse, state, open, goOver } = setUp();
    state.isCut = true;
    const stream = open();
    sse.hello('ws://nats');
    await clock.advance(60_000);
    assert.deepEqual([state.loads, state.reported, stream.outcome], [1, 1, undefined]);
    state.isCut = false;
    sse.newest.end();
    await goOver();
    assert.equal(state.loads, 2);
  });

  test('N4 goes on over SSE within the same try when nothing comes of NATS', async () => {
    const { sse, nats, goOver } = setUp();
    const stream = await goOver();
    nats.newest.fail(new NetworkError('refused'));
    await settle();
    assert.deepEqual([sse.streams.length, stream.outcome], [2, undefined]);
  });

  test('N4 ends a stream that broke in the middle, and has the next over SSE until a wait is over', async () => {
    const { clock, sse, nats, state, goOver, open } = setUp();
    const stream = await goOver();
    nats.hello('ws://nats');
    await clock.advance(5_000);
    nats.newest.fail(new NetworkError('broke'));
    await settle();
    assert.match(stream.outcome ?? '', /broke/);
    const next = open();
    await settle();
    sse.hello('ws://nats');
    await clock.advance(29_000);
    assert.deepEqual([state.looks, next.outcome], [1, undefined]);
    await clock.advance(1_000);
    assert.deepEqual([state.looks, next.outcome], [2, 'ended']);
  });

  test('N4 has the next over NATS again after one that stood for a minute', async () => {
    const { clock, sse, nats, goOver, open } = setUp();
    await goOver();
    nats.hello('ws://nats');
    await clock.advance(60_000);
    nats.newest.fail(new NetworkError('broke'));
    await settle();
    open();
    await settle();
    assert.deepEqual([sse.streams.length, nats.streams.length], [1, 2]);
  });

  test('N5 does not hold a refused token against NATS', async () => {
    const { sse, nats, goOver, open } = setUp();
    const stream = await goOver();
    nats.newest.fail(
      new ApiError({ code: 'token_expired', status: 401, message: 'expired', retryable: false }),
    );
    await settle();
    assert.match(stream.outcome ?? '', /expired/);
    open();
    await settle();
    assert.deepEqual([sse.streams.length, nats.streams.length], [1, 2]);
  });

  test('N6 leaves NATS when it is not offered any more', async () => {
    const { sse, nats, goOver, open } = setUp();
    const stream = await goOver();
    nats.hello();
    await settle();
    assert.deepEqual([stream.outcome, nats.newest.signal.aborted], ['ended', true]);
    open();
    await settle();
    assert.equal(sse.streams.length, 2);
  });

  test('L1 lets go of everything when the stream is given up', async () => {
    const { clock, sse, state, open } = setUp();
    const attempt = new AbortController();
    const stream = open(attempt.signal);
    sse.hello('ws://nats');
    attempt.abort();
    await clock.advance(3_600_000);
    assert.match(stream.outcome ?? '', /aborted/);
    assert.deepEqual([clock.pending, state.looks], [0, 0]);
  });
});
