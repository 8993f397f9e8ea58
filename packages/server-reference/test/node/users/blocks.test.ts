import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  createId,
  limits,
  mentionChannel,
  mentionUser,
  type ChannelId,
  type Me,
  type RouteInput,
  type UserId,
} from '@fechatter/protocol';
import { addPerson, makeChannel, openChat, sendMessage, snapshotOf, viewOf, type Chat } from '../../chat.ts';
import { eachDatabase } from '../../harness.ts';

eachDatabase(
  ({ name, missing, open }) => {
    const options = { skip: missing };

    const setUp = async () => {
      const chat = await openChat(await open());
      const workspace = await chat.workspace(['member', 'member', 'member']);
      const [ann = '', ben = '', cid = ''] = workspace.people;
      const path = { workspaceId: workspace.id };
      return {
        chat,
        workspace,
        ann,
        ben,
        cid,
        path,
        block: (as: UserId, userId: UserId) => chat.call('users.block', { as, path: { ...path, userId } }),
        unblock: (as: UserId, userId: UserId) =>
          chat.call('users.unblock', { as, path: { ...path, userId } }),
        create: (as: UserId, body: RouteInput<'channels.create'>['body']) =>
          chat.call('channels.create', { as, path, body }),
        direct: async (as: UserId, userId: UserId): Promise<ChannelId> =>
          (
            await chat.call('channels.create', {
              as,
              path,
              body: { id: createId(), kind: 'direct', userId },
            })
          ).channel.id,
      };
    };

    const mentionsOf = async (chat: Chat, workspaceId: string, channelId: ChannelId, as: UserId) =>
      (await viewOf(chat, workspaceId, channelId, as)).membership?.unreadMentions;

    test(
      `${name}: whoever blocks somebody sees it on all their devices, and nobody else learns of it`,
      options,
      async () => {
        const { chat, workspace, ann, ben, cid, block, unblock } = await setUp();
        await makeChannel(chat, workspace);
        const own = await chat.stream(workspace.id, ann, (await snapshotOf(chat, workspace.id, ann)).cursor);
        const theirs = await chat.stream(
          workspace.id,
          ben,
          (await snapshotOf(chat, workspace.id, ben)).cursor,
        );
        await own.next('live');
        await theirs.next('live');
        const me = await block(ann, ben);
        assert.deepEqual(me.blockedIds, [ben]);
        const heard = async (expected: Me) =>
          assert.deepEqual(
            (await own.next('me.updated', ({ seq }) => seq === expected.version)).data.me,
            expected,
          );
        await heard(me);
        assert.deepEqual(await block(ann, ben), me);
        const both = await block(ann, cid);
        assert.deepEqual(both.blockedIds, [ben, cid]);
        assert.ok(both.version > me.version);
        await heard(both);
        assert.deepEqual((await snapshotOf(chat, workspace.id, ann)).me, both);
        const fewer = await unblock(ann, ben);
        assert.deepEqual([fewer.blockedIds, fewer.version > both.version], [[cid], true]);
        assert.deepEqual(await unblock(ann, ben), fewer);
        await unblock(ann, cid);
        assert.deepEqual((await snapshotOf(chat, workspace.id, ben)).me.blockedIds, []);
        await own.close();
        await theirs.close();
        assert.deepEqual(theirs.logged, []);
        await chat.close();
      },
    );

    test(
      `${name}: nobody blocks themself, a stranger, or more people than there may be`,
      options,
      async () => {
        const { chat, workspace, ann, path, block, unblock } = await setUp();
        const wrong = await chat.refuse('invalid_request', 'users.block', {
          as: ann,
          path: { ...path, userId: ann },
        });
        assert.deepEqual(wrong.fields, [{ field: 'path.userId', message: 'is yourself' }]);
        for (const route of ['users.block', 'users.unblock'] as const)
          await chat.refuse('not_found', route, { as: ann, path: { ...path, userId: createId() } });
        const others: UserId[] = [];
        for (let count = 0; count <= limits.blockedUsers; count += 1)
          others.push(await addPerson(chat.database, workspace.id));
        const [one = '', ...most] = others;
        await chat.database.system
          .insertInto('user_blocks')
          .values(
            most.map((blocked_id) => ({
              workspace_id: workspace.id,
              user_id: ann,
              blocked_id,
              created_at: new Date(),
            })),
          )
          .execute();
        const { detail } = await chat.refuse('too_many', 'users.block', {
          as: ann,
          path: { ...path, userId: one },
        });
        assert.match(detail, /200/);
        assert.equal((await block(ann, most[0] ?? '')).blockedIds.length, limits.blockedUsers);
        await unblock(ann, most[0] ?? '');
        assert.equal((await block(ann, one)).blockedIds.at(-1), one);
        await chat.close();
      },
    );

    test(
      `${name}: a guest blocks only people whom they see, and ends a block also when they see them no more`,
      options,
      async () => {
        const { chat, workspace, ann, ben, path, block, unblock } = await setUp();
        const guest = await addPerson(chat.database, workspace.id, 'guest');
        await chat.refuse('not_found', 'users.block', { as: guest, path: { ...path, userId: ben } });
        const channelId = await makeChannel(chat, workspace, { members: [guest, ben] });
        await block(guest, ben);
        await chat.call('channels.removeMember', { as: ann, path: { ...path, channelId, userId: guest } });
        assert.deepEqual((await unblock(guest, ben)).blockedIds, []);
        await chat.refuse('not_found', 'users.unblock', { as: guest, path: { ...path, userId: ben } });
        await chat.close();
      },
    );

    test(
      `${name}: while one of two has blocked the other neither writes to the other, and afterwards both do`,
      options,
      async () => {
        const { chat, workspace, ann, ben, path, block, unblock, direct } = await setUp();
        const channelId = await direct(ann, ben);
        const before = await sendMessage(chat, workspace.id, channelId, ann, 'before');
        const listener = await chat.stream(workspace.id, ann);
        await listener.next('live');
        const attempts = async (as: UserId, code: 'blocked' | null): Promise<void> => {
          const own = await sendAs(as);
          const calls = [
            [
              'messages.send',
              { path: { ...path, timelineId: channelId }, body: { id: createId(), text: 'x' } },
            ],
            [
              'messages.edit',
              { path: { ...path, messageId: own }, body: { id: createId(), text: `x ${createId()}` } },
            ],
            ['channels.typing', { path: { ...path, channelId }, body: { typing: true } }],
          ] as const;
          for (const [route, input] of calls) {
            if (code === null) await chat.call(route, { as, ...input } as never);
            else {
              const problem = await chat.refuse(code, route, { as, ...input } as never);
              assert.deepEqual([problem.status, problem.retryable], [403, false]);
              assert.match(problem.detail, /One of you has blocked the other/);
            }
          }
        };
        const sent = new Map<UserId, string>();
        const sendAs = (as: UserId): Promise<string> => Promise.resolve(sent.get(as) ?? '');
        sent.set(ann, before.id);
        sent.set(ben, (await sendMessage(chat, workspace.id, channelId, ben, 'mine')).id);
        for (const [blocker, blocked] of [
          [ann, ben],
          [ben, ann],
        ] as const) {
          await block(blocker, blocked);
          await attempts(ann, 'blocked');
          await attempts(ben, 'blocked');
          // What was taken before is given again, and what is there can be read and taken back.
          const again = await sendMessage(chat, workspace.id, channelId, ann, 'before', { id: before.id });
          assert.equal(again.id, before.id);
          assert.equal(await direct(ann, ben), channelId);
          const { items } = await chat.call('messages.list', {
            as: ben,
            path: { ...path, timelineId: channelId },
            query: {},
          });
          assert.ok(items.length >= 2);
          await unblock(blocker, blocked);
          await attempts(ann, null);
          await attempts(ben, null);
        }
        await block(ben, ann);
        await chat.call('messages.delete', { as: ann, path: { ...path, messageId: before.id } });
        await listener.close();
        await chat.close();
      },
    );

    test(
      `${name}: while a block stands no conversation of the two is made, and the error names the person`,
      options,
      async () => {
        const { chat, ann, ben, path, block, unblock, direct } = await setUp();
        await block(ann, ben);
        for (const [as, userId] of [
          [ann, ben],
          [ben, ann],
        ] as const) {
          const problem = await chat.refuse('blocked', 'channels.create', {
            as,
            path,
            body: { id: createId(), kind: 'direct', userId },
          });
          assert.deepEqual(
            problem.fields?.map(({ field }) => field),
            ['body.userId'],
          );
        }
        await unblock(ann, ben);
        await direct(ben, ann);
        await chat.close();
      },
    );

    test(
      `${name}: whoever is blocked puts the other into no group, at its making or after; the other way round goes`,
      options,
      async () => {
        const { chat, workspace, ann, ben, cid, path, block, create } = await setUp();
        await block(ann, ben);
        const body = { id: createId(), kind: 'group', memberIds: [cid, ann] } as const;
        const problem = await chat.refuse('blocked', 'channels.create', {
          as: ben,
          path,
          body: { ...body, memberIds: [...body.memberIds] },
        });
        assert.deepEqual(problem.fields, [{ field: 'body.memberIds.1', message: 'has blocked you' }]);
        const group = (await create(ben, { ...body, memberIds: [cid] })).channel.id;
        const added = await chat.refuse('blocked', 'channels.addMembers', {
          as: ben,
          path: { ...path, channelId: group },
          body: { userIds: [cid, ann] },
        });
        assert.deepEqual(added.fields, [{ field: 'body.userIds.1', message: 'has blocked you' }]);
        await create(ann, { id: createId(), kind: 'group', memberIds: [ben, cid] });
        // Named channels belong to the workspace, not to whoever brings people in.
        const channelId = await makeChannel(chat, workspace, { as: ben, members: [ann] });
        assert.deepEqual((await snapshotOf(chat, workspace.id, ann)).channels.length, 2);
        await sendMessage(chat, workspace.id, channelId, ben, 'hello all');
        await chat.close();
      },
    );

    test(
      `${name}: a mention by somebody whom one has blocked does not count, from the block to its end, on every device`,
      options,
      async () => {
        const { chat, workspace, ann, ben, cid, block, unblock } = await setUp();
        const channelId = await makeChannel(chat, workspace);
        const other = await makeChannel(chat, workspace);
        const say = (as: UserId, text: string, where = channelId) =>
          sendMessage(chat, workspace.id, where, as, text);
        await say(ben, `1 ${mentionUser(ann)}`);
        await say(ben, `2 ${mentionChannel}`);
        await say(cid, `3 ${mentionUser(ann)}`);
        await say(cid, `4 ${mentionUser(ann)}`, other);
        const stream = await chat.stream(workspace.id, ann);
        await stream.next('live');
        const counted = () => mentionsOf(chat, workspace.id, channelId, ann);
        assert.deepEqual(await counted(), [1, 2, 3]);
        await block(ann, ben);
        assert.deepEqual(await counted(), [3]);
        const told = (await stream.next('membership.updated')).data.membership;
        assert.deepEqual([told.channelId, told.unreadMentions], [channelId, [3]]);
        const message = await say(ben, `4 ${mentionUser(ann)} ${mentionChannel}`);
        // What the text says is told to all: the author does not learn of the block by it.
        assert.deepEqual([message.mentions, message.mentionsChannel], [[ann], true]);
        assert.deepEqual(await counted(), [3]);
        assert.deepEqual(await mentionsOf(chat, workspace.id, channelId, cid), [4]);
        await unblock(ann, ben);
        assert.deepEqual(await counted(), [1, 2, 3, 4]);
        const again = await stream.next(
          'membership.updated',
          ({ data }) => data.membership.version > told.version,
        );
        assert.deepEqual(again.data.membership.unreadMentions, [1, 2, 3, 4]);
        await stream.close();
        assert.equal(stream.ofType('membership.updated').length, 2);
        await chat.close();
      },
    );

    test(`${name}: a block is of one workspace`, options, async () => {
      const { chat, ann, ben, block } = await setUp();
      await block(ann, ben);
      const elsewhere = await chat.workspace([]);
      for (const user_id of [ann, ben])
        await chat.database.system
          .insertInto('workspace_members')
          .values({
            workspace_id: elsewhere.id,
            user_id,
            name: 'Elsewhere',
            avatar_url: null,
            status_emoji: null,
            status_text: null,
            role: 'member',
            joined_at: new Date(),
            removed_by: null,
            version: 0,
          })
          .execute();
      assert.deepEqual((await snapshotOf(chat, elsewhere.id, ann)).me.blockedIds, []);
      const { channel } = await chat.call('channels.create', {
        as: ben,
        path: { workspaceId: elsewhere.id },
        body: { id: createId(), kind: 'direct', userId: ann },
      });
      await sendMessage(chat, elsewhere.id, channel.id, ann, 'hello');
      await chat.close();
    });
  },
  { firstWallAlone: true },
);
