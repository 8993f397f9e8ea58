import type { Context, Hono } from 'hono';
import type { AppEnv } from '../http/app-env.ts';

/** What the pages of this server may do: nothing but show the chat. The elements live under exactly this policy. */
const contentSecurityPolicy = (natsUrl: string | null): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' https: data:",
    ["connect-src 'self'", ...(natsUrl === null ? [] : [new URL(natsUrl).origin])].join(' '),
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
  ].join('; ');

const escape = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

/** A page that is all chat. */
export interface ChatPage {
  readonly title: string;
  /** Where it may have its events over NATS. */
  readonly natsUrl: string | null;
  /** Attributes of `<fe-chat>`; an empty value is left out. */
  readonly attributes: Readonly<Record<string, string>>;
  /** Links above the chat. */
  readonly links?: readonly { readonly label: string; readonly href: string }[];
  /** A line above the chat. */
  readonly note?: string;
}

const styles = `:root { color-scheme: light dark; font: 15px/1.45 system-ui, sans-serif; }
body { margin: 0; block-size: 100dvh; display: flex; flex-direction: column; }
body > header { display: flex; flex-wrap: wrap; gap: 4px 16px; padding: 6px 16px; font-size: 13px; border-block-end: 1px solid light-dark(#0001, #fff2); }
body > header a { color: inherit; }
fe-chat { flex: 1; min-block-size: 0; }
`;

export function renderChatPage({ title, attributes, links = [], note = '' }: ChatPage): string {
  const tag = Object.entries(attributes)
    .filter(([, value]) => value !== '')
    .map(([name, value]) => ` ${name}="${escape(value)}"`)
    .join('');
  const anchors = links
    .map(({ label, href }) => `<a href="${escape(href)}" target="_blank">${escape(label)}</a>`)
    .join('\n      ');
  const header =
    note === '' && links.length === 0
      ? ''
      : `<header lang="en">\n      <span>${escape(note)}</span>\n      ${anchors}\n    </header>\n    `;
  return `<!doctype html>
<html>
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1, interactive-widget=resizes-content">
    <meta name="color-scheme" content="light dark">
    <title>${escape(title)}</title>
    <meta name="theme-color" content="#3d5afe">
    <link rel="icon" href="/assets/icon.svg">
    <link rel="apple-touch-icon" href="/assets/icon-192.png">
    <link rel="manifest" href="/manifest.webmanifest">
    <link rel="stylesheet" href="/page.css">
    <script type="module" src="/page.js"></script>
    <script type="module" src="/sdk/fe-chat.js"></script>
  </head>
  <body>
    ${header}<fe-chat${tag}></fe-chat>
  </body>
</html>
`;
}

/** Answers with a page under the strict policy. */
export const sendChatPage = (c: Context<AppEnv>, page: ChatPage): Response =>
  c.html(renderChatPage(page), 200, {
    'content-security-policy': contentSecurityPolicy(page.natsUrl),
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cache-control': 'no-store',
  });

const script = `import { keepShell } from '/sdk/keep-shell.js';

// The chat speaks the language of the page, and this page has that of its reader.
document.documentElement.lang = navigator.language;

// The secrets of links stand behind the #, where no server and no log sees them.
const attribute = { '/invite': 'invite', '/reset-password': 'reset-token' }[location.pathname];
const secret = location.hash.slice(1);
if (attribute && secret) document.querySelector('fe-chat').setAttribute(attribute, secret);

// What a page may run is guarded, the script of its worker too: this one and no other.
const worker = '/sdk/fe-chat-worker.js';
const policy = globalThis.trustedTypes?.createPolicy('fechatter-page', { createScriptURL: () => worker });
keepShell(policy ? policy.createScriptURL('') : worker, '/').catch(console.error);
`;

/** Lets the page be installed as an application. */
const manifest = JSON.stringify({
  name: 'FeChatter',
  short_name: 'FeChatter',
  description: 'Team chat',
  start_url: '/',
  scope: '/',
  display: 'standalone',
  background_color: '#ffffff',
  theme_color: '#3d5afe',
  icons: [
    { src: '/assets/icon.svg', sizes: 'any', type: 'image/svg+xml' },
    ...[192, 512].map((size) => ({
      src: `/assets/icon-${size}.png`,
      sizes: `${size}x${size}`,
      type: 'image/png',
      purpose: 'any maskable',
    })),
  ],
});

const asset = (type: string) => ({
  'content-type': `${type}; charset=utf-8`,
  'cache-control': 'public, max-age=3600',
  'x-content-type-options': 'nosniff',
});

/** What the pages of this server need besides the elements. */
export function servePageAssets(app: Hono<AppEnv>): void {
  app.get('/page.css', (c) => c.body(styles, 200, asset('text/css')));
  app.get('/page.js', (c) => c.body(script, 200, asset('text/javascript')));
  app.get('/manifest.webmanifest', (c) => c.body(manifest, 200, asset('application/manifest+json')));
}

/** The chat of this server itself: sign in, accept an invite, set a new password, talk. */
export function serveChatPage(app: Hono<AppEnv>, natsUrl: string | null): void {
  for (const path of ['/', '/invite', '/reset-password']) {
    app.get(path, (c) =>
      sendChatPage(c, {
        title: 'FeChatter',
        natsUrl,
        attributes: { server: '/', workspace: c.req.query('workspace') ?? '' },
      }),
    );
  }
}
