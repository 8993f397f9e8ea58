// Reads event streams and sends messages at a fixed rate, and tells how long each took to reach each reader.
import { createId, endpoints, expandPath } from '@fechatter/protocol';
import { setTimeout as delay } from 'node:timers/promises';
import { serve } from '../measure/child.ts';
import { markedText } from '../measure/message.ts';
import { percentile } from '../measure/report.ts';
import type { Ready } from '../servers/chat-server.ts';
import { HttpConnection } from './http-connection.ts';
import { chatStream } from './openings.ts';
import { openStream } from './stream-reader.ts';

const OPENING_AT_ONCE = 32;
const count = { messages: 0, bytes: 0, closed: 0 };
const sentAt = new Map<number, number>();
const delivered: number[] = [];
const accepted: number[] = [];
const free: HttpConnection[] = [];
let last = 0;
let failed = 0;

const seen = (_stream: number, message: number): void => {
  const start = sentAt.get(message);
  if (start !== undefined) delivered.push(performance.now() - start);
};

async function send(
  port: number,
  { workspaceId, channelIds, tokens }: Ready,
  perChannel: number,
): Promise<void> {
  const connection = free.pop() ?? (await HttpConnection.open(port));
  const number = (last += 1);
  const channel = number % channelIds.length;
  const path = expandPath(endpoints['messages.send'].path, {
    workspaceId,
    timelineId: channelIds[channel] ?? '',
  });
  const token = tokens[channel * perChannel + (number % perChannel)] ?? '';
  sentAt.set(number, performance.now());
  const answer = await connection.post(
    path,
    token,
    JSON.stringify({ id: createId(), text: markedText(number) }),
  );
  accepted.push(performance.now() - sentAt.get(number)!);
  if (answer.status !== 200) failed += 1;
  free.push(connection);
}

const methods = {
  listen: async (port: number, ready: Ready): Promise<void> => {
    let next = 0;
    const opener = async (): Promise<void> => {
      for (let at = next++; at < ready.tokens.length; at = next++)
        await openStream(port, at, chatStream(ready.workspaceId, ready.tokens[at] ?? ''), seen, count);
    };
    await Promise.all(Array.from({ length: OPENING_AT_ONCE }, opener));
  },

  /** Sends at a fixed rate, whatever becomes of it: who waits for answers hides the worst of them. */
  talk: async (port: number, ready: Ready, perChannel: number, perSecond: number, milliseconds: number) => {
    delivered.length = 0;
    accepted.length = 0;
    const before = count.messages;
    const running: Promise<void>[] = [];
    const start = performance.now();
    while (performance.now() - start < milliseconds) {
      const due = Math.floor(((performance.now() - start) / 1_000) * perSecond) - running.length;
      for (let at = 0; at < due; at += 1) running.push(send(port, ready, perChannel));
      await delay(1);
    }
    await Promise.all(running);
    const expected = running.length * perChannel;
    for (let wait = 0; wait < 50 && count.messages - before < expected; wait += 1) await delay(100);
    return {
      sent: running.length,
      failed,
      lost: expected - (count.messages - before),
      acceptedP50: percentile(accepted, 50),
      acceptedP99: percentile(accepted, 99),
      p50: percentile(delivered, 50),
      p99: percentile(delivered, 99),
    };
  },
};

export type Talkers = typeof methods;

serve(methods);
