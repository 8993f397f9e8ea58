/** Where the links in a message go, and whether they say so. */

/**
 * The address of a link if its scheme is http, https or mailto, else null; null, too, for one with a name before its
 * host, since `https://bank.example@evil.example` goes to the second of them.
 */
export function safeAddress(href: string): string | null {
  if (!URL.canParse(href)) return null;
  const { protocol, username, password, href: address } = new URL(href);
  if (username !== '' || password !== '') return null;
  return ['http:', 'https:', 'mailto:'].includes(protocol) ? address : null;
}

const HOST = String.raw`((?:[\p{L}\p{N}-]+[.\u3002\uff0e])+[\p{L}\p{N}-]{2,})`;
/** A host that is named with its scheme, or as a whole text, with what may follow it there. */
const NAMED = new RegExp(
  String.raw`(?:https?:/+(?:[^\s/?#]*@)?|mailto:\S*@|\bwww\.)${HOST}|^(?:\S*@)?${HOST}(?:[^\p{L}\p{N}.-]\S*)?$`,
  'iu',
);
const UNSEEN = /[\p{Default_Ignorable_Code_Point}\p{Cf}\u2800]/gu;

/** What a reader sees of a text: without what leaves no trace, and could part the letters of an address. */
export const seen = (text: string): string => text.replace(UNSEEN, '').trim();

/**
 * Where a link really goes, when the text that is read names another host: the host or the address of mail; else null.
 * The name of a file, which has the form of a host, is none where the address ends with it.
 */
export function undisclosedHost(text: string, address: string): string | null {
  const read = seen(text);
  const named = NAMED.exec(read);
  const host = named?.[1] ?? named?.[2];
  const { hostname, protocol, pathname } = new URL(address);
  const real = protocol === 'mailto:' ? pathname : hostname;
  if (host === undefined || pathname.endsWith(`/${read}`)) return null;
  const goesTo = real.slice(real.lastIndexOf('@') + 1);
  return sameHost(host, goesTo) ? null : real;
}

function sameHost(named: string, real: string): boolean {
  // As browsers read it: without case, and letters of other scripts as what they stand for.
  const host = URL.canParse(`https://${named}`) ? new URL(`https://${named}`).hostname : named;
  return bare(host) === bare(real.toLowerCase());
}

const bare = (host: string): string => host.replace(/^www\./, '');
