import { execFileSync, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { chownSync, globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import postgres from 'postgres';
import { findExecutable, installDebianPackages } from './executables.ts';
import { freePort } from './free-port.ts';

export interface RunningPostgres {
  /** Connection string of the superuser, for the database `postgres`. */
  readonly url: string;
  /** Stops the server and deletes its files. */
  stop(): Promise<void>;
}

export interface TestDatabase {
  readonly url: string;
  drop(): Promise<void>;
}

/**
 * The folder of Postgres' programs: `FECHATTER_POSTGRES_BIN`, else PATH, else Debian's place for them,
 * else freshly installed; `undefined` when there is none to be had.
 */
export function findPostgres(): string | undefined {
  const find = (): string | undefined => {
    const program = findExecutable(['initdb'], globSync('/usr/lib/postgresql/*/bin').toSorted().toReversed());
    return program === undefined ? undefined : dirname(program);
  };
  return (
    process.env['FECHATTER_POSTGRES_BIN'] ??
    find() ??
    (installDebianPackages('postgresql-15') ? find() : undefined)
  );
}

/** Postgres refuses to run as root, so root runs it as Debian's user `postgres`. */
function owner(): { uid?: number; gid?: number } {
  if (process.getuid?.() !== 0) return {};
  const id = (flag: string): number => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}

/** Ends with its standard input, and so with the process that holds the other end, however that dies. */
const watchedServer = `
"$0" "$@" & server=$!
cat > /dev/null
kill -INT $server
wait $server
`;

/**
 * Starts an empty Postgres server of its own on 127.0.0.1. It ends with this process at the latest.
 *
 * @param options.durable flush commits to the disk, as a real server does. Default: false
 * @param options.settings more settings of the server, by name
 */
export async function startPostgres(
  options: { durable?: boolean; settings?: Readonly<Record<string, string>> } = {},
): Promise<RunningPostgres> {
  const programs = findPostgres();
  if (programs === undefined) throw new Error('There is no Postgres on this machine.');
  const user = owner();
  const folder = mkdtempSync(join(tmpdir(), 'fechatter-postgres-'));
  if (user.uid !== undefined && user.gid !== undefined) chownSync(folder, user.uid, user.gid);
  const files = join(folder, 'data');
  execFileSync(
    join(programs, 'initdb'),
    ['-D', files, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C.UTF-8', '--no-sync'],
    { ...user, cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] },
  );
  const port = await freePort();
  const flush = options.durable === true ? 'on' : 'off';
  const settings = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: folder,
    logging_collector: 'on',
    log_directory: folder,
    log_filename: 'server.log',
    max_connections: '200',
    shared_buffers: '128MB',
    fsync: flush,
    synchronous_commit: flush,
    full_page_writes: flush,
    ...options.settings,
  };
  const settingArguments = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const server = spawn(
    'sh',
    [
      '-c',
      `${watchedServer}\nrm -rf "${folder}"`,
      join(programs, 'postgres'),
      '-D',
      files,
      '-p',
      String(port),
      ...settingArguments,
    ],
    // Its own process group: an interrupt from the keyboard reaches it through its input only.
    { ...user, cwd: folder, stdio: ['pipe', 'ignore', 'ignore'], detached: true },
  );
  server.unref();
  (server.stdin as unknown as { unref(): void }).unref();

  const stop = async (): Promise<void> => {
    if (server.exitCode !== null) return;
    const ended = once(server, 'exit');
    server.ref();
    server.stdin.end();
    await ended;
    // The folder lies in one that only root may write to: what the server's user had to leave.
    rmSync(folder, { recursive: true, force: true });
  };
  const url = `postgres://postgres@127.0.0.1:${port}/postgres`;
  try {
    await untilReady(url);
  } catch (error) {
    const log = globSync(join(folder, 'server.log')).map((file) => readFileSync(file, 'utf8'));
    await stop();
    throw new Error(`Postgres did not start.\n${log.join('')}`, { cause: error });
  }
  return { url, stop };
}

async function untilReady(url: string): Promise<void> {
  const deadline = performance.now() + 30_000;
  for (;;) {
    const sql = postgres(url, { max: 1, connect_timeout: 5, onnotice: () => {} });
    try {
      await sql`select 1`;
      return;
    } catch (error) {
      if (performance.now() > deadline) throw error;
      await delay(50);
    } finally {
      await sql.end();
    }
  }
}

let ownServer: Promise<RunningPostgres> | undefined;

/** The server shared by the test run (`FECHATTER_TEST_POSTGRES`), else one for this process. */
async function sharedServer(): Promise<string> {
  const shared = process.env['FECHATTER_TEST_POSTGRES'];
  if (shared !== undefined) return shared;
  ownServer ??= startPostgres();
  return (await ownServer).url;
}

/** Why tests on a Postgres server cannot run here, for `test(name, { skip: postgresMissing() }, ...)`. */
export function postgresMissing(): string | false {
  if (process.env['FECHATTER_TEST_POSTGRES'] !== undefined || findPostgres() !== undefined) return false;
  return 'there is no Postgres on this machine';
}

/** Makes an empty database on the shared server: one for each test file keeps the files independent. */
export async function createDatabase(): Promise<TestDatabase> {
  const server = await sharedServer();
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  const run = async (statement: string): Promise<void> => {
    const sql = postgres(server, { max: 1, onnotice: () => {} });
    try {
      await sql.unsafe(statement);
    } finally {
      await sql.end();
    }
  };
  await run(`create database ${name}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => run(`drop database if exists ${name} with (force)`) };
}
