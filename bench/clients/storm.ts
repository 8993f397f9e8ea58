// Clients that are cut off all at once, and come back spread over a window, each from where it was.
import { connect, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { serve } from '../measure/child.ts';
import { MARK, NUMBER_LENGTH } from '../measure/message.ts';
import { percentile } from '../measure/report.ts';

/** Streams that are being opened at a time, before the storm. */
const OPENING_AT_ONCE = 64;
/** A connection that was refused or broken is tried again after so long. */
const AGAIN_MS = 1_000;
const LIVE = 'event: live\n';

interface Client {
  readonly token: string;
  socket: Socket | null;
  cursorPrefix: string;
  seq: number;
}

let clients: Client[] = [];
let address: { readonly port: number; readonly path: string };

/** Opens a stream; resolves when the mark of live has come and, if asked for, the message of this number. */
function open(client: Client, resume: boolean, until: number | null): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port: address.port, host: '127.0.0.1', noDelay: true });
    const wanted = until === null ? '' : MARK + String(until).padStart(NUMBER_LENGTH, '0');
    let text = '';
    client.socket = socket;
    socket.setEncoding('latin1');
    socket.on('data', (chunk: string) => {
      if (text === 'done') return;
      text += chunk;
      if (!text.includes(LIVE) || !text.includes(wanted)) return;
      client.cursorPrefix = /"cursorPrefix":"([^"]*)"/.exec(text)?.[1] ?? '';
      text = 'done';
      resolve();
    });
    socket.on('error', reject);
    socket.on('close', () => reject(new Error(`closed: ${text.slice(0, 200)}`)));
    const from = resume ? `last-event-id: ${client.cursorPrefix}${client.seq}\r\n` : '';
    socket.write(
      `GET ${address.path} HTTP/1.1\r\nhost: 127.0.0.1\r\naccept: text/event-stream\r\nauthorization: Bearer ${client.token}\r\n${from}\r\n`,
    );
  });
}

const methods = {
  /** @param seq - Where the log stands. */
  open: async (
    where: typeof address,
    tokens: readonly string[],
    number: number,
    seq: number,
  ): Promise<void> => {
    address = where;
    clients = Array.from({ length: number }, (_, at) => ({
      token: tokens[at % tokens.length] ?? '',
      socket: null,
      cursorPrefix: '',
      seq,
    }));
    let next = 0;
    await Promise.all(
      Array.from({ length: OPENING_AT_ONCE }, async () => {
        while (next < clients.length) await open(clients[next++]!, false, null);
      }),
    );
  },

  /** Cuts everybody off. */
  cut: (): void => {
    for (const { socket } of clients) {
      socket?.removeAllListeners();
      socket?.on('error', () => undefined);
      socket?.resetAndDestroy();
    }
  },

  /** Everybody comes back, each at a random moment of the window, until they have had this message. */
  comeBack: async (windowMs: number, until: number) => {
    const start = performance.now();
    const takes: number[] = [];
    let again = 0;
    await Promise.all(
      clients.map(async (client) => {
        await delay(Math.random() * windowMs);
        const begun = performance.now();
        for (;;) {
          try {
            await open(client, true, until);
            break;
          } catch (error) {
            again += 1;
            if (again > 10 * clients.length) throw error;
            await delay(AGAIN_MS);
          }
        }
        takes.push(performance.now() - begun);
      }),
    );
    return {
      milliseconds: performance.now() - start,
      again,
      p50: percentile(takes, 50),
      p99: percentile(takes, 99),
    };
  },
};

export type Storm = typeof methods;

serve(methods);
