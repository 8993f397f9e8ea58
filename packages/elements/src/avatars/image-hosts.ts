import { createContext } from '@lit/context';

/** From where pictures may be loaded, as `<fe-chat image-hosts>` says. */
export const imageHostsContext = createContext<string>(Symbol('fe-image-hosts'));

/** Only pictures of the server itself. */
export const OWN_IMAGES = 'self';

/**
 * The address of a picture that may be loaded, or null. Loading one tells its host who reads the chat and when, so
 * that a picture from elsewhere needs permission.
 *
 * @param server - Where relative addresses begin, and whose pictures `self` stands for.
 * @param hosts - Separated by spaces: `self`, the name of a host (`cdn.example.com`, with its port if it has one),
 *   all below a domain (`*.example.com`), or `*` for any.
 */
export function permittedImage(source: string | null, server: URL, hosts: string): string | null {
  if (source === null || source === '' || !URL.canParse(source, server)) return null;
  const url = new URL(source, server);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return null;
  const allows = (entry: string): boolean => {
    if (entry === '*') return true;
    if (entry === OWN_IMAGES) return url.origin === server.origin;
    if (entry.startsWith('*.')) return url.hostname.endsWith(entry.slice(1));
    return url.host === entry;
  };
  return hosts.toLowerCase().split(/\s+/).some(allows) ? url.href : null;
}
