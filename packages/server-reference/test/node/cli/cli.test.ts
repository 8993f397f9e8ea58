import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { run } from '../../../src/cli/run.ts';
import { createSecret } from '../../../src/auth/secrets.ts';
import { MeilisearchStandIn } from '../../meilisearch/stand-in.ts';
import { createDatabase, postgresMissing } from '../../../../../test/services/postgres.ts';

const folder = await mkdtemp(join(tmpdir(), 'fechatter-cli-'));
after(() => rm(folder, { recursive: true, force: true }));

async function cli(
  args: readonly string[],
  environment: Record<string, string> = {},
  options: { readonly input?: string; readonly whileRunning?: (url: string) => Promise<void> } = {},
) {
  const printed: string[] = [];
  const notes: string[] = [];
  let stop: ((reason: string) => void) | undefined;
  const code = await run(args, {
    environment: { FECHATTER_DATA: folder, FECHATTER_LOG_LEVEL: 'silent', ...environment },
    print: (line) => {
      printed.push(line);
      const url = /http:\/\/[^\s/]+/.exec(line)?.[0];
      if (url !== undefined && options.whileRunning)
        void options.whileRunning(url).finally(() => stop?.('done'));
    },
    note: (line) => void notes.push(line),
    readInput: () => Promise.resolve(options.input ?? ''),
    stopAsked: () => new Promise((resolve) => (stop = resolve)),
  });
  return { code, out: printed.join('\n'), err: notes.join('\n') };
}

test('help tells every command and every setting, and each command its options', async () => {
  const { code, out } = await cli(['--help']);
  assert.equal(code, 0);
  for (const word of [
    'serve',
    'doctor',
    'migrate',
    'workspace create',
    'user create',
    'app-key create',
    'demo',
    'PORT',
    'DATABASE_URL',
    'FECHATTER_ORIGINS',
  ])
    assert.ok(out.includes(word), word);
  assert.match((await cli(['user', 'create', '--help'])).out, /--email EMAIL/);
  assert.match((await cli(['--version'])).out, /^\d+\.\d+\.\d+/);
});

test('a wrong command line or configuration ends with 2 and says what is wrong, without a stack', async () => {
  for (const [args, message] of [
    [[], /Usage/],
    [['cook'], /there is no command "cook"/],
    [['user'], /followed by one of: create/],
    [['user', 'create'], /--email is missing/],
    [['user', 'create', '--email', 'x', '--name', 'X'], /--email/],
    [['workspace', 'create', '--slug', 'Not a slug', '--name', 'X'], /--slug must have/],
    [['migrate', 'now'], /"now" is more/],
    [['migrate', '--fast'], /--fast/],
  ] as const) {
    const { code, out, err } = await cli(args);
    assert.equal(code, 2, args.join(' '));
    assert.match(out + err, message);
    assert.ok(!/\n\s+at /.test(err), err);
  }
  const { code, err } = await cli(['serve'], { PORT: 'x', FECHATTER_SIGN_UP: 'y' });
  assert.equal(code, 2);
  assert.match(err, /PORT .*\n.*FECHATTER_SIGN_UP/);
});

test('an operator makes a workspace, people and a key, and somebody can sign in', async () => {
  assert.equal((await cli(['workspace', 'create', '--slug', 'acme', '--name', 'Acme'])).code, 0);
  const twice = await cli(['workspace', 'create', '--slug', 'acme', '--name', 'Acme']);
  assert.deepEqual([twice.code, /acme/.test(twice.err), /\n\s+at /.test(twice.err)], [1, true, false]);
  const ann = await cli([
    'user',
    'create',
    '--email',
    'Ann@Example.com',
    '--name',
    'Ann',
    '--workspace',
    'acme',
    '--role',
    'owner',
  ]);
  assert.equal(ann.code, 0, ann.err);
  const generated = /told only now: (\S+)/.exec(ann.out)?.[1] ?? '';
  assert.equal(generated.length, createSecret().length);
  const ben = await cli(
    ['user', 'create', '--email', 'ben@example.com', '--name', 'Ben', '--password', '-'],
    {},
    { input: 'from a pipe\n' },
  );
  assert.deepEqual([ben.code, ben.out.includes('from a pipe')], [0, false]);
  assert.equal((await cli(['user', 'create', '--email', 'ben@example.com', '--workspace', 'acme'])).code, 0);
  assert.equal((await cli(['user', 'create', '--email', 'ben@example.com', '--name', 'Ben'])).code, 1);
  assert.equal(
    (await cli(['user', 'create', '--email', 'cat@example.com', '--name', 'Cat', '--workspace', 'nowhere']))
      .code,
    1,
  );
  const key = await cli(['app-key', 'create', '--workspace', 'acme', '--name', 'Shop']);
  assert.match(key.out, /"kid" header of tokens: [0-9a-f-]{36}\n.*told only now: [\w-]{43}$/);
  const jwks = await cli([
    'app-key',
    'create',
    '--workspace',
    'acme',
    '--name',
    'Shop',
    '--jwks-url',
    'https://shop.example/keys',
  ]);
  assert.deepEqual([jwks.code, jwks.out.includes('secret')], [0, false]);
  let answers: unknown[] = [];
  const served = await cli(
    ['serve'],
    { PORT: '0' },
    {
      whileRunning: async (url) => {
        const signIn = async (email: string, password: string) => {
          const response = await fetch(`${url}/v1/auth/sign-in`, {
            method: 'POST',
            headers: { 'content-type': 'application/json' },
            body: JSON.stringify({ email, password }),
          });
          const body = (await response.json()) as {
            account?: { workspaces: { workspace: { slug: string }; role: string }[] };
          };
          return [
            response.status,
            ...(body.account?.workspaces ?? []).map(({ workspace, role }) => `${workspace.slug}:${role}`),
          ];
        };
        answers = [
          await signIn('ann@example.com', generated),
          await signIn('ben@example.com', 'from a pipe'),
          await signIn('ann@example.com', 'wrong'),
        ];
      },
    },
  );
  assert.equal(served.code, 0, served.err);
  assert.deepEqual(answers, [[200, 'acme:owner'], [200, 'acme:member'], [401]]);
});

