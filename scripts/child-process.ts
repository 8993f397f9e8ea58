import { spawn } from 'node:child_process';
import { root } from './repository.ts';

export interface FinishedProcess {
  readonly ok: boolean;
  /** What it printed on both streams; empty when the output went to the terminal. */
  readonly output: string;
}

export interface NodeProcessOptions {
  /** Show the output as it comes (the default), or hand it back. */
  readonly output?: 'show' | 'collect';
  readonly env?: Readonly<Record<string, string>>;
  /** By default the root of the repository. */
  readonly cwd?: string;
}

/** Runs a script with this same Node and waits for its end. */
export function runNode(args: string[], options: NodeProcessOptions = {}): Promise<FinishedProcess> {
  const collect = options.output === 'collect';
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, {
      cwd: options.cwd ?? root,
      stdio: collect ? ['ignore', 'pipe', 'pipe'] : 'inherit',
      env: { ...process.env, ...options.env },
    });
    let output = '';
    const append = (chunk: Buffer): void => {
      output += chunk.toString();
    };
    child.stdout?.on('data', append);
    child.stderr?.on('data', append);
    const stop = (): boolean => child.kill('SIGTERM');
    process.on('SIGTERM', stop);
    child.on('error', reject);
    child.on('close', (code) => {
      process.off('SIGTERM', stop);
      resolve({ ok: code === 0, output });
    });
  });
}
