import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import {
  addPerson,
  channelOf,
  makeChannel,
  openChat,
  readAll,
  sendMessage,
  snapshotOf,
  type Chat,
  type TestWorkspace,
} from '../../chat.ts';
import type { Channel } from '@fechatter/protocol';
import { importFile, type ImportOptions } from '../../../src/import/import-file.ts';
import type { BadLine } from '../../../src/import/import-messages.ts';
import { eachDatabase } from '../../harness.ts';
import { sampleFolder, talk, type SampleLine } from '../../sample-talk.ts';

const folder = await sampleFolder();
after(() => folder.remove());

eachDatabase(({ name, missing, open }) => {
  const it = (title: string, run: (chat: Chat) => Promise<void>): void =>
    void test(`${name}: ${title}`, { skip: missing }, async () => {
      const chat = await openChat(await open());
      try {
        await run(chat);
        assert.deepEqual(chat.errors, []);
      } finally {
        await chat.close();
      }
    });
  const bring = async (
    chat: Chat,
    workspace: TestWorkspace,
    lines: readonly (SampleLine | string)[] | Buffer,
    options: Partial<ImportOptions> & { readonly gzip?: boolean } = {},
  ) => {
    const bad: BadLine[] = [];
    const file = await folder.write(lines, options);
    const summary = await importFile({
      database: chat.database,
      writer: chat.writer,
      workspaceId: workspace.id,
      file,
      onBadLine: (line) => bad.push(line),
      ...options,
    });
    return { ...summary, badLines: bad };
  };
  const channelNamed = async (
    chat: Chat,
    workspace: TestWorkspace,
    channelName: string,
  ): Promise<Channel> => {
    const [owner = ''] = workspace.people;
    const found = (await snapshotOf(chat, workspace.id, owner)).channels.find(
      (channel) => channel.name === channelName,
    );
    assert.ok(found, `the owner is not in ${channelName}`);
    return found;
  };

  it('an import brings people, channels, and messages with their times, order and answers', async (chat) => {
    const workspace = await chat.workspace(['owner']);
    const [owner = ''] = workspace.people;
    const lines = [...talk(40), ...talk(15, { channel: 'other', people: 3 })];
    const summary = await bring(chat, workspace, lines);
    assert.deepEqual(
      [summary.messages, summary.channels, summary.people, summary.bad, summary.unlinked, summary.known],
      [55, 2, 5, 0, 0, 0],
    );

    const channel = await channelNamed(chat, workspace, 'talk');
    const messages = await readAll(chat, workspace.id, channel.id, owner);
    assert.deepEqual(
      messages.map((message) => message.text),
      talk(40).map((line) => line.text),
    );
    assert.deepEqual(
      messages.map((message) => message.createdAt),
      talk(40).map((line) => line.at),
    );
    assert.deepEqual(
      messages.map((message) => message.index),
      talk(40).map((_, at) => at + 1),
    );
    assert.deepEqual(
      messages.map((message) => message.kind === 'action'),
      talk(40).map((line) => line.action === true),
    );
    assert.equal(messages[7]?.replyTo?.id, messages[2]?.id);
    assert.equal(messages[8]?.replyTo, null);
    assert.equal(channel.kind, 'public');
    assert.equal(channel.memberCount, 6);
    assert.equal(channel.lastIndex, 40);
    assert.equal(channel.lastMessageAt, talk(40).at(-1)?.at);

    const members = await chat.call('channels.members', {
      as: owner,
      path: { workspaceId: workspace.id, channelId: channel.id },
      query: {},
    });
    assert.deepEqual(
      members.users.map((user) => user.name),
      [...Array.from({ length: 5 }, (_, at) => `person ${at}`), 'Person owner'],
    );
    assert.deepEqual(
      members.items.filter((member) => member.role === 'owner').map((member) => member.userId),
      [owner],
    );
    assert.ok(members.users.every((user) => user.role === (user.id === owner ? 'owner' : 'member')));
    const accounts = await chat.database.system
      .selectFrom('users')
      .selectAll()
      .where('id', '=', members.users[0]?.id ?? '')
      .execute();
    assert.deepEqual(
      accounts.map((account) => [account.email, account.password_hash, account.host_subject]),
      [[null, null, null]],
    );
  });

  it('what is imported is a past: whoever had read everything still has', async (chat) => {
    const workspace = await chat.workspace(['owner', 'member', 'member']);
    const [owner = '', reader = '', idler = ''] = workspace.people;
    const channelId = await makeChannel(chat, workspace, { name: 'Talk' });
    await sendMessage(chat, workspace.id, channelId, owner, 'from here');
    await chat.call('channels.read', {
      as: reader,
      path: { workspaceId: workspace.id, channelId },
      body: { index: 1 },
    });
    await bring(chat, workspace, [...talk(20), ...talk(3, { channel: 'new' })]);
    const marks = async (userId: string) =>
      Object.fromEntries(
        (await snapshotOf(chat, workspace.id, userId)).memberships.map((own) => [
          own.channelId,
          own.lastReadIndex,
        ]),
      );
    assert.equal((await marks(reader))[channelId], 21);
    assert.equal((await marks(idler))[channelId], 0);
    const fresh = await channelNamed(chat, workspace, 'new');
    assert.deepEqual(await marks(owner), { [channelId]: 21, [fresh.id]: 3 });
  });

  it('an import puts nobody into a channel from which they are banned, and brings what they said', async (chat) => {
    const workspace = await chat.workspace(['owner', 'member']);
    const [owner = '', listener = ''] = workspace.people;
    await bring(chat, workspace, talk(5));
    const { id: channelId } = await channelNamed(chat, workspace, 'talk');
    const path = { workspaceId: workspace.id, channelId };
    const { users } = await chat.call('channels.members', { as: owner, path, query: { q: 'person 0' } });
    const author = users[0]?.id ?? '';
    for (const userId of [author, listener])
      await chat.call('channels.ban', { as: owner, path: { ...path, userId }, body: { reason: '' } });
    const more = talk(10).map((line) => ({ ...line, id: `more ${line.id ?? ''}` }));
    const summary = await bring(chat, workspace, more, { listeners: [listener] });
    assert.equal(summary.messages, 10);
    const members = await chat.call('channels.members', { as: owner, path, query: {} });
    assert.equal(members.items.length, 5);
    assert.ok(members.items.every(({ userId }) => userId !== author && userId !== listener));
    assert.equal((await channelNamed(chat, workspace, 'talk')).memberCount, 5);
    const messages = await readAll(chat, workspace.id, channelId, owner);
    assert.equal(messages.filter(({ authorId }) => authorId === author).length, 3);
  });

  it('a public channel of the same name gets the messages, after its own', async (chat) => {
    const workspace = await chat.workspace(['owner']);
    const [owner = ''] = workspace.people;
    const channelId = await makeChannel(chat, workspace, { name: 'Talk' });
    await sendMessage(chat, workspace.id, channelId, owner, 'from here');
    const summary = await bring(chat, workspace, talk(3));
    assert.equal(summary.channels, 0);
    const messages = await readAll(chat, workspace.id, channelId, owner);
    assert.deepEqual(
      messages.map((message) => message.text),
      ['from here', ...talk(3).map((line) => line.text)],
    );
    const channel = await channelOf(chat, workspace.id, channelId, owner);
    assert.notEqual(
      channel.lastMessageAt,
      talk(3).at(-1)?.at,
      'the time of the newest message is not set back',
    );
  });

  it('a private channel of the same name is left alone', async (chat) => {
    const workspace = await chat.workspace(['owner']);
    const [owner = ''] = workspace.people;
    const secret = await makeChannel(chat, workspace, { name: 'talk', kind: 'private' });
    assert.equal((await bring(chat, workspace, talk(3))).channels, 1);
    assert.equal((await readAll(chat, workspace.id, secret, owner)).length, 0);
  });

  it('the same file again adds nothing; one with more adds the rest, renamed channel or not', async (chat) => {
    const workspace = await chat.workspace(['owner']);
    const [owner = ''] = workspace.people;
    await bring(chat, workspace, talk(30));
    const before = await chat.database.system
      .selectFrom('workspaces')
      .selectAll()
      .where('id', '=', workspace.id)
      .executeTakeFirstOrThrow();
    const again = await bring(chat, workspace, talk(30), { gzip: true });
    assert.deepEqual([again.messages, again.channels, again.people, again.known], [0, 0, 0, 30]);
    const after = await chat.database.system
      .selectFrom('workspaces')
      .selectAll()
      .where('id', '=', workspace.id)
      .executeTakeFirstOrThrow();
    assert.deepEqual(after, before);

    const channel = await channelNamed(chat, workspace, 'talk');
    await chat.call('channels.update', {
      as: owner,
      path: { workspaceId: workspace.id, channelId: channel.id },
      body: { name: 'old talk' },
    });
    const more = await bring(chat, workspace, talk(40));
    assert.deepEqual([more.messages, more.channels, more.people, more.known], [10, 0, 0, 30]);
    assert.equal((await readAll(chat, workspace.id, channel.id, owner)).length, 40);
    assert.equal((await readAll(chat, workspace.id, channel.id, owner))[35]?.replyTo?.index, 31);
  });

  it('two files of one network share their people', async (chat) => {
    const workspace = await chat.workspace(['owner']);
    assert.equal((await bring(chat, workspace, talk(10))).people, 5);
    assert.equal(
      (await bring(chat, workspace, talk(10, { channel: 'other', people: 7, start: Date.UTC(2010, 0, 1) })))
        .people,
      2,
    );
  });

  it('a line that stands twice is one message', async (chat) => {
    const workspace = await chat.workspace(['owner']);
    const [first = {}] = talk(1);
    const summary = await bring(chat, workspace, [first, first, { ...first, at: '2021-01-01T00:00:00Z' }]);
    assert.equal(summary.messages, 1);
    assert.deepEqual(summary.badLines, [
      { line: 3, reason: 'id stands in line 1 already, with another time' },
    ]);
  });

  it('bad lines are told with their number and reason, and do not stop the rest', async (chat) => {
    const workspace = await chat.workspace(['owner']);
    const lines = [
      ...talk(3),
      '{"id": "broken',
      '',
      { ...talk(1)[0], id: 'long', text: 'x'.repeat(8_001) },
      ...talk(6).slice(3),
    ];
    const summary = await bring(chat, workspace, lines);
    assert.deepEqual([summary.lines, summary.messages, summary.bad, summary.stoppedAt], [9, 6, 2, null]);
    assert.deepEqual(summary.badLines, [
      { line: 4, reason: 'is not JSON' },
      { line: 6, reason: 'text must have at most 8000 characters' },
    ]);
  });

  it('a strict import stops before the first bad line, and goes on when it is mended', async (chat) => {
    const workspace = await chat.workspace(['owner']);
    const lines = talk(1_500);
    const summary = await bring(
      chat,
      workspace,
      [...lines.slice(0, 1_200), 'bad', 'worse', ...lines.slice(1_200)],
      { strict: true },
    );
    assert.deepEqual(
      [summary.messages, summary.bad, summary.stoppedAt],
      [1_200, 1, { line: 1_201, reason: 'is not JSON' }],
    );
    const mended = await bring(chat, workspace, lines, { strict: true });
    assert.deepEqual([mended.messages, mended.known, mended.stoppedAt], [300, 1_200, null]);
  });

  it('an archived channel takes no messages', async (chat) => {
    const workspace = await chat.workspace(['owner']);
    const [owner = ''] = workspace.people;
    await bring(chat, workspace, talk(5));
    const channel = await channelNamed(chat, workspace, 'talk');
    await chat.call('channels.update', {
      as: owner,
      path: { workspaceId: workspace.id, channelId: channel.id },
      body: { archived: true },
    });
    const other = talk(2, { channel: 'other' });
    const lines = [...other.slice(0, 1), ...talk(6), ...other.slice(1)];
    const strict = await bring(chat, workspace, lines, { strict: true });
    assert.deepEqual(
      [strict.messages, strict.stoppedAt],
      [1, { line: 7, reason: 'channel "talk" is archived' }],
    );
    const summary = await bring(chat, workspace, lines);
    assert.deepEqual([summary.messages, summary.known, summary.bad], [1, 6, 1]);
  });

  it('people who were removed stay so; their messages come', async (chat) => {
    const workspace = await chat.workspace(['owner']);
    const [owner = ''] = workspace.people;
    await bring(chat, workspace, talk(5));
    const channel = await channelNamed(chat, workspace, 'talk');
    const [message] = await readAll(chat, workspace.id, channel.id, owner);
    await chat.call('users.remove', {
      as: owner,
      path: { workspaceId: workspace.id, userId: message?.authorId ?? '' },
    });
    assert.equal((await bring(chat, workspace, talk(10))).messages, 5);
    const members = await chat.call('channels.members', {
      as: owner,
      path: { workspaceId: workspace.id, channelId: channel.id },
      query: {},
    });
    assert.equal(members.items.length, 5);
    assert.equal((await channelOf(chat, workspace.id, channel.id, owner)).memberCount, 5);
  });

  it('others can be made members of the imported channels', async (chat) => {
    const workspace = await chat.workspace(['owner', 'owner', 'member']);
    const listener = await addPerson(chat.database, workspace.id, 'guest');
    await bring(chat, workspace, talk(5), { listeners: [listener] });
    const channel = await channelNamed(chat, workspace, 'talk');
    assert.equal(channel.memberCount, 5 + 2 + 1);
    assert.equal((await snapshotOf(chat, workspace.id, listener)).memberships[0]?.lastReadIndex, 5);
  });

  it('readers are told to reset, whether they read on or come back', async (chat) => {
    const workspace = await chat.workspace(['owner', 'member']);
    const [owner = '', member = ''] = workspace.people;
    const channelId = await makeChannel(chat, workspace, { name: 'here' });
    const { cursor } = await snapshotOf(chat, workspace.id, member);
    const live = await chat.stream(workspace.id, owner, (await snapshotOf(chat, workspace.id, owner)).cursor);
    await live.next('live');
    await bring(chat, workspace, talk(10));
    assert.equal((await live.next('reset')).data.reason, 'expired');
    await live.end();
    const back = await chat.stream(workspace.id, member, cursor);
    assert.equal((await back.next('reset')).data.reason, 'expired');
    await back.end();

    const snapshot = await snapshotOf(chat, workspace.id, owner);
    const again = await chat.stream(workspace.id, owner, snapshot.cursor);
    await again.next('live');
    await sendMessage(chat, workspace.id, channelId, member, 'after the import');
    assert.equal((await again.next('message.created')).data.message.text, 'after the import');
    await again.close();
  });

  it('an import of another process is noticed with the next event of this one', async (chat) => {
    const workspace = await chat.workspace(['owner']);
    const [owner = ''] = workspace.people;
    const channelId = await makeChannel(chat, workspace, { name: 'here' });
    const stream = await chat.stream(
      workspace.id,
      owner,
      (await snapshotOf(chat, workspace.id, owner)).cursor,
    );
    await stream.next('live');
    const elsewhere = await openChat(chat.database);
    await bring(elsewhere, workspace, talk(10));
    await elsewhere.close();
    await sendMessage(chat, workspace.id, channelId, owner, 'after the import');
    assert.equal((await stream.next('reset')).data.reason, 'expired');
    await stream.end();
  });

  it('imported messages are messages: they can be edited by nobody else, deleted by an owner, answered by all', async (chat) => {
    const workspace = await chat.workspace(['owner']);
    const [owner = ''] = workspace.people;
    await bring(chat, workspace, talk(3));
    const channel = await channelNamed(chat, workspace, 'talk');
    const [first, second] = await readAll(chat, workspace.id, channel.id, owner);
    await chat.refuse('forbidden', 'messages.edit', {
      as: owner,
      path: { workspaceId: workspace.id, messageId: first?.id ?? '' },
      body: { id: first?.id ?? '', text: 'other' },
    });
    const answer = await sendMessage(chat, workspace.id, channel.id, owner, 'answer', {
      replyTo: second?.id ?? '',
    });
    assert.deepEqual([answer.index, answer.replyTo?.excerpt], [4, second?.text]);
    const deleted = await chat.call('messages.delete', {
      as: owner,
      path: { workspaceId: workspace.id, messageId: first?.id ?? '' },
    });
    assert.equal(deleted.text, '');
    assert.equal((await bring(chat, workspace, talk(3))).messages, 0);
    assert.equal(
      (await readAll(chat, workspace.id, channel.id, owner))[0]?.text,
      '',
      'a deleted message does not come back',
    );
  });

  it('a signal stops between two commits, and another run goes on', async (chat) => {
    const workspace = await chat.workspace(['owner']);
    const stop = new AbortController();
    const reason = new Error('enough');
    await assert.rejects(
      bring(chat, workspace, talk(5_000), { signal: stop.signal, onProgress: () => stop.abort(reason) }),
      reason,
    );
    const rest = await bring(chat, workspace, talk(5_000));
    assert.ok(rest.known >= 1_000 && rest.known < 5_000, String(rest.known));
    assert.equal(rest.messages + rest.known, 5_000);
  });
});
