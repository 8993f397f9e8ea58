import { webSink } from '../realtime/web-sink.ts';
import { tooLarge } from './body.ts';
import type { ApiReply, ApiRequest } from './exchange.ts';

/** A web-standard request as the API reads it. */
export function fromFetch(request: Request): ApiRequest {
  const { pathname, search, host } = new URL(request.url);
  return {
    method: request.method,
    path: pathname,
    query: search.slice(1),
    // Web-standard requests do not tell it.
    peer: '',
    // A request that was made in the same program names its host in the address only.
    header: (name) => request.headers.get(name) ?? (name === 'host' ? host : undefined),
    readBody: (limit) => readAll(request.body ?? [], limit),
  };
}

/** An answer of the API as a web-standard response. */
export function toResponse(reply: ApiReply): Response {
  const { status, headers } = reply;
  if (!('stream' in reply)) return new Response(reply.body, { status, headers });
  const { sink, response } = webSink(headers);
  reply.stream(sink);
  return response;
}

/** Stops reading as soon as it is too much. */
async function readAll(
  body: ReadableStream<Uint8Array> | readonly Uint8Array[],
  limit: number,
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body as AsyncIterable<Uint8Array>) {
    length += chunk.byteLength;
    if (length > limit) throw tooLarge(limit);
    chunks.push(chunk);
  }
  const whole = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.byteLength;
  }
  return whole;
}
