import type { Opening } from './stream-reader.ts';

const headers = (path: string, more: string): string =>
  `GET ${path} HTTP/1.1\r\nhost: 127.0.0.1\r\n${more}\r\n\r\n`;
const upgrade =
  'connection: Upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==';

/** The event stream of a chat server. It is open when what happened before has been told. */
export const chatStream = (workspaceId: string, token: string): Opening => ({
  request: headers(
    `/v1/workspaces/${workspaceId}/events`,
    `accept: text/event-stream\r\nauthorization: Bearer ${token}`,
  ),
  ready: 'event: live\n',
});

export const plainStream: Opening = {
  request: headers('/', 'accept: text/event-stream'),
  ready: 'event: hello\n',
};

export const webSocket: Opening = { request: headers('/', upgrade), ready: 'hello' };

/** A text frame of a client with the mask 0: what it says stands in it as it is. */
const maskedText = (text: string): string =>
  `\u0081${String.fromCharCode(0x80 | text.length)}\u0000\u0000\u0000\u0000${text}`;

/** Engine.IO says `0{...}` when it is open; Socket.IO then wants its `40` to enter the default room. */
export const socketIo: Opening = {
  request: headers('/socket.io/?EIO=4&transport=websocket', upgrade),
  ready: '0{"sid"',
  then: maskedText('40'),
};
