import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** The network between pages and a server on this machine: counts who is connected, and can be cut. */
export class NetworkBetween {
  readonly #server: Server;
  /** The pages' sockets, each with the path of its latest request. */
  readonly #open = new Map<Socket, string>();
  #isCut = false;

  private constructor(to: number) {
    this.#server = createServer((socket) => {
      // What a cut connection says does not matter to anybody.
      socket.on('error', () => undefined);
      if (this.#isCut) {
        socket.destroy();
        return;
      }
      const upstream = connect(to, '127.0.0.1');
      upstream.on('error', () => socket.destroy());
      socket.on('data', (chunk) => {
        const [, method, path] = /^([A-Z]+) (\S+) HTTP/.exec(chunk.toString('latin1')) ?? [];
        // A question whether the page may ask is not the request itself, and may be on a socket of its own.
        if (path !== undefined) this.#open.set(socket, method === 'OPTIONS' ? '' : path);
      });
      socket.pipe(upstream).pipe(socket);
      this.#open.set(socket, '');
      socket.on('close', () => {
        this.#open.delete(socket);
        upstream.destroy();
      });
      upstream.on('close', () => socket.destroy());
    });
  }

  static async to(port: number): Promise<NetworkBetween> {
    const network = new NetworkBetween(port);
    network.#server.listen(0, '127.0.0.1');
    await once(network.#server, 'listening');
    return network;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** How many connections are open on which this path was asked for last. */
  count(isIt: (path: string) => boolean): number {
    return [...this.#open.values()].filter(isIt).length;
  }

  /** Breaks all connections, and lets none through until it is mended. */
  cut(): void {
    this.#isCut = true;
    for (const socket of this.#open.keys()) socket.destroy();
  }

  mend(): void {
    this.#isCut = false;
  }

  close(): void {
    this.cut();
    this.#server.close();
  }
}
