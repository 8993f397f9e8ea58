/**
 * What a page with a chat needs to open without a network, kept by a service worker: the page itself, its scripts
 * and styles. What is said in the chat is not kept here: the client SDK does that, and the worker never sees it.
 */

/** The parts of a service worker's global scope that are used. */
export interface ShellScope {
  readonly caches: CacheStorage;
  readonly location: { readonly origin: string };
  readonly clients: { claim(): Promise<void> };
  readonly fetch: typeof fetch;
  skipWaiting(): Promise<void>;
  addEventListener(type: 'install' | 'activate', listener: (event: Lasting) => void): void;
  addEventListener(type: 'fetch', listener: (event: FetchLike) => void): void;
  addEventListener(type: 'message', listener: (event: MessageLike) => void): void;
}

interface Lasting {
  waitUntil(work: Promise<unknown>): void;
}
interface FetchLike extends Lasting {
  readonly request: Request;
  respondWith(response: Promise<Response>): void;
}
interface MessageLike extends Lasting {
  readonly data: unknown;
}

export interface ShellOptions {
  /** Name of the cache. Another name forgets what was kept under the old one. Default: `fechatter-shell`. */
  readonly cache?: string;
  /**
   * Other origins whose scripts and styles belong to the page, such as the chat server's when its file is loaded
   * from there. Default: none but the page's own.
   */
  readonly origins?: readonly string[];
  /** Which pages are kept, by their path. Default: all of the worker's scope. */
  readonly isPage?: (path: string) => boolean;
}

/** A network that has said nothing for so long counts as none, when there is something to show instead. */
const PATIENCE_MS = 3_000;
/** Kinds of requests that make up a page. A call of an API has none of these, and is never touched. */
const PARTS: ReadonlySet<string> = new Set(['script', 'style', 'font', 'manifest']);
/** Names like `chunk-4F2a9Q_x.js`: the content decides the name, so what is kept under it is never old. */
const NAMED_BY_CONTENT = /-(?=[\w-]*[\dA-Z])[\w-]{8}\.(?:js|css|woff2)$/;

/**
 * Makes a service worker serve the shell of its pages. Pages and scripts come from the network while there is one,
 * and from what was kept when there is not; files that are named by their content come from what was kept.
 *
 * @example
 * ```js
 * // service-worker.js, at the root of the site
 * import { serveShell } from '@fechatter/elements/shell-worker.js';
 * serveShell(self, { isPage: (path) => path.startsWith('/chat') });
 * ```
 */
export function serveShell(scope: ShellScope, options: ShellOptions = {}): void {
  const name = options.cache ?? 'fechatter-shell';
  const origins = new Set([scope.location.origin, ...(options.origins ?? [])]);
  const isPage = options.isPage ?? (() => true);

  /** Whether a request is for a part of the shell: the page, or what the page is made of. */
  const belongs = ({ method, mode, destination, url }: Request): boolean => {
    const { origin, pathname } = new URL(url);
    if (method !== 'GET' || !origins.has(origin)) return false;
    return mode === 'navigate'
      ? origin === scope.location.origin && isPage(pathname)
      : PARTS.has(destination);
  };

  const keep = async (request: Request, response: Response): Promise<void> => {
    // An answer that was redirected may not be given to a navigation.
    if (!response.ok || response.redirected) return;
    const copy = response.clone();
    await (await scope.caches.open(name)).put(request, copy);
  };
  const kept = async (request: Request): Promise<Response | undefined> =>
    (await scope.caches.open(name)).match(request);

  /** What the network has; what was kept, if that is the same: for that the browser has the compiled code. */
  const fromNetwork = (request: Request, work: Lasting, before?: Response): Promise<Response> => {
    const answered = scope.fetch(request).then((response) => {
      const tag = response.headers.get('etag');
      return tag !== null && tag === before?.headers.get('etag') ? before : response;
    });
    // The page does not wait for it to be kept.
    work.waitUntil(
      answered.then(
        (response) => (response === before ? undefined : keep(request, response)),
        () => undefined,
      ),
    );
    return answered;
  };

  const answer = async (request: Request, work: Lasting): Promise<Response> => {
    const before = await kept(request);
    if (before === undefined) return fromNetwork(request, work);
    if (NAMED_BY_CONTENT.test(new URL(request.url).pathname)) return before;
    return Promise.race([
      fromNetwork(request, work, before).catch(() => before),
      new Promise<Response>((resolve) => setTimeout(resolve, PATIENCE_MS, before)),
    ]);
  };

  scope.addEventListener('install', (event) => event.waitUntil(scope.skipWaiting()));
  scope.addEventListener('activate', (event) => event.waitUntil(scope.clients.claim()));
  scope.addEventListener('fetch', (event) => {
    if (belongs(event.request)) event.respondWith(answer(event.request, event));
  });
  // A page that was opened before its worker was there tells what it has loaded: see `keepShell`.
  scope.addEventListener('message', (event) => {
    if (!isKeepMessage(event.data)) return;
    const requests = event.data.keep.flatMap((url) => {
      const { origin } = new URL(url);
      return origins.has(origin) ? [new Request(url)] : [];
    });
    event.waitUntil(
      Promise.allSettled(
        requests.map(async (request) => (await kept(request)) ?? (await fromNetwork(request, event))),
      ),
    );
  });
}

function isKeepMessage(message: unknown): message is { readonly keep: readonly string[] } {
  const urls = (message as { keep?: unknown } | null)?.keep;
  return Array.isArray(urls) && urls.every((url) => typeof url === 'string' && URL.canParse(url));
}
