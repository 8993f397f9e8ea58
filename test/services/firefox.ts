import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { findExecutable, installDebianPackages } from './executables.ts';

/** `FECHATTER_FIREFOX`, else from PATH, else freshly installed; `undefined` when there is none to be had. */
export function findFirefox(): string | undefined {
  const find = (): string | undefined =>
    findExecutable(['firefox-esr', 'firefox'], ['/Applications/Firefox.app/Contents/MacOS']);
  return (
    process.env['FECHATTER_FIREFOX'] ?? find() ?? (installDebianPackages('firefox-esr') ? find() : undefined)
  );
}

/** Why tests in Firefox cannot run here, for `test(name, { skip: firefoxMissing() }, ...)`. */
export function firefoxMissing(): string | false {
  return findFirefox() === undefined ? 'there is no Firefox on this machine' : false;
}

/** A tab of {@link Firefox}. */
export interface FirefoxPage {
  goto(url: string): Promise<void>;
  /** Evaluates an expression, waits for it, and hands its value over as JSON does. */
  evaluate<T>(expression: string): Promise<T>;
  /** Performs input as WebDriver BiDi describes it: `input.performActions`. */
  perform(actions: readonly object[]): Promise<void>;
  close(): Promise<void>;
}

export interface Firefox {
  readonly version: string;
  newPage(size?: { readonly width: number; readonly height: number }): Promise<FirefoxPage>;
  close(): Promise<void>;
}

/** No first steps, no updates, nothing asked of the network by itself; a page may be in the background and runs all the same. */
const preferences: Readonly<Record<string, boolean | number | string>> = {
  'app.normandy.enabled': false,
  'app.update.enabled': false,
  'browser.aboutwelcome.enabled': false,
  'browser.shell.checkDefaultBrowser': false,
  'browser.startup.page': 0,
  'datareporting.policy.dataSubmissionEnabled': false,
  'dom.min_background_timeout_value': 4,
  'extensions.getAddons.cache.enabled': false,
  'network.captive-portal-service.enabled': false,
  'network.connectivity-service.enabled': false,
  'remote.active-protocols': 1,
  'toolkit.telemetry.reportingpolicy.firstRun': false,
};

/**
 * Starts Firefox without a window, and speaks WebDriver BiDi with it (https://w3c.github.io/webdriver-bidi/), which the
 * Firefox of every distribution understands. The caller closes it.
 */
export async function launchFirefox(): Promise<Firefox> {
  const executable = findFirefox();
  if (executable === undefined) throw new Error('There is no Firefox on this machine.');
  const profile = await mkdtemp(join(tmpdir(), 'fechatter-firefox-'));
  const lines = Object.entries(preferences).map(
    ([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});`,
  );
  await writeFile(join(profile, 'user.js'), lines.join('\n'));
  const child = spawn(
    executable,
    ['--headless', '--no-remote', '--profile', profile, '--remote-debugging-port', '0'],
    { stdio: ['ignore', 'ignore', 'pipe'], env: { ...process.env, HOME: profile } },
  );
  const kill = (): boolean => child.kill('SIGKILL');
  process.once('exit', kill);
  const close = async (): Promise<void> => {
    process.off('exit', kill);
    const ended = child.exitCode === null ? once(child, 'exit') : null;
    kill();
    await ended;
    await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    const socket = new WebSocket(`${await addressOf(child)}/session`);
    await opened(socket);
    const session = new Session(socket);
    const { capabilities } = await session.send<{ capabilities: { browserVersion: string } }>('session.new', {
      capabilities: {},
    });
    return {
      version: capabilities.browserVersion,
      newPage: async (size) => {
        const { context } = await session.send<{ context: string }>('browsingContext.create', {
          type: 'tab',
        });
        if (size !== undefined)
          await session.send('browsingContext.setViewport', { context, viewport: size });
        return pageOf(session, context);
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

function pageOf(session: Session, context: string): FirefoxPage {
  return {
    goto: async (url) => {
      await session.send('browsingContext.navigate', { context, url, wait: 'complete' });
    },
    evaluate: async <T>(expression: string): Promise<T> => {
      const reply = await session.send<Evaluated>('script.evaluate', {
        expression: `(async () => JSON.stringify((await (${expression})) ?? null))()`,
        target: { context },
        awaitPromise: true,
      });
      if (reply.type === 'exception') throw new Error(`In Firefox: ${reply.exceptionDetails.text}`);
      return JSON.parse(reply.result.value) as T;
    },
    perform: async (actions) => {
      await session.send('input.performActions', { context, actions });
    },
    close: async () => {
      await session.send('browsingContext.close', { context });
    },
  };
}

type Evaluated =
  | { readonly type: 'success'; readonly result: { readonly value: string } }
  | { readonly type: 'exception'; readonly exceptionDetails: { readonly text: string } };

/** Firefox tells where it listens once it does. */
async function addressOf(child: ChildProcess): Promise<string> {
  if (child.stderr === null) throw new Error('Firefox was started without its error stream.');
  for await (const line of createInterface({ input: child.stderr })) {
    const address = /WebDriver BiDi listening on (ws:\/\/\S+)/.exec(line)?.[1];
    if (address === undefined) continue;
    child.stderr.resume();
    return address;
  }
  throw new Error('Firefox ended before it could be reached.');
}

async function opened(socket: WebSocket): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    socket.addEventListener('open', () => {
      resolve();
    });
    socket.addEventListener('error', () => {
      reject(new Error('Firefox does not let itself be reached.'));
    });
  });
}

interface Reply {
  readonly id?: number;
  readonly type: string;
  readonly result?: unknown;
  readonly error?: string;
  readonly message?: string;
}

/** Commands and their replies over one socket. */
class Session {
  readonly #socket: WebSocket;
  readonly #waiting = new Map<
    number,
    { resolve: (value: unknown) => void; reject: (error: Error) => void }
  >();
  #last = 0;

  constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.addEventListener('message', ({ data }) => {
      const reply = JSON.parse(String(data)) as Reply;
      const waiting = this.#waiting.get(reply.id ?? -1);
      if (reply.id === undefined || waiting === undefined) return;
      this.#waiting.delete(reply.id);
      if (reply.type === 'error') waiting.reject(new Error(`${reply.error ?? ''}: ${reply.message ?? ''}`));
      else waiting.resolve(reply.result);
    });
    socket.addEventListener('close', () => {
      for (const { reject } of this.#waiting.values()) reject(new Error('Firefox has ended.'));
      this.#waiting.clear();
    });
  }

  send<T = unknown>(method: string, params: object): Promise<T> {
    return new Promise((resolve, reject) => {
      const id = (this.#last += 1);
      this.#waiting.set(id, { resolve: resolve as (value: unknown) => void, reject });
      this.#socket.send(JSON.stringify({ id, method, params }));
    });
  }
}
