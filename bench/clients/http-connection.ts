import { connect, type Socket } from 'node:net';
import { once } from 'node:events';

const LENGTH = Buffer.from('content-length: ');
const END = Buffer.from('\r\n\r\n');

/**
 * A kept-alive HTTP/1.1 connection that does one request at a time, and as little besides as can be: what the
 * client costs is taken from the same two cores.
 */
export class HttpConnection {
  readonly #socket: Socket;
  #buffer: Buffer = Buffer.alloc(0);
  #resolve: (answer: { status: number; body: string }) => void = () => undefined;
  #reject: (error: Error) => void = () => undefined;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('data', (chunk) => this.#read(chunk));
    socket.on('close', () => this.#reject(new Error('the connection was closed')));
    socket.on('error', (error) => this.#reject(error));
  }

  static async open(port: number): Promise<HttpConnection> {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    await once(socket, 'connect');
    return new HttpConnection(socket);
  }

  post(path: string, token: string, body: string): Promise<{ status: number; body: string }> {
    if (this.#socket.destroyed) return Promise.reject(new Error('the connection was closed'));
    return new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
      this.#socket.write(
        `POST ${path} HTTP/1.1\r\nhost: 127.0.0.1\r\nauthorization: Bearer ${token}\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
      );
    });
  }

  close(): void {
    this.#reject = () => undefined;
    this.#socket.destroy();
  }

  #read(chunk: Buffer): void {
    this.#buffer = this.#buffer.length === 0 ? chunk : Buffer.concat([this.#buffer, chunk]);
    const end = this.#buffer.indexOf(END);
    if (end === -1) return;
    const head = this.#buffer.toString('latin1', 0, end).toLowerCase();
    const at = head.indexOf(LENGTH.toString());
    if (at === -1) return this.#reject(new Error(`an answer without length: ${head}`));
    const length = Number.parseInt(head.slice(at + LENGTH.length), 10);
    if (this.#buffer.length < end + END.length + length) return;
    const body = this.#buffer.toString('utf8', end + END.length, end + END.length + length);
    this.#buffer = this.#buffer.subarray(end + END.length + length);
    this.#resolve({ status: Number(head.slice(9, 12)), body });
  }
}
