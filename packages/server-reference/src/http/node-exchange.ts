import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline, Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { ApiError } from '../errors/api-error.ts';
import { nodeSink } from '../realtime/node-sink.ts';
import { webSink } from '../realtime/web-sink.ts';
import { tooLarge } from './body.ts';
import type { Api, ApiReply, ApiRequest } from './exchange.ts';

/** Shorter answers are in one packet anyway. */
const COMPRESSED_FROM = 2_048;
/** Of zlib's nine. A page of 50 messages: 24.2 kB, here 4.1 in 0.1 ms; the highest makes 4.0 of it. */
const COMPRESSION_LEVEL = 3;
const compress = promisify(gzip);

/**
 * Answers a request to the API as Node gives it, past the objects of the web's standards: making those costs more
 * than everything else that a small request needs.
 */
export function answerOnNode(api: Api, incoming: IncomingMessage, outgoing: ServerResponse): void {
  api(fromNode(incoming))
    .then((reply) => write(reply, incoming, outgoing))
    .catch((error: unknown) => outgoing.destroy(error instanceof Error ? error : undefined));
}

function fromNode(incoming: IncomingMessage): ApiRequest {
  const { url = '/', method = 'GET', headers } = incoming;
  const mark = url.indexOf('?');
  return {
    method,
    path: mark === -1 ? url : url.slice(0, mark),
    query: mark === -1 ? '' : url.slice(mark + 1),
    peer: incoming.socket.remoteAddress ?? '',
    header(name) {
      const value = headers[name];
      return Array.isArray(value) ? value.join(', ') : value;
    },
    readBody: (limit) => readAll(incoming, limit),
  };
}

function readAll(incoming: IncomingMessage, limit: number): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    incoming.on('data', (chunk: Buffer) => {
      length += chunk.length;
      chunks.push(chunk);
      if (length <= limit) return;
      incoming.removeAllListeners('data').pause();
      reject(tooLarge(limit));
    });
    incoming.on('end', () => resolve(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks)));
    incoming.on('error', () => reject(ApiError.field('body', 'broke off before its end')));
  });
}

async function write(reply: ApiReply, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  if ('stream' in reply) {
    writeStream(reply, incoming, outgoing);
    return;
  }
  const { headers, body } = await encoded(reply, incoming);
  outgoing.writeHead(reply.status, {
    ...headers,
    ...(body !== null && { 'content-length': Buffer.byteLength(body) }),
    // What is left of a body that was not wanted would stand before the next request.
    ...(!incoming.complete && { connection: 'close' }),
  });
  if (body === null || incoming.method === 'HEAD') outgoing.end();
  else outgoing.end(body);
}

/** Compressed where it is worth it and the client takes it. */
async function encoded(
  { headers, body }: Extract<ApiReply, { body: unknown }>,
  incoming: IncomingMessage,
): Promise<{ readonly headers: ApiReply['headers']; readonly body: string | Uint8Array | null }> {
  if (body === null || body.length < COMPRESSED_FROM || incoming.method !== 'GET') return { headers, body };
  const varied = { ...headers, vary: [headers['vary'], 'Accept-Encoding'].filter(Boolean).join(', ') };
  if (!takesGzip(incoming)) return { headers: varied, body };
  return {
    headers: { ...varied, 'content-encoding': 'gzip' },
    body: await compress(body, { level: COMPRESSION_LEVEL }),
  };
}

const takesGzip = ({ headers }: IncomingMessage): boolean =>
  /(?:^|,)\s*gzip\s*(?!;\s*q=0(?:\.0*)?\s*(?:,|$))/i.test(headers['accept-encoding']?.toString() ?? '');

function writeStream(
  { headers, stream }: Extract<ApiReply, { stream: unknown }>,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): void {
  if (outgoing.socket) return stream(nodeSink(outgoing, outgoing.socket, headers));
  // A response has no socket while an earlier one of the same connection is still being sent.
  const { sink, response } = webSink(headers);
  outgoing.writeHead(response.status, headers);
  incoming.socket.once('close', () => outgoing.destroy());
  pipeline(Readable.fromWeb(response.body as ReadableStream), outgoing, () => undefined);
  stream(sink);
}
