import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createId, type RouteArguments } from '@fechatter/protocol';
import { CreatedInvite, InvitePreview, WorkspaceSummary } from '@fechatter/protocol/schemas';
import { banFromChannel } from '../../../src/channels/bans.ts';
import { openAccounts, refused } from '../../accounts.ts';
import { eachDatabase, requestContext, sessionContext, workspaceContext } from '../../harness.ts';

type Creation = RouteArguments<'invites.create'>['body'];

eachDatabase(({ name, missing, open }) => {
  const setUp = async () => {
    const database = await open();
    const accounts = await openAccounts(database);
    const workspace = await accounts.found();
    const { handlers } = accounts;
    const path = { workspaceId: workspace.id };
    const invite = (changes: Partial<Creation> = {}, userId = workspace.ownerId) =>
      handlers['invites.create'](workspaceContext(workspace.id, userId), {
        path,
        body: {
          id: createId(),
          role: 'member',
          channelIds: [],
          maxUses: null,
          expiresInSeconds: null,
          ...changes,
        },
      });
    const accept = (userId: string, code: string) =>
      handlers['invites.accept'](sessionContext(userId), { path: { code } });
    const channel = async (kind: 'public' | 'private' | 'direct', channelName: string): Promise<string> => {
      const id = createId();
      await database.system
        .insertInto('channels')
        .values({
          workspace_id: workspace.id,
          id,
          kind,
          name: channelName,
          description: '',
          direct_key: null,
          created_by: workspace.ownerId,
          created_at: new Date(),
          member_count: 0,
          version: 0,
        })
        .execute();
      return id;
    };
    const join = async (channelId: string, userId: string) => {
      await database.system
        .insertInto('channel_members')
        .values({
          workspace_id: workspace.id,
          channel_id: channelId,
          user_id: userId,
          role: 'member',
          joined_at: new Date(),
          notifications: null,
          version: 0,
          own_version: 0,
        })
        .execute();
    };
    const channelsOf = async (userId: string) => {
      const rows = await database.system
        .selectFrom('channel_members')
        .innerJoin('channels', 'channels.id', 'channel_members.channel_id')
        .select('channels.name')
        .where('user_id', '=', userId)
        .execute();
      return rows.map((row) => row.name).toSorted();
    };
    return { ...accounts, database, workspace, path, invite, accept, channel, join, channelsOf };
  };

  test(
    `${name}: an invite into several channels leaves out the one from which somebody is banned`,
    { skip: missing },
    async () => {
      const { workspace, writer, invite, accept, channel, join, channelsOf, signUpAs } = await setUp();
      const [board, plans] = [await channel('private', 'board'), await channel('private', 'plans')];
      for (const channelId of [board, plans]) await join(channelId, workspace.ownerId);
      const ben = (await signUpAs('ben')).account.userId;
      const first = await invite();
      await accept(ben, first.code);
      await writer.submit(workspace.id, banFromChannel, {
        userId: workspace.ownerId,
        channelId: board,
        targetId: ben,
        reason: '',
      });
      const { code } = await invite({ channelIds: [board, plans] });
      await accept(ben, code);
      assert.deepEqual(await channelsOf(ben), ['general', 'plans']);
    },
  );

  test(
    `${name}: an invite lets somebody in with its role and channels, and accepting again changes nothing`,
    { skip: missing },
    async () => {
      const { handlers, workspace, path, invite, accept, channel, join, channelsOf, signUpAs, events } =
        await setUp();
      const board = await channel('private', 'board');
      await join(board, workspace.ownerId);
      const created = await invite({ role: 'moderator', channelIds: [board, board] });
      CreatedInvite.parse(created);
      assert.equal(created.url, `https://chat.example.com/invite#${created.code}`);
      const preview = await handlers['invites.preview'](requestContext, { path: { code: created.code } });
      InvitePreview.parse(preview);
      assert.deepEqual(
        [preview.workspace.id, preview.role, preview.invitedBy],
        [workspace.id, 'moderator', 'Owner'],
      );
      const { account } = await signUpAs('Ann');
      const seen = events.length;
      const summary = await accept(account.userId, created.code);
      WorkspaceSummary.parse(summary);
      assert.deepEqual([summary.workspace.id, summary.role], [workspace.id, 'moderator']);
      assert.deepEqual(await channelsOf(account.userId), ['board', 'general']);
      assert.deepEqual(
        events.slice(seen).map(({ event }) => event.type),
        ['user.joined', 'member.added', 'member.added'],
      );
      assert.deepEqual(await accept(account.userId, created.code), summary);
      assert.equal(events.length, seen + 3);
      const { items } = await handlers['invites.list'](workspaceContext(workspace.id, workspace.ownerId), {
        path,
      });
      assert.deepEqual(
        items.map(({ id, uses }) => [id, uses]),
        [[created.invite.id, 1]],
      );
    },
  );

  test(
    `${name}: an invite is used as often as it says and no more, however many come at once`,
    { skip: missing },
    async () => {
      const { invite, accept, signUpAs, database } = await setUp();
      const { code, invite: made } = await invite({ maxUses: 3 });
      const people = await Promise.all(Array.from({ length: 8 }, (_, n) => signUpAs(`P${n}`)));
      // Each one asks twice at the same time, as after a double click.
      const results = await Promise.all(
        people.map(async ({ account }) =>
          Promise.allSettled([accept(account.userId, code), accept(account.userId, code)]),
        ),
      );
      const states = results.map((pair) => pair.map(({ status }) => status).join());
      assert.deepEqual(states.toSorted(), [
        ...Array<string>(3).fill('fulfilled,fulfilled'),
        ...Array<string>(5).fill('rejected,rejected'),
      ]);
      const row = await database.system
        .selectFrom('invites')
        .select('uses')
        .where('id', '=', made.id)
        .executeTakeFirstOrThrow();
      assert.equal(row.uses, 3);
    },
  );

  test(
    `${name}: an invite that is unknown, expired or withdrawn lets nobody in`,
    { skip: missing },
    async () => {
      const { handlers, workspace, invite, accept, signUpAs, database } = await setUp();
      const { account } = await signUpAs('Ben');
      const expired = await invite({ expiresInSeconds: 60 });
      await database.system
        .updateTable('invites')
        .set({ expires_at: new Date(Date.now() - 1) })
        .where('id', '=', expired.invite.id)
        .execute();
      const withdrawn = await invite();
      const path = { workspaceId: workspace.id, inviteId: withdrawn.invite.id };
      await handlers['invites.revoke'](workspaceContext(workspace.id, workspace.ownerId), { path });
      await handlers['invites.revoke'](workspaceContext(workspace.id, workspace.ownerId), { path });
      for (const code of ['x'.repeat(43), expired.code, withdrawn.code]) {
        await refused(accept(account.userId, code), 'invite_invalid');
        await refused(handlers['invites.preview'](requestContext, { path: { code } }), 'invite_invalid');
      }
      const { items } = await handlers['invites.list'](workspaceContext(workspace.id, workspace.ownerId), {
        path,
      });
      assert.deepEqual(items, []);
    },
  );

  test(`${name}: roles invite as far as they reach`, { skip: missing }, async () => {
    const { handlers, workspace, path, invite, ...accounts } = await setUp();
    const { userId: admin } = await openPerson('admin');
    const { userId: moderator } = await openPerson('moderator');
    const { userId: member } = await openPerson('member');
    async function openPerson(role: 'admin' | 'moderator' | 'member') {
      const { code } = await invite({ role });
      const { account } = await accounts.signUpAs(role);
      await accounts.accept(account.userId, code);
      return { userId: account.userId };
    }
    await invite({ role: 'admin' }, admin);
    await refused(invite({ role: 'moderator' }, moderator), 'forbidden');
    const own = await invite({ role: 'member' }, moderator);
    await refused(invite({ role: 'guest' }, member), 'forbidden');
    const others = await invite();
    const revoke = (userId: string, inviteId: string) =>
      handlers['invites.revoke'](workspaceContext(workspace.id, userId), { path: { ...path, inviteId } });
    await refused(revoke(moderator, others.invite.id), 'forbidden');
    await refused(revoke(member, others.invite.id), 'not_found');
    await refused(revoke(admin, createId()), 'not_found');
    await revoke(moderator, own.invite.id);
    await revoke(admin, others.invite.id);
    await refused(handlers['invites.list'](workspaceContext(workspace.id, member), { path }), 'forbidden');
  });

  test(
    `${name}: nobody invites into a channel that they cannot see, or into a conversation`,
    { skip: missing },
    async () => {
      const { invite, channel, workspace, join } = await setUp();
      const hidden = await channel('private', 'hidden');
      const direct = await channel('direct', '');
      await join(direct, workspace.ownerId);
      for (const id of [hidden, direct, createId()])
        await refused(invite({ channelIds: [id] }), 'invalid_request');
      await invite({ channelIds: [await channel('public', 'open')] });
    },
  );

  test(`${name}: the id of an invite is taken once`, { skip: missing }, async () => {
    const { invite } = await setUp();
    const id = createId();
    await invite({ id });
    await refused(invite({ id }), 'id_taken');
  });

  test(
    `${name}: a guest comes into the channels of the invite only, and a further invite adds channels but no role`,
    { skip: missing },
    async () => {
      const { invite, accept, channel, channelsOf, signUpAs } = await setUp();
      const one = await invite({ role: 'guest', channelIds: [await channel('public', 'one')] });
      const two = await invite({ role: 'admin', channelIds: [await channel('public', 'two')] });
      const { account } = await signUpAs('Gus');
      await accept(account.userId, one.code);
      assert.deepEqual(await channelsOf(account.userId), ['one']);
      assert.equal((await accept(account.userId, two.code)).role, 'guest');
      assert.deepEqual(await channelsOf(account.userId), ['one', 'two']);
    },
  );

  test(
    `${name}: who was removed does not come back with a link from before, who left may`,
    { skip: missing },
    async () => {
      const { handlers, workspace, path, invite, accept, signUpAs } = await setUp();
      const before = await invite();
      const { account: removed } = await signUpAs('Removed');
      const { account: left } = await signUpAs('Left');
      await accept(removed.userId, before.code);
      await accept(left.userId, before.code);
      await handlers['users.remove'](workspaceContext(workspace.id, workspace.ownerId), {
        path: { ...path, userId: removed.userId },
      });
      await handlers['workspaces.leave'](workspaceContext(workspace.id, left.userId), { path });
      await refused(accept(removed.userId, before.code), 'invite_invalid');
      assert.equal((await accept(left.userId, before.code)).role, 'member');
      const after = await invite({ role: 'guest' });
      assert.equal((await accept(removed.userId, after.code)).role, 'guest');
    },
  );

  test(`${name}: the links of somebody who is removed go with them`, { skip: missing }, async () => {
    const { handlers, workspace, path, invite, accept, signUpAs } = await setUp();
    const { code } = await invite({ role: 'admin' });
    const { account: admin } = await signUpAs('Admin');
    await accept(admin.userId, code);
    const theirs = await invite({}, admin.userId);
    await handlers['users.remove'](workspaceContext(workspace.id, workspace.ownerId), {
      path: { ...path, userId: admin.userId },
    });
    const { account } = await signUpAs('Late');
    await refused(accept(account.userId, theirs.code), 'invite_invalid');
  });
});
