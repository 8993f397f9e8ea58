import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createId, type UserId, type WorkspaceId } from '@fechatter/protocol';
import { SearchEngineError, type EngineQuery, type IndexedMessage } from '../../../src/search/engine.ts';
import { MeilisearchEngine } from '../../../src/search/meilisearch/meilisearch-engine.ts';
import { defaultWeights } from '../../../src/search/weights.ts';
import { makeChannel, openChat, sendMessage, type Chat } from '../../chat.ts';
import { openMemoryDatabase } from '../../harness.ts';
import { FilterError, parseFilter } from '../../meilisearch/filter-language.ts';
import { MeilisearchStandIn } from '../../meilisearch/stand-in.ts';
import { searchContract, word } from '../../search-contract.ts';

const KEY = 'a-key-of-sixteen-and-more';
const now = Date.UTC(2026, 5, 1);
const anyOf = { only: null, not: [] } as const;

let standIn: MeilisearchStandIn;
let engine: MeilisearchEngine;
before(async () => {
  standIn = await MeilisearchStandIn.start(KEY);
  engine = new MeilisearchEngine({ url: standIn.url, apiKey: KEY });
});
after(() => standIn.stop());

searchContract('Meilisearch, stood in for', () => new MeilisearchEngine({ url: standIn.url, apiKey: KEY }));

const message = (
  channelId: string,
  index: number,
  changes: Partial<IndexedMessage> = {},
): IndexedMessage => ({
  timelineId: channelId,
  channelId,
  index,
  authorId: 'ann',
  kind: 'text',
  text: 'a word',
  replyToIndex: null,
  mentions: [],
  mentionsChannel: false,
  createdAt: now - index,
  deleted: false,
  ...changes,
});

const query = (channels: readonly string[], changes: Partial<EngineQuery> = {}): EngineQuery => ({
  readable: { ids: channels.join(','), near: {} },
  nearAuthors: {},
  groups: [word('word')],
  without: [],
  authors: anyOf,
  channels: anyOf,
  mentions: anyOf,
  marks: anyOf,
  times: [],
  notTimes: [],
  sort: 'relevance',
  weights: defaultWeights,
  now,
  after: null,
  limit: 20,
  facets: true,
  ...changes,
});

async function fill(messages: readonly IndexedMessage[], seq = 1): Promise<WorkspaceId> {
  const workspaceId: WorkspaceId = createId();
  await engine.begin(workspaceId);
  await engine.apply(workspaceId, messages, { epoch: 'one', seq }, 'next');
  await engine.promote(workspaceId);
  return workspaceId;
}

const isEngineError = (error: unknown): boolean => error instanceof SearchEngineError;

test('what is found more often than is ranked is counted by Meilisearch, and every page of the newest is there', async () => {
  const channel = createId();
  const all = Array.from({ length: 1_300 }, (_, at) =>
    message(channel, at + 1, { authorId: at % 4 === 0 ? 'ben' : 'ann' }),
  );
  const id = await fill(all);
  const answer = await engine.search(id, query([channel], { authors: { only: ['ben'], not: [] }, limit: 5 }));
  assert.equal(answer.total, 325);
  assert.deepEqual(answer.facets?.sender, [
    { value: 'ann', count: 975 },
    { value: 'ben', count: 325 },
  ]);
  assert.deepEqual(answer.facets.channel, [{ value: channel, count: 325 }]);
  const seen: number[] = [];
  let after: EngineQuery['after'] = null;
  do {
    const page = await engine.search(
      id,
      query([channel], { sort: 'newest', after, limit: 100, facets: false }),
    );
    assert.equal(page.total, 1_300);
    seen.push(...page.hits.map((hit) => hit.index));
    after = page.more ? (page.hits.at(-1) ?? null) : null;
  } while (after !== null);
  assert.deepEqual(
    seen,
    all.map(({ index }) => index),
  );
});

