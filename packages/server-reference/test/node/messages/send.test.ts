import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createId, mentionChannel, mentionUser, type Message } from '@fechatter/protocol';
import { sql } from 'kysely';
import { addPerson, makeChannel, makeWorkspace, openChat, readAll, sendMessage, viewOf } from '../../chat.ts';
import { eachDatabase } from '../../harness.ts';

eachDatabase(({ name, missing, open }) => {
  const options = { skip: missing };

  test(
    `${name}: 50 people who write in several channels at once get dense indexes, each in their own order`,
    options,
    async () => {
      const chat = await openChat(await open());
      const workspace = await chat.workspace(Array.from({ length: 50 }, () => 'member' as const));
      const channels = [
        await makeChannel(chat, workspace),
        await makeChannel(chat, workspace),
        await makeChannel(chat, workspace),
      ];
      await Promise.all(
        workspace.people.map(async (person, at) => {
          for (let turn = 0; turn < 6; turn += 1)
            await sendMessage(chat, workspace.id, channels[(at + turn) % 3]!, person, `${at}/${turn}`);
        }),
      );
      let total = 0;
      for (const channel of channels) {
        const messages = await readAll(chat, workspace.id, channel, workspace.people[0]!);
        assert.deepEqual(
          messages.map((message) => message.index),
          messages.map((_, at) => at + 1),
        );
        for (const person of workspace.people) {
          const own = messages
            .filter((message) => message.authorId === person)
            .map((message) => Number(message.text.split('/')[1]));
          assert.deepEqual(
            own,
            own.toSorted((one, other) => one - other),
          );
        }
        total += messages.length;
      }
      assert.equal(total, 300);
      const seqs = await chat.database.system
        .selectFrom('event_log')
        .select('seq')
        .where('workspace_id', '=', workspace.id)
        .orderBy('seq')
        .execute();
      assert.deepEqual(
        seqs.map((row) => row.seq),
        seqs.map((_, at) => at + 1),
      );
      await chat.close();
    },
  );

  test(
    `${name}: the same message sent 20 times at once, and again later, is there once and answered alike`,
    options,
    async () => {
      const chat = await openChat(await open());
      const workspace = await chat.workspace();
      const [ann = ''] = workspace.people;
      const channel = await makeChannel(chat, workspace);
      const id = createId();
      const answers = await Promise.all(
        Array.from({ length: 20 }, () => sendMessage(chat, workspace.id, channel, ann, 'once', { id })),
      );
      answers.push(
        await sendMessage(chat, workspace.id, channel, ann, 'another text is not looked at', { id }),
      );
      for (const answer of answers) assert.deepEqual(answer, answers[0]);
      assert.equal((await readAll(chat, workspace.id, channel, ann)).length, 1);
      const { count } = await chat.database.system
        .selectFrom('event_log')
        .select(({ fn }) => fn.countAll<number>().as('count'))
        .where('workspace_id', '=', workspace.id)
        .where('type', '=', 'message.created')
        .executeTakeFirstOrThrow();
      assert.equal(count, 1);
      await chat.close();
    },
  );

  test(
    `${name}: what an application hangs on a message is kept, told, left alone by an edit, and gone with a deletion`,
    options,
    async () => {
      const chat = await openChat(await open());
      const workspace = await chat.workspace();
      const [ann = '', ben = ''] = workspace.people;
      const channel = await makeChannel(chat, workspace);
      const stream = await chat.stream(workspace.id, ben);
      await stream.next('live');
      const path = { workspaceId: workspace.id, timelineId: channel };
      const custom = { order: { id: '4711', lines: [1, null, 'ö "quoted" \\u0000 {brace}'] }, urgent: true };
      const id = createId();
      const sent = await chat.call('messages.send', { as: ann, path, body: { id, text: 'x', custom } });
      const plain = await sendMessage(chat, workspace.id, channel, ann, 'plain');
      assert.deepEqual([sent.custom, plain.custom], [custom, {}]);
      const told = await stream.next('message.created');
      assert.deepEqual(told.data.message.custom, custom);
      const messagePath = { workspaceId: workspace.id, messageId: id };
      const edited = await chat.call('messages.edit', {
        as: ann,
        path: messagePath,
        body: { id: createId(), text: 'y' },
      });
      const [read] = await readAll(chat, workspace.id, channel, ben);
      assert.deepEqual([edited.custom, read?.custom], [custom, custom]);
      await chat.call('messages.delete', { as: ann, path: messagePath });
      const [tombstone] = await readAll(chat, workspace.id, channel, ben);
      assert.deepEqual(tombstone?.custom, {});
      const logged = await chat.database.system
        .selectFrom('event_log')
        .select('payload')
        .where('workspace_id', '=', workspace.id)
        .execute();
      assert.ok(!logged.some(({ payload }) => payload.includes('4711')));
      const wrong: Record<string, unknown> = {
        'must have at most 4096 bytes as JSON': { text: 'é'.repeat(2_048) },
        'must be well-formed Unicode without NUL characters': { text: 'a\u0000b' },
        'must be well-formed Unicode without NUL characters ': { text: '\ud83d' },
      };
      for (const [message, value] of Object.entries(wrong)) {
        const problem = await chat.refuse('invalid_request', 'messages.send', {
          as: ann,
          path,
          body: { id: createId(), text: 'x', custom: value as Message['custom'] },
        });
        assert.deepEqual(problem.fields, [{ field: 'body.custom', message: message.trim() }]);
      }
      await stream.close();
      await chat.close();
    },
  );

  test(`${name}: an id belongs to its author and its timeline, also within one batch`, options, async () => {
    const chat = await openChat(await open());
    const workspace = await chat.workspace();
    const [ann = '', ben = ''] = workspace.people;
    const channel = await makeChannel(chat, workspace);
    const other = await makeChannel(chat, workspace);
    const id = createId();
    const path = { workspaceId: workspace.id, timelineId: channel };
    const [mine, his] = await Promise.all([
      chat.request('messages.send', { as: ann, path, body: { id, text: 'mine' } }),
      chat.request('messages.send', { as: ben, path, body: { id, text: 'his' } }),
    ]);
    assert.deepEqual([mine.status, his.status], [200, 409]);
    await chat.refuse('id_taken', 'messages.send', { as: ben, path, body: { id, text: 'again' } });
    await chat.refuse('id_taken', 'messages.send', {
      as: ann,
      path: { workspaceId: workspace.id, timelineId: other },
      body: { id, text: 'elsewhere' },
    });
    await chat.close();
  });

  test(
    `${name}: a text has up to 8,000 code points of any script, and comes back as it was written`,
    options,
    async () => {
      const chat = await openChat(await open());
      const workspace = await chat.workspace();
      const [ann = ''] = workspace.people;
      const channel = await makeChannel(chat, workspace);
      const path = { workspaceId: workspace.id, timelineId: channel };
      const texts = [
        'a'.repeat(8_000),
        '👩‍👩‍👧‍👦'.repeat(1_000) + '🎉'.repeat(1_000),
        'שלום עולם مرحبا \u202eabc',
        'e\u0301\u0302\u0303',
        '\u0001\u001f\u2028\ufeff\\"\n\r\t',
        "'; drop table messages; --",
        '{}[],null,NULL',
        '\ue000\uffff\u{10ffff}',
      ];
      for (const text of texts)
        assert.equal((await sendMessage(chat, workspace.id, channel, ann, text)).text, text);
      assert.deepEqual(
        (await readAll(chat, workspace.id, channel, ann)).map((message) => message.text),
        texts,
      );
      for (const text of [
        'a'.repeat(8_001),
        '🎉'.repeat(8_001),
        '',
        ' \n\t ',
        'a\u0000b',
        'a\ud800b',
        '\udc00',
      ]) {
        await chat.refuse('invalid_request', 'messages.send', {
          as: ann,
          path,
          body: { id: createId(), text },
        });
      }
      await chat.close();
    },
  );

  test(
    `${name}: an answer names a message of its own timeline, also one of the same batch`,
    options,
    async () => {
      const chat = await openChat(await open());
      const workspace = await chat.workspace();
      const [ann = '', ben = ''] = workspace.people;
      const channel = await makeChannel(chat, workspace);
      const other = await makeChannel(chat, workspace);
      const first = createId();
      const [parent, answer] = await Promise.all([
        sendMessage(chat, workspace.id, channel, ann, 'x'.repeat(300), { id: first }),
        sendMessage(chat, workspace.id, channel, ben, 'yes', { replyTo: first }),
      ]);
      assert.deepEqual(answer.replyTo, {
        id: first,
        index: parent.index,
        authorId: ann,
        excerpt: 'x'.repeat(200),
        deleted: false,
      });
      const path = { workspaceId: workspace.id, timelineId: channel };
      const elsewhere = await sendMessage(chat, workspace.id, other, ann, 'elsewhere');
      await chat.refuse('invalid_request', 'messages.send', {
        as: ben,
        path,
        body: { id: createId(), text: 'no', replyTo: elsewhere.id },
      });
      await chat.refuse('invalid_request', 'messages.send', {
        as: ben,
        path,
        body: { id: createId(), text: 'no', replyTo: createId() },
      });
      await chat.close();
    },
  );

  test(
    `${name}: only members write, and who may not find a channel does not learn of it`,
    options,
    async () => {
      const chat = await openChat(await open());
      const workspace = await chat.workspace(['owner', 'member', 'guest']);
      const [owner = '', outsider = '', guest = ''] = workspace.people;
      const open_ = await makeChannel(chat, workspace, { members: [] });
      const closed = await makeChannel(chat, workspace, { kind: 'private', members: [] });
      const body = { id: createId(), text: 'hello' };
      const to = (timelineId: string) => ({ workspaceId: workspace.id, timelineId });
      await chat.refuse('forbidden', 'messages.send', { as: outsider, path: to(open_), body });
      await chat.refuse('not_found', 'messages.send', { as: outsider, path: to(closed), body });
      await chat.refuse('not_found', 'messages.send', { as: guest, path: to(open_), body });
      await chat.refuse('not_found', 'messages.send', { as: owner, path: to(createId()), body });
      const stranger = await chat.workspace();
      await chat.refuse('not_found', 'messages.send', { as: stranger.people[0]!, path: to(open_), body });
      await sendMessage(chat, workspace.id, open_, owner, 'kept');
      await chat.call('channels.update', {
        as: owner,
        path: { workspaceId: workspace.id, channelId: open_ },
        body: { archived: true },
      });
      await chat.refuse('channel_archived', 'messages.send', { as: owner, path: to(open_), body });
      assert.equal((await readAll(chat, workspace.id, open_, owner)).length, 1);
      await chat.close();
    },
  );

  test(
    `${name}: a repeated send still gives the first message in an archived channel, and nothing to whoever was removed`,
    options,
    async () => {
      const chat = await openChat(await open());
      const workspace = await chat.workspace();
      const [ann = '', ben = ''] = workspace.people;
      const channel = await makeChannel(chat, workspace);
      const sent = await sendMessage(chat, workspace.id, channel, ben, 'first');
      const path = { workspaceId: workspace.id, channelId: channel };
      await chat.call('channels.update', { as: ann, path, body: { archived: true } });
      assert.deepEqual(await sendMessage(chat, workspace.id, channel, ben, 'first', { id: sent.id }), sent);
      await chat.call('channels.removeMember', { as: ann, path: { ...path, userId: ben } });
      await chat.refuse('id_taken', 'messages.send', {
        as: ben,
        path: { workspaceId: workspace.id, timelineId: channel },
        body: { id: sent.id, text: 'first' },
      });
      await chat.close();
    },
  );

  test(
    `${name}: a refused message of a batch, and one that breaks its statement, do no harm to the others`,
    options,
    async () => {
      const database = await open();
      const chat = await openChat(database);
      const workspace = await chat.workspace();
      const [ann = ''] = workspace.people;
      const channel = await makeChannel(chat, workspace);
      // Something that no check foresees: the database itself refuses this one text.
      await sql
        .raw(`alter table messages add constraint no_poison check (text <> 'poison ${channel}')`)
        .execute(database.system);
      const texts = Array.from({ length: 30 }, (_, at) => (at === 11 ? `poison ${channel}` : `fine ${at}`));
      const answers = await Promise.all(
        texts.map((text, at) =>
          chat.request('messages.send', {
            as: ann,
            path: { workspaceId: workspace.id, timelineId: at === 5 ? createId() : channel },
            body: { id: createId(), text },
          }),
        ),
      );
      assert.deepEqual(
        answers.map((answer) => answer.status),
        texts.map((_, at) => (at === 5 ? 404 : at === 11 ? 500 : 200)),
      );
      const told = await answers[11]!.text();
      assert.ok(!told.includes('poison') && !told.includes('constraint'), told);
      const kept = await readAll(chat, workspace.id, channel, ann);
      assert.deepEqual(
        kept.map((message) => message.text),
        texts.filter((_, at) => at !== 5 && at !== 11),
      );
      assert.deepEqual(
        kept.map((message) => message.index),
        kept.map((_, at) => at + 1),
      );
      await sql.raw('alter table messages drop constraint no_poison').execute(database.system);
      await chat.close();
    },
  );

  test(
    `${name}: mentions count for members only, until they are read, also after edits and deletes`,
    options,
    async () => {
      const chat = await openChat(await open());
      const workspace = await chat.workspace(['member', 'member', 'member']);
      const [ann = '', ben = '', outsider = ''] = workspace.people;
      const channel = await makeChannel(chat, workspace, { members: [ben] });
      const unread = async (as: string): Promise<readonly number[]> =>
        (await viewOf(chat, workspace.id, channel, as)).membership?.unreadMentions ?? [];
      const say = (text: string): Promise<Message> => sendMessage(chat, workspace.id, channel, ann, text);
      const edit = (message: Message, text: string) =>
        chat.call('messages.edit', {
          as: ann,
          path: { workspaceId: workspace.id, messageId: message.id },
          body: { id: createId(), text },
        });

      const first = await say(
        `${mentionUser(ben)} ${mentionUser(ben)} ${mentionUser(outsider)} ${mentionUser(createId())} ${mentionUser(ann)}`,
      );
      assert.deepEqual(first.mentions, [ben, ann]);
      const plain = await say('nobody');
      const all = await say(mentionChannel);
      assert.deepEqual(await unread(ben), [1, 3]);
      assert.deepEqual(await unread(ann), []);
      await edit(plain, `now ${mentionUser(ben)}`);
      await edit(first, 'nobody any more');
      assert.deepEqual(await unread(ben), [2, 3]);
      await chat.call('messages.delete', { as: ann, path: { workspaceId: workspace.id, messageId: all.id } });
      assert.deepEqual(await unread(ben), [2]);
      const path = { workspaceId: workspace.id, channelId: channel };
      assert.deepEqual(
        (await chat.call('channels.read', { as: ben, path, body: { index: 3 } })).unreadMentions,
        [],
      );
      assert.deepEqual(
        (await chat.call('channels.read', { as: ben, path, body: { index: 0, unread: true } }))
          .unreadMentions,
        [2],
      );
      await chat.call('channels.leave', { as: ben, path });
      await say(`${mentionUser(ben)} is gone`);
      await chat.call('channels.join', { as: ben, path });
      assert.deepEqual(await unread(ben), []);
      await chat.close();
    },
  );

  test(`${name}: at most the newest 100 unread mentions are named`, options, async () => {
    const database = await open();
    const chat = await openChat(database);
    const workspace = await makeWorkspace(database);
    const [ann = '', ben = ''] = workspace.people;
    const channel = await makeChannel(chat, workspace);
    await Promise.all(
      Array.from({ length: 120 }, () => sendMessage(chat, workspace.id, channel, ann, mentionUser(ben))),
    );
    const { membership } = await viewOf(chat, workspace.id, channel, ben);
    assert.deepEqual(
      membership?.unreadMentions,
      Array.from({ length: 100 }, (_, at) => at + 21),
    );
    await addPerson(database, workspace.id);
    await chat.close();
  });

  test(`${name}: pages reach every message from either end and around any index`, options, async () => {
    const chat = await openChat(await open());
    const workspace = await chat.workspace();
    const [ann = ''] = workspace.people;
    const channel = await makeChannel(chat, workspace);
    const path = { workspaceId: workspace.id, timelineId: channel };
    const page = async (query: Record<string, number>): Promise<number[]> =>
      (await chat.call('messages.list', { as: ann, path, query })).items.map((message) => message.index);
    assert.deepEqual(await page({}), []);
    await Promise.all(
      Array.from({ length: 25 }, (_, at) => sendMessage(chat, workspace.id, channel, ann, String(at))),
    );
    assert.deepEqual(await page({ limit: 3 }), [23, 24, 25]);
    assert.deepEqual(await page({ before: 3, limit: 5 }), [1, 2]);
    assert.deepEqual(await page({ before: 0, limit: 5 }), []);
    assert.deepEqual(await page({ after: 23, limit: 5 }), [24, 25]);
    assert.deepEqual(await page({ after: 9007199254740991 }), []);
    assert.deepEqual(await page({ around: 1, limit: 4 }), [1, 2, 3, 4]);
    assert.deepEqual(await page({ around: 12, limit: 4 }), [10, 11, 12, 13]);
    assert.deepEqual(await page({ around: 25, limit: 4 }), [22, 23, 24, 25]);
    assert.deepEqual(await page({ around: 9007199254740991, limit: 4 }), [22, 23, 24, 25]);
    await chat.refuse('invalid_request', 'messages.list', { as: ann, path, query: { before: 1, after: 1 } });
    await chat.close();
  });

  test(
    `${name}: a moment is found in a timeline of any length, and bad ones are refused`,
    options,
    async () => {
      const chat = await openChat(await open());
      const workspace = await chat.workspace(['member', 'member']);
      const [ann = '', ben = ''] = workspace.people;
      const channel = await makeChannel(chat, workspace, { kind: 'private', members: [ann] });
      const path = { workspaceId: workspace.id, timelineId: channel };
      const places = async (...moments: string[]): Promise<readonly number[]> =>
        (
          await chat.call('messages.places', {
            as: ann,
            path,
            query: moments.length === 0 ? {} : { moments: moments.join(',') },
          })
        ).places;
      assert.deepEqual(await chat.call('messages.places', { as: ann, path, query: {} }), {
        places: [],
        firstAt: null,
        lastAt: null,
        lastIndex: 0,
      });
      assert.deepEqual(await places('2026-01-01T00:00:00Z'), [1]);
      for (let at = 0; at < 37; at += 1) await sendMessage(chat, workspace.id, channel, ann, String(at));
      const day = (date: number): string => new Date(Date.UTC(2026, 0, date)).toISOString();
      // One message a day, but for a week in which nobody wrote.
      await sql`update messages set created_at = timestamptz '2026-01-01' + interval '1 day' * (index + case when index > 20 then 7 else 0 end)
      where timeline_id = ${channel}`.execute(chat.database.system);
      assert.deepEqual(
        await places(day(2), day(1), day(12), day(21), day(22), day(29), day(45), day(46)),
        [1, 1, 11, 20, 21, 21, 37, 38],
      );
      assert.deepEqual(await places('2026-01-12T01:00:00+01:00', '2026-01-12T00:00:01Z'), [11, 12]);
      const ends = await chat.call('messages.places', { as: ann, path, query: {} });
      assert.deepEqual([ends.firstAt, ends.lastAt, ends.lastIndex], [day(2), day(45), 37]);
      for (const moments of [
        'yesterday',
        '',
        '2026-01-12',
        Array.from({ length: 101 }, () => day(1)).join(','),
      ])
        await chat.refuse('invalid_request', 'messages.places', { as: ann, path, query: { moments } });
      await chat.refuse('not_found', 'messages.places', { as: ben, path, query: {} });
      await chat.close();
    },
  );
});
