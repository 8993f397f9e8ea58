import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createId, limits, type RouteInput, type SearchAnswer, type UserId } from '@fechatter/protocol';
import { addPerson, makeChannel, openChat, sendMessage, type Chat, type TestWorkspace } from '../../chat.ts';
import { eachDatabase } from '../../harness.ts';

type Body = RouteInput<'search.query'>['body'];

const searching = (chat: Chat, { id: workspaceId }: TestWorkspace) => ({
  ask: (as: UserId, text: string, options: Partial<Body> = {}): Promise<SearchAnswer> =>
    chat.call('search.query', { as, path: { workspaceId }, body: { text, ...options } }),
  suggest: (as: UserId, text: string, caret?: number) =>
    chat.call('search.suggest', {
      as,
      path: { workspaceId },
      body: { text, ...(caret !== undefined && { caret }) },
    }),
});
const texts = (answer: SearchAnswer): string[] => answer.messages.items.map((hit) => hit.message.text);
const marked = (answer: SearchAnswer): string[] =>
  answer.messages.items.flatMap(({ message, ranges }) =>
    ranges.map(({ start, end }) => message.text.slice(start, end)),
  );

eachDatabase(
  ({ name, missing, open }) => {
    const guarantee = (
      what: string,
      run: (chat: Chat, workspace: TestWorkspace) => Promise<void>,
      people: Parameters<Chat['workspace']>[0] = ['owner', 'member', 'member'],
    ): void => {
      test(`${name}: ${what}`, { skip: missing }, async () => {
        const chat = await openChat(await open());
        try {
          await run(chat, await chat.workspace(people));
          assert.deepEqual(chat.errors, []);
        } finally {
          await chat.close();
        }
      });
    };

    guarantee('what was sent is found by the next request, with what to mark', async (chat, workspace) => {
      const [ann = '', ben = ''] = workspace.people;
      const { ask } = searching(chat, workspace);
      const channel = await makeChannel(chat, workspace);
      await ask(ben, 'warm');
      await sendMessage(chat, workspace.id, channel, ann, 'The **Deployment** of Café 9 is done');
      const answer = await ask(ben, 'cafe deploy');
      assert.deepEqual(texts(answer), ['The **Deployment** of Café 9 is done']);
      assert.deepEqual(marked(answer), ['Deployment', 'Café']);
      assert.deepEqual(answer.index, { behind: 0, building: false });
      assert.deepEqual(
        answer.users.map((user) => user.id),
        [ann],
      );
      assert.deepEqual(answer.messages.facets?.sender, [{ value: ann, count: 1 }]);
      assert.equal((await ask(ann, '')).messages.total, 0, 'nothing asked, nothing found');
    });

    guarantee(
      'whoever is removed from a channel finds nothing of it one request later',
      async (chat, workspace) => {
        const [ann = '', ben = '', cat = ''] = workspace.people;
        const { ask, suggest } = searching(chat, workspace);
        const secret = await makeChannel(chat, workspace, {
          kind: 'private',
          name: 'zebra',
          members: [ann, ben],
        });
        await sendMessage(chat, workspace.id, secret, ann, 'the codename is marmalade');
        const before = await ask(ben, 'marmalade');
        assert.equal(before.messages.total, 1);
        assert.equal(
          (await suggest(ben, 'marm')).items.some((item) => item.label === 'marmalade'),
          true,
        );
        await chat.call('channels.removeMember', {
          as: ann,
          path: { workspaceId: workspace.id, channelId: secret, userId: ben },
        });
        for (const person of [ben, cat]) {
          for (const query of [
            'marmalade',
            'marmelade',
            'marm',
            'in:zebra',
            'in:zebra marmalade',
            `in:<#${secret}>`,
            `from:<@${ann}>`,
            '-nothing',
          ]) {
            const answer = await ask(person, query, { explain: true });
            assert.equal(answer.messages.total, 0, query);
            assert.deepEqual(answer.messages.items, []);
            assert.deepEqual(answer.messages.facets, { sender: [], channel: [], kind: [], month: [] });
            assert.equal(answer.didYouMean, null);
            const seen = JSON.stringify(answer);
            assert.ok(!seen.includes(secret) && !seen.includes('codename'), query);
          }
          for (const text of ['marm', 'code', 'in:zeb', 'zeb']) {
            const { items, channels } = await suggest(person, text);
            assert.deepEqual([items.filter((item) => item.type !== 'operator'), channels], [[], []], text);
          }
        }
        assert.equal((await ask(ann, 'marmalade')).messages.total, 1);
      },
    );

    guarantee(
      'two people who ask the same get each their own answer, also at the same time',
      async (chat, workspace) => {
        const [ann = '', ben = '', cat = ''] = workspace.people;
        const { ask } = searching(chat, workspace);
        const both = await makeChannel(chat, workspace, { kind: 'private', members: [ann, ben] });
        const own = await makeChannel(chat, workspace, { kind: 'private', members: [ann] });
        await sendMessage(chat, workspace.id, both, ann, 'topic of two');
        await sendMessage(chat, workspace.id, own, ann, 'topic of one');
        const answers = await Promise.all(
          Array.from({ length: 30 }, (_, at) => ask([ann, ben, cat][at % 3] ?? '', 'topic')),
        );
        answers.forEach(({ messages }, at) => assert.equal(messages.total, 2 - (at % 3), `${at}`));
      },
    );

    guarantee('edits and deletions show at once', async (chat, workspace) => {
      const [ann = '', ben = ''] = workspace.people;
      const { ask } = searching(chat, workspace);
      const channel = await makeChannel(chat, workspace);
      const { id: messageId } = await sendMessage(chat, workspace.id, channel, ann, 'first wording');
      const path = { workspaceId: workspace.id, messageId };
      await chat.call('messages.edit', { as: ann, path, body: { id: createId(), text: 'second phrasing' } });
      assert.equal((await ask(ben, '"wording"')).messages.total, 0);
      assert.deepEqual(texts(await ask(ben, 'phrasing')), ['second phrasing']);
      await chat.call('messages.delete', { as: ann, path });
      assert.equal((await ask(ben, '"phrasing"')).messages.total, 0);
    });

    guarantee(
      'operators name people, channels, conversations, mentions and days',
      async (chat, workspace) => {
        const [ann = '', ben = ''] = workspace.people;
        const { ask } = searching(chat, workspace);
        const zoe = await addPerson(chat.database, workspace.id, 'member', 'Zoe Quill');
        const all = { ...workspace, people: [...workspace.people, zoe] };
        const news = await makeChannel(chat, all, { name: 'News Room' });
        const pair: string = createId();
        await chat.call('channels.create', {
          as: ann,
          path: { workspaceId: workspace.id },
          body: { id: pair, kind: 'direct', userId: zoe },
        });
        const first = await sendMessage(
          chat,
          workspace.id,
          news,
          zoe,
          `report for <@${ben}> https://a.example`,
        );
        await sendMessage(chat, workspace.id, news, ann, 'report seen', { replyTo: first.id });
        await sendMessage(chat, workspace.id, pair, ann, 'report between us');
        const total = async (as: UserId, query: string) => (await ask(as, query)).messages.total;
        for (const [query, expected] of [
          ['report', 3],
          ['report from:me', 2],
          ['report from:zoe', 1],
          ['report from:"Zoe Quill"', 1],
          ['report from:@Quill', 1],
          [`report from:<@${zoe}>`, 1],
          ['report -from:zoe', 2],
          ['report from:zoe from:me', 3],
          ['report in:"news room"', 2],
          ['report in:#news', 2],
          ['report in:"news"', 2],
          ['report -in:"News Room"', 1],
          ['report with:zoe', 1],
          ['report in:@zoe', 1],
          ['report -with:zoe', 2],
          ['report has:link', 1],
          ['report is:reply', 1],
          ['report -is:reply', 2],
          ['report mentions:me', 0],
          ['report on:today', 3],
          ['report before:today', 0],
          ['report after:yesterday', 3],
          ['report -on:today', 0],
          ['on:2020 report', 0],
          ['is:action', 0],
          ['has:link', 1],
        ] as const)
          assert.equal(await total(ann, query), expected, query);
        assert.equal(await total(ben, 'report mentions:me'), 1);
        assert.equal(await total(ben, 'report with:zoe'), 0, 'a conversation of others');
      },
    );

    guarantee(
      'bad input finds nothing or what it can, says what is wrong, and never fails',
      async (chat, workspace) => {
        const [ann = ''] = workspace.people;
        const { ask } = searching(chat, workspace);
        const channel = await makeChannel(chat, workspace);
        for (const text of [
          'the one and only',
          "100% sure; drop table messages; --'",
          'שלום עולם 🎉',
          'snow_man \\o/',
        ])
          await sendMessage(chat, workspace.id, channel, ann, text);
        const reasons = async (query: string) => (await ask(ann, query)).notices.map(({ reason }) => reason);
        assert.deepEqual(await reasons('from:nobody'), ['unknown_person']);
        assert.deepEqual(await reasons('in:nowhere'), ['unknown_channel']);
        assert.deepEqual(await reasons('before:2023-02-30'), ['no_date']);
        assert.deepEqual(await reasons('has:wings the'), ['unknown_value']);
        assert.deepEqual(await reasons('from: in: is:'), ['incomplete', 'incomplete', 'incomplete']);
        assert.deepEqual(await reasons('word '.repeat(limits.searchClauses + 1)), ['too_many_clauses']);
        for (const query of ['from:nobody the', 'before:soon the', 'in:nowhere the', 'from:<@x> the'])
          assert.equal((await ask(ann, query)).messages.total, 0, query);
        assert.equal((await ask(ann, 'the and')).messages.total, 1, 'words that are everywhere are words');
        assert.equal((await ask(ann, "100% sure; drop table messages; --'")).messages.total, 1);
        assert.equal((await ask(ann, 'שלום')).messages.total, 1);
        assert.equal((await ask(ann, '🎉')).messages.total, 1);
        for (const query of [
          '%',
          '_',
          '"',
          '""',
          '-',
          '\\',
          '()',
          '*',
          '  ',
          '-the',
          ':',
          'a:b',
          '\u202e',
          '🏳️‍🌈',
          '<@',
          "' or 1=1",
          'x'.repeat(limits.searchLength),
        ])
          await ask(ann, query, { find: ['messages', 'people', 'channels'] });
        const long = await chat.refuse('invalid_request', 'search.query', {
          as: ann,
          path: { workspaceId: workspace.id },
          body: { text: 'x'.repeat(10_000) },
        });
        assert.deepEqual(
          long.fields?.map(({ field }) => field),
          ['body.text'],
        );
        for (const [body, field] of [
          [{ text: 'x', timeZone: 'Mars/Olympus' }, 'body.timeZone'],
          [{ text: 'x', cursor: 'nonsense' }, 'body.cursor'],
          [{ text: 'x', limit: 1_000 }, 'body.limit'],
          [{ text: 'x', sort: 'loudest' as 'newest' }, 'body.sort'],
          [{ text: 'nul \u0000' }, 'body.text'],
        ] as const) {
          const problem = await chat.refuse('invalid_request', 'search.query', {
            as: ann,
            path: { workspaceId: workspace.id },
            body,
          });
          assert.deepEqual(
            problem.fields?.map((wrong) => wrong.field),
            [field],
          );
        }
      },
    );

    guarantee(
      'a mistyped word is found, and what was meant is said as a whole query',
      async (chat, workspace) => {
        const [ann = ''] = workspace.people;
        const { ask } = searching(chat, workspace);
        const channel = await makeChannel(chat, workspace);
        await sendMessage(chat, workspace.id, channel, ann, 'kubernetes upgrade on Monday');
        const answer = await ask(ann, 'from:me kuberntes  upgrade');
        assert.deepEqual(
          [answer.messages.match, answer.didYouMean],
          ['similar', 'from:me kubernetes  upgrade'],
        );
        assert.deepEqual(marked(answer), ['kubernetes', 'upgrade']);
      },
    );

    guarantee(
      'people and channels are found by any word of their name, and by one that is nearly it',
      async (chat, workspace) => {
        const [ann = '', ben = ''] = workspace.people;
        const { ask } = searching(chat, workspace);
        await addPerson(chat.database, workspace.id, 'member', 'Margarethe van der Berg');
        await makeChannel(chat, workspace, { name: 'release-planning', as: ann, members: [] });
        await makeChannel(chat, workspace, { name: 'release-secret', kind: 'private', as: ann, members: [] });
        const names = async (as: UserId, query: string) => {
          const answer = await ask(as, query, { find: ['people', 'channels'] });
          return [
            ...answer.people.map((user) => user.name),
            ...answer.channels.map((channel) => channel.name),
          ];
        };
        assert.deepEqual(await names(ben, 'berg'), ['Margarethe van der Berg']);
        assert.deepEqual(await names(ben, 'marg van'), ['Margarethe van der Berg']);
        assert.deepEqual(await names(ben, 'magrarethe'), ['Margarethe van der Berg']);
        assert.deepEqual(await names(ben, '#plan'), ['release-planning']);
        assert.deepEqual(await names(ben, 'release'), ['release-planning']);
        assert.deepEqual(await names(ann, 'release'), ['release-planning', 'release-secret']);
        assert.deepEqual(await names(ben, 'rel%se'), []);
      },
    );

    guarantee(
      'a guest finds the people and messages of their channels, and no others',
      async (chat, workspace) => {
        const [ann = '', ben = '', guest = ''] = workspace.people;
        const { ask, suggest } = searching(chat, workspace);
        const shared = await makeChannel(chat, workspace, { kind: 'private', members: [ann, guest] });
        const other = await makeChannel(chat, workspace, { members: [ann, ben] });
        const ida = await addPerson(chat.database, workspace.id, 'member', 'Ida Unseen');
        await sendMessage(chat, workspace.id, shared, ann, 'shared talk');
        await sendMessage(chat, workspace.id, other, ben, 'other talk');
        assert.deepEqual(texts(await ask(guest, 'talk')), ['shared talk']);
        for (const query of ['ida', 'from:ida talk', `from:<@${ida}>`]) {
          const answer = await ask(guest, query);
          assert.deepEqual([answer.people, answer.messages.total], [[], 0], query);
        }
        assert.deepEqual((await suggest(guest, 'from:ida')).items, []);
      },
      ['owner', 'member', 'guest'],
    );

    guarantee('completes operators, people, channels and words', async (chat, workspace) => {
      const [ann = ''] = workspace.people;
      const { suggest } = searching(chat, workspace);
      const zoe = await addPerson(chat.database, workspace.id, 'member', 'Zoe Quill');
      const channel = await makeChannel(
        chat,
        { ...workspace, people: [...workspace.people, zoe] },
        { name: 'quarter' },
      );
      await sendMessage(chat, workspace.id, channel, zoe, 'the quick quokka');
      const inserts = async (text: string, caret?: number) =>
        (await suggest(ann, text, caret)).items.map((item) => item.insert);
      assert.deepEqual(await inserts('be'), ['before:']);
      assert.deepEqual(await inserts('-fr'), ['-from:']);
      assert.deepEqual(await inserts('has:'), ['has:link']);
      assert.deepEqual(await inserts('from:qui'), ['from:"Zoe Quill"']);
      assert.deepEqual(await inserts('-in:qua x', 7), ['-in:quarter']);
      assert.deepEqual(await inserts('qu'), ['from:"Zoe Quill"', 'in:quarter', 'quick', 'quokka']);
      assert.deepEqual(await inserts('"qu'), []);
      const { start, end } = await suggest(ann, 'deploy fr');
      assert.deepEqual([start, end], [7, 9]);
    });

    guarantee('saved searches and history are kept for each person alone', async (chat, workspace) => {
      const [ann = '', ben = ''] = workspace.people;
      const path = { workspaceId: workspace.id };
      const id = createId();
      const body = { name: ' My link list ', text: 'has:link from:me', sort: 'newest' } as const;
      const saved = await chat.call('search.save', { as: ann, path: { ...path, savedSearchId: id }, body });
      assert.deepEqual([saved.name, saved.sort], ['My link list', 'newest']);
      await chat.call('search.save', {
        as: ann,
        path: { ...path, savedSearchId: id },
        body: { ...body, name: 'Links' },
      });
      const list = (as: UserId) => chat.call('search.listSaved', { as, path });
      assert.deepEqual(
        (await list(ann)).items.map((one) => one.name),
        ['Links'],
      );
      assert.deepEqual((await list(ben)).items, []);
      await chat.refuse('id_taken', 'search.save', { as: ben, path: { ...path, savedSearchId: id }, body });
      await chat.call('search.removeSaved', { as: ben, path: { ...path, savedSearchId: id } });
      assert.equal((await list(ann)).items.length, 1, 'nobody removes what is not theirs');
      await chat.call('search.removeSaved', { as: ann, path: { ...path, savedSearchId: id } });
      assert.deepEqual((await list(ann)).items, []);

      const remember = (text: string) => chat.call('search.remember', { as: ann, path, body: { text } });
      const history = async (as: UserId) =>
        (await chat.call('search.listHistory', { as, path })).items.map((one) => one.text);
      for (let at = 0; at < limits.searchHistory + 5; at += 1) await remember(`search ${at}`);
      await remember('search 20');
      const kept = await history(ann);
      assert.deepEqual(
        [kept.length, kept[0], kept.filter((text) => text === 'search 20').length],
        [limits.searchHistory, 'search 20', 1],
      );
      assert.deepEqual(await history(ben), []);
      await remember('ö'.repeat(limits.searchLength));
      await chat.call('search.forget', { as: ann, path, body: { text: 'search 20' } });
      assert.ok(!(await history(ann)).includes('search 20'));
      await chat.call('search.forget', { as: ann, path, body: {} });
      assert.deepEqual(await history(ann), []);
    });

    guarantee('no more searches can be saved than the limit says', async (chat, workspace) => {
      const [ann = ''] = workspace.people;
      const save = () => ({
        as: ann,
        path: { workspaceId: workspace.id, savedSearchId: createId() },
        body: { name: 'x', text: 'y' },
      });
      for (let at = 0; at < limits.savedSearches; at += 1) await chat.call('search.save', save());
      await chat.refuse('too_many', 'search.save', save());
    });

    guarantee(
      'a workspace weighs as its owner says, and each hit explains its score',
      async (chat, workspace) => {
        const [ann = '', ben = ''] = workspace.people;
        const { ask } = searching(chat, workspace);
        const path = { workspaceId: workspace.id };
        const channel = await makeChannel(chat, workspace);
        const asked = await sendMessage(chat, workspace.id, channel, ann, 'weigh this');
        await sendMessage(chat, workspace.id, channel, ben, 'yes', { replyTo: asked.id });
        await chat.refuse('forbidden', 'search.setWeights', { as: ben, path, body: { recency: 0 } });
        await chat.refuse('invalid_request', 'search.setWeights', { as: ann, path, body: { recency: 2 } });
        const flat = { recency: 0, closeness: 0, quality: 0 };
        const set = await chat.call('search.setWeights', { as: ann, path, body: flat });
        assert.deepEqual(await chat.call('search.weights', { as: ben, path }), set);
        const [even] = (await ask(ben, 'weigh', { explain: true })).messages.items;
        assert.deepEqual(
          [even?.explanation?.recency, even?.explanation?.closeness, even?.explanation?.quality, even?.score],
          [1, 1, 1, even?.explanation?.text],
        );
        await chat.call('search.setWeights', { as: ann, path, body: { quality: 1 } });
        const [answered] = (await ask(ben, 'weigh', { explain: true })).messages.items;
        assert.equal(answered?.explanation?.quality, 0.25);
        assert.deepEqual(answered.explanation.words, [{ word: 'weigh', match: 'exact' }]);
        assert.equal((await ask(ben, 'weigh')).messages.items[0]?.explanation, undefined);
      },
    );

    guarantee('pages go on where the one before ended', async (chat, workspace) => {
      const [ann = ''] = workspace.people;
      const { ask } = searching(chat, workspace);
      const channel = await makeChannel(chat, workspace);
      for (let at = 0; at < 9; at += 1) await sendMessage(chat, workspace.id, channel, ann, `item ${at}`);
      for (const sort of ['relevance', 'newest', 'oldest'] as const) {
        const seen: string[] = [];
        let cursor: string | undefined;
        do {
          const { messages } = await ask(ann, 'item', {
            sort,
            limit: 4,
            ...(cursor !== undefined && { cursor }),
          });
          seen.push(...messages.items.map((hit) => hit.message.text));
          assert.equal(messages.facets === null, cursor !== undefined);
          cursor = messages.next ?? undefined;
        } while (cursor !== undefined);
        assert.deepEqual([seen.length, new Set(seen).size], [9, 9], sort);
        if (sort !== 'relevance') assert.equal(seen[0], sort === 'newest' ? 'item 8' : 'item 0');
      }
    });
  },
  { firstWallAlone: true },
);
