import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { endWithParent } from '../../scripts/parent-process.ts';

/** What a process of a bench can be asked. */
export type Methods = Readonly<Record<string, (...args: never[]) => unknown>>;

/** The other side of {@link Methods}: the same calls from another process. */
export type Remote<M extends Methods> = {
  readonly [K in keyof M]: (...args: Parameters<M[K]>) => Promise<Awaited<ReturnType<M[K]>>>;
} & { readonly end: () => Promise<void> };

interface Call {
  readonly id: number;
  readonly method: string;
  readonly args: never[];
}

interface Answer {
  readonly id: number;
  readonly value?: unknown;
  readonly error?: string;
}

/** Answers the calls of the process that started this one, and ends with it. */
export function serve<M extends Methods>(methods: M): void {
  endWithParent();
  process.channel?.ref();
  process.on('message', (call: Call) => {
    const method = methods[call.method];
    Promise.resolve()
      .then(() => {
        if (method === undefined) throw new Error(`there is no ${call.method}`);
        return method(...call.args);
      })
      .then(
        (value) => process.send?.({ id: call.id, value } satisfies Answer),
        (error: unknown) =>
          process.send?.({
            id: call.id,
            error: error instanceof Error ? (error.stack ?? error.message) : String(error),
          } satisfies Answer),
      );
  });
}

const running = new Set<ChildProcess>();
process.on('exit', () => running.forEach((child) => child.kill('SIGKILL')));
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));

/** Starts a script of this folder as a process of its own. `FECHATTER_BENCH_NODE_OPTIONS` is for a look inside, such as `--cpu-prof`. */
export function start<M extends Methods>(script: string): Remote<M> {
  const child = fork(join(import.meta.dirname, '..', script), {
    execArgv: [
      '--expose-gc',
      '--conditions=fechatter:source',
      ...(process.env['FECHATTER_BENCH_NODE_OPTIONS']?.split(' ') ?? []),
    ],
    serialization: 'advanced',
  });
  running.add(child);
  const waiting = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>();
  let last = 0;
  child.on('message', ({ id, value, error }: Answer) => {
    const call = waiting.get(id);
    waiting.delete(id);
    if (error === undefined) call?.resolve(value);
    else call?.reject(new Error(`${script}: ${error}`));
  });
  child.on('exit', (code, signal) => {
    running.delete(child);
    for (const call of waiting.values()) call.reject(new Error(`${script} ended with ${code ?? signal}`));
  });
  const end = async (): Promise<void> => {
    if (!running.has(child)) return;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  };
  return new Proxy({} as Remote<M>, {
    get: (_, method: string) => {
      if (method === 'then') return undefined;
      if (method === 'end') return end;
      return (...args: never[]) =>
        new Promise((resolve, reject) => {
          last += 1;
          waiting.set(last, { resolve, reject });
          child.send({ id: last, method, args } satisfies Call);
        });
    },
  });
}
