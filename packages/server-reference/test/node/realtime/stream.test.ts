import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { createId } from '@fechatter/protocol';
import { setRole } from '../../../src/users/set-role.ts';
import { removeUser } from '../../../src/users/removal.ts';
import { command } from '../../../src/event-log/workspace-writer.ts';
import { addPerson, makeChannel, openChat, sendMessage, snapshotOf } from '../../chat.ts';
import { eachDatabase } from '../../harness.ts';

eachDatabase(({ name, missing, open, openNew }) => {
  const options = { skip: missing };

  test(
    `${name}: a stream says hello, replays everything after the cursor, and marks where live begins`,
    options,
    async () => {
      const chat = await openChat(await open());
      const workspace = await chat.workspace();
      const [ann = '', ben = ''] = workspace.people;
      const start = (await snapshotOf(chat, workspace.id, ben)).cursor;
      const channel = await makeChannel(chat, workspace);
      for (let at = 0; at < 3; at += 1) await sendMessage(chat, workspace.id, channel, ann, String(at));
      const stream = await chat.stream(workspace.id, ben, start);
      const live = await stream.next('live');
      await stream.next('presence');
      assert.deepEqual(
        stream.events.map((event) => event.type),
        [
          'hello',
          'member.added',
          'member.added',
          'message.created',
          'message.created',
          'message.created',
          'live',
          'presence',
        ],
      );
      assert.deepEqual(live.data, { seq: 5, replayed: 5 });
      const sent = await sendMessage(chat, workspace.id, channel, ann, 'live');
      const event = await stream.next('message.created', ({ data }) => data.message.id === sent.id);
      assert.deepEqual([event.seq, event.data.message], [6, sent]);
      await stream.close();

      const resumed = await chat.stream(workspace.id, ben, stream.cursor);
      assert.deepEqual((await resumed.next('live')).data, { seq: 6, replayed: 0 });
      const fresh = await chat.stream(workspace.id, ben);
      assert.deepEqual((await fresh.next('live')).data, { seq: 6, replayed: 0 });
      const own = await sendMessage(chat, workspace.id, channel, ben, 'to both devices');
      for (const device of [resumed, fresh])
        assert.equal((await device.next('message.created')).data.message.id, own.id);
      await resumed.close();
      await fresh.close();
      await delay(10);
      assert.equal(chat.hub.size, 0);
      assert.equal(chat.hub.room(workspace.id), undefined);
      await chat.close();
      assert.deepEqual(chat.errors, []);
    },
  );

  test(
    `${name}: whenever a stream opens among messages being sent, it has each of them once and in order`,
    options,
    async () => {
      const chat = await openChat(await open());
      const workspace = await chat.workspace();
      const [ann = '', ben = ''] = workspace.people;
      const channel = await makeChannel(chat, workspace);
      const { cursor } = await snapshotOf(chat, workspace.id, ben);
      let sending = true;
      let last = 0;
      const writers = Array.from({ length: 4 }, async () => {
        while (sending)
          last = Math.max(last, (await sendMessage(chat, workspace.id, channel, ann, 'x')).version);
      });
      const streams = await Promise.all(
        Array.from({ length: 18 }, async (_, round) => {
          await delay(round * 20);
          const stream = await chat.stream(workspace.id, ben, cursor);
          await delay(round * 5);
          if (round % 2 === 0) return stream;
          // Every other one is cut off, wherever it is, and comes back.
          await stream.close();
          const back = await chat.stream(workspace.id, ben, stream.cursor);
          back.events.push(...stream.events.filter((event) => 'seq' in event));
          return back;
        }),
      ).finally(() => {
        sending = false;
      });
      await Promise.all(writers);
      for (const stream of streams) {
        await stream.until(last);
        const seqs = stream.logged.map((event) => event.seq);
        assert.deepEqual(
          seqs,
          Array.from({ length: last - 2 }, (_, at) => at + 3),
        );
        await stream.close();
      }
      await chat.close();
      assert.deepEqual(chat.errors, []);
    },
  );

  test(
    `${name}: a cursor of another log, too old, from the future, of another person, or none at all, is told apart`,
    options,
    async () => {
      const database = await openNew();
      const chat = await openChat(database);
      const workspace = await chat.workspace();
      const [ann = '', ben = ''] = workspace.people;
      const channel = await makeChannel(chat, workspace);
      const { cursor } = await snapshotOf(chat, workspace.id, ann);
      const reset = async (given: string) => {
        const stream = await chat.stream(workspace.id, ann, given);
        const { data } = await stream.next('reset');
        await stream.end();
        assert.deepEqual(
          stream.events.map((event) => event.type),
          ['hello', 'reset'],
        );
        return data.reason;
      };
      assert.equal(await reset(cursor.replace(/\d+$/, '999')), 'ahead');
      assert.equal(await reset((await snapshotOf(chat, workspace.id, ben)).cursor), 'owner');
      await sendMessage(chat, workspace.id, channel, ann, 'x');
      await database.system
        .updateTable('workspaces')
        .set({ trimmed_seq: 3 })
        .where('id', '=', workspace.id)
        .execute();
      assert.equal(await reset(cursor), 'expired');
      await database.system
        .updateTable('workspaces')
        .set({ trimmed_seq: 0, head_seq: 30_000 })
        .where('id', '=', workspace.id)
        .execute();
      assert.equal(await reset(cursor), 'expired');
      await database.system
        .updateTable('workspaces')
        .set({ head_seq: 3, epoch: createId() })
        .where('id', '=', workspace.id)
        .execute();
      assert.equal(await reset(cursor), 'epoch');
      for (const malformed of ['x', '', '1', `${cursor}x`, cursor.slice(1).replaceAll('.', '')]) {
        const response = await chat.app.request(
          `http://chat.test/v1/workspaces/${workspace.id}/events?cursor=${encodeURIComponent(malformed)}`,
          { headers: { authorization: `Bearer ${ann}` } },
        );
        assert.deepEqual(
          [response.status, ((await response.json()) as { code: string }).code],
          [400, 'invalid_cursor'],
        );
      }
      await chat.close();
      await database.close();
      assert.deepEqual(chat.errors, []);
    },
  );

  test(
    `${name}: access ends with membership: nothing of the channel after it, live, replayed or read`,
    options,
    async () => {
      const chat = await openChat(await open());
      const workspace = await chat.workspace();
      const [ann = '', ben = ''] = workspace.people;
      const channel = await makeChannel(chat, workspace, { kind: 'private' });
      const { cursor } = await snapshotOf(chat, workspace.id, ben);
      const stream = await chat.stream(workspace.id, ben);
      await stream.next('live');
      await sendMessage(chat, workspace.id, channel, ann, 'before');
      const path = { workspaceId: workspace.id, channelId: channel };
      await Promise.all([
        chat.call('channels.removeMember', { as: ann, path: { ...path, userId: ben } }),
        ...Array.from({ length: 5 }, () => sendMessage(chat, workspace.id, channel, ann, 'after')),
        chat.call('channels.update', { as: ann, path, body: { name: 'after' } }),
      ]);
      await chat.call('channels.typing', { as: ann, path, body: { typing: true } });
      const other = await makeChannel(chat, workspace);
      await stream.next('member.added', ({ data }) => data.channel.id === other);
      const shown = stream.logged.map((event) => event.type);
      assert.deepEqual(shown.slice(0, 2), ['message.created', 'member.removed']);
      assert.doesNotMatch(JSON.stringify(stream.events), /after|typing/);

      const replayed = await chat.stream(workspace.id, ben, cursor);
      await replayed.next('live');
      assert.doesNotMatch(JSON.stringify(replayed.events), /"before"|after/);
      assert.equal(replayed.ofType('member.removed').length, 1);
      await chat.refuse('not_found', 'messages.list', {
        as: ben,
        path: { workspaceId: workspace.id, timelineId: channel },
        query: {},
      });
      await chat.refuse('not_found', 'channels.get', { as: ben, path });

      await chat.call('channels.addMembers', { as: ann, path, body: { userIds: [ben] } });
      const again = await sendMessage(chat, workspace.id, channel, ann, 'again');
      await stream.next('message.created', ({ data }) => data.message.id === again.id);
      await chat.close();
      assert.deepEqual(chat.errors, []);
    },
  );

  test(
    `${name}: whoever is removed from the workspace hears of it last, and does not come back`,
    options,
    async () => {
      const chat = await openChat(await open());
      const workspace = await chat.workspace(['owner', 'member']);
      const [owner = '', ben = ''] = workspace.people;
      const channel = await makeChannel(chat, workspace);
      const stream = await chat.stream(workspace.id, ben);
      await stream.next('live');
      await chat.writer.submit(workspace.id, removeUser, { userId: owner, targetId: ben });
      await stream.end();
      assert.deepEqual(
        stream.events.slice(-3).map((event) => event.type),
        ['member.removed', 'user.removed', 'goodbye'],
      );
      assert.equal(stream.ofType('goodbye')[0]?.data.reason, 'removed');
      await sendMessage(chat, workspace.id, channel, owner, 'after');
      const response = await chat.app.request(`http://chat.test/v1/workspaces/${workspace.id}/events`, {
        headers: { authorization: `Bearer ${ben}` },
      });
      assert.equal(response.status, 404);
      await chat.close();
    },
  );

  test(
    `${name}: a deleted text is not replayed, and a reader who was away knows that it is gone`,
    options,
    async () => {
      const chat = await openChat(await open());
      const workspace = await chat.workspace();
      const [ann = '', ben = ''] = workspace.people;
      const channel = await makeChannel(chat, workspace);
      const { cursor } = await snapshotOf(chat, workspace.id, ben);
      const sent = await sendMessage(chat, workspace.id, channel, ann, 'secret');
      await sendMessage(chat, workspace.id, channel, ben, 'an answer', { replyTo: sent.id });
      await chat.call('messages.delete', {
        as: ann,
        path: { workspaceId: workspace.id, messageId: sent.id },
      });
      const stream = await chat.stream(workspace.id, ben, cursor);
      await stream.next('live');
      assert.doesNotMatch(JSON.stringify(stream.events), /secret/);
      assert.ok((await stream.next('message.deleted')).data.message.deletedAt);
      await chat.close();
    },
  );

  test(
    `${name}: the end of a session ends its streams at once, those that are being opened too, and no others`,
    options,
    async () => {
      const chat = await openChat(await open());
      const workspace = await chat.workspace();
      const [ann = ''] = workspace.people;
      const [one, other] = [createId(), createId()];
      const stream = await chat.stream(workspace.id, { token: `${ann}~${one}` });
      const kept = await chat.stream(workspace.id, { token: `${ann}~${other}` });
      await stream.next('live');
      await kept.next('live');
      const opening = chat.stream(workspace.id, { token: `${ann}~${one}` });
      chat.hub.endSession(one);
      await stream.end();
      assert.equal(stream.events.at(-1)?.type, 'goodbye');
      const late = await opening;
      await late.end();
      assert.deepEqual(
        late.events.map((event) => event.type === 'goodbye' && event.data.reason),
        ['session_revoked'],
      );
      assert.equal(chat.hub.size, 1);
      await kept.close();
      await chat.close();
    },
  );

  test(
    `${name}: the server that stops says goodbye to everybody, and lets nobody in any more`,
    options,
    async () => {
      const chat = await openChat(await open());
      const workspace = await chat.workspace();
      const streams = await Promise.all(workspace.people.map((person) => chat.stream(workspace.id, person)));
      for (const stream of streams) await stream.next('live');
      chat.hub.stop();
      for (const stream of streams) {
        await stream.end();
        const last = stream.events.at(-1);
        assert.ok(
          last?.type === 'goodbye' &&
            last.data.reason === 'server_stopping' &&
            last.data.retryAfterSeconds > 0,
        );
      }
      const response = await chat.app.request(`http://chat.test/v1/workspaces/${workspace.id}/events`, {
        headers: { authorization: `Bearer ${workspace.people[0]}` },
      });
      assert.equal(response.status, 503);
      assert.ok(Number(response.headers.get('retry-after')) > 0);
      await chat.close();
    },
  );

  test(
    `${name}: a person can have 20 streams of a workspace, also when they are opened at once`,
    options,
    async () => {
      const chat = await openChat(await open());
      const workspace = await chat.workspace();
      const [ann = '', ben = ''] = workspace.people;
      const open_ = async () =>
        chat.app.request(`http://chat.test/v1/workspaces/${workspace.id}/events`, {
          headers: { authorization: `Bearer ${ann}` },
        });
      const answers = await Promise.all(Array.from({ length: 25 }, open_));
      assert.deepEqual(answers.map((answer) => answer.status).toSorted(), [
        ...Array<number>(20).fill(200),
        ...Array<number>(5).fill(429),
      ]);
      assert.equal((await (await chat.stream(workspace.id, ben)).next('live')).type, 'live');
      for (const answer of answers) await answer.body?.cancel();
      assert.equal((await open_()).status, 200);
      await chat.close();
    },
  );

  test(`${name}: readers hear of what was committed while nobody could tell`, options, async () => {
    const chat = await openChat(await open());
    const workspace = await chat.workspace();
    const [ann = '', ben = ''] = workspace.people;
    const channel = await makeChannel(chat, workspace);
    const stream = await chat.stream(workspace.id, ben);
    await stream.next('live');
    // Another process, or a transaction whose confirmation was lost: the hub was not told of it.
    const elsewhere = await openChat(chat.database);
    const unheard = await sendMessage(elsewhere, workspace.id, channel, ann, 'unheard');
    assert.equal(stream.logged.length, 0);
    const repeated = await sendMessage(chat, workspace.id, channel, ann, 'unheard', { id: unheard.id });
    assert.deepEqual(repeated, unheard);
    assert.deepEqual((await stream.next('message.created')).data.message, unheard);
    const heard = await sendMessage(elsewhere, workspace.id, channel, ann, 'unheard too');
    const told = await sendMessage(chat, workspace.id, channel, ann, 'told');
    await stream.until(told.version);
    assert.deepEqual(
      stream.ofType('message.created').map((event) => event.data.message.id),
      [unheard.id, heard.id, told.id],
    );
    await elsewhere.close();
    await chat.close();
    assert.deepEqual(chat.errors, []);
  });

  test(`${name}: changes in bulk reset those who listen, and those who come back`, options, async () => {
    const chat = await openChat(await open());
    const workspace = await chat.workspace();
    const [ann = ''] = workspace.people;
    const channel = await makeChannel(chat, workspace);
    const bulk = command<number, undefined>(
      'bulk',
      async (context, count) => void context.appendTrimmed(count),
    );
    const stream = await chat.stream(workspace.id, ann);
    await stream.next('live');
    const { cursor } = await snapshotOf(chat, workspace.id, ann);
    await chat.writer.submit(workspace.id, bulk, 5);
    await stream.end();
    assert.equal(stream.ofType('reset')[0]?.data.reason, 'expired');
    const back = await chat.stream(workspace.id, ann, cursor);
    assert.equal((await back.next('reset')).data.reason, 'expired');
    const fresh = await chat.stream(workspace.id, ann, (await snapshotOf(chat, workspace.id, ann)).cursor);
    await fresh.next('live');
    const sent = await sendMessage(chat, workspace.id, channel, ann, 'after');
    await fresh.until(sent.version);
    assert.equal(fresh.ofType('message.created').length, 1);
    await chat.close();
  });

  test(`${name}: typing is told to the other members only`, options, async () => {
    const chat = await openChat(await open());
    const workspace = await chat.workspace(['member', 'member', 'member']);
    const [ann = '', ben = '', outsider = ''] = workspace.people;
    const channel = await makeChannel(chat, workspace, { members: [ben] });
    const streams = await Promise.all(
      [ann, ben, outsider].map((person) => chat.stream(workspace.id, person)),
    );
    for (const stream of streams) await stream.next('live');
    const [own, others, outside] = [streams[0]!, streams[1]!, streams[2]!];
    const path = { workspaceId: workspace.id, channelId: channel };
    await chat.call('channels.typing', { as: ann, path, body: { typing: true } });
    assert.deepEqual((await others.next('typing')).data, { channelId: channel, userId: ann, typing: true });
    await chat.refuse('forbidden', 'channels.typing', { as: outsider, path, body: { typing: true } });
    const sent = await sendMessage(chat, workspace.id, channel, ann, 'x');
    await own.until(sent.version);
    await delay(20);
    assert.equal(own.ofType('typing').length + outside.ofType('typing').length, 0);
    await chat.close();
  });

  test(
    `${name}: presence is merged over devices, bundled, complete for whoever comes, and hides who wishes it`,
    options,
    async () => {
      const chat = await openChat(await open());
      const workspace = await chat.workspace(['member', 'member', 'member']);
      const [ann = '', ben = '', cid = ''] = workspace.people;
      await chat.call('me.update', {
        as: cid,
        path: { workspaceId: workspace.id },
        body: { settings: { availability: 'invisible' } },
      });
      const watcher = await chat.stream(workspace.id, ann);
      const phone = await chat.stream(workspace.id, ben);
      const laptop = await chat.stream(workspace.id, ben);
      await chat.stream(workspace.id, cid);
      assert.deepEqual(
        (await watcher.next('presence', ({ data }) => data.complete === true)).data.changes,
        [],
      );
      const first = await watcher.next('presence', ({ data }) => data.changes.length > 0);
      assert.deepEqual(
        first.data.changes.map((change) => [change.userId, change.state]).toSorted(),
        [
          [ann, 'online'],
          [ben, 'online'],
        ].toSorted(),
      );
      const idle = async (stream: typeof phone, activity: 'idle' | 'active') => {
        const { data } = await stream.next('hello');
        await chat.call('presence.set', {
          as: ben,
          path: { workspaceId: workspace.id },
          body: { connectionId: data.connectionId, activity },
        });
      };
      await idle(phone, 'idle');
      await delay(400);
      assert.equal(watcher.ofType('presence').length, 2);
      await idle(laptop, 'idle');
      assert.deepEqual(
        (await watcher.next('presence', ({ data }) => data.changes.some((change) => change.state === 'away')))
          .data.changes,
        [{ userId: ben, state: 'away' }],
      );
      assert.deepEqual(
        (await snapshotOf(chat, workspace.id, cid)).presence.toSorted((one, other) =>
          one.userId.localeCompare(other.userId),
        ),
        [
          { userId: ann, state: 'online' },
          { userId: ben, state: 'away' },
        ].toSorted((one, other) => one.userId.localeCompare(other.userId)),
      );
      const late = await chat.stream(workspace.id, ann);
      assert.equal((await late.next('presence')).data.changes.length, 2);
      await chat.call('me.update', {
        as: cid,
        path: { workspaceId: workspace.id },
        body: { settings: { availability: 'busy' } },
      });
      await watcher.next('presence', ({ data }) =>
        data.changes.some((change) => change.userId === cid && change.state === 'busy'),
      );
      const { data } = await phone.next('hello');
      // Only one's own connections can be spoken for.
      await chat.call('presence.set', {
        as: ann,
        path: { workspaceId: workspace.id },
        body: { connectionId: data.connectionId, activity: 'active' },
      });
      await delay(400);
      assert.equal(
        watcher
          .ofType('presence')
          .filter((event) => event.data.changes.some((change) => change.userId === ben)).length,
        2,
      );
      await phone.close();
      await laptop.close();
      await watcher.next('presence', ({ data }) =>
        data.changes.some((change) => change.userId === ben && change.state === 'offline'),
      );
      await chat.close();
      assert.deepEqual(chat.errors, []);
    },
  );

  test(
    `${name}: a guest hears of those whom they share a channel with, as long as they do`,
    options,
    async () => {
      const database = await open();
      const chat = await openChat(database);
      const workspace = await chat.workspace(['owner', 'guest', 'member', 'member']);
      const [owner = '', guest = '', near = '', far = ''] = workspace.people;
      const channel = await makeChannel(chat, workspace, { members: [guest, near] });
      const rename = async (as: string) =>
        (
          await chat.call('me.update', {
            as,
            path: { workspaceId: workspace.id },
            body: { name: createId() },
          })
        ).user.name;
      let stream = await chat.stream(workspace.id, guest);
      await stream.next('live');
      const hears = async (as: string): Promise<boolean> => {
        const named = await rename(as);
        const { version } = await sendMessage(chat, workspace.id, channel, owner, 'x');
        await stream.until(version);
        return stream.ofType('user.updated').some((event) => event.data.user.name === named);
      };
      assert.deepEqual([await hears(near), await hears(far)], [true, false]);
      const path = { workspaceId: workspace.id, channelId: channel };
      await chat.call('channels.addMembers', { as: owner, path, body: { userIds: [far] } });
      assert.equal(await hears(far), true);
      await chat.call('channels.removeMember', { as: owner, path: { ...path, userId: far } });
      assert.equal(await hears(far), false);
      await chat.refuse('not_found', 'users.get', {
        as: guest,
        path: { workspaceId: workspace.id, userId: far },
      });

      const comeBack = async (): Promise<void> => {
        await stream.end();
        assert.equal(stream.ofType('goodbye')[0]?.data.reason, 'access_changed');
        stream = await chat.stream(workspace.id, guest, stream.cursor);
        await stream.next('live');
      };
      const other = await makeChannel(chat, workspace, { as: far, members: [guest] });
      await comeBack();
      assert.equal(await hears(far), true);
      await chat.call('channels.removeMember', {
        as: far,
        path: { workspaceId: workspace.id, channelId: other, userId: guest },
      });
      await comeBack();
      assert.equal(await hears(far), false);
      await chat.writer.submit(workspace.id, setRole, { userId: owner, targetId: guest, role: 'member' });
      await comeBack();
      assert.equal(await hears(far), true);
      await addPerson(database, workspace.id);
      await chat.close();
      assert.deepEqual(chat.errors, []);
    },
  );
});
