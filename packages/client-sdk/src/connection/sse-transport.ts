import { eventStream, expandPath, type StreamEvent } from '@fechatter/protocol';
import type { Environment } from '../environment/environment.ts';
import { AbortedError } from '../errors/aborted-error.ts';
import { InvalidResponseError } from '../errors/invalid-response-error.ts';
import { NetworkError } from '../errors/network-error.ts';
import { readProblem } from '../http/problem.ts';
import { readEvent } from '../wire/guards.ts';
import { createEventStreamParser } from './event-stream-parser.ts';
import type { StreamFrame, Transport, TransportHandlers } from './transport.ts';

/**
 * Server-sent events over `fetch` (WHATWG HTML, section 9.2), in pages, workers and Node alike.
 * Why no client of another project is used is told in docs/decisions/sse-reader.md.
 */
export function createSseTransport(url: (path: string) => URL, environment: Environment): Transport {
  return {
    async open(request, signal, handlers) {
      if (signal.aborted) throw new AbortedError();
      const broken = (error: unknown): never => {
        throw signal.aborted
          ? new AbortedError()
          : new NetworkError('The connection broke', { cause: error });
      };
      const response = await environment
        .fetch(url(expandPath(eventStream.path, { workspaceId: request.workspaceId })), {
          headers: {
            accept: 'text/event-stream',
            authorization: `Bearer ${request.accessToken}`,
            'last-event-id': request.cursor,
          },
          cache: 'no-store',
          signal,
        })
        .catch(broken);
      if (!response.ok) throw await readProblem(response, environment.clock.now());
      const reader = response.body?.getReader();
      if (
        reader === undefined ||
        !/^text\/event-stream\b/i.test(response.headers.get('content-type') ?? '')
      ) {
        await reader?.cancel();
        throw new InvalidResponseError('The server gave something else than an event stream');
      }
      // Not every `fetch` ends the body of an answer when its signal is aborted.
      const cancel = (): void => void reader.cancel().catch(() => {});
      signal.addEventListener('abort', cancel, { once: true });
      try {
        const read = createReader(handlers);
        for (;;) {
          const { done, value } = await reader.read().catch(broken);
          // eslint-disable-next-line @typescript-eslint/no-unnecessary-condition -- it may have been aborted while we waited
          if (signal.aborted) throw new AbortedError();
          if (done) return;
          read(value);
        }
      } finally {
        signal.removeEventListener('abort', cancel);
        cancel();
      }
    },
  };
}

/** Turns chunks of bytes into frames; those that came in one chunk are handed on together. */
export function createReader(handlers: TransportHandlers): (chunk: Uint8Array) => void {
  let frames: StreamFrame[] = [];
  const parse = createEventStreamParser((id, data) => {
    const event = eventOf(data);
    if (event === undefined)
      handlers.malformed(new InvalidResponseError('An event of the stream is not of the protocol'));
    frames.push({ id: /^\d+$/.test(id) ? Number(id) : null, event: event ?? null });
  });
  return (chunk) => {
    handlers.heard();
    parse(chunk);
    if (frames.length === 0) return;
    const complete = frames;
    frames = [];
    handlers.frames(complete);
  };
}

function eventOf(data: string): StreamEvent | null | undefined {
  try {
    return readEvent(JSON.parse(data));
  } catch {
    return undefined;
  }
}
