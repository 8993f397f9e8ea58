import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Sink } from './sink.ts';
import { takeOver } from './take-over.ts';

/** A peer that is gone without a word is asked after so long whether it is there: by the kernel, which ends the socket. */
const KEEP_ALIVE_MS = 15_000;
/** Time for the last bytes to leave before the socket is destroyed. */
const END_GRACE_MS = 2_000;

/**
 * A sink that writes to the socket of a Node response, past the framing of `node:http`: the body goes on until
 * the connection closes, so a frame shared by all readers is written as it is, in one call. Measured against
 * `res.write`, this is what makes three times the deliveries.
 */
export function nodeSink(
  response: ServerResponse,
  socket: Socket,
  headers: Readonly<Record<string, string>>,
): Sink {
  // The head, the first frame and what was missed go out together.
  socket.cork();
  setImmediate(() => socket.uncork());
  response.shouldKeepAlive = false;
  response.useChunkedEncodingByDefault = false;
  response.removeHeader('transfer-encoding');
  response.writeHead(200, { ...headers, connection: 'close' });
  response.flushHeaders();
  takeOver(response, socket);
  socket.setNoDelay(true);
  socket.setTimeout(0);
  socket.setKeepAlive(true, KEEP_ALIVE_MS);
  return {
    write: (bytes) => socket.destroyed || socket.write(bytes),
    end() {
      socket.end();
      setTimeout(() => socket.destroy(), END_GRACE_MS).unref();
    },
    onDrain: (listener) => void socket.on('drain', listener),
    onClose(listener) {
      // Whoever was gone before the stream was opened is not told of again.
      if (socket.destroyed) queueMicrotask(listener);
      else socket.once('close', listener);
    },
  };
}
