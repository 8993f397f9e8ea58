import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createId, type Role, type UserId } from '@fechatter/protocol';
import { Me, User } from '@fechatter/protocol/schemas';
import { openAccounts, refused } from '../../accounts.ts';
import { eachDatabase, workspaceContext } from '../../harness.ts';

eachDatabase(
  ({ name, missing, open }) => {
    const setUp = async () => {
      const database = await open();
      const accounts = await openAccounts(database);
      const workspace = await accounts.found();
      const { handlers } = accounts;
      const path = { workspaceId: workspace.id };
      const as = (userId: UserId) => ({
        list: (query: { ids?: string[]; q?: string; cursor?: string; limit?: number } = {}) =>
          handlers['users.list'](workspaceContext(workspace.id, userId), {
            path,
            query: { limit: 50, ...query },
          }),
        get: (id: UserId) =>
          handlers['users.get'](workspaceContext(workspace.id, userId), { path: { ...path, userId: id } }),
        setRole: (id: UserId, role: Role) =>
          handlers['users.setRole'](workspaceContext(workspace.id, userId), {
            path: { ...path, userId: id },
            body: { role },
          }),
        remove: (id: UserId) =>
          handlers['users.remove'](workspaceContext(workspace.id, userId), { path: { ...path, userId: id } }),
        leave: () => handlers['workspaces.leave'](workspaceContext(workspace.id, userId), { path }),
        update: (body: Parameters<(typeof handlers)['me.update']>[1]['body']) =>
          handlers['me.update'](workspaceContext(workspace.id, userId), { path, body }),
      });
      const join = (role: 'admin' | 'moderator' | 'member' | 'guest' = 'member', personName = 'Person') =>
        accounts.join(workspace, role, personName);
      return {
        ...accounts,
        database,
        workspace,
        as,
        join,
        owner: as(workspace.ownerId),
        ownerId: workspace.ownerId,
      };
    };

    test(
      `${name}: people are found by name part, by id, and all of them by name, page by page`,
      { skip: missing },
      async () => {
        const { owner, join } = await setUp();
        const people = ['Zoë Adams', 'ada lovelace', 'Grace Hopper', 'Ада', '100%_sure'];
        const ids = new Map<string, string>();
        for (const person of people)
          ids.set(person, (await join('member', person.replaceAll(/[^\p{L}\p{N}%_ ]/gu, ''))).userId);
        const names = async (query: object) => (await owner.list(query)).items.map((user) => user.name);
        assert.deepEqual(await names({ q: 'ad' }), ['ada lovelace', 'Zoë Adams']);
        assert.deepEqual(await names({ q: 'АД' }), ['Ада']);
        assert.deepEqual(await names({ q: '%' }), []);
        assert.deepEqual(await names({ q: '100%_' }), ['100%_sure']);
        assert.deepEqual(await names({ q: 'dams' }), []);
        assert.deepEqual(await names({ ids: [ids.get('Grace Hopper') ?? '', createId()] }), ['Grace Hopper']);
        const all: string[] = [];
        let cursor: string | undefined;
        do {
          const page = await owner.list({ limit: 2, ...(cursor !== undefined && { cursor }) });
          all.push(...page.items.map((user) => user.name));
          cursor = page.next ?? undefined;
        } while (cursor !== undefined);
        assert.equal(all.length, 6);
        assert.equal(new Set(all).size, 6);
        assert.deepEqual(all, await names({}));
        await refused(owner.list({ cursor: 'nonsense' }), 'invalid_request');
      },
    );

    test(
      `${name}: a stranger is told nothing of a workspace, and whoever was removed is one at once`,
      { skip: missing },
      async () => {
        const { as, owner, ownerId, join, signUpAs } = await setUp();
        const { account } = await signUpAs('Stranger');
        const { userId } = await join();
        await owner.remove(userId);
        for (const nobody of [account.userId, userId, createId()]) {
          const { list, get, setRole, remove, leave, update } = as(nobody);
          for (const attempt of [
            () => list(),
            () => get(ownerId),
            () => setRole(nobody, 'owner'),
            () => remove(ownerId),
            leave,
            () => update({ name: 'X' }),
          ])
            await refused(attempt, 'not_found');
        }
      },
    );

    test(`${name}: a guest sees the people of their channels only`, { skip: missing }, async () => {
      const { as, ownerId, join, workspace, database } = await setUp();
      const { userId: guest } = await join('guest', 'Guest');
      const { userId: peer } = await join('guest', 'Peer');
      const { userId: hidden } = await join('member', 'Hidden');
      const channelId = createId();
      await database.system
        .insertInto('channels')
        .values({
          workspace_id: workspace.id,
          id: channelId,
          kind: 'private',
          name: 'shared',
          description: '',
          direct_key: null,
          created_by: ownerId,
          created_at: new Date(),
          member_count: 2,
          version: 0,
        })
        .execute();
      for (const userId of [guest, peer]) {
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
      }
      const view = as(guest);
      assert.deepEqual(
        (await view.list()).items.map((user) => user.name),
        ['Guest', 'Peer'],
      );
      assert.deepEqual(
        (await view.list({ ids: [hidden, peer, ownerId] })).items.map((user) => user.id),
        [peer],
      );
      assert.deepEqual((await view.list({ q: 'hid' })).items, []);
      assert.equal((await view.get(peer)).name, 'Peer');
      await refused(view.get(hidden), 'not_found');
      await refused(view.get(ownerId), 'not_found');
    });

    test(`${name}: roles are given by the rules, whoever asks`, { skip: missing }, async () => {
      const { as, ownerId, join } = await setUp();
      const people: Record<Role, UserId> = {
        owner: ownerId,
        admin: '',
        moderator: '',
        member: '',
        guest: '',
      };
      const roles = ['admin', 'moderator', 'member', 'guest'] as const;
      for (const role of roles) people[role] = (await join(role)).userId;
      const otherAdmin = (await join('admin')).userId;
      for (const role of ['moderator', 'member', 'guest'] as const) {
        for (const target of [people.guest, people.member, people[role]])
          await refused(as(people[role]).setRole(target, 'admin'), 'forbidden');
      }
      const admin = as(people.admin);
      await refused(admin.setRole(otherAdmin, 'member'), 'forbidden');
      await refused(admin.setRole(ownerId, 'member'), 'forbidden');
      await refused(admin.setRole(people.guest, 'owner'), 'forbidden');
      await refused(admin.setRole(people.admin, 'owner'), 'forbidden');
      assert.equal((await admin.setRole(people.guest, 'moderator')).role, 'moderator');
      assert.equal((await admin.setRole(people.guest, 'admin')).role, 'admin');
      assert.equal((await admin.setRole(people.admin, 'member')).role, 'member');
      await refused(admin.setRole(people.member, 'guest'), 'forbidden');
      await refused(as(ownerId).setRole(createId(), 'member'), 'not_found');
    });

    test(
      `${name}: there is always an owner: the ownership is passed on, never dropped`,
      { skip: missing },
      async () => {
        const { as, owner, ownerId, join, events } = await setUp();
        const { userId } = await join('guest');
        await refused(owner.setRole(ownerId, 'admin'), 'last_owner');
        await refused(owner.remove(ownerId), 'last_owner');
        await refused(owner.leave(), 'last_owner');
        const seen = events.length;
        assert.equal((await owner.setRole(userId, 'owner')).role, 'owner');
        assert.deepEqual(
          events
            .slice(seen)
            .map(
              ({ event }) =>
                event.type === 'user.updated' && [
                  event.data.user.id,
                  event.data.user.role,
                  event.data.user.version === event.seq,
                ],
            ),
          [
            [userId, 'owner', true],
            [ownerId, 'admin', true],
          ],
        );
        await refused(owner.setRole(userId, 'member'), 'forbidden');
        await refused(as(userId).leave(), 'last_owner');
        await owner.leave();
      },
    );

    test(`${name}: when two owners leave at the same time, one stays`, { skip: missing }, async () => {
      const { as, owner, ownerId, join, database, workspace } = await setUp();
      const { userId } = await join('admin');
      await database.system
        .updateTable('workspace_members')
        .set({ role: 'owner' })
        .where('user_id', '=', userId)
        .execute();
      const results = await Promise.allSettled([
        owner.leave(),
        as(userId).leave(),
        as(userId).setRole(ownerId, 'member'),
      ]);
      assert.ok(results.some(({ status }) => status === 'rejected'));
      const owners = await database.system
        .selectFrom('workspace_members')
        .select('user_id')
        .where('workspace_id', '=', workspace.id)
        .where('role', '=', 'owner')
        .where('removed_at', 'is', null)
        .execute();
      assert.equal(owners.length, 1);
    });

    test(
      `${name}: people are removed by those above them, and by nobody else`,
      { skip: missing },
      async () => {
        const { as, ownerId, join } = await setUp();
        const admin = (await join('admin')).userId;
        const otherAdmin = (await join('admin')).userId;
        const moderator = (await join('moderator')).userId;
        const member = (await join('member')).userId;
        const otherMember = (await join('member')).userId;
        await refused(as(member).remove(otherMember), 'forbidden');
        await refused(as(moderator).remove(member), 'forbidden');
        await refused(as(admin).remove(otherAdmin), 'forbidden');
        await refused(as(admin).remove(ownerId), 'forbidden');
        await refused(as(admin).remove(createId()), 'not_found');
        await as(admin).remove(moderator);
        await as(admin).remove(moderator);
        await as(member).remove(member);
        await as(ownerId).remove(admin);
        const left = (await as(ownerId).list()).items.map((user) => user.id);
        assert.deepEqual(left.toSorted(), [ownerId, otherAdmin, otherMember].toSorted());
      },
    );

    test(
      `${name}: a removal ends all channels, keeps the person known, and the person's last event is the one of it`,
      { skip: missing },
      async () => {
        const { owner, join, events, database } = await setUp();
        const { userId } = await join('member', 'Gone');
        const seen = events.length;
        await owner.remove(userId);
        const news = events.slice(seen);
        assert.deepEqual(
          news.map(({ event, audience }) => [event.type, audience.to]),
          [
            ['member.removed', 'channel-and-user'],
            ['user.removed', 'workspace'],
          ],
        );
        assert.deepEqual(
          await database.system
            .selectFrom('channel_members')
            .select('channel_id')
            .where('user_id', '=', userId)
            .execute(),
          [],
        );
        assert.deepEqual((await owner.list()).items.map((user) => user.id).includes(userId), false);
        const known = await owner.get(userId);
        User.parse(known);
        assert.deepEqual([known.name, known.removed, known.version], ['Gone', true, news[1]?.seq]);
        assert.deepEqual((await owner.list({ ids: [userId] })).items, [known]);
      },
    );

    test(
      `${name}: a profile is told to everybody, settings to the person alone`,
      { skip: missing },
      async () => {
        const { as, join, events } = await setUp();
        const { userId } = await join('member', 'Ann');
        const me = as(userId);
        let seen = events.length;
        const news = () =>
          events
            .slice(seen)
            .map(({ event, audience }) => [
              event.type,
              audience.to,
              audience.to === 'user' ? audience.userId === userId : '',
            ]);
        const first = await me.update({
          name: 'Ann B.',
          title: 'Support',
          status: { emoji: '🌴', text: 'On holiday', expiresAt: '2030-01-01T00:00:00.000Z' },
        });
        Me.parse(first);
        assert.deepEqual(first.user.status, {
          emoji: '🌴',
          text: 'On holiday',
          expiresAt: '2030-01-01T00:00:00.000Z',
        });
        assert.equal(first.user.version, events[seen]?.seq);
        assert.deepEqual(news(), [
          ['user.updated', 'workspace', ''],
          ['me.updated', 'user', true],
        ]);
        seen = events.length;
        const second = await me.update({
          settings: { availability: 'busy', doNotDisturbUntil: '2030-01-01T00:00:00.000Z' },
        });
        assert.deepEqual(
          [second.settings.availability, second.settings.sounds, second.settings.doNotDisturbUntil],
          ['busy', true, '2030-01-01T00:00:00.000Z'],
        );
        assert.equal(second.user.version, first.user.version);
        assert.deepEqual(news(), [['me.updated', 'user', true]]);
        seen = events.length;
        assert.deepEqual(await me.update({}), second);
        assert.deepEqual(await me.update({ settings: {} }), second);
        assert.deepEqual(news(), []);
        assert.equal(
          (await me.update({ status: { emoji: '', text: '', expiresAt: null } })).user.status,
          null,
        );
        const cleared = await me.update({
          status: null,
          avatarUrl: null,
          settings: { doNotDisturbUntil: null },
        });
        assert.deepEqual(
          [cleared.user.status, cleared.user.title, cleared.settings.doNotDisturbUntil],
          [null, 'Support', null],
        );
      },
    );
  },
  { firstWallAlone: true },
);
