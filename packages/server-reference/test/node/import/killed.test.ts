import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, test } from 'node:test';
import { createDatabase, postgresMissing } from '../../../../../test/services/postgres.ts';
import type { Database } from '../../../src/database/database.ts';
import { migrate } from '../../../src/database/migrate.ts';
import { openEmbedded, openPostgres } from '../../../src/database/open.ts';
import { WorkspaceWriter } from '../../../src/event-log/workspace-writer.ts';
import { importFile } from '../../../src/import/import-file.ts';
import { makeWorkspace } from '../../chat.ts';
import { sampleFolder, talk } from '../../sample-talk.ts';

const MESSAGES = 20_000;
/** Commits after which the process is killed: the next one is under way then. */
const KILL_AFTER = 4;

const folder = await sampleFolder();
after(() => folder.remove());

/** Imports in another process, and kills it in the middle. */
async function importAndKill(address: string, workspaceId: string, file: string): Promise<number> {
  const child = spawn(
    process.execPath,
    [
      '--conditions=fechatter:source',
      join(import.meta.dirname, '..', '..', 'import-process.ts'),
      address,
      workspaceId,
      file,
    ],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  const ended = once(child, 'exit');
  let committed = 0;
  let commits = 0;
  for await (const line of createInterface({ input: child.stdout })) {
    committed = Number(line);
    commits += 1;
    if (commits === KILL_AFTER) child.kill('SIGKILL');
  }
  const [, signal] = (await ended) as [number | null, string | null];
  assert.equal(signal, 'SIGKILL', 'the import was over before it could be killed');
  return committed;
}

/** What an import leaves, without what says when it ran. */
async function contents(database: Database, workspaceId: string) {
  const messages = await database.system
    .selectFrom('messages')
    .select(['id', 'index', 'author_id', 'text', 'kind', 'reply_to', 'created_at'])
    .where('workspace_id', '=', workspaceId)
    .orderBy('index')
    .execute();
  const members = await database.system
    .selectFrom('channel_members')
    .select(['user_id', 'last_read_index'])
    .where('workspace_id', '=', workspaceId)
    .orderBy('user_id')
    .execute();
  const channels = await database.system
    .selectFrom('channels')
    .select(['id', 'name', 'last_index', 'member_count', 'created_at', 'last_message_at'])
    .where('workspace_id', '=', workspaceId)
    .execute();
  const people = await database.system
    .selectFrom('workspace_members')
    .select(['user_id', 'name', 'joined_at'])
    .where('workspace_id', '=', workspaceId)
    .orderBy('user_id')
    .execute();
  return { messages, members, channels, people };
}

async function survives(address: string, open: () => Promise<Database>): Promise<void> {
  const file = await folder.write(talk(MESSAGES, { people: 200 }), { gzip: true });
  let database = await open();
  await migrate(database);
  const { id: workspaceId } = await makeWorkspace(database, ['owner']);
  await database.close();

  const committed = await importAndKill(address, workspaceId, file);

  database = await open();
  try {
    const writer = new WorkspaceWriter(database, () => undefined);
    const half = await contents(database, workspaceId);
    assert.ok(
      half.messages.length >= committed && half.messages.length < MESSAGES,
      `${half.messages.length} of ${MESSAGES}, ${committed} were told`,
    );
    assert.deepEqual(
      half.messages.map((row) => row.index),
      half.messages.map((_, at) => at + 1),
    );
    const rest = await importFile({ database, writer, workspaceId, file });
    assert.deepEqual([rest.known, rest.messages], [half.messages.length, MESSAGES - half.messages.length]);

    const whole = await contents(database, workspaceId);
    assert.deepEqual(
      whole.messages.map((row) => row.text),
      talk(MESSAGES).map((line) => line.text),
    );
    assert.deepEqual(
      whole.messages.slice(0, half.messages.length),
      half.messages,
      'what was there stays as it was',
    );
    assert.equal(
      whole.messages.filter((row) => row.reply_to !== null).length,
      talk(MESSAGES).filter((line) => line.replyTo).length,
    );
    assert.equal(whole.people.length, 201);
    assert.deepEqual([whole.channels[0]?.last_index, whole.channels[0]?.member_count], [MESSAGES, 201]);

    const again = await importFile({ database, writer, workspaceId, file });
    assert.deepEqual([again.known, again.messages, again.people, again.channels], [MESSAGES, 0, 0, 0]);
    assert.deepEqual(await contents(database, workspaceId), whole);
  } finally {
    await database.close();
  }
}

test('PGlite: an import that was killed goes on where it was, and nothing is doubled or lost', async () => {
  const address = join(folder.path, 'embedded', 'database');
  await survives(address, () => openEmbedded(address));
});

test(
  'Postgres: an import that was killed goes on where it was, and nothing is doubled or lost',
  { skip: postgresMissing() },
  async () => {
    const served = await createDatabase();
    try {
      await survives(served.url, async () => openPostgres(served.url, { connections: 4 }));
    } finally {
      await served.drop();
    }
  },
);
