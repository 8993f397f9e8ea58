import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { createId, limits, type ChannelMember, type Role, type UserId } from '@fechatter/protocol';
import type { Database } from '../../../src/database/database.ts';
import { makeChannel, sendMessage, snapshotOf, viewOf } from '../../chat.ts';
import { eachDatabase } from '../../harness.ts';
import { openKeptChannel } from '../../kept-channel.ts';

const inMs = (milliseconds: number): string => new Date(Date.now() + milliseconds).toISOString();
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** A channel that Ann keeps, with everybody in it, and what is done to Ben there. */
async function openCase(database: Database, roles?: readonly Role[]) {
  const kept = await openKeptChannel(database, { roles, everybodyIsIn: true });
  const { chat, workspace, channelId, path, ann, ben } = kept;
  const timeline = { workspaceId: workspace.id, timelineId: channelId };
  return {
    ...kept,
    silence: (until: string | null, as: UserId = ann, userId: UserId = ben): Promise<ChannelMember> =>
      chat.call('channels.silenceMember', { as, path: { ...path, userId }, body: { until } }),
    send: (as: UserId = ben) => sendMessage(chat, workspace.id, channelId, as, 'hello'),
    refuseSend: (as: UserId = ben) =>
      chat.refuse('silenced', 'messages.send', {
        as,
        path: timeline,
        body: { id: createId(), text: 'x', replyTo: null },
      }),
    type: (as: UserId = ben) => chat.call('channels.typing', { as, path, body: { typing: true } }),
    refuseTyping: (as: UserId = ben) =>
      chat.refuse('silenced', 'channels.typing', { as, path, body: { typing: true } }),
  };
}

