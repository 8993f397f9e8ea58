/**
 * The address of the client. Each proxy adds the address that it sees to the end of `X-Forwarded-For`, so only
 * as many entries from the end are believed as there are proxies of one's own; what stands before them anybody
 * can have written.
 *
 * @param peer - The address at the other end of the socket.
 */
export function clientAddress(forwardedFor: string | null, peer: string, trustedProxies: number): string {
  if (trustedProxies === 0 || forwardedFor === null) return peer;
  const addresses = [...forwardedFor.split(',').map((address) => address.trim()), peer];
  return addresses.at(-1 - trustedProxies) ?? addresses[0] ?? peer;
}