test('whoever is in thousands of channels is asked for in one request, and finds what is in any of them', async () => {
  const channels = Array.from({ length: 2_500 }, () => createId());
  const id = await fill([0, 1_200, 2_499].map((at) => message(channels[at] ?? '', 1)));
  const before = standIn.requests.length;
  const answer = await engine.search(id, query(channels));
  assert.deepEqual(
    answer.hits.map((hit) => channels.indexOf(hit.timelineId)).sort((a, b) => a - b),
    [0, 1_200, 2_499],
  );
  assert.ok(standIn.requests.length - before <= 2, 'one for the messages, one for their answers');
  for (const { filter } of standIn.lastSearch)
    assert.ok(((filter ?? [])[0]?.match(/"/g) ?? []).length <= 2_000, 'no filter names more than a thousand');
});

test('every query names the channels that may be read, in the index of the workspace', async () => {
  const [open, secret] = [createId(), createId()];
  const id = await fill([message(open, 1), message(secret, 1)]);
  await engine.search(id, query([open], { facets: true, channels: { only: null, not: [createId()] } }));
  await engine.words(id, { readable: { ids: open, near: {} }, beginning: 'wo', limit: 5 });
  for (const { filter, indexUid } of standIn.lastSearch) {
    assert.equal(indexUid, `fechatter_${id}`);
    assert.equal((filter ?? [])[0], `channelId IN ["${open}"]`);
  }
});

test('a task that is done later is waited for, so that the position never says more than was done', async () => {
  const channel = createId();
  const id = await fill([]);
  standIn.taskDelay = 60;
  const applying = engine.apply(id, [message(channel, 1)], { epoch: 'one', seq: 7 }, 'current');
  assert.equal((await engine.position(id))?.seq, 1);
  await applying;
  standIn.taskDelay = 1;
  assert.equal((await engine.position(id))?.seq, 7);
  assert.equal((await engine.search(id, query([channel]))).total, 1);
});

test('a task that fails is a failure, and the position stays where it was', async () => {
  const channel = createId();
  const id = await fill([], 3);
  standIn.taskFailure = 'no_space_left_on_device';
  const applying = engine.apply(id, [message(channel, 1)], { epoch: 'one', seq: 9 }, 'current');
  await assert.rejects(applying, isEngineError);
  assert.equal((await engine.position(id))?.seq, 3);
});

test('a server that is away, refuses the key, fails or is silent is an engine that does not answer', async () => {
  const id = await fill([message('c', 1)]);
  const asking = (one: MeilisearchEngine): Promise<unknown> => one.search(id, query(['c']));
  await assert.rejects(
    asking(new MeilisearchEngine({ url: 'http://127.0.0.1:1', apiKey: KEY })),
    isEngineError,
  );
  await assert.rejects(
    asking(new MeilisearchEngine({ url: standIn.url, apiKey: 'another-key-of-16' })),
    isEngineError,
  );
  standIn.fault = { status: 500 };
  await assert.rejects(asking(engine), isEngineError);
  standIn.fault = 'hangs';
  const hasty = new MeilisearchEngine({ url: standIn.url, apiKey: KEY, patience: 200 });
  await assert.rejects(asking(hasty), isEngineError);
  standIn.fault = null;
  assert.equal((await engine.search(id, query(['c']))).total, 1);
});

test('a value never ends the filter that it stands in', async () => {
  const id = await fill([message('c', 1)]);
  const answer = await engine.search(
    id,
    query(['c'], { authors: { only: ['" OR channelId EXISTS OR authorId = "'], not: [] } }),
  );
  assert.equal(answer.total, 0);
});

test('the stand-in refuses filters that Meilisearch would refuse', () => {
  const allowed = new Set(['a', 'b']);
  for (const wrong of ['c = 1', 'a', 'a =', 'a IN [1', 'a = 1 b = 2', '(a = 1', 'a ~ 1', 'a > x'])
    assert.throws(() => parseFilter(wrong, allowed), FilterError, wrong);
  const fits = parseFilter('NOT (a = "x y" OR b IN [1, 2]) AND b EXISTS', allowed);
  assert.deepEqual(
    [{ a: 'x y', b: 3 }, { a: 'z', b: 2 }, { a: 'z', b: [3] }, { a: 'z' }].map((document) => fits(document)),
    [false, false, true, false],
  );
});

async function withChat(run: (chat: Chat) => Promise<void>): Promise<void> {
  const database = await openMemoryDatabase();
  const chat = await openChat(database, { engine });
  try {
    await run(chat);
  } finally {
    standIn.fault = null;
    await chat.close();
    await database.close();
  }
}
const asked = (workspaceId: WorkspaceId, as: UserId, text: string) =>
  ({ as, path: { workspaceId }, body: { text } }) as const;

test('a person who was removed from a channel finds nothing of it with the next request', () =>
  withChat(async (chat) => {
    const workspace = await chat.workspace(['owner', 'member']);
    const [ann = '', ben = ''] = workspace.people;
    const channelId = await makeChannel(chat, workspace);
    await sendMessage(chat, workspace.id, channelId, ann, 'the platypus is secret');
    const ask = () => chat.call('search.query', asked(workspace.id, ben, 'platypus'));
    assert.equal((await ask()).messages.total, 1);
    await chat.call('channels.removeMember', {
      as: ann,
      path: { workspaceId: workspace.id, channelId, userId: ben },
    });
    const answer = await ask();
    assert.deepEqual([answer.messages.total, answer.messages.items, answer.users], [0, [], []]);
    const { items } = await chat.call('search.suggest', asked(workspace.id, ben, 'platy'));
    assert.deepEqual(items, []);
  }));

test('while Meilisearch is away the search says so and the chat goes on; what was sent is found when it is back', () =>
  withChat(async (chat) => {
    const workspace = await chat.workspace(['owner', 'member']);
    const [ann = ''] = workspace.people;
    const channelId = await makeChannel(chat, workspace);
    await sendMessage(chat, workspace.id, channelId, ann, 'before the outage');
    const input = asked(workspace.id, ann, 'outage');
    /** On a busy machine an index may not be ready for the first who asks, who are told to try again. */
    const finds = async (total: number): Promise<void> => {
      for (let tries = 0; tries < 100; tries += 1) {
        const response = await chat.request('search.query', input);
        const { messages } = (await response.json()) as { messages?: { total: number } };
        if (messages?.total === total) return;
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
      assert.fail(`${total} were not found`);
    };
    await finds(1);
    standIn.fault = { status: 503 };
    await chat.refuse('search_unavailable', 'search.query', input);
    await sendMessage(chat, workspace.id, channelId, ann, 'during the outage');
    standIn.fault = null;
    await finds(2);
  }));

test('an index that nobody asks for stays in Meilisearch, and is followed on from where it was', (t) =>
  withChat(async (chat) => {
    const workspace = await chat.workspace(['owner']);
    const [ann = ''] = workspace.people;
    const channelId = await makeChannel(chat, workspace);
    await sendMessage(chat, workspace.id, channelId, ann, 'one platypus');
    const input = asked(workspace.id, ann, 'platypus');
    assert.equal((await chat.call('search.query', input)).messages.total, 1);
    await chat.feed.idle();
    t.mock.timers.enable({ apis: ['Date'], now: Date.now() + 2 * 3_600_000 });
    const from = standIn.requests.length;
    await sendMessage(chat, workspace.id, channelId, ann, 'another platypus');
    await chat.feed.idle();
    assert.equal(standIn.indexes.has(`fechatter_${workspace.id}`), true);
    assert.equal((await chat.call('search.query', input)).messages.total, 2);
    const since = standIn.requests.slice(from);
    assert.ok(!since.some((request) => /^(DELETE|POST \/indexes$)/.test(request)), 'nothing was built anew');
  }));