eachDatabase(
  ({ name, missing, open }) => {
    const options = { skip: missing };

    test(
      `${name}: who is silenced reads and deletes, and neither sends, edits nor is seen typing`,
      options,
      async () => {
        const { chat, workspace, ann, ben, channelId, path, silence, send, refuseSend, refuseTyping } =
          await openCase(await open());
        const message = await send();
        const until = inMs(HOUR);
        const member = await silence(until);
        assert.deepEqual([member.userId, member.silencedUntil], [ben, until]);

        const refusal = await refuseSend();
        assert.ok(refusal.detail.includes(until), refusal.detail);
        assert.deepEqual([refusal.status, refusal.retryable], [403, false]);
        await refuseTyping();
        const atMessage = { workspaceId: workspace.id, messageId: message.id };
        await chat.refuse('silenced', 'messages.edit', {
          as: ben,
          path: atMessage,
          body: { id: createId(), text: 'other' },
        });
        // What was sent before is answered as it was then, and others are not hindered.
        await sendMessage(chat, workspace.id, channelId, ben, 'hello', { id: message.id });
        await send(ann);
        const { items } = await chat.call('messages.list', {
          as: ben,
          path: { workspaceId: workspace.id, timelineId: channelId },
          query: {},
        });
        assert.deepEqual(
          items.map(({ authorId }) => authorId),
          [ben, ann],
        );
        await chat.call('channels.read', { as: ben, path, body: { index: 2 } });
        const gone = await chat.call('messages.delete', { as: ben, path: atMessage });
        assert.ok(gone.deletedAt);
        await chat.close();
      },
    );

    test(
      `${name}: of messages that wait together only those of the silenced are refused`,
      options,
      async () => {
        const { chat, ann, silence, send, refuseSend } = await openCase(await open());
        await silence(inMs(HOUR));
        const sent = await Promise.all([send(ann), refuseSend(), send(ann), refuseSend()]);
        assert.deepEqual([sent[0].index, sent[2].index], [1, 2]);
        await chat.close();
      },
    );

    test(
      `${name}: silence ends with its moment, at once with null, and with a moment that has passed`,
      options,
      async () => {
        const { chat, workspace, ben, silence, send, refuseSend, type, refuseTyping } = await openCase(
          await open(),
        );
        const stream = await chat.stream(workspace.id, ben);
        await stream.next('live');
        const end = performance.now() + 1_500;
        await silence(inMs(1_500));
        await refuseSend();
        await refuseTyping();
        await sleep(end - performance.now() + 50);
        await send();
        await type();
        for (const end of [null, inMs(-1_000)]) {
          await silence(inMs(HOUR));
          await refuseSend();
          assert.equal((await silence(end)).silencedUntil, null);
          await send();
          await type();
        }
        await stream.close();
        await chat.close();
      },
    );

    test(
      `${name}: the members are told, the person as of their own side too, and a repetition tells nothing`,
      options,
      async () => {
        const { chat, workspace, ann, ben, others, channelId, path, silence } = await openCase(await open(), [
          'member',
          'member',
          'member',
        ]);
        const [cid = ''] = others;
        const streams = {
          ben: await chat.stream(workspace.id, ben),
          cid: await chat.stream(workspace.id, cid),
        };
        for (const stream of Object.values(streams)) await stream.next('live');
        const until = inMs(HOUR);
        const member = await silence(until);
        assert.deepEqual(await silence(until), member);
        await chat.call('channels.read', { as: ben, path, body: { index: 0 } });
        const last = await sendMessage(chat, workspace.id, channelId, ann, 'after it');

        for (const stream of Object.values(streams)) {
          await stream.until(last.version);
          assert.deepEqual(
            stream.ofType('member.updated').map(({ data }) => data.member),
            [member],
          );
        }
        assert.deepEqual(streams.cid.ofType('membership.updated'), []);
        const [told, ...more] = streams.ben.ofType('membership.updated');
        assert.deepEqual(more, []);
        const { membership } = await viewOf(chat, workspace.id, channelId, ben);
        assert.deepEqual([told?.data.membership.silencedUntil, membership?.silencedUntil], [until, until]);
        // Of the two copies that the person gets, their own is the newer one.
        assert.ok((told?.data.membership.version ?? 0) > member.version);
        assert.equal(told?.data.membership.version, told?.seq);
        const snapshot = await snapshotOf(chat, workspace.id, ben);
        assert.deepEqual(snapshot.memberships, [membership]);
        const { items } = await chat.call('channels.members', { as: cid, path, query: {} });
        assert.deepEqual(
          items.filter(({ silencedUntil }) => silencedUntil !== null).map(({ userId }) => userId),
          [ben],
        );
        for (const stream of Object.values(streams)) await stream.close();
        await chat.close();
      },
    );

    test(
      `${name}: typing is refused with a stream that knew of it, that learns of it, and without one`,
      options,
      async () => {
        const { chat, workspace, ben, path, silence, type, refuseTyping } = await openCase(await open());
        await silence(inMs(HOUR));
        await refuseTyping();
        const stream = await chat.stream(workspace.id, ben);
        await stream.next('live');
        await refuseTyping();
        await silence(null);
        await type();
        await silence(inMs(HOUR));
        await refuseTyping();
        // Leaving and coming back, the stream stays open.
        await chat.call('channels.leave', { as: ben, path });
        await chat.call('channels.join', { as: ben, path });
        await refuseTyping();
        await silence(null);
        await chat.call('channels.leave', { as: ben, path });
        await chat.call('channels.join', { as: ben, path });
        await type();
        await stream.close();
        await chat.close();
      },
    );

    test(
      `${name}: who leaves, or is removed from the channel or the workspace, comes back as silenced as before`,
      options,
      async () => {
        const { chat, workspace, ann, ben, channelId, path, silence, send, refuseSend, readmit } =
          await openCase(await open(), ['owner', 'member']);
        const until = inMs(HOUR);
        await silence(until);
        const comeBack = async (): Promise<string | null | undefined> => {
          await chat.call('channels.addMembers', { as: ann, path, body: { userIds: [ben] } });
          return (await viewOf(chat, workspace.id, channelId, ben)).membership?.silencedUntil;
        };
        await chat.call('channels.leave', { as: ben, path });
        assert.equal(await comeBack(), until);
        await chat.call('channels.removeMember', { as: ann, path: { ...path, userId: ben } });
        assert.equal(await comeBack(), until);
        await refuseSend();
        await chat.call('users.remove', { as: ann, path: { workspaceId: workspace.id, userId: ben } });
        await readmit(ben);
        assert.equal(await comeBack(), until);

        // What was taken back, or has passed, does not come again.
        await silence(null);
        await chat.call('channels.leave', { as: ben, path });
        assert.equal(await comeBack(), null);
        await silence(inMs(200));
        await chat.call('channels.leave', { as: ben, path });
        await sleep(250);
        assert.equal(await comeBack(), null);
        await send();
        assert.deepEqual(
          await chat.database.system
            .selectFrom('kept_silences')
            .selectAll()
            .where('workspace_id', '=', workspace.id)
            .execute(),
          [],
        );
        await chat.close();
      },
    );

    test(
      `${name}: those silence who may remove, nobody themself, nobody in a conversation, nobody for more than ${limits.silenceDays} days`,
      options,
      async () => {
        const { chat, workspace, ann, ben, others, channelId, path, silence, send, converse } =
          await openCase(await open(), ['member', 'member', 'member', 'moderator', 'admin', 'guest']);
        const [cid = '', moderator = '', admin = '', guest = ''] = others;
        const refuse = (code: 'forbidden' | 'not_found', as: UserId, userId: UserId, at: object = {}) =>
          chat.refuse(code, 'channels.silenceMember', {
            as,
            path: { ...path, userId, ...at },
            body: { until: inMs(HOUR) },
          });
        await refuse('forbidden', ben, cid);
        await refuse('forbidden', guest, cid);
        await refuse('forbidden', moderator, ann);
        await refuse('not_found', ann, createId());
        for (const as of [ann, moderator, admin])
          assert.notEqual((await silence(inMs(HOUR), as)).silencedUntil, null);
        // One's own silence is not one's own to end, whatever one keeps.
        await chat.call('channels.setMemberRole', {
          as: ann,
          path: { ...path, userId: ben },
          body: { role: 'moderator' },
        });
        for (const until of [null, inMs(HOUR)])
          await chat.refuse('forbidden', 'channels.silenceMember', {
            as: ben,
            path: { ...path, userId: ben },
            body: { until },
          });
        await silence(inMs(HOUR), admin, ann);
        await refuse('forbidden', ann, ann);

        const most = limits.silenceDays * DAY;
        await silence(inMs(most - HOUR), admin);
        const far = await chat.refuse('invalid_request', 'channels.silenceMember', {
          as: admin,
          path: { ...path, userId: ben },
          body: { until: inMs(most + HOUR) },
        });
        assert.deepEqual(
          far.fields?.map(({ field }) => field),
          ['body.until'],
        );
        for (const until of ['tomorrow', '2026-13-01T00:00:00Z', 1_800_000_000])
          await chat.refuse('invalid_request', 'channels.silenceMember', {
            as: admin,
            path: { ...path, userId: ben },
            body: { until: until as string },
          });

        for (const conversation of await converse(admin, cid))
          await refuse('forbidden', admin, cid, { channelId: conversation });
        const closed = await makeChannel(chat, workspace, { kind: 'private', members: [ben] });
        await refuse('not_found', admin, ben, { channelId: closed });
        assert.equal((await viewOf(chat, workspace.id, channelId, cid)).membership?.silencedUntil, null);
        await send(cid);
        await chat.close();
      },
    );
  },
  { firstWallAlone: true },
);
