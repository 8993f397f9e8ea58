import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { createId, queryTerms, type WorkspaceId } from '@fechatter/protocol';
import type {
  EngineAnswer,
  EngineQuery,
  IndexedMessage,
  SearchEngine,
  WordGroup,
} from '../src/search/engine.ts';
import { defaultWeights } from '../src/search/weights.ts';

const EPOCH = 'one';
const now = Date.UTC(2026, 5, 1);
const DAY = 86_400_000;
const [ann, ben, cat] = [createId(), createId(), createId()] as [string, string, string];
const [general, secret] = [createId(), createId()] as [string, string];
const anyOf = { only: null, not: [] } as const;

export const word = (text: string, unfinished = false): WordGroup => ({
  terms: queryTerms(text),
  unfinished,
  similar: true,
});
const phrase = (text: string): WordGroup => ({ terms: queryTerms(text), unfinished: false, similar: false });

function message(index: number, text: string, changes: Partial<IndexedMessage> = {}): IndexedMessage {
  return {
    timelineId: general,
    channelId: general,
    index,
    authorId: ann,
    kind: 'text',
    text,
    replyToIndex: null,
    mentions: [],
    mentionsChannel: false,
    createdAt: now - 400 * DAY,
    deleted: false,
    ...changes,
  };
}

