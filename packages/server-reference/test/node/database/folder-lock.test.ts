import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { FolderInUseError, lockFolder } from '../../../src/database/folder-lock.ts';

const source = new URL('../../../src/database/folder-lock.ts', import.meta.url).href;

async function inFolder(run: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'fechatter-lock-'));
  try {
    await run(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Another process that takes the lock, and has it until its input ends. */
function contender(folder: string) {
  const child = spawn(
    process.execPath,
    [
      '--input-type=module',
      '--eval',
      `import { lockFolder } from ${JSON.stringify(source)};
      await lockFolder(${JSON.stringify(folder)}).then(() => console.log('locked'), (error) => console.log(error.name));
      process.stdin.resume();`,
    ],
    { stdio: ['pipe', 'pipe', 'inherit'] },
  );
  const told = new Promise<string>((resolve) =>
    child.stdout.once('data', (data: Buffer) => resolve(data.toString().trim())),
  );
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  return { told, ended, leave: () => child.stdin.end(), kill: () => child.kill('SIGKILL') };
}

test('of many processes that find the lock of a dead one, exactly one takes the folder', () =>
  inFolder(async (folder) => {
    const dead = contender(folder);
    assert.equal(await dead.told, 'locked');
    dead.kill();
    await dead.ended;
    const rivals = Array.from({ length: 5 }, () => contender(folder));
    const told = await Promise.all(rivals.map((rival) => rival.told));
    assert.deepEqual(told.toSorted(), [
      'FolderInUseError',
      'FolderInUseError',
      'FolderInUseError',
      'FolderInUseError',
      'locked',
    ]);
    for (const rival of rivals) rival.leave();
    await Promise.all(rivals.map((rival) => rival.ended));
    const unlock = await lockFolder(folder);
    await assert.rejects(lockFolder(folder), FolderInUseError);
    await unlock();
    assert.deepEqual(await readdir(folder), []);
  }));

test('a lock is void when its process number belongs to another process by now, or when it names none', () =>
  inFolder(async (folder) => {
    for (const text of [
      `${process.ppid} 1 x`,
      `${process.pid} 1 x`,
      String(process.pid),
      '',
      'nonsense',
      '-1',
      '99999999 5 x',
    ]) {
      if (process.platform !== 'linux' && text.includes(' 1 ')) continue;
      await writeFile(join(folder, 'server.pid'), text);
      await (
        await lockFolder(folder)
      )();
    }
    assert.deepEqual(await readdir(folder), []);
    await writeFile(join(folder, 'server.pid'), String(process.ppid));
    await assert.rejects(lockFolder(folder), FolderInUseError);
  }));
