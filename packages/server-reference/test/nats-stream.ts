import assert from 'node:assert/strict';
import type { NatsStream } from '@fechatter/protocol';
import { jwtAuthenticator, wsconnect, type NatsConnection } from '@nats-io/transport-node';
import { TestStream } from './stream.ts';

export const signIn = ({
  url,
  jwt,
  seed,
}: Pick<NatsStream, 'url' | 'jwt' | 'seed'>): Promise<NatsConnection> =>
  wsconnect({
    servers: url,
    authenticator: jwtAuthenticator(jwt, new TextEncoder().encode(seed)),
    reconnect: false,
    timeout: 5_000,
  });

/** An event stream had over NATS, read with the same eyes as one over HTTP. */
export interface HeardStream {
  readonly stream: TestStream;
  readonly connection: NatsConnection;
  /** How many messages it took. */
  messages: number;
  close(): Promise<void>;
}

/** Hears a stream that the server holds ready. */
export async function hear(held: NatsStream, cursor: string): Promise<HeardStream> {
  const connection = await signIn(held);
  let pieces: ReadableStreamDefaultController<Uint8Array>;
  const body = new ReadableStream<Uint8Array>({ start: (controller) => void (pieces = controller) });
  const heard: HeardStream = {
    stream: new TestStream(body, cursor),
    connection,
    messages: 0,
    async close() {
      connection.publish(held.control, 'bye');
      await connection.flush();
      await connection.close();
    },
  };
  connection.subscribe(held.subject, {
    callback: (error, { data }) => {
      if (error) return pieces.error(error);
      if (data.byteLength === 4) return pieces.close();
      assert.equal(new DataView(data.buffer, data.byteOffset).getUint32(0), heard.messages);
      heard.messages += 1;
      pieces.enqueue(data.slice(4));
      if (!connection.isClosed()) connection.publish(held.control, 'here');
    },
  });
  connection.publish(held.control, 'ready');
  return heard;
}
