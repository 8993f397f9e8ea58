import { lookup, type LookupAddress } from 'node:dns';
import { get as getHttp } from 'node:http';
import { get as getHttps } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { isPublicAddress } from './public-address.ts';

const DEADLINE = 5_000;
const LARGEST = 65_536;

export interface FetchJsonOptions {
  /** For development: also http, and addresses of this machine and the local network. */
  readonly allowPrivate?: boolean;
  readonly signal?: AbortSignal;
}

/**
 * Reads a small JSON document from an address that somebody else wrote down. Only https to public addresses, no
 * redirect, no more than 64 KiB and 5 s. The address is judged where the socket looks it up, so a name cannot
 * mean one place when it is checked and another when it is used.
 */
export async function fetchJson(address: string, options: FetchJsonOptions = {}): Promise<unknown> {
  const url = new URL(address);
  const allowPrivate = options.allowPrivate ?? false;
  if (url.protocol !== 'https:' && !(allowPrivate && url.protocol === 'http:'))
    throw new Error('only https is allowed');
  if (url.username !== '' || url.password !== '')
    throw new Error('an address with a password is not allowed');
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (!allowPrivate && isIP(host) !== 0 && !isPublicAddress(host))
    throw new Error(`${host} is not a public address`);
  const deadline = AbortSignal.timeout(DEADLINE);
  const signal = options.signal ? AbortSignal.any([deadline, options.signal]) : deadline;
  return JSON.parse(await read(url, { signal, ...(!allowPrivate && { lookup: publicLookup }) })) as unknown;
}

function read(
  url: URL,
  options: { readonly signal: AbortSignal; readonly lookup?: LookupFunction },
): Promise<string> {
  return new Promise((resolve, reject) => {
    const get = url.protocol === 'https:' ? getHttps : getHttp;
    const request = get(
      url,
      { ...options, agent: false, headers: { accept: 'application/json' }, maxHeaderSize: 16_384 },
      (response) => {
        if (response.statusCode !== 200) {
          request.destroy(new Error(`the answer is ${response.statusCode ?? 0}, not 200`));
          return;
        }
        const chunks: Buffer[] = [];
        let size = 0;
        response.on('data', (chunk: Buffer) => {
          size += chunk.length;
          if (size > LARGEST) request.destroy(new Error('the answer is too large'));
          else chunks.push(chunk);
        });
        response.on('end', () => resolve(Buffer.concat(chunks).toString()));
        response.on('error', reject);
      },
    );
    request.on('error', reject);
  });
}

/** Fails when any of the addresses of a name is not public. */
const publicLookup: LookupFunction = (hostname, options, callback) => {
  lookup(hostname, { ...options, all: true }, (error, addresses: LookupAddress[]) => {
    if (error) {
      callback(error, '');
      return;
    }
    const refused = addresses.find(({ address }) => !isPublicAddress(address));
    const [first] = addresses;
    if (refused || !first) callback(new Error(`${hostname} is not at a public address`), '');
    else if (options.all) callback(null, addresses);
    else callback(null, first.address, first.family);
  });
};