test('a running server keeps others from its database, and stops when it is told to', async () => {
  const server = spawn(
    process.execPath,
    ['--conditions=fechatter:source', join(import.meta.dirname, '../../../src/cli/main.ts'), 'serve'],
    {
      env: { ...process.env, FECHATTER_DATA: folder, FECHATTER_LOG_LEVEL: 'silent', PORT: '0' },
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  const ended = once(server, 'exit');
  await once(server.stdout, 'data');
  const busy = await cli(['migrate']);
  const looked = await cli(['doctor'], { PORT: '0' });
  server.kill('SIGTERM');
  assert.deepEqual(await ended, [0, null]);
  assert.equal(busy.code, 1);
  assert.match(busy.err, /in use by process \d+/);
  assert.match(looked.out, /^note {2}Database .*in use by process/m);
});

test('doctor tells what works and what is missing', async () => {
  const { code, out } = await cli(['doctor'], { PORT: '0' });
  assert.equal(code, 0, out);
  for (const line of [
    /^ok {4}Node\.js/m,
    /^ok {4}Database/m,
    /^ok {4}Disk/m,
    /^ok {4}Passwords .*Argon2id/m,
    /^note {2}Mail/m,
    /^ok {4}Search .*memory/m,
    /^ok {4}Port/m,
  ])
    assert.match(out, line);
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as { port: number };
  const taken = await cli(['doctor'], {
    PORT: String(port),
    DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none',
  });
  server.close();
  assert.equal(taken.code, 1);
  assert.match(taken.out, /^FAIL {2}Database/m);
  assert.match(taken.out, /^note {2}Port .*in use/m);
});

test('doctor tells whether Meilisearch answers, is new enough and takes the key', async () => {
  const standIn = await MeilisearchStandIn.start('a-key-of-sixteen-and-more');
  const look = async (key: string) =>
    (await cli(['doctor'], { PORT: '0', MEILISEARCH_URL: standIn.url, MEILISEARCH_API_KEY: key })).out;
  try {
    assert.match(await look('a-key-of-sixteen-and-more'), /^ok {4}Search .*Meilisearch 1\.22\.0 answers/m);
    const refused = await look('another-key-of-sixteen');
    assert.match(refused, /^note {2}Search .*nothing can be searched: .*invalid_api_key/m);
    assert.ok(!refused.includes('another-key'), 'the key is not told');
    standIn.version = '1.11.3';
    assert.match(await look('a-key-of-sixteen-and-more'), /^FAIL {2}Search .*1\.18 or newer/m);
  } finally {
    await standIn.stop();
  }
});

test('a fresh folder is looked at without making anything in it', async () => {
  const { code, out } = await cli(['doctor'], { PORT: '0', FECHATTER_DATA: join(folder, 'fresh') });
  assert.equal(code, 0);
  assert.match(out, /is made at the first start/);
});

test('a Postgres server is brought up to date once', { skip: postgresMissing() }, async () => {
  const database = await createDatabase();
  const first = await cli(['migrate'], { DATABASE_URL: database.url });
  const second = await cli(['migrate'], { DATABASE_URL: database.url });
  await database.drop();
  assert.match(first.out, /0001-first/);
  assert.match(second.out, /up to date/);
  assert.equal((await cli(['migrate'], { DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none' })).code, 1);
});
