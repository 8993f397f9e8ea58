import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { createAccount, createOperator, encodeAccount, encodeOperator } from '@nats-io/jwt';
import { findExecutable, installDebianPackages } from './executables.ts';
import { freePort } from './free-port.ts';

export interface RunningNats {
  /** Where servers connect: `nats://127.0.0.1:...`. */
  readonly url: string;
  /** Where pages connect: `ws://127.0.0.1:...`. */
  readonly webSocketUrl: string;
  /** The account that belongs to the server under test; empty without accounts. */
  readonly account: string;
  /** Seed of the key that signs users of the account; empty without accounts. */
  readonly signingKey: string;
  /** Ends it as a power cut would: nobody is told. */
  kill(): Promise<void>;
  /** Starts it again after a kill, at the same place with the same files. */
  restart(): Promise<void>;
  /** Stops it and deletes its files. */
  stop(): Promise<void>;
}

/** `FECHATTER_NATS_SERVER`, else PATH, else Debian's place for it, else freshly installed; `undefined` when there is none to be had. */
export function findNats(): string | undefined {
  const find = (): string | undefined => findExecutable(['nats-server'], ['/usr/sbin']);
  return (
    process.env['FECHATTER_NATS_SERVER'] ??
    find() ??
    (installDebianPackages('nats-server') ? find() : undefined)
  );
}

/** Why tests on a NATS server cannot run here, for `test(name, { skip: natsMissing() }, ...)`. */
export function natsMissing(): string | false {
  if (findNats() !== undefined) return false;
  if (process.env['CI'] === 'true') throw new Error('There is no nats-server on this machine.');
  return 'there is no nats-server on this machine';
}

/** An operator and two accounts: one for the server under test, one for the NATS server itself. */
async function accounts(): Promise<{
  readonly account: string;
  readonly signingKey: string;
  readonly config: string;
}> {
  const operator = createOperator();
  const account = createAccount();
  const system = createAccount();
  const signing = createAccount();
  const seed = (key: { getSeed(): Uint8Array }): string => new TextDecoder().decode(key.getSeed());
  // Limits beyond the server's own would leave the account without JetStream, and nobody would be told.
  const limits = {
    subs: -1,
    data: -1,
    payload: -1,
    imports: -1,
    exports: -1,
    wildcards: true,
    conn: -1,
    leaf: -1,
    mem_storage: 32 * 1_048_576,
    disk_storage: 256 * 1_048_576,
    streams: -1,
    consumer: -1,
  };
  const jwt = await encodeAccount(
    'fechatter',
    account,
    { signing_keys: [signing.getPublicKey()], limits },
    { signer: operator },
  );
  const systemJwt = await encodeAccount('SYS', system, {}, { signer: operator });
  const config = `
operator: ${await encodeOperator('test', operator, { system_account: system.getPublicKey() })}
system_account: ${system.getPublicKey()}
resolver: MEMORY
resolver_preload: { ${account.getPublicKey()}: ${jwt}, ${system.getPublicKey()}: ${systemJwt} }`;
  return { account: account.getPublicKey(), signingKey: seed(signing), config };
}

/** Ends with its standard input, and so with the process that holds the other end, however that dies. */
const watchedServer = `
"$0" "$@" & server=$!
cat > /dev/null
kill -INT $server
wait $server
`;

/**
 * Starts a NATS server of its own on 127.0.0.1, with JetStream and a WebSocket listener. It ends with this
 * process at the latest.
 *
 * @param options.accounts JWT accounts, as pages need them; else one user `chat` with the password `secret`. Default: true
 */
export async function startNats(options: { readonly accounts?: boolean } = {}): Promise<RunningNats> {
  const program = findNats();
  if (program === undefined) throw new Error('There is no nats-server on this machine.');
  const folder = mkdtempSync(join(tmpdir(), 'fechatter-nats-'));
  const [port, webSocketPort, monitorPort] = [await freePort(), await freePort(), await freePort()];
  const access =
    (options.accounts ?? true)
      ? await accounts()
      : { account: '', signingKey: '', config: 'authorization { user: chat, password: secret }' };
  const configFile = join(folder, 'nats.conf');
  const pidFile = join(folder, 'nats.pid');
  const logFile = join(folder, 'nats.log');
  writeFileSync(
    configFile,
    `server_name: fechatter-test
listen: "127.0.0.1:${port}"
http: "127.0.0.1:${monitorPort}"
pid_file: "${pidFile}"
log_file: "${logFile}"
jetstream { store_dir: "${folder}", max_mem: 64MB, max_file: 512MB }
websocket { listen: "127.0.0.1:${webSocketPort}", no_tls: true, same_origin: false, compression: true }
${access.config}
`,
  );

  let server: ChildProcess | undefined;
  const start = async (): Promise<void> => {
    server = spawn('sh', ['-c', watchedServer, program, '-c', configFile], {
      cwd: folder,
      stdio: ['pipe', 'ignore', 'ignore'],
      detached: true,
    });
    server.unref();
    (server.stdin as unknown as { unref(): void }).unref();
    await untilReady(`http://127.0.0.1:${monitorPort}/healthz?js-enabled-only=true`).catch(
      (error: unknown) => {
        throw new Error(`nats-server did not start.\n${readFileSync(logFile, 'utf8')}`, { cause: error });
      },
    );
  };
  const end = async (): Promise<void> => {
    const ending = server;
    server = undefined;
    if (ending?.exitCode !== null) return;
    const ended = once(ending, 'exit');
    ending.ref();
    ending.stdin?.end();
    await ended;
  };
  await start();
  return {
    url: options.accounts === false ? `nats://chat:secret@127.0.0.1:${port}` : `nats://127.0.0.1:${port}`,
    webSocketUrl: `ws://127.0.0.1:${webSocketPort}`,
    account: access.account,
    signingKey: access.signingKey,
    kill: async () => {
      process.kill(Number(readFileSync(pidFile, 'utf8')), 'SIGKILL');
      await end();
    },
    restart: start,
    stop: async () => {
      await end();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function untilReady(url: string): Promise<void> {
  const deadline = performance.now() + 20_000;
  for (;;) {
    const ready = await fetch(url).then(
      async (response) => (await response.text(), response.ok),
      () => false,
    );
    if (ready) return;
    if (performance.now() > deadline) throw new Error('It does not answer.');
    await delay(25);
  }
}
