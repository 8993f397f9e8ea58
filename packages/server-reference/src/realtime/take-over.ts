import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** What `node:http` reads a connection with. It documents no way to give one back, so each step is checked for. */
interface Parser {
  socket: unknown;
  incoming: unknown;
  outgoing: unknown;
  unconsume?(): void;
  remove?(): void;
  close?(): void;
}

const httpEvents = ['data', 'end', 'close', 'drain', 'error', 'timeout', 'pause', 'resume'] as const;
const httpMethods = ['on', 'addListener', 'prependListener', 'setEncoding'] as const;

const ignore = (): void => undefined;

function destroy(this: Socket): void {
  this.destroy();
}

/**
 * Takes a connection out of the hands of `node:http`, as it does itself for an upgrade: the request, the response
 * and the parser are garbage then, which is more than half of what an idle stream would take. What the client
 * still sends is thrown away, and its end is the end.
 */
export function takeOver(response: ServerResponse, socket: Socket): void {
  const request = response.req;
  response.detachSocket(socket);
  for (const event of httpEvents) socket.removeAllListeners(event);
  // Its own `on` puts the parser back to work; that of all sockets is the one wanted now. Put in its place, not
  // deleted: that would turn the socket into a dictionary of 2 KiB.
  const plain: object = Object.getPrototypeOf(socket) as object;
  for (const method of httpMethods)
    if (Object.hasOwn(socket, method)) Reflect.set(socket, method, Reflect.get(plain, method));
  // No listener made in here: it would keep all that is let go of.
  socket.on('error', ignore);
  socket.on('end', destroy);
  release(socket, request);
  socket.resume();
}

function release(socket: Socket, request: object): void {
  const { parser } = socket as { parser?: Parser | null };
  if (!parser?.close || !parser.unconsume || !parser.remove) return;
  parser.unconsume();
  parser.remove();
  parser.socket = null;
  parser.incoming = null;
  parser.outgoing = null;
  Reflect.set(request, 'parser', null);
  Reflect.set(socket, 'parser', null);
  // Not from within a call of the parser itself.
  setImmediate(close, parser);
}

const close = (parser: Parser): void => parser.close?.();