/** What every search engine guarantees. */
export function searchContract(name: string, open: () => SearchEngine | Promise<SearchEngine>): void {
  describe(name, () => {
    let engine: SearchEngine;
    let seq = 0;
    before(async () => {
      engine = await open();
    });
    after(() => engine.close());

    async function fill(...messages: IndexedMessage[]): Promise<WorkspaceId> {
      const workspaceId: WorkspaceId = createId();
      await engine.begin(workspaceId);
      await put(workspaceId, messages, 'next');
      await engine.promote(workspaceId);
      return workspaceId;
    }

    const put = (
      workspaceId: WorkspaceId,
      messages: readonly IndexedMessage[],
      generation: 'current' | 'next' = 'current',
    ): Promise<void> => engine.apply(workspaceId, messages, { epoch: EPOCH, seq: (seq += 1) }, generation);

    const ask = (
      workspaceId: WorkspaceId,
      groups: readonly WordGroup[],
      changes: Partial<EngineQuery> = {},
    ): Promise<EngineAnswer> =>
      engine.search(workspaceId, {
        readable: { ids: general, near: {} },
        nearAuthors: {},
        groups,
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
        limit: 10,
        facets: true,
        ...changes,
      });
    const indexes = async (...args: Parameters<typeof ask>): Promise<number[]> =>
      (await ask(...args)).hits.map((hit) => hit.index);

    test('finds words without regard to case and accents, all of them, in any order', async () => {
      const id = await fill(
        message(1, 'The Café is open'),
        message(2, 'open the door'),
        message(3, 'cafes close'),
      );
      assert.deepEqual(await indexes(id, [word('CAFE')]), [1, 3]);
      assert.deepEqual(await indexes(id, [word('open'), word('café')]), [1]);
    });

    test('finds what goes on from an unfinished last word, the finished word first', async () => {
      const id = await fill(
        message(1, 'instances of it'),
        message(2, 'inst'),
        message(3, 'we install it'),
        message(4, 'nothing'),
      );
      const found = await indexes(id, [word('inst', true)]);
      assert.deepEqual(found.toSorted(), [1, 2, 3]);
      assert.equal(found[0], 2);
      assert.deepEqual(await indexes(id, [{ ...word('insta'), similar: false }]), []);
    });

    test('finds other forms of an English word', async () => {
      const id = await fill(message(1, 'installing packages'), message(2, 'the package installed'));
      assert.deepEqual((await indexes(id, [word('install'), word('package')])).toSorted(), [1, 2]);
    });

    test('finds a mistyped word, says so, and says what was meant; not when enough was found as written', async () => {
      const id = await fill(message(1, 'restart the webserver'), message(2, 'the server runs'));
      for (const slip of ['wbeserver', 'webservr', 'webserverr', 'webzerver']) {
        const answer = await ask(id, [word(slip)]);
        assert.deepEqual([answer.match, answer.hits.map((hit) => hit.index)], ['similar', [1]], slip);
        assert.deepEqual(answer.instead, [{ term: slip, by: 'webserver' }]);
      }
      const many = await fill(
        ...Array.from({ length: 12 }, (_, at) => message(at + 1, 'form')),
        message(13, 'from'),
      );
      const answer = await ask(many, [word('form')]);
      assert.deepEqual([answer.match, answer.total], ['all', 12]);
      // Three letters can be anything.
      assert.equal((await ask(id, [word('teh')])).total, 0);
    });

    test('finds messages with some of the words when none has all, and says so', async () => {
      const id = await fill(message(1, 'alpha beta'), message(2, 'gamma'), message(3, 'delta'));
      const answer = await ask(id, [word('alpha'), word('beta'), word('gamma')]);
      assert.equal(answer.match, 'some');
      assert.deepEqual(
        answer.hits.map((hit) => hit.index),
        [1, 2],
      );
    });

    test('finds a phrase only where its words stand beside each other, and leaves out what is not wanted', async () => {
      const id = await fill(
        message(1, 'a rolling update today'),
        message(2, 'update the rolling thing'),
        message(3, 'rolling updates'),
      );
      assert.deepEqual(await indexes(id, [phrase('rolling update')]), [1]);
      assert.deepEqual(await indexes(id, [word('rolling')], { without: [phrase('rolling update')] }), [3, 2]);
      assert.deepEqual(await indexes(id, [word('rolling')], { without: [phrase('today')] }), [3, 2]);
      assert.deepEqual(await indexes(id, [phrase('not there at all')]), []);
    });

    test('finds Chinese and Japanese, which have no spaces, by any two characters and by one', async () => {
      const id = await fill(
        message(1, '明日東京都へ行きます'),
        message(2, '京都に住む'),
        message(3, 'サーバーが落ちた'),
      );
      assert.deepEqual((await indexes(id, [word('京都')])).toSorted(), [1, 2]);
      assert.deepEqual(await indexes(id, [word('東京都')]), [1]);
      assert.deepEqual(await indexes(id, [word('サーバー')]), [3]);
      assert.deepEqual(await indexes(id, [word('住', true)]), [2]);
    });

    test('holds hits to people, channels, mentions, marks and times', async () => {
      const id = await fill(
        message(1, 'plan one https://example.com', { createdAt: now - 3 * DAY }),
        message(2, 'plan two', { authorId: ben, replyToIndex: 1, createdAt: now - 2 * DAY }),
        message(3, 'plan three', { authorId: ben, kind: 'action', mentions: [cat], createdAt: now - DAY }),
        message(1, 'plan four', { timelineId: secret, channelId: secret, mentionsChannel: true }),
      );
      const plan = [word('plan')];
      const both = { readable: { ids: `${general},${secret}`, near: {} }, sort: 'newest' } as const;
      const found = async (changes: Partial<EngineQuery>) =>
        (await ask(id, plan, { ...both, ...changes })).hits.map((hit) =>
          hit.timelineId === secret ? 4 : hit.index,
        );
      assert.deepEqual(await found({}), [3, 2, 1, 4]);
      assert.deepEqual(await found({ authors: { only: [ben], not: [] } }), [3, 2]);
      assert.deepEqual(await found({ authors: { only: null, not: [ben] } }), [1, 4]);
      assert.deepEqual(await found({ authors: { only: [], not: [] } }), []);
      assert.deepEqual(await found({ channels: { only: [secret], not: [] } }), [4]);
      assert.deepEqual(await found({ channels: { only: null, not: [secret] } }), [3, 2, 1]);
      assert.deepEqual(await found({ marks: { only: ['link'], not: [] } }), [1]);
      assert.deepEqual(await found({ marks: { only: ['reply'], not: [] } }), [2]);
      assert.deepEqual(await found({ marks: { only: null, not: ['action', 'link'] } }), [2, 4]);
      assert.deepEqual(await found({ mentions: { only: [cat], not: [] } }), [3, 4]);
      assert.deepEqual(await found({ mentions: { only: null, not: [cat] } }), [2, 1, 4]);
      const yesterday = { from: now - DAY, to: now };
      assert.deepEqual(await found({ times: [yesterday] }), [3]);
      assert.deepEqual(await found({ notTimes: [yesterday] }), [2, 1, 4]);
      assert.deepEqual(await found({ groups: [], times: [yesterday] }), [3]);
    });

    test('counts senders, channels, kinds and months over all hits, each as if another value were chosen', async () => {
      const id = await fill(
        message(1, 'count me', { createdAt: Date.UTC(2026, 0, 5) }),
        message(2, 'count me', { authorId: ben, createdAt: Date.UTC(2026, 1, 5) }),
        message(3, 'count me https://a.example', { authorId: ben, createdAt: Date.UTC(2026, 1, 6) }),
        message(4, 'not this', { authorId: cat }),
      );
      const all = await ask(id, [word('count')], { limit: 1 });
      assert.equal(all.total, 3);
      assert.deepEqual(all.facets, {
        sender: [
          { value: ben, count: 2 },
          { value: ann, count: 1 },
        ],
        channel: [{ value: general, count: 3 }],
        kind: [
          { value: 'text', count: 3 },
          { value: 'link', count: 1 },
        ],
        month: [
          { value: '2026-02', count: 2 },
          { value: '2026-01', count: 1 },
        ],
      });
      const held = await ask(id, [word('count')], { authors: { only: [ann], not: [] } });
      assert.equal(held.total, 1);
      assert.deepEqual(held.facets?.sender, all.facets.sender);
      assert.deepEqual(held.facets.month, [{ value: '2026-01', count: 1 }]);
    });

    test('of what may not be read nothing is found, counted, suggested or taken instead', async () => {
      const id = await fill(
        message(1, 'visible words'),
        message(1, 'the password is hunter2hunter', { timelineId: secret, channelId: secret, authorId: ben }),
      );
      for (const groups of [
        [],
        [word('password')],
        [word('passw', true)],
        [word('pasword')],
        [word('visible')],
      ]) {
        const answer = await ask(id, groups);
        const seen = JSON.stringify(answer);
        assert.ok(!seen.includes(secret) && !seen.includes(ben) && !/password/.test(seen), seen);
        assert.ok(answer.hits.every((hit) => hit.timelineId === general));
      }
      const nothing = { readable: { ids: '', near: {} } };
      assert.deepEqual((await ask(id, [word('visible')], nothing)).total, 0);
      const words = (beginning: string, ids: string) =>
        engine.words(id, { readable: { ids, near: {} }, beginning, limit: 5 });
      assert.deepEqual(await words('pass', general), []);
      assert.deepEqual(await words('pass', secret), ['password']);
      assert.deepEqual(await words('vis', general), ['visible']);
    });

    test('how rare a word is where one may not read does not move one hit', async () => {
      const shared = [message(1, 'alpha common'), message(2, 'beta common')];
      const hidden = Array.from({ length: 50 }, (_, at) =>
        message(at + 1, 'alpha', { timelineId: secret, channelId: secret }),
      );
      const plain = await fill(...shared);
      const full = await fill(...shared, ...hidden);
      const scores = async (id: WorkspaceId) =>
        (await ask(id, [word('alpha')])).hits.map((hit) => Number(hit.score.toFixed(6)));
      const [lone] = await scores(plain);
      const [beside] = await scores(full);
      assert.equal(lone, beside);
    });

    test('an edit and a deletion count at once, and what is applied twice counts once', async () => {
      const id = await fill(message(1, 'before'), message(2, 'stays'));
      await put(id, [message(1, 'afterwards')]);
      await put(id, [message(1, 'afterwards')]);
      assert.equal((await ask(id, [phrase('before')])).total, 0);
      assert.equal((await ask(id, [phrase('afterwards')])).total, 1);
      await put(id, [message(1, '', { deleted: true })]);
      assert.equal((await ask(id, [phrase('afterwards')])).total, 0);
      assert.equal((await ask(id, [])).total, 1);
    });

    test('newer, nearer and answered messages come first among those with the same words', async () => {
      const id = await fill(
        message(1, 'same'),
        message(2, 'same', { createdAt: now - DAY }),
        message(3, 'same', { authorId: ben }),
        message(4, 'same'),
        message(5, 'an answer', { replyToIndex: 4 }),
        message(6, 'an answer', { replyToIndex: 4 }),
      );
      const [newest, ...older] = await indexes(id, [word('same')], { nearAuthors: { [ben]: 1 } });
      assert.equal(newest, 2);
      assert.deepEqual(older, [3, 4, 1]);
      // The answers are taken away again with the messages that gave them.
      await put(id, [message(5, '', { deleted: true }), message(6, '', { deleted: true })]);
      const answer = await ask(id, [word('same')]);
      assert.equal(new Set(answer.hits.filter((hit) => hit.index !== 2).map((hit) => hit.score)).size, 1);
      for (const hit of answer.hits) {
        const product = hit.text * hit.recency * hit.closeness * hit.quality;
        assert.ok(Math.abs(product - hit.score) < 1e-9);
      }
      assert.deepEqual(answer.hits[0]?.words, [{ word: 'same', match: 'exact' }]);
    });

    test('pages follow on in every order, without a hole or a repetition, while messages come in', async () => {
      const id = await fill(
        ...Array.from({ length: 25 }, (_, at) =>
          message(at + 1, at % 3 === 0 ? 'page page' : 'page', { createdAt: now - (at % 7) * DAY }),
        ),
      );
      let fresh = 100;
      for (const sort of ['relevance', 'newest', 'oldest'] as const) {
        const all = await indexes(id, [word('page')], { sort, limit: 50 });
        const seen: number[] = [];
        let after: EngineQuery['after'] = null;
        do {
          const page: EngineAnswer = await ask(id, [word('page')], { sort, after, limit: 4, facets: false });
          seen.push(...page.hits.map((hit) => hit.index));
          after = page.more ? (page.hits.at(-1) ?? null) : null;
          await put(id, [message((fresh += 1), 'unrelated', { createdAt: now + DAY })]);
        } while (after !== null);
        assert.deepEqual(seen, all, sort);
        assert.equal(new Set(seen).size, seen.length);
      }
      const times = async (sort: 'newest' | 'oldest') =>
        (await ask(id, [word('page')], { sort, limit: 50 })).hits.map((hit) => hit.createdAt);
      assert.deepEqual(await times('newest'), (await times('oldest')).toReversed());
    });

    test('an index that is built beside the other one takes its place at once, with its position', async () => {
      const id = await fill(message(1, 'old'));
      await engine.begin(id);
      await put(id, [message(1, 'new')], 'next');
      assert.equal((await ask(id, [phrase('old')])).total, 1);
      const before = await engine.position(id);
      await engine.promote(id);
      assert.equal((await ask(id, [phrase('old')])).total, 0);
      assert.equal((await ask(id, [phrase('new')])).total, 1);
      assert.deepEqual(await engine.position(id), { epoch: EPOCH, seq });
      assert.ok((before?.seq ?? 0) < seq);
    });

    test('workspaces know nothing of each other, and one that is let go is as if it had never been', async () => {
      const one = await fill(message(1, 'mine'));
      const other = await fill(message(1, 'theirs'));
      assert.equal((await ask(one, [phrase('theirs')])).total, 0);
      await engine.drop(other);
      assert.equal(await engine.position(other), null);
      assert.equal((await ask(other, [phrase('theirs')])).total, 0);
      assert.equal((await engine.status(one)).messages, 1);
    });
  });
}
