import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createId, limits, type ChannelBan, type Role, type UserId } from '@fechatter/protocol';
import type { Database } from '../../../src/database/database.ts';
import { addPerson, makeChannel, sendMessage, viewOf } from '../../chat.ts';
import { eachDatabase } from '../../harness.ts';
import { openKeptChannel } from '../../kept-channel.ts';

/** A channel that Ann keeps, with Ben in it and nobody else, and what is done to him there. */
async function openCase(database: Database, roles?: readonly Role[]) {
  const kept = await openKeptChannel(database, { roles, everybodyIsIn: false });
  const { chat, path, ann, ben } = kept;
  return {
    ...kept,
    ban: (userId: UserId = ben, reason = '', as: UserId = ann): Promise<ChannelBan> =>
      chat.call('channels.ban', { as, path: { ...path, userId }, body: { reason } }),
    unban: (userId: UserId = ben, as: UserId = ann) =>
      chat.call('channels.unban', { as, path: { ...path, userId } }),
    list: async (as: UserId = ann): Promise<readonly ChannelBan[]> =>
      (await chat.call('channels.listBans', { as, path, query: {} })).items,
  };
}

eachDatabase(
  ({ name, missing, open }) => {
    const options = { skip: missing };

    test(
      `${name}: who is banned is no member any more, gets that as the last event, and reads nothing`,
      options,
      async () => {
        const { chat, workspace, ann, ben, channelId, path, ban } = await openCase(await open());
        const streams = {
          ann: await chat.stream(workspace.id, ann),
          ben: await chat.stream(workspace.id, ben),
        };
        for (const stream of Object.values(streams)) await stream.next('live');
        const made = await ban(ben, 'Spam');
        assert.deepEqual(
          [made.userId, made.channelId, made.bannedBy, made.reason],
          [ben, channelId, ann, 'Spam'],
        );
        const message = await sendMessage(chat, workspace.id, channelId, ann, 'after it');
        await streams.ann.until(message.version);
        for (const stream of Object.values(streams))
          assert.deepEqual(
            stream.ofType('member.removed').map(({ data }) => data),
            [{ channelId, userId: ben, memberCount: 1 }],
          );
        // The reason is for those who keep the channel.
        assert.doesNotMatch(JSON.stringify([streams.ann.events, streams.ben.events]), /Spam/);
        await chat.refuse('forbidden', 'messages.list', {
          as: ben,
          path: { workspaceId: workspace.id, timelineId: channelId },
          query: {},
        });
        assert.deepEqual(streams.ben.ofType('message.created'), []);
        assert.equal((await viewOf(chat, workspace.id, channelId, ben)).membership, null);
        const refusal = await chat.refuse('banned', 'channels.join', { as: ben, path });
        assert.deepEqual([refusal.status, refusal.retryable], [403, false]);
        assert.doesNotMatch(refusal.detail, /Spam/);
        for (const stream of Object.values(streams)) await stream.close();
        await chat.close();
      },
    );

    test(
      `${name}: nobody brings in who is banned, and whoever tries is told which one it is`,
      options,
      async () => {
        const { chat, workspace, ann, ben, others, channelId, path, ban, unban } = await openCase(
          await open(),
          ['member', 'member', 'member', 'owner'],
        );
        const [cid = '', owner = ''] = others;
        await ban();
        for (const as of [ann, owner]) {
          if (as === owner) await chat.call('channels.join', { as, path });
          const { fields } = await chat.refuse('banned', 'channels.addMembers', {
            as,
            path,
            body: { userIds: [cid, ben, cid] },
          });
          assert.deepEqual(fields, [{ field: 'body.userIds.1', message: 'is banned from this channel' }]);
        }
        // Nobody of them was added.
        assert.equal((await viewOf(chat, workspace.id, channelId, cid)).membership, null);
        await unban();
        assert.equal((await viewOf(chat, workspace.id, channelId, ben)).membership, null);
        await chat.call('channels.join', { as: ben, path });
        await chat.close();
      },
    );

    test(`${name}: who is no member can be banned, and a ban outlives the workspace`, options, async () => {
      const { chat, workspace, ann, others, channelId, path, ban, list, readmit } = await openCase(
        await open(),
        ['owner', 'member', 'member'],
      );
      const [cid = ''] = others;
      const stream = await chat.stream(workspace.id, ann);
      await stream.next('live');
      await ban(cid);
      const message = await sendMessage(chat, workspace.id, channelId, ann, 'after it');
      await stream.until(message.version);
      assert.deepEqual(stream.ofType('member.removed'), []);
      await chat.refuse('banned', 'channels.join', { as: cid, path });
      // Elsewhere nothing has changed for them.
      const other = await makeChannel(chat, workspace, { members: [] });
      await chat.call('channels.join', { as: cid, path: { ...path, channelId: other } });
      await chat.call('users.remove', { as: ann, path: { workspaceId: workspace.id, userId: cid } });
      await readmit(cid);
      await chat.refuse('banned', 'channels.join', { as: cid, path });
      assert.deepEqual(
        (await list()).map(({ userId }) => userId),
        [cid],
      );
      await stream.close();
      await chat.close();
    });

    test(
      `${name}: banning again changes the reason only, and ending a ban that there is not changes nothing`,
      options,
      async () => {
        const { chat, ann, ben, others, ban, unban, list } = await openCase(await open(), [
          'member',
          'member',
          'admin',
        ]);
        const [admin = ''] = others;
        const first = await ban(ben, 'Spam');
        assert.deepEqual(await ban(ben, 'Spam'), first);
        const second = await ban(ben, 'Spam, and worse', admin);
        assert.deepEqual(second, { ...first, reason: 'Spam, and worse' });
        assert.equal(second.bannedBy, ann);
        assert.deepEqual(await list(), [second]);
        for (let twice = 0; twice < 2; twice += 1) await unban();
        await unban(createId());
        assert.deepEqual(await list(), []);
        await chat.close();
      },
    );

    test(
      `${name}: those ban who may remove, nobody themself, nobody in a conversation, and nobody the last owner`,
      options,
      async () => {
        const { chat, workspace, ann, ben, others, path, ban, unban, list, converse } = await openCase(
          await open(),
          ['member', 'member', 'member', 'moderator', 'admin', 'guest'],
        );
        const [cid = '', moderator = '', admin = '', guest = ''] = others;
        const refuse = async (
          code: 'forbidden' | 'not_found' | 'last_owner',
          as: UserId,
          userId: UserId,
          at: object = {},
        ): Promise<void> => {
          const where = { ...path, userId, ...at };
          await chat.refuse(code, 'channels.ban', { as, path: where, body: { reason: '' } });
        };
        await refuse('forbidden', ben, cid);
        await refuse('forbidden', cid, ben);
        await refuse('not_found', guest, ben);
        await refuse('forbidden', ann, ann);
        await refuse('forbidden', admin, admin);
        await refuse('forbidden', moderator, ann);
        await refuse('last_owner', admin, ann);
        await refuse('not_found', ann, createId());
        await refuse('not_found', ann, await addPerson(chat.database, (await chat.workspace()).id));
        assert.deepEqual(await list(), []);
        for (const as of [ann, moderator, admin]) {
          await ban(cid, '', as);
          await unban(cid, as);
        }
        for (const as of [ben, cid]) {
          await chat.refuse('forbidden', 'channels.listBans', { as, path, query: {} });
          await chat.refuse('forbidden', 'channels.unban', { as, path: { ...path, userId: guest } });
        }
        await chat.refuse('not_found', 'channels.listBans', { as: guest, path, query: {} });
        // Their own ban is not theirs to end, but for those who stand above whoever bans.
        for (const [userId, code] of [
          [moderator, 'forbidden'],
          [admin, null],
        ] as const) {
          await ban(userId);
          const own = { as: userId, path: { ...path, userId } };
          if (code === null) await chat.call('channels.unban', own);
          else await chat.refuse(code, 'channels.unban', own);
        }

        for (const conversation of await converse(admin, cid)) {
          await refuse('forbidden', admin, cid, { channelId: conversation });
          const inside = { workspaceId: workspace.id, channelId: conversation };
          await chat.refuse('forbidden', 'channels.listBans', { as: admin, path: inside, query: {} });
        }
        const closed = await makeChannel(chat, workspace, { kind: 'private', members: [] });
        await refuse('not_found', admin, ben, { channelId: closed });
        await chat.refuse('not_found', 'channels.listBans', {
          as: admin,
          path: { ...path, channelId: closed },
          query: {},
        });
        const { fields } = await chat.refuse('invalid_request', 'channels.ban', {
          as: ann,
          path: { ...path, userId: cid },
          body: { reason: 'x'.repeat(limits.banReasonLength + 1) },
        });
        assert.deepEqual(
          fields?.map(({ field }) => field),
          ['body.reason'],
        );
        await chat.close();
      },
    );

    test(`${name}: the list of bans comes in pages, by name, with everybody in it`, options, async () => {
      const { chat, workspace, ann, path, ban } = await openCase(await open());
      const people = await Promise.all(
        ['cleo', 'Abe', 'bea', 'abe', 'Dan'].map((person) =>
          addPerson(chat.database, workspace.id, 'member', person),
        ),
      );
      for (const userId of people) await ban(userId, `for ${userId}`);
      const names: string[] = [];
      let cursor: string | null = '';
      while (cursor !== null) {
        const query: object = { limit: 2, ...(cursor !== '' && { cursor }) };
        const page = await chat.call('channels.listBans', { as: ann, path, query });
        const byId = new Map(page.users.map((user) => [user.id, user.name]));
        assert.ok(page.items.every(({ bannedBy }) => byId.has(bannedBy)));
        names.push(...page.items.map(({ userId }) => byId.get(userId) ?? ''));
        cursor = page.next;
      }
      assert.deepEqual(
        names.map((one) => one.toLowerCase()),
        ['abe', 'abe', 'bea', 'cleo', 'dan'],
      );
      assert.equal(new Set(names).size, 5);
      await chat.refuse('invalid_request', 'channels.listBans', { as: ann, path, query: { cursor: 'x' } });
      await chat.close();
    });
  },
  { firstWallAlone: true },
);
