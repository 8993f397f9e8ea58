import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createId, limits, type ChannelId } from '@fechatter/protocol';
import { sql } from 'kysely';
import { addPerson, makeChannel, openChat, sendMessage, snapshotOf, viewOf } from '../../chat.ts';
import { eachDatabase } from '../../harness.ts';

eachDatabase(
  ({ name, missing, open }) => {
    const options = { skip: missing };

    test(`${name}: each kind of conversation shows who is in it`, options, async () => {
      const chat = await openChat(await open());
      const workspace = await chat.workspace(['member', 'member', 'member']);
      const [ann = '', ben = '', cid = ''] = workspace.people;
      const path = { workspaceId: workspace.id };
      const create = (body: Parameters<typeof chat.call<'channels.create'>>[1]['body']) =>
        chat.call('channels.create', { as: ann, path, body });
      const direct = await create({ id: createId(), kind: 'direct', userId: ben });
      assert.deepEqual(
        [direct.channel.memberIds?.toSorted(), direct.channel.memberCount, direct.membership?.role],
        [[ann, ben].toSorted(), 2, 'owner'],
      );
      const group = await create({ id: createId(), kind: 'group', memberIds: [ben, cid, ben, ann] });
      assert.deepEqual(
        [group.channel.memberIds?.toSorted(), group.channel.name],
        [[ann, ben, cid].toSorted(), ''],
      );
      const closed = await create({ id: createId(), kind: 'private', name: 'Closed', memberIds: [ben] });
      assert.deepEqual([closed.channel.memberIds, closed.channel.memberCount], [null, 2]);
      const id = createId();
      const body = { id, kind: 'public', name: `Open ${id}` } as const;
      const made = await Promise.all(Array.from({ length: 5 }, () => create(body)));
      for (const view of made) assert.deepEqual(view, made[0]);
      await chat.refuse('id_taken', 'channels.create', { as: ben, path, body });
      await chat.refuse('id_taken', 'channels.create', {
        as: ann,
        path,
        body: { id: direct.channel.id, kind: 'direct', userId: cid },
      });
      await chat.refuse('invalid_request', 'channels.create', {
        as: ann,
        path,
        body: { id: createId(), kind: 'direct', userId: ann },
      });
      await chat.refuse('invalid_request', 'channels.create', {
        as: ann,
        path,
        body: { id: createId(), kind: 'direct', userId: createId() },
      });
      await chat.refuse('invalid_request', 'channels.create', {
        as: ann,
        path,
        body: { id: createId(), kind: 'group', memberIds: [createId()] },
      });
      const snapshot = await snapshotOf(chat, workspace.id, cid);
      assert.deepEqual(
        snapshot.channels.map((channel) => channel.id),
        [group.channel.id],
      );
      await chat.close();
    });

    test(
      `${name}: two people have one conversation, whoever asks for it and however often at once`,
      options,
      async () => {
        const chat = await openChat(await open());
        const workspace = await chat.workspace();
        const [ann = '', ben = ''] = workspace.people;
        const views = await Promise.all(
          Array.from({ length: 20 }, (_, at) =>
            chat.call('channels.create', {
              as: at % 2 ? ann : ben,
              path: { workspaceId: workspace.id },
              body: { id: createId(), kind: 'direct', userId: at % 2 ? ben : ann },
            }),
          ),
        );
        assert.equal(new Set(views.map((view) => view.channel.id)).size, 1);
        const path = { workspaceId: workspace.id, channelId: views[0]!.channel.id };
        await chat.refuse('forbidden', 'channels.leave', { as: ann, path });
        await chat.refuse('forbidden', 'channels.addMembers', { as: ann, path, body: { userIds: [ben] } });
        await chat.refuse('forbidden', 'channels.update', { as: ann, path, body: { name: 'x' } });
        await chat.refuse('forbidden', 'channels.removeMember', { as: ann, path: { ...path, userId: ben } });
        await chat.close();
      },
    );

    test(
      `${name}: the name of a public channel in use is taken, without regard to case, and free again when it is archived`,
      options,
      async () => {
        const chat = await openChat(await open());
        const workspace = await chat.workspace(['owner']);
        const [ann = ''] = workspace.people;
        const path = { workspaceId: workspace.id };
        const create = (text: string, kind: 'public' | 'private' = 'public') =>
          ({ as: ann, path, body: { id: createId(), kind, name: text } }) as const;
        const first = await chat.call('channels.create', create('Straße Élan'));
        await chat.refuse('name_taken', 'channels.create', create('straße élan'));
        await chat.call('channels.create', create('straße élan', 'private'));
        const racing = await Promise.all(
          Array.from({ length: 6 }, () => chat.request('channels.create', create('Race'))),
        );
        assert.equal(racing.filter((answer) => answer.ok).length, 1);
        const other = await chat.call('channels.create', create('Other'));
        await chat.refuse('name_taken', 'channels.update', {
          as: ann,
          path: { ...path, channelId: other.channel.id },
          body: { name: 'STRASSE ÉLAN'.replace('SS', 'ß') },
        });
        await chat.call('channels.update', {
          as: ann,
          path: { ...path, channelId: first.channel.id },
          body: { archived: true },
        });
        await chat.call('channels.update', {
          as: ann,
          path: { ...path, channelId: other.channel.id },
          body: { name: 'Straße Élan' },
        });
        await chat.refuse('name_taken', 'channels.update', {
          as: ann,
          path: { ...path, channelId: first.channel.id },
          body: { archived: false },
        });
        assert.ok(
          (
            await chat.call('channels.update', {
              as: ann,
              path: { ...path, channelId: first.channel.id },
              body: { archived: true },
            })
          ).archivedAt,
        );
        await chat.refuse('channel_archived', 'channels.update', {
          as: ann,
          path: { ...path, channelId: first.channel.id },
          body: { description: 'x' },
        });
        assert.equal(
          (
            await chat.call('channels.update', {
              as: ann,
              path: { ...path, channelId: first.channel.id },
              body: { archived: false, name: 'Back' },
            })
          ).archivedAt,
          null,
        );
        await chat.close();
      },
    );

    test(
      `${name}: people join, leave, are added and removed, and a channel keeps an owner`,
      options,
      async () => {
        const chat = await openChat(await open());
        const workspace = await chat.workspace(['member', 'member', 'member', 'admin', 'guest']);
        const [ann = '', ben = '', cid = '', admin = '', guest = ''] = workspace.people;
        const channel = await makeChannel(chat, workspace, { members: [] });
        const path = { workspaceId: workspace.id, channelId: channel };
        assert.equal((await chat.call('channels.join', { as: ben, path })).channel.memberCount, 2);
        assert.equal((await chat.call('channels.join', { as: ben, path })).channel.memberCount, 2);
        await chat.refuse('not_found', 'channels.join', { as: guest, path });
        assert.equal(
          (await chat.call('channels.addMembers', { as: ben, path, body: { userIds: [cid, guest, cid] } }))
            .memberCount,
          4,
        );
        await chat.refuse('forbidden', 'channels.addMembers', {
          as: guest,
          path,
          body: { userIds: [admin] },
        });
        await chat.refuse('forbidden', 'channels.removeMember', { as: ben, path: { ...path, userId: cid } });
        await chat.refuse('last_owner', 'channels.leave', { as: ann, path });
        await chat.refuse('last_owner', 'channels.setMemberRole', {
          as: ann,
          path: { ...path, userId: ann },
          body: { role: 'member' },
        });
        await chat.refuse('forbidden', 'channels.setMemberRole', {
          as: ben,
          path: { ...path, userId: ben },
          body: { role: 'owner' },
        });
        await chat.call('channels.setMemberRole', {
          as: ann,
          path: { ...path, userId: ben },
          body: { role: 'owner' },
        });
        const { items } = await chat.call('channels.members', { as: ann, path, query: {} });
        assert.deepEqual(
          new Map(items.map((member) => [member.userId, member.role])),
          new Map([
            [ann, 'moderator'],
            [ben, 'owner'],
            [cid, 'member'],
            [guest, 'member'],
          ]),
        );
        await chat.call('channels.removeMember', { as: ann, path: { ...path, userId: cid } });
        await chat.refuse('not_found', 'channels.removeMember', { as: ann, path: { ...path, userId: cid } });
        await chat.refuse('forbidden', 'channels.removeMember', { as: ann, path: { ...path, userId: ben } });
        await chat.refuse('last_owner', 'channels.removeMember', {
          as: admin,
          path: { ...path, userId: ben },
        });
        await chat.call('channels.leave', { as: ann, path });
        await chat.refuse('forbidden', 'channels.leave', { as: ann, path });
        assert.equal((await viewOf(chat, workspace.id, channel, guest)).channel.memberCount, 2);
        await chat.close();
      },
    );

    test(`${name}: nobody outside learns of a private channel, whatever they try`, options, async () => {
      const chat = await openChat(await open());
      const workspace = await chat.workspace(['member', 'owner', 'guest']);
      const [ann = '', owner = '', guest = ''] = workspace.people;
      const channel = await makeChannel(chat, workspace, { kind: 'private', members: [], name: 'Hidden' });
      const message = await sendMessage(chat, workspace.id, channel, ann, 'hidden');
      const path = { workspaceId: workspace.id, channelId: channel };
      for (const as of [owner, guest]) {
        await chat.refuse('not_found', 'channels.get', { as, path });
        await chat.refuse('not_found', 'channels.join', { as, path });
        await chat.refuse('not_found', 'channels.leave', { as, path });
        await chat.refuse('not_found', 'channels.update', { as, path, body: { name: 'x' } });
        await chat.refuse('not_found', 'channels.read', { as, path, body: { index: 1 } });
        await chat.refuse('not_found', 'channels.setPreferences', { as, path, body: { muted: true } });
        await chat.refuse('not_found', 'channels.typing', { as, path, body: { typing: true } });
        await chat.refuse('not_found', 'channels.members', { as, path, query: {} });
        await chat.refuse('not_found', 'channels.addMembers', { as, path, body: { userIds: [as] } });
        await chat.refuse('not_found', 'channels.setMemberRole', {
          as,
          path: { ...path, userId: ann },
          body: { role: 'member' },
        });
        await chat.refuse('not_found', 'channels.removeMember', { as, path: { ...path, userId: ann } });
        await chat.refuse('not_found', 'messages.list', {
          as,
          path: { workspaceId: workspace.id, timelineId: channel },
          query: {},
        });
        await chat.refuse('not_found', 'messages.get', {
          as,
          path: { workspaceId: workspace.id, messageId: message.id },
        });
        const { items } = await chat.call('channels.list', {
          as,
          path: { workspaceId: workspace.id },
          query: { q: 'hid', archived: 'true' },
        });
        assert.deepEqual(items, []);
      }
      await chat.call('channels.addMembers', { as: ann, path, body: { userIds: [owner] } });
      await chat.call('channels.setMemberRole', {
        as: ann,
        path: { ...path, userId: owner },
        body: { role: 'owner' },
      });
      await chat.call('channels.removeMember', { as: owner, path: { ...path, userId: ann } });
      await chat.refuse('id_taken', 'channels.create', {
        as: ann,
        path: { workspaceId: workspace.id },
        body: { id: channel, kind: 'private', name: 'Hidden' },
      });
      await chat.close();
    });

    test(
      `${name}: a guest finds and makes nothing, and talks with those whom they meet`,
      options,
      async () => {
        const chat = await openChat(await open());
        const workspace = await chat.workspace(['member', 'guest', 'member']);
        const [ann = '', guest = '', stranger = ''] = workspace.people;
        const channel = await makeChannel(chat, workspace, { members: [guest] });
        await makeChannel(chat, workspace, { members: [] });
        const path = { workspaceId: workspace.id };
        for (const scope of ['browse', 'joined'] as const) {
          assert.deepEqual(
            (await chat.call('channels.list', { as: guest, path, query: { scope } })).items.map(
              (view) => view.channel.id,
            ),
            [channel],
          );
        }
        await chat.refuse('forbidden', 'channels.create', {
          as: guest,
          path,
          body: { id: createId(), kind: 'public', name: 'x' },
        });
        await chat.refuse('forbidden', 'channels.create', {
          as: guest,
          path,
          body: { id: createId(), kind: 'group', memberIds: [ann] },
        });
        await chat.refuse('invalid_request', 'channels.create', {
          as: guest,
          path,
          body: { id: createId(), kind: 'direct', userId: stranger },
        });
        await chat.call('channels.create', {
          as: guest,
          path,
          body: { id: createId(), kind: 'direct', userId: ann },
        });
        await chat.close();
      },
    );

    test(
      `${name}: a read mark moves forward only, never past the end, unless something shall be unread again`,
      options,
      async () => {
        const chat = await openChat(await open());
        const workspace = await chat.workspace();
        const [ann = '', ben = ''] = workspace.people;
        const channel = await makeChannel(chat, workspace);
        const path = { workspaceId: workspace.id, channelId: channel };
        for (let at = 0; at < 5; at += 1) await sendMessage(chat, workspace.id, channel, ann, String(at));
        const read = async (index: number, unread = false): Promise<number> =>
          (await chat.call('channels.read', { as: ben, path, body: { index, unread } })).lastReadIndex;
        assert.equal((await viewOf(chat, workspace.id, channel, ann)).membership?.lastReadIndex, 5);
        assert.equal(await read(3), 3);
        assert.equal(await read(1), 3);
        assert.equal(await read(99), 5);
        assert.equal(await read(2, true), 2);
        await Promise.all([4, 1, 5, 3].map((index) => read(index)));
        assert.equal((await viewOf(chat, workspace.id, channel, ben)).membership?.lastReadIndex, 5);
        const set = (body: { muted?: boolean; favourite?: boolean; notifications?: 'none' | null }) =>
          chat.call('channels.setPreferences', { as: ben, path, body });
        const preferences = await set({ muted: true, notifications: 'none' });
        assert.deepEqual(
          [preferences.muted, preferences.favourite, preferences.notifications],
          [true, false, 'none'],
        );
        const changed = await set({ favourite: true, notifications: null });
        assert.deepEqual([changed.muted, changed.favourite, changed.notifications], [true, true, null]);
        await chat.close();
      },
    );

    test(
      `${name}: lists page by name through namesakes, capitals and long names, each thing once`,
      options,
      async () => {
        const database = await open();
        const chat = await openChat(database);
        const workspace = await chat.workspace();
        const [ann = ''] = workspace.people;
        const names = [
          'b',
          'B!',
          'a',
          'Ä',
          'İstanbul',
          'Σίσυφος',
          'ǅ',
          'z',
          '100%',
          'snake_case',
          'back\\slash',
          '🎉'.repeat(80),
          `${'İ'.repeat(79)}1`,
          `${'İ'.repeat(79)}2`,
        ];
        const ids: ChannelId[] = [];
        for (const text of names) ids.push(await makeChannel(chat, workspace, { name: text, members: [] }));
        for (let at = 0; at < 3; at += 1)
          ids.push(await makeChannel(chat, workspace, { name: 'namesake', kind: 'private', members: [] }));
        for (const limit of [1, 2, 5, 200]) {
          const seen: ChannelId[] = [];
          let cursor: string | undefined;
          do {
            const page = await chat.call('channels.list', {
              as: ann,
              path: { workspaceId: workspace.id },
              query: { limit, ...(cursor !== undefined && { cursor }) },
            });
            seen.push(...page.items.map((view) => view.channel.id));
            cursor = page.next ?? undefined;
          } while (cursor !== undefined && seen.length < 100);
          assert.deepEqual(seen.toSorted(), ids.toSorted());
        }
        const found = async (q: string) =>
          (
            await chat.call('channels.list', { as: ann, path: { workspaceId: workspace.id }, query: { q } })
          ).items.map((view) => view.channel.name);
        assert.deepEqual(await found('%'), ['100%']);
        assert.deepEqual(await found('_'), ['snake_case']);
        assert.deepEqual(await found('SLASH'), ['back\\slash']);
        for (const cursor of ['x', 'AAAA', Buffer.from(`${createId()}a\u0000`).toString('base64url')])
          await chat.refuse('invalid_request', 'channels.list', {
            as: ann,
            path: { workspaceId: workspace.id },
            query: { cursor },
          });

        const channel = ids[0]!;
        const people = [ann];
        for (const text of ['Zoë', 'anna', 'Anna', 'Ben Anders', 'İpek', '50% off'])
          people.push(await addPerson(database, workspace.id, 'member', text));
        await chat.call('channels.addMembers', {
          as: ann,
          path: { workspaceId: workspace.id, channelId: channel },
          body: { userIds: people.slice(1) },
        });
        const path = { workspaceId: workspace.id, channelId: channel };
        const seen: string[] = [];
        let cursor: string | undefined;
        do {
          const page = await chat.call('channels.members', {
            as: ann,
            path,
            query: { limit: 2, ...(cursor !== undefined && { cursor }) },
          });
          seen.push(...page.items.map((member) => member.userId));
          assert.deepEqual(
            page.users.map((user) => user.id),
            page.items.map((member) => member.userId),
          );
          cursor = page.next ?? undefined;
        } while (cursor !== undefined && seen.length < 100);
        assert.deepEqual(seen.toSorted(), people.toSorted());
        const members = async (q: string) =>
          (await chat.call('channels.members', { as: ann, path, query: { q } })).users
            .map((user) => user.name)
            .toSorted();
        assert.deepEqual(await members('an'), ['Anna', 'Ben Anders', 'anna']);
        assert.deepEqual(await members('50%'), ['50% off']);
        assert.deepEqual(await members('%'), []);
        await chat.close();
      },
    );

    test(
      `${name}: a channel whose only owner leaves the workspace goes to whoever keeps it, else to who has been there longest`,
      options,
      async () => {
        const chat = await openChat(await open());
        const workspace = await chat.workspace(['member', 'member', 'member', 'owner']);
        const [ann = '', ben = '', cid = '', owner = ''] = workspace.people;
        const path = { workspaceId: workspace.id };
        const byAge = await makeChannel(chat, workspace, { members: [] });
        const byRole = await makeChannel(chat, workspace, { members: [], kind: 'private' });
        const shared = await makeChannel(chat, workspace, { members: [] });
        const alone = await makeChannel(chat, workspace, { members: [] });
        for (const channelId of [byAge, byRole, shared]) {
          for (const userId of [ben, cid])
            await chat.call('channels.addMembers', {
              as: ann,
              path: { ...path, channelId },
              body: { userIds: [userId] },
            });
        }
        const setRole = (channelId: ChannelId, userId: string, role: 'moderator' | 'owner') =>
          chat.call('channels.setMemberRole', {
            as: ann,
            path: { ...path, channelId, userId },
            body: { role },
          });
        await setRole(byRole, cid, 'moderator');
        await setRole(shared, cid, 'owner');
        const stream = await chat.stream(workspace.id, ben);
        await stream.next('live');
        await chat.call('users.remove', { as: owner, path: { ...path, userId: ann } });
        const roleOf = async (channelId: ChannelId, as: string) =>
          (await viewOf(chat, workspace.id, channelId, as)).membership?.role;
        assert.deepEqual(
          [
            await roleOf(byAge, ben),
            await roleOf(byAge, cid),
            await roleOf(byRole, cid),
            await roleOf(byRole, ben),
            await roleOf(shared, cid),
            await roleOf(shared, ben),
          ],
          ['owner', 'member', 'owner', 'member', 'owner', 'member'],
        );
        assert.equal((await viewOf(chat, workspace.id, alone, ben)).channel.memberCount, 0);
        await stream.next('user.removed');
        const told = stream
          .ofType('member.updated')
          .map(({ data }) => [data.member.channelId, data.member.userId]);
        assert.deepEqual(new Set(told.map(String)), new Set([String([byAge, ben]), String([byRole, cid])]));
        await stream.close();
        await chat.close();
      },
    );

    test(
      `${name}: nobody is in more channels than one person can be, however they would come into one`,
      options,
      async () => {
        const database = await open();
        const chat = await openChat(database);
        const workspace = await chat.workspace(['member', 'member']);
        const [ann = '', full = ''] = workspace.people;
        const path = { workspaceId: workspace.id };
        const known = await chat.call('channels.create', {
          as: ann,
          path,
          body: { id: createId(), kind: 'direct', userId: full },
        });
        const ids = Array.from({ length: limits.channelsPerUser - 1 }, () => createId());
        await sql`
          with made as (
            insert into channels (workspace_id, id, kind, name, description, created_by, created_at, member_count, version)
            select ${workspace.id}::uuid, made.id, 'private', 'x', '', ${full}::uuid, now(), 1, 0
            from unnest(${ids}::uuid[]) as made(id) returning id
          )
          insert into channel_members (workspace_id, channel_id, user_id, role, joined_at, version, own_version)
          select ${workspace.id}::uuid, id, ${full}::uuid, 'owner', now(), 0, 0 from made`.execute(
          database.system,
        );
        const another = await makeChannel(chat, workspace, { members: [] });
        const refusal = await chat.refuse('forbidden', 'channels.join', {
          as: full,
          path: { ...path, channelId: another },
        });
        assert.match(refusal.detail, /5000 channels.*leave one first/);
        const create = (as: string, body: Parameters<typeof chat.call<'channels.create'>>[1]['body']) => ({
          as,
          path,
          body,
        });
        await chat.refuse(
          'forbidden',
          'channels.create',
          create(full, { id: createId(), kind: 'private', name: 'x', memberIds: [] }),
        );
        await chat.refuse(
          'invalid_request',
          'channels.create',
          create(ann, { id: createId(), kind: 'group', memberIds: [full] }),
        );
        await chat.refuse('invalid_request', 'channels.addMembers', {
          as: ann,
          path: { ...path, channelId: another },
          body: { userIds: [full] },
        });
        // What they have already stays within reach.
        const again = await chat.call(
          'channels.create',
          create(full, { id: createId(), kind: 'direct', userId: ann }),
        );
        assert.equal(again.channel.id, known.channel.id);
        await chat.call('channels.leave', {
          as: full,
          path: {
            ...path,
            channelId:
              (await chat.call('channels.list', { as: full, path, query: { limit: 5 } })).items.find(
                (view) => view.channel.kind === 'private',
              )?.channel.id ?? '',
          },
        });
        await chat.call('channels.join', { as: full, path: { ...path, channelId: another } });
        await chat.close();
      },
    );
  },
  { firstWallAlone: true },
);
