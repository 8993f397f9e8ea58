/**
 * The address of a client. A proxy that is trusted appends the address that it saw to `X-Forwarded-For`, so the
 * last one counts: what stands before it may be the client's own invention.
 */
export const clientAddress =
  (trustProxy: boolean) =>
  (request: Request, peer: string): string => {
    if (!trustProxy) return peer;
    return request.headers.get('x-forwarded-for')?.split(',').at(-1)?.trim() || peer;
  };
