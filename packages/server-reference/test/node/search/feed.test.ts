import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { createId, type SearchAnswer, type UserId, type WorkspaceId } from '@fechatter/protocol';
import { importFile } from '../../../src/import/import-file.ts';
import { SearchEngineError, type SearchEngine } from '../../../src/search/engine.ts';
import { MemoryEngine } from '../../../src/search/memory/memory-engine.ts';
import { WorkerEngine } from '../../../src/search/memory/worker-engine.ts';
import { makeChannel, openChat, sendMessage, type Chat } from '../../chat.ts';
import { eachDatabase, openMemoryDatabase } from '../../harness.ts';
import { sampleFolder, talk } from '../../sample-talk.ts';

const folder = await sampleFolder();
after(() => folder.remove());

const ask = (chat: Chat, workspaceId: WorkspaceId, as: UserId, text: string): Promise<SearchAnswer> =>
  chat.call('search.query', { as, path: { workspaceId }, body: { text } });
const total = async (...args: Parameters<typeof ask>): Promise<number> => (await ask(...args)).messages.total;

/** An engine of which one call can be made to fail or to wait. */
function faulty(engine: SearchEngine) {
  const faults = {
    fail: new Set<keyof SearchEngine>(),
    hold: null as Promise<void> | null,
    onApply: () => {},
    applied: 0,
  };
  type Call = (...args: readonly unknown[]) => Promise<unknown>;
  const calls = engine as unknown as Record<string, Call>;
  const wrapped = new Proxy(engine, {
    get(_, method: keyof SearchEngine) {
      if (method === 'name') return engine.name;
      return async (...args: readonly unknown[]) => {
        if (faults.fail.has(method)) throw new SearchEngineError('out of order');
        if (method === 'apply') {
          faults.onApply();
          await faults.hold;
          faults.applied += (args[1] as readonly unknown[]).length;
        }
        return calls[method]?.(...args);
      };
    },
  });
  return { engine: wrapped, faults };
}

