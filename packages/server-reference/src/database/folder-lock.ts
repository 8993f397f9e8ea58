import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

/** Another process works on the folder. */
export class FolderInUseError extends Error {
  override readonly name = 'FolderInUseError';

  constructor(folder: string, pid: number) {
    super(
      `${folder} is in use by process ${pid}: only one server at a time can work on an embedded database`,
    );
  }
}

/** Time for the process that has just made a lock to write its name into it. */
const WRITING_MS = 500;

/**
 * When a process was started, as its system tells: the number of a process is given again, the pair is not. Empty
 * where it is not told.
 *
 * @see proc_pid_stat(5): the 22nd field; the second one is a name in parentheses that may hold anything.
 */
async function startOf(pid: number): Promise<string> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

const textOf = (file: string): Promise<string> => readFile(file, 'utf8').catch(() => '');

/** The process that a lock names, if it is still running; null when it is not, or when the lock names none. */
async function holderOf(lock: string): Promise<number | null> {
  const [number, started = ''] = lock.split(' ');
  const pid = Number(number);
  if (!Number.isSafeInteger(pid) || pid <= 0 || !exists(pid)) return null;
  const start = await startOf(pid);
  // A lock of this very process is of the one before it with the same number, as in a container, unless the start says otherwise.
  if (started === '' || start === '') return pid === process.pid ? null : pid;
  return started === start ? pid : null;
}

async function create(file: string, text: string): Promise<boolean> {
  try {
    await writeFile(file, text, { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** Reads a lock; one that is just being written is waited for. */
async function readLock(file: string): Promise<string> {
  const text = await textOf(file);
  if (text !== '') return text;
  await delay(WRITING_MS);
  return textOf(file);
}

/**
 * Takes a folder for this process, with a file that names it. The file of a process that was killed is recognised
 * and taken over: by one only, which first makes a file that claims the succession of that very lock.
 *
 * @returns the way to let go of it.
 */
export async function lockFolder(folder: string): Promise<() => Promise<void>> {
  await mkdir(folder, { recursive: true });
  const file = join(folder, 'server.pid');
  const own = `${process.pid} ${await startOf(process.pid)} ${randomUUID()}`;
  const release = async (): Promise<void> => {
    if ((await textOf(file)) === own) await rm(file, { force: true });
  };
  for (;;) {
    if (await create(file, own)) return release;
    const lock = await readLock(file);
    const holder = await holderOf(lock);
    if (holder !== null) throw new FolderInUseError(folder, holder);
    const claim = `${file}.${createHash('sha256').update(lock).digest('hex').slice(0, 16)}`;
    if (await create(claim, own)) {
      // Whoever took it over before has renamed theirs by now, and the lock is another one.
      if ((await textOf(file)) === lock) {
        await rename(claim, file);
        return release;
      }
      await rm(claim, { force: true });
    } else {
      const rival = await holderOf(await readLock(claim));
      if (rival !== null) throw new FolderInUseError(folder, rival);
      await rm(claim, { force: true });
    }
  }
}
