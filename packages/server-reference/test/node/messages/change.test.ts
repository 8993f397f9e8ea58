import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createId, mentionUser } from '@fechatter/protocol';
import { makeChannel, openChat, readAll, sendMessage, type Chat } from '../../chat.ts';
import { eachDatabase } from '../../harness.ts';

/** Every text that the database keeps of a workspace. */
async function everythingKept({ database }: Chat, workspaceId: string): Promise<string> {
  const parts = await Promise.all([
    database.system.selectFrom('messages').selectAll().where('workspace_id', '=', workspaceId).execute(),
    database.system.selectFrom('message_edits').selectAll().where('workspace_id', '=', workspaceId).execute(),
    database.system.selectFrom('event_log').selectAll().where('workspace_id', '=', workspaceId).execute(),
  ]);
  return JSON.stringify(parts);
}

eachDatabase(({ name, missing, open }) => {
  const options = { skip: missing };

  test(`${name}: an edit keeps every version, and repeated it changes nothing`, options, async () => {
    const chat = await openChat(await open());
    const workspace = await chat.workspace();
    const [ann = '', ben = ''] = workspace.people;
    const channel = await makeChannel(chat, workspace);
    const sent = await sendMessage(chat, workspace.id, channel, ann, 'one');
    const path = { workspaceId: workspace.id, messageId: sent.id };
    assert.deepEqual((await chat.call('messages.edits', { as: ben, path })).items, []);
    const id = createId();
    const edits = await Promise.all(
      Array.from({ length: 5 }, () =>
        chat.call('messages.edit', { as: ann, path, body: { id, text: 'two' } }),
      ),
    );
    for (const edit of edits) assert.deepEqual(edit, edits[0]);
    await chat.call('messages.edit', { as: ann, path, body: { id: createId(), text: 'three' } });
    assert.equal(
      (await chat.call('messages.edit', { as: ann, path, body: { id, text: 'two' } })).text,
      'three',
    );
    const { items } = await chat.call('messages.edits', { as: ben, path });
    assert.deepEqual(
      items.map((edit) => edit.text),
      ['one', 'two', 'three'],
    );
    assert.equal(items[1]?.id, id);
    assert.equal(items[0]?.editedAt, sent.createdAt);
    assert.deepEqual(
      (await readAll(chat, workspace.id, channel, ben)).map((message) => message.text),
      ['three'],
    );
    await chat.refuse('forbidden', 'messages.edit', {
      as: ben,
      path,
      body: { id: createId(), text: 'not mine' },
    });
    const other = await sendMessage(chat, workspace.id, channel, ann, 'other');
    await chat.refuse('id_taken', 'messages.edit', {
      as: ann,
      path: { ...path, messageId: other.id },
      body: { id, text: 'x' },
    });
    await chat.close();
  });

  test(`${name}: an edit that takes the id of a message stands in nobody's way`, options, async () => {
    const chat = await openChat(await open());
    const workspace = await chat.workspace();
    const [ann = '', ben = ''] = workspace.people;
    const channel = await makeChannel(chat, workspace);
    const mine = await sendMessage(chat, workspace.id, channel, ann, 'mine');
    const his = await sendMessage(chat, workspace.id, channel, ben, 'his');
    const edit = (as: string, messageId: string, id: string, text: string) =>
      chat.call('messages.edit', { as, path: { workspaceId: workspace.id, messageId }, body: { id, text } });
    await edit(ann, mine.id, his.id, 'mine, edited');
    assert.equal((await edit(ben, his.id, createId(), 'his, edited')).text, 'his, edited');
    const own = await sendMessage(chat, workspace.id, channel, ann, 'own');
    assert.equal((await edit(ann, own.id, own.id, 'own, edited')).text, 'own, edited');
    await chat.close();
  });

  test(
    `${name}: a deleted message leaves a tombstone, and its text is nowhere any more`,
    options,
    async () => {
      const chat = await openChat(await open());
      const workspace = await chat.workspace();
      const [ann = '', ben = ''] = workspace.people;
      const channel = await makeChannel(chat, workspace);
      const sent = await sendMessage(chat, workspace.id, channel, ann, `secret-one ${mentionUser(ben)}`);
      const path = { workspaceId: workspace.id, messageId: sent.id };
      const answer = await sendMessage(chat, workspace.id, channel, ben, 'an answer', { replyTo: sent.id });
      await chat.call('messages.edit', { as: ann, path, body: { id: createId(), text: 'secret-two' } });
      await chat.call('messages.edit', {
        as: ben,
        path: { ...path, messageId: answer.id },
        body: { id: createId(), text: 'a longer answer' },
      });
      await chat.call('messages.edit', {
        as: ben,
        path: { ...path, messageId: answer.id },
        body: { id: createId(), text: 'the longest answer' },
      });
      const gone = await sendMessage(chat, workspace.id, channel, ben, 'a second answer', {
        replyTo: sent.id,
      });
      await chat.call('messages.delete', { as: ben, path: { ...path, messageId: gone.id } });
      assert.match(await everythingKept(chat, workspace.id), /secret/);

      const tombstone = await chat.call('messages.delete', { as: ann, path });
      assert.deepEqual(
        [tombstone.text, tombstone.index, tombstone.deletedBy, tombstone.mentions],
        ['', sent.index, ann, []],
      );
      assert.doesNotMatch(await everythingKept(chat, workspace.id), /secret/);
      assert.deepEqual((await chat.call('messages.edits', { as: ben, path })).items, []);
      assert.deepEqual((await readAll(chat, workspace.id, channel, ben))[1]?.replyTo, {
        id: sent.id,
        index: 1,
        authorId: ann,
        excerpt: '',
        deleted: true,
      });

      assert.deepEqual(await chat.call('messages.delete', { as: ann, path }), tombstone);
      await chat.refuse('message_deleted', 'messages.edit', {
        as: ann,
        path,
        body: { id: createId(), text: 'back' },
      });
      assert.equal(
        (await sendMessage(chat, workspace.id, channel, ann, 'secret-one', { id: sent.id })).text,
        '',
      );
      await chat.close();
    },
  );

  test(
    `${name}: whoever keeps order deletes the messages of others, members only their own`,
    options,
    async () => {
      const chat = await openChat(await open());
      const workspace = await chat.workspace(['owner', 'member', 'moderator', 'member']);
      const [owner = '', ann = '', moderator = '', ben = ''] = workspace.people;
      const channel = await makeChannel(chat, workspace, { as: ann });
      const send = async () => ({
        workspaceId: workspace.id,
        messageId: (await sendMessage(chat, workspace.id, channel, ben, 'x')).id,
      });
      await chat.refuse('not_found', 'messages.delete', {
        as: ben,
        path: { workspaceId: workspace.id, messageId: createId() },
      });
      for (const as of [owner, ann, moderator, ben])
        assert.equal((await chat.call('messages.delete', { as, path: await send() })).deletedBy, as);
      const message = await sendMessage(chat, workspace.id, channel, ann, 'mine');
      const path = { workspaceId: workspace.id, messageId: message.id };
      await chat.refuse('forbidden', 'messages.delete', { as: ben, path });
      await chat.call('channels.update', {
        as: ann,
        path: { workspaceId: workspace.id, channelId: channel },
        body: { archived: true },
      });
      await chat.refuse('channel_archived', 'messages.delete', { as: ann, path });
      await chat.refuse('channel_archived', 'messages.edit', {
        as: ann,
        path,
        body: { id: createId(), text: 'x' },
      });
      await chat.call('channels.removeMember', {
        as: owner,
        path: { workspaceId: workspace.id, channelId: channel, userId: ben },
      });
      for (const route of ['messages.get', 'messages.edits', 'messages.delete'] as const)
        await chat.refuse('not_found', route, { as: ben, path });
      await chat.close();
    },
  );
});
