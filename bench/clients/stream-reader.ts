import { connect, type Socket } from 'node:net';
import { MARK_BYTE, NUMBER_LENGTH } from '../measure/message.ts';

/** How a stream is opened, and what of the answer tells that it is open. */
export interface Opening {
  readonly request: string;
  /** The stream is open when this has come. */
  readonly ready: string;
  /** Written when the ready text has come; for protocols with a handshake of their own. */
  readonly then?: string;
}

/** Gets the number of each message as it comes. */
export type OnMessage = (stream: number, message: number) => void;

/**
 * Opens a stream and reads it as cheaply as Node can: into one buffer that all sockets share, looking for the
 * mark only. What it costs is the same for every server.
 */
export function openStream(
  port: number,
  stream: number,
  opening: Opening,
  onMessage: OnMessage | null,
  count: { messages: number; bytes: number; closed: number },
): Promise<Socket> {
  return new Promise((resolve, reject) => {
    let open = false;
    let head = '';
    let carry = Buffer.alloc(0);
    const read = (chunk: Buffer): void => {
      count.bytes += chunk.length;
      for (let at = chunk.indexOf(MARK_BYTE); at !== -1; at = chunk.indexOf(MARK_BYTE, at + 1)) {
        if (onMessage === null) {
          count.messages += 1;
          continue;
        }
        if (at + NUMBER_LENGTH >= chunk.length) {
          carry = Buffer.from(chunk.subarray(at));
          return;
        }
        count.messages += 1;
        onMessage(stream, Number(chunk.toString('latin1', at + 1, at + 1 + NUMBER_LENGTH)));
      }
    };
    const socket = connect({
      port,
      host: '127.0.0.1',
      noDelay: true,
      onread: {
        buffer: shared,
        callback: (length: number, buffer: Uint8Array) => {
          const chunk = Buffer.from(buffer.buffer, buffer.byteOffset, length);
          if (open) {
            if (carry.length === 0) read(chunk);
            else {
              const whole = Buffer.concat([carry, chunk]);
              count.bytes -= carry.length;
              carry = Buffer.alloc(0);
              read(whole);
            }
            return true;
          }
          head += chunk.toString('latin1');
          if (!head.includes(opening.ready)) {
            if (head.startsWith('HTTP/1.1 ') && !/^HTTP\/1\.1 (200|101)/.test(head))
              reject(new Error(head.slice(0, 500)));
            return true;
          }
          open = true;
          if (opening.then !== undefined) socket.write(opening.then, 'latin1');
          head = '';
          resolve(socket);
          return true;
        },
      },
    });
    socket.on('error', reject);
    socket.on('close', () => {
      count.closed += 1;
      reject(new Error(`stream ${stream} was closed: ${head.slice(0, 300)}`));
    });
    socket.write(opening.request, 'latin1');
  });
}

const shared = Buffer.allocUnsafe(262_144);
