// A small application with a login of its own. Its users chat without a second login: for whoever is signed
// in here, /chat-token signs a short token with the app key of the chat's workspace.
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join } from 'node:path';
import { SignJWT } from 'jose';

const { PORT = '8080', CHAT_SERVER, CHAT_WORKSPACE, CHAT_KEY_ID, CHAT_KEY_SECRET } = process.env;
const ownPages = join(import.meta.dirname, 'public');
/** The folder of the page with the chat: that in plain HTML, or one that was built with a framework. */
const app = process.env.APP ?? ownPages;
if (!CHAT_SERVER || !CHAT_WORKSPACE || !CHAT_KEY_ID || !CHAT_KEY_SECRET) {
  console.error(
    'Set CHAT_SERVER, CHAT_WORKSPACE, CHAT_KEY_ID and CHAT_KEY_SECRET: the README tells how to get them.',
  );
  process.exit(2);
}

/** The users of this application. Yours are in your database, with hashes instead of passwords. */
const users = new Map([
  ['mira', { id: 'u-1001', name: 'Mira Petrov', email: 'mira@shop.example', password: 'orchid' }],
  ['tom', { id: 'u-1002', name: 'Tom Adeyemi', email: 'tom@shop.example', password: 'walnut' }],
]);

/** Who is signed in, by the value of the session cookie. */
const sessions = new Map();

function signedIn(request) {
  const cookie = /(?:^|; )session=([0-9a-f-]{36})/.exec(request.headers.cookie ?? '')?.[1];
  return sessions.get(cookie);
}

/** Vouches for one of our users. The chat makes its own user for `sub` the first time. */
function chatToken(user) {
  return new SignJWT({ name: user.name, email: user.email, channels: ['general'] })
    .setProtectedHeader({ alg: 'HS256', kid: CHAT_KEY_ID })
    .setSubject(user.id)
    .setAudience(CHAT_WORKSPACE)
    .setJti(randomUUID())
    .setIssuedAt()
    .setExpirationTime('2m')
    .sign(new TextEncoder().encode(CHAT_KEY_SECRET));
}

async function readForm(request) {
  let body = '';
  for await (const chunk of request) {
    body += chunk;
    if (body.length > 10_000) throw new Error('the form is too large');
  }
  return new URLSearchParams(body);
}

const policy = [
  "default-src 'none'",
  `script-src 'self' ${CHAT_SERVER}`,
  `connect-src 'self' ${CHAT_SERVER}`,
  "style-src 'self'",
  "img-src 'self' https: data:",
  "form-action 'self'",
  "require-trusted-types-for 'script'",
].join('; ');

async function page(response, file) {
  const html = await readFile(file, 'utf8');
  response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': policy });
  response.end(html.replaceAll('{{server}}', CHAT_SERVER).replaceAll('{{workspace}}', CHAT_WORKSPACE));
}

const types = { '.css': 'text/css', '.js': 'text/javascript' };

/** A script or style sheet, as it is. */
async function file(response, path) {
  const content = await readFile(path);
  response.writeHead(200, { 'content-type': types[extname(path)] }).end(content);
}

/** What the page is built of. No dot begins a name, so that no path leads out of the folder. */
const asset = /^(?:\/\w[\w.-]*)+\.(?:css|js)$/;

const routes = {
  'GET /': (request, response) =>
    page(response, signedIn(request) ? join(app, 'index.html') : join(ownPages, 'login.html')),

  'GET /style.css': (request, response) => file(response, join(ownPages, 'style.css')),

  'POST /login': async (request, response) => {
    const form = await readForm(request);
    const user = users.get(form.get('user') ?? '');
    if (!user || user.password !== form.get('password')) {
      response.writeHead(303, { location: '/' }).end();
      return;
    }
    const session = randomUUID();
    sessions.set(session, user);
    response
      .writeHead(303, { location: '/', 'set-cookie': `session=${session}; HttpOnly; SameSite=Lax; Path=/` })
      .end();
  },

  'GET /chat-token': async (request, response) => {
    const user = signedIn(request);
    if (!user) {
      response.writeHead(401).end();
      return;
    }
    response.writeHead(200, { 'content-type': 'application/json', 'cache-control': 'no-store' });
    response.end(JSON.stringify({ token: await chatToken(user) }));
  },
};

createServer((request, response) => {
  const { pathname } = new URL(request.url, 'http://host');
  const route =
    routes[`${request.method} ${pathname}`] ??
    (request.method === 'GET' && asset.test(pathname) && (() => file(response, join(app, pathname))));
  if (!route) return void response.writeHead(404).end();
  Promise.resolve(route(request, response)).catch((error) => {
    if (error.code === 'ENOENT') return void response.writeHead(404).end();
    console.error(error);
    response.writeHead(500).end();
  });
}).listen(Number(PORT), '127.0.0.1', () => console.log(`The shop is open: http://127.0.0.1:${PORT}/`));
