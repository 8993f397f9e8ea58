import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { freePort } from '../services/free-port.ts';

export const main = join(
  import.meta.dirname,
  '..',
  '..',
  'packages',
  'server-reference',
  'dist',
  'cli',
  'main.js',
);

/** The server as a process of its own, on a port and a folder that it keeps over a restart. */
export class ServerProcess {
  readonly url: string;
  readonly folder: string;
  readonly #command: string;
  readonly #port: number;
  readonly #settings: Readonly<Record<string, string>>;
  #process: ChildProcess | undefined;
  #output = '';

  private constructor(
    command: string,
    port: number,
    folder: string,
    settings: Readonly<Record<string, string>>,
  ) {
    this.#command = command;
    this.#port = port;
    this.#settings = settings;
    this.folder = folder;
    this.url = `http://127.0.0.1:${port}`;
  }

  /** Starts `fechatter <command>` in a folder of its own. */
  static async start(
    command: 'demo' | 'serve',
    settings: Readonly<Record<string, string>> = {},
  ): Promise<ServerProcess> {
    const server = new ServerProcess(
      command,
      await freePort(),
      await mkdtemp(join(tmpdir(), 'fechatter-')),
      settings,
    );
    await server.start();
    return server;
  }

  /** What it has printed since its last start. */
  get output(): string {
    return this.#output;
  }

  /** Starts it, again, and waits until it says that it is ready. */
  async start(): Promise<void> {
    this.#output = '';
    const child = spawn(process.execPath, [main, this.#command], {
      env: {
        ...process.env,
        PORT: String(this.#port),
        FECHATTER_DATA: this.folder,
        FECHATTER_LOG_LEVEL: 'warn',
        ...this.#settings,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#process = child;
    child.stderr.on('data', (chunk: Buffer) => (this.#output += chunk.toString()));
    const ready = (async () => {
      for await (const line of createInterface({ input: child.stdout })) {
        this.#output += `${line}\n`;
        if (line.startsWith('FeChatter is ready:')) return;
      }
      throw new Error(`The server ended before it was ready:\n${this.#output}`);
    })();
    await ready;
    child.stdout.on('data', (chunk: Buffer) => (this.#output += chunk.toString()));
    child.stdout.resume();
  }

  /** Ends it: gracefully, or, with SIGKILL, as a power cut would. */
  async stop(signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<void> {
    const child = this.#process;
    this.#process = undefined;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    child.kill(signal);
    await once(child, 'exit');
  }

  /** Ends it and forgets its folder. */
  async remove(): Promise<void> {
    await this.stop('SIGKILL');
    await rm(this.folder, { recursive: true, force: true });
  }
}
