import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  createId,
  limits,
  mentionUser,
  type ChannelId,
  type Report,
  type RouteInput,
  type UserId,
} from '@fechatter/protocol';
import { addPerson, makeChannel, openChat, readAll, sendMessage, snapshotOf, viewOf } from '../../chat.ts';
import { eachDatabase } from '../../harness.ts';

type Body = RouteInput<'reports.create'>['body'];

eachDatabase(
  ({ name, missing, open }) => {
    const options = { skip: missing };

    const setUp = async () => {
      const chat = await openChat(await open());
      const workspace = await chat.workspace(['owner', 'moderator', 'member', 'member']);
      const [owner = '', mod = '', ann = '', ben = ''] = workspace.people;
      const path = { workspaceId: workspace.id };
      return {
        chat,
        workspace,
        owner,
        mod,
        ann,
        ben,
        path,
        /** A channel that only these two are in. */
        makePrivate: () => makeChannel(chat, workspace, { kind: 'private', as: ann, members: [ben] }),
        say: (as: UserId, channelId: ChannelId, text: string) =>
          sendMessage(chat, workspace.id, channelId, as, text),
        report: (as: UserId, body: Body) => chat.call('reports.create', { as, path, body }),
        ofMessage: (messageId: string, more: object = {}): Body => ({
          id: createId(),
          kind: 'message',
          messageId,
          reason: 'spam',
          ...more,
        }),
        ofUser: (userId: string, more: object = {}): Body => ({
          id: createId(),
          kind: 'user',
          userId,
          reason: 'harassment',
          ...more,
        }),
        list: (as: UserId, query: RouteInput<'reports.list'>['query'] = {}) =>
          chat.call('reports.list', { as, path, query }),
        resolve: (as: UserId, reportId: string, body: RouteInput<'reports.resolve'>['body']) =>
          chat.call('reports.resolve', { as, path: { ...path, reportId }, body }),
        openReports: async (as: UserId) => (await snapshotOf(chat, workspace.id, as)).me.openReports,
      };
    };

    test(
      `${name}: those who keep order read what was reported as it was then, also where they are no member`,
      options,
      async () => {
        const { chat, path, mod, ann, ben, makePrivate, say, report, ofMessage, list } = await setUp();
        const channelId = await makePrivate();
        const message = await say(ben, channelId, 'buy this');
        const made = await report(ann, ofMessage(message.id, { note: 'Again and again' }));
        assert.deepEqual(made, {
          id: made.id,
          kind: 'message',
          reporterId: ann,
          userId: ben,
          message: {
            id: message.id,
            channelId,
            index: message.index,
            text: 'buy this',
            createdAt: message.createdAt,
          },
          reason: 'spam',
          note: 'Again and again',
          createdAt: made.createdAt,
          resolution: null,
        } satisfies Report);
        await chat.call('messages.edit', {
          as: ben,
          path: { ...path, messageId: message.id },
          body: { id: createId(), text: 'hello' },
        });
        await chat.call('messages.delete', { as: ben, path: { ...path, messageId: message.id } });
        const { items, users, next } = await list(mod);
        assert.deepEqual([items, next], [[made], null]);
        assert.deepEqual(users.map(({ id }) => id).toSorted(), [ann, ben].toSorted());
        await chat.refuse('not_found', 'messages.get', { as: mod, path: { ...path, messageId: message.id } });
        await chat.close();
      },
    );

    test(
      `${name}: one reports what one can read and people whom one sees, never oneself or what is gone`,
      options,
      async () => {
        const { chat, workspace, path, owner, ann, ben, makePrivate, say, report, ofMessage, ofUser } =
          await setUp();
        const channelId = await makePrivate();
        const message = await say(ben, channelId, 'x');
        const refuse = async (code: Parameters<typeof chat.refuse>[0], as: UserId, body: Body) =>
          chat.refuse(code, 'reports.create', { as, path, body });
        await refuse('not_found', owner, ofMessage(message.id));
        await refuse('not_found', ann, ofMessage(createId()));
        await refuse('not_found', ann, ofUser(createId()));
        const guest = await addPerson(chat.database, workspace.id, 'guest');
        await refuse('not_found', guest, ofUser(ben));
        const own = await refuse('invalid_request', ben, ofMessage(message.id));
        assert.deepEqual(own.fields, [{ field: 'body.messageId', message: 'is your own message' }]);
        const self = await refuse('invalid_request', ben, ofUser(ben));
        assert.deepEqual(self.fields, [{ field: 'body.userId', message: 'is yourself' }]);
        const long = await refuse(
          'invalid_request',
          ann,
          ofUser(ben, { note: 'x'.repeat(limits.reportNoteLength + 1) }),
        );
        assert.match(long.detail, /body\.note/);
        const odd = await refuse('invalid_request', ann, ofUser(ben, { reason: 'dull' }));
        assert.match(odd.detail, /body\.reason/);
        await chat.call('messages.delete', { as: ben, path: { ...path, messageId: message.id } });
        await refuse('message_deleted', ann, ofMessage(message.id));
        assert.deepEqual((await report(ann, ofUser(ben))).message, null);
        await chat.close();
      },
    );

    test(
      `${name}: a report that comes twice is one, and so is a second one of the same message while the first is open`,
      options,
      async () => {
        const { chat, workspace, path, mod, ann, ben, say, report, ofMessage, ofUser, list, resolve } =
          await setUp();
        const channelId = await makeChannel(chat, workspace);
        const message = await say(ben, channelId, 'x');
        const body = ofMessage(message.id);
        const all = await Promise.all(Array.from({ length: 5 }, () => report(ann, body)));
        for (const made of all) assert.deepEqual(made, all[0]);
        assert.deepEqual(await report(ann, ofMessage(message.id, { reason: 'other' })), all[0]);
        const theirs = await report(mod, ofMessage(message.id));
        assert.notEqual(theirs.id, all[0]?.id);
        for (const [as, taken] of [
          [mod, body],
          [ann, { ...ofUser(ben), id: body.id }],
        ] as const)
          await chat.refuse('id_taken', 'reports.create', { as, path, body: taken });
        assert.equal((await list(mod)).items.length, 2);
        const resolved = await resolve(mod, body.id, { kind: 'dismissed' });
        assert.deepEqual(await report(ann, body), resolved);
        const anew = await report(ann, ofMessage(message.id));
        assert.deepEqual([anew.id === body.id, anew.resolution], [false, null]);
        await chat.close();
      },
    );

    test(
      `${name}: nobody but owners, admins and moderators of the workspace sees or resolves a report`,
      options,
      async () => {
        const { chat, workspace, path, owner, mod, ann, ben, report, ofUser, list, resolve, openReports } =
          await setUp();
        const admin = await addPerson(chat.database, workspace.id, 'admin');
        const guest = await addPerson(chat.database, workspace.id, 'guest');
        // Who keeps a channel keeps no order in the workspace.
        await makeChannel(chat, workspace, { as: ann, members: [ben] });
        const made = await report(ann, ofUser(ben));
        for (const as of [ann, ben, guest]) {
          await chat.refuse('forbidden', 'reports.list', { as, path, query: {} });
          await chat.refuse('forbidden', 'reports.resolve', {
            as,
            path: { ...path, reportId: made.id },
            body: { kind: 'dismissed' },
          });
          assert.equal(await openReports(as), 0);
        }
        for (const as of [owner, admin, mod]) {
          assert.deepEqual((await list(as)).items, [made]);
          assert.equal(await openReports(as), 1);
        }
        assert.equal((await resolve(admin, made.id, { kind: 'handled' })).resolution?.by, admin);
        await chat.close();
      },
    );

    test(
      `${name}: a report is resolved once: the same again changes nothing, and anything else is refused`,
      options,
      async () => {
        const { chat, path, owner, mod, ann, ben, report, ofUser, list, resolve } = await setUp();
        const made = await report(ann, ofUser(ben));
        const body = { kind: 'handled', note: 'Talked to them' } as const;
        const resolved = await resolve(mod, made.id, body);
        assert.deepEqual(resolved, {
          ...made,
          resolution: { ...body, by: mod, at: resolved.resolution?.at ?? '' },
        });
        assert.deepEqual(await resolve(owner, made.id, body), resolved);
        for (const other of [{ kind: 'dismissed', note: body.note }, { kind: 'handled' }] as const)
          await chat.refuse('report_resolved', 'reports.resolve', {
            as: owner,
            path: { ...path, reportId: made.id },
            body: other,
          });
        assert.deepEqual((await list(mod)).items, []);
        const { items, users } = await list(mod, { state: 'resolved' });
        assert.deepEqual(items, [resolved]);
        assert.ok(users.some(({ id }) => id === mod));
        await chat.refuse('not_found', 'reports.resolve', {
          as: mod,
          path: { ...path, reportId: createId() },
          body,
        });
        await chat.close();
      },
    );

    test(
      `${name}: "message_deleted" leaves a tombstone at once, wherever the message is; of a person it is refused`,
      options,
      async () => {
        const { chat, workspace, path, mod, ann, ben, makePrivate, say, report, ofMessage, ofUser, resolve } =
          await setUp();
        const channelId = await makePrivate();
        const message = await say(ben, channelId, `secret ${mentionUser(ann)}`);
        const person = await report(ann, ofUser(ben));
        const wrong = await chat.refuse('invalid_request', 'reports.resolve', {
          as: mod,
          path: { ...path, reportId: person.id },
          body: { kind: 'message_deleted' },
        });
        assert.deepEqual(
          wrong.fields?.map(({ field }) => field),
          ['body.kind'],
        );
        const made = await report(ann, ofMessage(message.id));
        await chat.call('channels.update', {
          as: ann,
          path: { ...path, channelId },
          body: { archived: true },
        });
        const { cursor } = await snapshotOf(chat, workspace.id, ann);
        await resolve(mod, made.id, { kind: 'message_deleted' });
        const [row] = await readAll(chat, workspace.id, channelId, ann);
        assert.deepEqual([row?.text, row?.deletedBy, row?.deletedAt !== null], ['', mod, true]);
        assert.deepEqual((await viewOf(chat, workspace.id, channelId, ann)).membership?.unreadMentions, []);
        const stream = await chat.stream(workspace.id, ann, cursor);
        assert.equal((await stream.next('message.deleted')).data.message.id, message.id);
        await stream.next('live');
        await stream.close();
        assert.doesNotMatch(JSON.stringify(stream.events), /secret/);
        await chat.close();
      },
    );

    test(
      `${name}: a message that its author has deleted meanwhile does not keep a report from being resolved so`,
      options,
      async () => {
        const { chat, workspace, path, mod, ann, ben, say, report, ofMessage, resolve } = await setUp();
        const channelId = await makeChannel(chat, workspace);
        const message = await say(ben, channelId, 'x');
        const made = await report(ann, ofMessage(message.id));
        await chat.call('messages.delete', { as: ben, path: { ...path, messageId: message.id } });
        const resolved = await resolve(mod, made.id, { kind: 'message_deleted' });
        assert.equal(resolved.resolution?.kind, 'message_deleted');
        assert.equal((await readAll(chat, workspace.id, channelId, ann))[0]?.deletedBy, ben);
        await chat.close();
      },
    );

    test(
      `${name}: how many reports are open is told to those who keep order when it changes, and to nobody else`,
      options,
      async () => {
        const { chat, workspace, path, owner, mod, ann, ben, say, report, ofUser, resolve, openReports } =
          await setUp();
        const channelId = await makeChannel(chat, workspace);
        const streams = await Promise.all([owner, mod, ann, ben].map((as) => chat.stream(workspace.id, as)));
        for (const stream of streams) await stream.next('live');
        const made = await report(ann, ofUser(ben));
        await report(ann, ofUser(owner));
        await resolve(mod, made.id, { kind: 'dismissed' });
        await chat.call('users.setRole', {
          as: owner,
          path: { ...path, userId: ben },
          body: { role: 'moderator' },
        });
        assert.equal(await openReports(ben), 1);
        await chat.call('users.setRole', {
          as: owner,
          path: { ...path, userId: mod },
          body: { role: 'member' },
        });
        assert.equal(await openReports(mod), 0);
        const last = await say(ann, channelId, 'after it');
        const told = [];
        for (const stream of streams) {
          await stream.until(last.version);
          told.push(stream.ofType('me.updated').map(({ data }) => data.me.openReports));
          await stream.close();
        }
        assert.deepEqual(told, [[1, 2, 1], [1, 2, 1, 0], [], [1]]);
        await chat.close();
      },
    );

    test(
      `${name}: reports come newest first, page by page, also while some are resolved`,
      options,
      async () => {
        const { chat, workspace, mod, ann, report, ofUser, list, resolve } = await setUp();
        const made: string[] = [];
        for (let count = 0; count < 7; count += 1) {
          const person = await addPerson(chat.database, workspace.id);
          made.unshift((await report(ann, ofUser(person))).id);
        }
        const first = await list(mod, { limit: 3 });
        const seen = first.items.map(({ id }) => id);
        for (const { id } of first.items) await resolve(mod, id, { kind: 'dismissed' });
        for (let { next } = first; next !== null;) {
          const page = await list(mod, { limit: 3, cursor: next });
          seen.push(...page.items.map(({ id }) => id));
          next = page.next;
        }
        assert.deepEqual(seen, made);
        assert.deepEqual(
          (await list(mod, { state: 'resolved' })).items.map(({ id }) => id),
          made.slice(0, 3),
        );
        await chat.refuse('invalid_request', 'reports.list', {
          as: mod,
          path: { workspaceId: workspace.id },
          query: { cursor: 'no mark' },
        });
        await chat.close();
      },
    );

    test(`${name}: the reports of one workspace are not those of another`, options, async () => {
      const { chat, path, mod, ann, ben, report, ofUser } = await setUp();
      const made = await report(ann, ofUser(ben));
      const other = await chat.workspace(['owner', 'member']);
      const [theirs = ''] = other.people;
      const elsewhere = { workspaceId: other.id };
      assert.deepEqual(
        (await chat.call('reports.list', { as: theirs, path: elsewhere, query: {} })).items,
        [],
      );
      assert.equal((await snapshotOf(chat, other.id, theirs)).me.openReports, 0);
      await chat.refuse('not_found', 'reports.resolve', {
        as: theirs,
        path: { ...elsewhere, reportId: made.id },
        body: { kind: 'dismissed' },
      });
      await chat.refuse('not_found', 'reports.list', { as: mod, path: elsewhere, query: {} });
      await chat.refuse('not_found', 'reports.list', { as: theirs, path, query: {} });
      await chat.close();
    });
  },
  { firstWallAlone: true },
);
