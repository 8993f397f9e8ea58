import type { ApiRequest } from './exchange.ts';

/**
 * The address of a client. A proxy that is trusted appends the address that it saw to `X-Forwarded-For`, so the
 * last one counts: what stands before it may be the client's own invention.
 */
export const clientAddress =
  (trustProxy: boolean) =>
  (request: ApiRequest): string => {
    if (!trustProxy) return request.peer;
    return request.header('x-forwarded-for')?.split(',').at(-1)?.trim() || request.peer;
  };
