import { existsSync } from 'node:fs';
import { mkdir, statfs } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { PasswordHasher } from '../../auth/password-hasher.ts';
import type { Config } from '../../config/config.ts';
import { pendingMigrations } from '../../database/migrate.ts';
import { FolderInUseError } from '../../database/folder-lock.ts';
import { createLogger } from '../../logging/logger.ts';
import { MeilisearchEngine } from '../../search/meilisearch/meilisearch-engine.ts';
import { cliCommand } from '../command.ts';
import { openConfigured } from '../open-database.ts';
import { configuredMailer } from '../server-options.ts';

/** `fail` keeps the server from working; `note` is worth knowing. */
interface Finding {
  readonly state: 'ok' | 'note' | 'fail';
  readonly message: string;
}

interface Check {
  readonly name: string;
  readonly look: (config: Config) => Promise<Finding>;
}

const GIB = 2 ** 30;
const OLDEST_NODE = 22;
const ok = (message: string): Finding => ({ state: 'ok', message });
const note = (message: string): Finding => ({ state: 'note', message });
const fail = (message: string): Finding => ({ state: 'fail', message });
const messageOf = (error: unknown): string =>
  error instanceof Error ? error.message || error.name : String(error);

const checks: readonly Check[] = [
  {
    name: 'Node.js',
    look: () => {
      const { node } = process.versions;
      return Promise.resolve(
        Number(node.split('.')[0]) >= OLDEST_NODE
          ? ok(node)
          : fail(`${node} is too old: ${OLDEST_NODE} or newer is needed`),
      );
    },
  },
  { name: 'Database', look: checkDatabase },
  {
    name: 'Disk',
    look: async ({ dataFolder }) => {
      await mkdir(dataFolder, { recursive: true });
      const { bavail, bsize } = await statfs(dataFolder);
      const free = (bavail * bsize) / GIB;
      const text = `${free.toFixed(1)} GiB free at ${dataFolder}`;
      return free < 0.2 ? fail(text) : free < 1 ? note(`${text}: that is little`) : ok(text);
    },
  },
  {
    name: 'Passwords',
    look: async () => {
      const hasher = new PasswordHasher();
      const start = performance.now();
      const works = await hasher.verify(await hasher.hash('correct horse'), 'correct horse');
      return works
        ? ok(`Argon2id takes ${Math.round((performance.now() - start) / 2)} ms`)
        : fail('Argon2id gives wrong answers');
    },
  },
  {
    name: 'Mail',
    look: async (config) => {
      if (config.mail.kind === 'log')
        return note('SMTP_URL is not set: mail is written to the log, and nobody gets it');
      const mailer = configuredMailer(config, createLogger({ level: 'silent' }));
      try {
        await mailer.check();
        return ok(`the mail server answers, mail comes from ${config.mail.from}`);
      } finally {
        await mailer.close();
      }
    },
  },
  {
    name: 'Search',
    look: async ({ meilisearch }) => {
      if (meilisearch === null) return ok('the index is in the memory of this process');
      try {
        const { version, isNewEnough } = await new MeilisearchEngine(meilisearch).check();
        const text = `Meilisearch ${version} answers at ${new URL(meilisearch.url).host}`;
        return isNewEnough ? ok(text) : fail(`${text}: 1.18 or newer is needed`);
      } catch (error) {
        // The chat works without it, and says what does not.
        return note(`nothing can be searched: ${messageOf(error)}`);
      }
    },
  },
  { name: 'Port', look: checkPort },
  {
    name: 'Public URL',
    look: ({ publicUrl, host }) => {
      if (publicUrl === null)
        return Promise.resolve(note('not known before the server listens, because PORT is 0'));
      const isOpen = host !== '127.0.0.1' && host !== 'localhost' && host !== '::1';
      const isLocal = ['localhost', '127.0.0.1', '[::1]'].includes(new URL(publicUrl).hostname);
      if (isLocal)
        return Promise.resolve(
          isOpen
            ? note(`${publicUrl} is good on this machine only: set FECHATTER_PUBLIC_URL`)
            : ok(publicUrl),
        );
      return Promise.resolve(
        publicUrl.startsWith('https:')
          ? ok(publicUrl)
          : note(`${publicUrl} is not encrypted: passwords can be read on the way`),
      );
    },
  },
];

async function checkDatabase(config: Config): Promise<Finding> {
  const where =
    config.database.kind === 'postgres'
      ? 'the Postgres server'
      : `the embedded database in ${config.database.folder}`;
  if (config.database.kind === 'embedded' && !existsSync(join(config.database.folder, 'PG_VERSION')))
    return ok(`${where} is made at the first start`);
  try {
    const database = await openConfigured(config);
    try {
      await database.ping();
      const pending = await pendingMigrations(database);
      return pending.length === 0
        ? ok(`${where} answers, schema up to date`)
        : note(`${where} answers; to be run at the next start: ${pending.join(', ')}`);
    } finally {
      await database.close();
    }
  } catch (error) {
    if (error instanceof FolderInUseError) return note(messageOf(error));
    return fail(`${where} does not answer: ${messageOf(error)}`);
  }
}

async function checkPort({ port, host }: Config): Promise<Finding> {
  const server = createServer();
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, host, resolve);
    });
    return ok(port === 0 ? `any free one at ${host}` : `${host}:${port} is free`);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE')
      return note(`${host}:${port} is in use, maybe by this server`);
    return fail(`cannot listen at ${host}:${port}: ${messageOf(error)}`);
  } finally {
    server.close();
  }
}

const marks = { ok: 'ok  ', note: 'note', fail: 'FAIL' } as const;

export const doctor = cliCommand({
  name: 'doctor',
  summary: 'Tell what works and what is missing',
  options: {},
  run: async ({ config, terminal }) => {
    let failed = 0;
    for (const { name, look } of checks) {
      const { state, message } = await look(config).catch((error: unknown) => fail(messageOf(error)));
      if (state === 'fail') failed += 1;
      terminal.print(`${marks[state]}  ${name.padEnd(10)}  ${message}`);
    }
    terminal.print(
      failed === 0 ? 'The server can run.' : `${failed} to be put right before the server can run.`,
    );
    return failed === 0 ? 0 : 1;
  },
});