eachDatabase(({ name, missing, open }) => {
  const guarantee = (what: string, run: (open: typeof openChat) => Promise<void>): void =>
    void test(`${name}: ${what}`, { skip: missing }, async () => {
      const opened: Chat[] = [];
      try {
        await run(async (...args) => {
          const chat = await openChat(...args);
          opened.push(chat);
          return chat;
        });
      } finally {
        for (const chat of opened) await chat.close();
      }
    });

  guarantee(
    'a server that starts finds what was there, and what changed while it was away',
    async (openIt) => {
      const first = await openIt(await open());
      const workspace = await first.workspace(['owner', 'member']);
      const [ann = '', ben = ''] = workspace.people;
      const channel = await makeChannel(first, workspace);
      const old = await sendMessage(first, workspace.id, channel, ann, 'written before the stop');
      const edited = await sendMessage(first, workspace.id, channel, ann, 'wording of old');
      await first.close();
      const second = await openIt(await open());
      assert.equal(await total(second, workspace.id, ben, 'written before'), 1);
      await second.call('messages.edit', {
        as: ann,
        path: { workspaceId: workspace.id, messageId: edited.id },
        body: { id: createId(), text: 'wording of new' },
      });
      await second.call('messages.delete', {
        as: ann,
        path: { workspaceId: workspace.id, messageId: old.id },
      });
      assert.equal(await total(second, workspace.id, ben, '"written before"'), 0);
      assert.equal(await total(second, workspace.id, ben, '"of new"'), 1);
      assert.deepEqual(second.errors, []);
    },
  );

  guarantee('an import, which leaves no events, is found; before it and while it goes on', async (openIt) => {
    const chat = await openIt(await open());
    const workspace = await chat.workspace(['owner']);
    const [ann = ''] = workspace.people;
    const channel = await makeChannel(chat, workspace);
    await sendMessage(chat, workspace.id, channel, ann, 'hello before');
    assert.equal(await total(chat, workspace.id, ann, 'hello'), 1);
    const file = await folder.write(talk(3_000));
    let during = 0;
    const importing = importFile({
      database: chat.database,
      writer: chat.writer,
      workspaceId: workspace.id,
      file,
      onProgress: () => void total(chat, workspace.id, ann, 'from:me').then(() => (during += 1)),
    });
    await importing;
    const answer = await ask(chat, workspace.id, ann, '-hello');
    assert.equal(answer.messages.total, 3_000);
    assert.deepEqual(answer.index, { behind: 0, building: false });
    assert.equal(await total(chat, workspace.id, ann, 'hello'), 1);
    assert.ok(during > 0);
    assert.deepEqual(chat.errors, []);
  });

  guarantee(
    'an engine that is down makes the search say so, the chat goes on, and it comes back by itself',
    async (openIt) => {
      const { engine, faults } = faulty(new MemoryEngine());
      const chat = await openIt(await open(), { engine });
      const workspace = await chat.workspace(['owner']);
      const [ann = ''] = workspace.people;
      const channel = await makeChannel(chat, workspace);
      await sendMessage(chat, workspace.id, channel, ann, 'first');
      assert.equal(await total(chat, workspace.id, ann, 'first'), 1);
      faults.fail = new Set(['search', 'words', 'apply', 'position']);
      const problem = await chat.refuse('search_unavailable', 'search.query', {
        as: ann,
        path: { workspaceId: workspace.id },
        body: { text: 'first' },
      });
      assert.deepEqual([problem.status, problem.retryable], [503, true]);
      await chat.refuse('search_unavailable', 'search.suggest', {
        as: ann,
        path: { workspaceId: workspace.id },
        body: { text: 'fir' },
      });
      await sendMessage(chat, workspace.id, channel, ann, 'sent meanwhile');
      await chat.feed.idle();
      faults.fail.clear();
      assert.equal(await total(chat, workspace.id, ann, 'meanwhile'), 1);
      assert.ok(chat.errors.length > 0, 'what failed is reported');
    },
  );

  guarantee('an index that is behind is said to be, and one that is being built too', async (openIt) => {
    const { engine, faults } = faulty(new MemoryEngine());
    const chat = await openIt(await open(), { engine });
    const workspace = await chat.workspace(['owner']);
    const [ann = ''] = workspace.people;
    const channel = await makeChannel(chat, workspace);
    await sendMessage(chat, workspace.id, channel, ann, 'first');
    const hold = Promise.withResolvers<void>();
    faults.hold = hold.promise;
    const building = await ask(chat, workspace.id, ann, 'first');
    assert.equal(building.index.building, true);
    assert.ok(building.index.behind > 0);
    hold.resolve();
    await chat.feed.idle();
    assert.deepEqual((await ask(chat, workspace.id, ann, 'first')).index, { behind: 0, building: false });
    const again = Promise.withResolvers<void>();
    faults.hold = again.promise;
    await sendMessage(chat, workspace.id, channel, ann, 'second');
    const behind = await ask(chat, workspace.id, ann, 'first');
    assert.deepEqual([behind.messages.total, behind.index.building], [1, false]);
    assert.ok(behind.index.behind > 0);
    again.resolve();
    assert.equal(await total(chat, workspace.id, ann, 'second'), 1);
  });

  guarantee(
    'what is sent while the index is being brought up to date is found by the next search',
    async (openIt) => {
      const { engine, faults } = faulty(new MemoryEngine());
      const chat = await openIt(await open(), { engine });
      const workspace = await chat.workspace(['owner']);
      const [ann = ''] = workspace.people;
      const channel = await makeChannel(chat, workspace);
      await sendMessage(chat, workspace.id, channel, ann, 'first');
      assert.equal(await total(chat, workspace.id, ann, 'first'), 1);
      const hold = Promise.withResolvers<void>();
      const reading = Promise.withResolvers<void>();
      faults.hold = hold.promise;
      faults.onApply = reading.resolve;
      await sendMessage(chat, workspace.id, channel, ann, 'second');
      // The index has read what there was, and not yet put it in.
      await reading.promise;
      await sendMessage(chat, workspace.id, channel, ann, 'third');
      const asked = ask(chat, workspace.id, ann, 'third');
      faults.hold = null;
      hold.resolve();
      const answer = await asked;
      assert.deepEqual([answer.messages.total, answer.index.behind], [1, 0]);
    },
  );

  guarantee('a rebuild begins from nothing, and the old index answers until it is ready', async (openIt) => {
    const { engine, faults } = faulty(new MemoryEngine());
    const chat = await openIt(await open(), { engine });
    const workspace = await chat.workspace(['owner', 'member']);
    const [ann = '', ben = ''] = workspace.people;
    const path = { workspaceId: workspace.id };
    const channel = await makeChannel(chat, workspace);
    for (let at = 0; at < 20; at += 1) await sendMessage(chat, workspace.id, channel, ann, `message ${at}`);
    assert.equal(await total(chat, workspace.id, ann, 'message'), 20);
    await chat.refuse('forbidden', 'search.rebuild', { as: ben, path });
    await chat.refuse('forbidden', 'search.status', { as: ben, path });
    const hold = Promise.withResolvers<void>();
    faults.hold = hold.promise;
    faults.applied = 0;
    await chat.call('search.rebuild', { as: ann, path });
    const meanwhile = await ask(chat, workspace.id, ann, 'message');
    assert.deepEqual([meanwhile.messages.total, meanwhile.index.building], [20, false]);
    hold.resolve();
    await chat.feed.idle();
    assert.equal(faults.applied, 20);
    assert.equal(await total(chat, workspace.id, ann, 'message'), 20);
    const status = await chat.call('search.status', { as: ann, path });
    assert.deepEqual(
      [status.engine, status.messages, status.behind, status.building],
      ['memory', 20, 0, false],
    );
    assert.ok((status.bytes ?? 0) > 0);
    assert.deepEqual(chat.errors, []);
  });

  guarantee('another log, as after a restore, gets another index', async (openIt) => {
    const chat = await openIt(await open());
    const workspace = await chat.workspace(['owner']);
    const [ann = ''] = workspace.people;
    const channel = await makeChannel(chat, workspace);
    await sendMessage(chat, workspace.id, channel, ann, 'kept');
    assert.equal(await total(chat, workspace.id, ann, 'kept'), 1);
    await chat.database.system.deleteFrom('messages').where('channel_id', '=', channel).execute();
    await chat.database.system
      .updateTable('workspaces')
      .set({ epoch: createId() })
      .where('id', '=', workspace.id)
      .execute();
    await chat.database.system
      .updateTable('channels')
      .set({ last_index: 0 })
      .where('id', '=', channel)
      .execute();
    await sendMessage(chat, workspace.id, channel, ann, 'written after');
    assert.equal(await total(chat, workspace.id, ann, '"kept"'), 0);
    assert.equal(await total(chat, workspace.id, ann, 'written'), 1);
  });
});

test('a thread that dies is started again by the next search, and no answer says that there is nothing', async () => {
  const died: unknown[] = [];
  const engine = new WorkerEngine((error) => died.push(error));
  const database = await openMemoryDatabase();
  const chat = await openChat(database, { engine });
  try {
    const workspace = await chat.workspace(['owner']);
    const [ann = ''] = workspace.people;
    const channel = await makeChannel(chat, workspace);
    await sendMessage(chat, workspace.id, channel, ann, 'survives');
    await chat.feed.idle();
    const untilFound = async (text: string): Promise<void> => {
      for (let tries = 0; tries < 50; tries += 1) {
        const { messages, index } = await ask(chat, workspace.id, ann, text);
        if (messages.total === 1) return;
        assert.equal(index.building, true, 'what is not found may be missing, and that is said');
      }
      assert.fail(`${text} was not found`);
    };
    await untilFound('survives');
    await engine.kill();
    assert.equal(died.length, 1);
    // Nothing is sent that would wake the index: the search alone has to notice.
    await untilFound('survives');
    await sendMessage(chat, workspace.id, channel, ann, 'comes after');
    await untilFound('comes');
  } finally {
    await chat.close();
    await database.close();
  }
});
