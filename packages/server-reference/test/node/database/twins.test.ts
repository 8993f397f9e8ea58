import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  createId,
  mentionUser,
  type ChannelId,
  type RouteName,
  type UserId,
  type WorkspaceId,
} from '@fechatter/protocol';
import { sql } from 'kysely';
import type { Database } from '../../../src/database/database.ts';
import { walledTables } from '../../../src/database/tables.ts';
import { makeWorkspace, openChat, snapshotOf, type Chat } from '../../chat.ts';
import { missingWorkspace } from '../../first-wall.ts';
import { openMemoryDatabase, withoutSecondWall } from '../../harness.ts';

/** Ids that both workspaces have: of what, and of whom, is all that tells them apart. */
const ids = {
  open: createId(),
  closed: createId(),
  direct: createId(),
  group: createId(),
  messages: Array.from({ length: 6 }, () => createId()),
  edit: createId(),
  report: createId(),
};
const channels: readonly ChannelId[] = [ids.open, ids.closed, ids.direct, ids.group];

type People = readonly [UserId, UserId, UserId, UserId];

/** The same things with the same ids: in the second workspace with more in them, and with more people. */
async function live(
  chat: Chat,
  workspaceId: WorkspaceId,
  people: People,
  where: 'here' | 'elsewhere',
): Promise<void> {
  const elsewhere = where === 'elsewhere';
  const [ann, ben, cid, guest] = people;
  const [owner, other] = elsewhere ? [guest, cid] : [ann, ben];
  const path = { workspaceId };
  const create = (body: Parameters<typeof chat.call<'channels.create'>>[1]['body']) =>
    chat.call('channels.create', { as: owner, path, body });
  await create({
    id: ids.open,
    kind: 'public',
    name: `open ${where}`,
    memberIds: elsewhere ? [ann, ben, cid] : [ben],
  });
  await create({
    id: ids.closed,
    kind: 'private',
    name: `closed ${where}`,
    memberIds: elsewhere ? [ann, ben, cid] : [ben],
  });
  await create({ id: ids.direct, kind: 'direct', userId: other });
  await create({ id: ids.group, kind: 'group', memberIds: elsewhere ? [ann, ben, cid] : [ben, guest] });
  const send = (timelineId: ChannelId, id: string, text: string, replyTo: string | null = null) =>
    chat.call('messages.send', {
      as: owner,
      path: { ...path, timelineId },
      body: { id, text: `${text} ${where}`, replyTo },
    });
  const [first = '', answer = '', mention = '', edited = '', deleted = '', last = ''] = ids.messages;
  await send(ids.open, first, 'first');
  await send(ids.open, answer, 'answer', first);
  await send(ids.open, mention, `${mentionUser(ben)} and @channel`);
  await send(elsewhere ? ids.open : ids.closed, edited, 'before');
  await send(ids.direct, deleted, 'to be gone');
  await send(ids.group, last, 'last');
  for (let more = 0; elsewhere && more < 5; more += 1) {
    for (const channel of channels)
      await send(channel, createId(), `${mentionUser(ben)} ${mentionUser(ann)} @channel`);
  }
  await chat.call('messages.edit', {
    as: owner,
    path: { ...path, messageId: edited },
    body: { id: ids.edit, text: `after ${where}` },
  });
  await chat.call('messages.delete', { as: owner, path: { ...path, messageId: deleted } });
  for (const userId of elsewhere ? [ann, ben] : [ben])
    await chat.call('channels.silenceMember', {
      as: owner,
      path: { ...path, channelId: ids.closed, userId },
      body: { until: new Date(Date.now() + (elsewhere ? 7_200_000 : 3_600_000)).toISOString() },
    });
  for (const userId of elsewhere ? [ann, cid] : [cid])
    await chat.call('channels.ban', {
      as: owner,
      path: { ...path, channelId: ids.closed, userId },
      body: { reason: where },
    });
  await chat.call('reports.create', {
    as: other,
    path,
    body: { id: ids.report, kind: 'message', messageId: first, reason: 'spam', note: where },
  });
  if (elsewhere) await chat.call('users.block', { as: ben, path: { ...path, userId: ann } });
}

/** Every answer that these people can get, whatever they ask for. */
async function readEverything(
  chat: Chat,
  workspaceId: WorkspaceId,
  people: People,
): Promise<readonly string[]> {
  const answers: string[] = [];
  for (const as of people) {
    const ask = async (name: RouteName, path: object, query: object = {}): Promise<void> => {
      const response = await chat.request(name, { as, path: { workspaceId, ...path }, query } as never);
      const text = (await response.text()).replace(/"requestId":"[^"]*"/, '');
      answers.push(`${name} ${JSON.stringify(path)} ${response.status} ${text}`);
    };
    await ask('workspaces.snapshot', {});
    await ask('users.list', {});
    await ask('users.list', {}, { q: 'person', limit: 1 });
    await ask('channels.list', {}, { scope: 'browse', archived: 'true' });
    await ask('channels.list', {}, { scope: 'joined', q: 'o' });
    for (const channelId of channels) await ask('channels.listBans', { channelId });
    for (const userId of people) await ask('users.get', { userId });
    for (const state of ['open', 'resolved']) await ask('reports.list', {}, { state });
    for (const channelId of channels) {
      await ask('channels.get', { channelId });
      await ask('channels.members', { channelId }, { q: 'p' });
      await ask('messages.list', { timelineId: channelId });
      await ask('messages.list', { timelineId: channelId }, { around: 2, limit: 3 });
    }
    for (const messageId of ids.messages) {
      await ask('messages.get', { messageId });
      await ask('messages.edits', { messageId });
    }
  }
  return answers;
}

/** All rows of a workspace, as they stand. */
async function rowsOf(database: Database, workspaceId: WorkspaceId): Promise<readonly string[]> {
  const all: string[] = [];
  for (const [table, column] of [
    ...walledTables.map((table) => [table, 'workspace_id'] as const),
    ['workspaces', 'id'] as const,
  ]) {
    const { rows } = await sql<{ row: string }>`
      select row_to_json(t)::text as row from ${sql.table(table)} t where ${sql.ref(column)} = ${workspaceId} order by 1`.execute(
      database.system,
    );
    all.push(...rows.map(({ row }) => `${table} ${row}`));
  }
  return all;
}

/** Changes everything that can be changed. */
async function changeEverything(
  chat: Chat,
  workspaceId: WorkspaceId,
  [ann, ben, cid, guest]: People,
): Promise<void> {
  const path = { workspaceId };
  const open = { ...path, channelId: ids.open };
  const closed = { ...path, channelId: ids.closed };
  const [first = '', answer = '', , edited = '', , last = ''] = ids.messages;
  const body = { id: createId(), text: `more for ${mentionUser(ben)} and @channel`, replyTo: first };
  for (let twice = 0; twice < 2; twice += 1)
    await chat.call('messages.send', { as: ann, path: { ...path, timelineId: ids.open }, body });
  await chat.call('messages.edit', {
    as: ann,
    path: { ...path, messageId: first },
    body: { id: createId(), text: 'first again' },
  });
  await chat.call('messages.edit', {
    as: ann,
    path: { ...path, messageId: edited },
    body: { id: createId(), text: mentionUser(ben) },
  });
  await chat.call('messages.delete', { as: ann, path: { ...path, messageId: edited } });
  await chat.call('messages.delete', { as: ann, path: { ...path, messageId: answer } });
  await chat.call('messages.delete', { as: ann, path: { ...path, messageId: last } });
  await chat.call('users.block', { as: ben, path: { ...path, userId: ann } });
  await chat.call('users.unblock', { as: ben, path: { ...path, userId: ann } });
  await chat.call('users.block', { as: cid, path: { ...path, userId: ann } });
  await chat.call('reports.create', {
    as: ben,
    path,
    body: { id: createId(), kind: 'user', userId: ann, reason: 'other' },
  });
  await chat.call('reports.resolve', {
    as: ann,
    path: { ...path, reportId: ids.report },
    body: { kind: 'message_deleted' },
  });
  await chat.call('channels.read', { as: ben, path: open, body: { index: 1, unread: true } });
  await chat.call('channels.setPreferences', { as: ben, path: open, body: { muted: true } });
  await chat.call('channels.join', { as: cid, path: open });
  const ofCid = { ...closed, userId: cid };
  await chat.call('channels.ban', { as: ann, path: ofCid, body: { reason: 'again' } });
  await chat.call('channels.ban', { as: ann, path: { ...closed, userId: guest }, body: { reason: '' } });
  await chat.call('channels.unban', { as: ann, path: { ...closed, userId: guest } });
  await chat.call('channels.unban', { as: ann, path: ofCid });
  await chat.call('channels.addMembers', { as: ann, path: closed, body: { userIds: [cid, guest] } });
  await chat.call('channels.setMemberRole', {
    as: ann,
    path: { ...closed, userId: cid },
    body: { role: 'moderator' },
  });
  await chat.call('channels.removeMember', { as: ann, path: { ...closed, userId: ben } });
  await chat.call('channels.leave', { as: guest, path: closed });
  await chat.call('channels.addMembers', { as: ann, path: closed, body: { userIds: [ben] } });
  await chat.call('channels.silenceMember', {
    as: ann,
    path: { ...closed, userId: ben },
    body: { until: null },
  });
  await chat.call('channels.update', { as: ann, path: open, body: { name: 'renamed', description: 'new' } });
  await chat.call('channels.update', { as: ann, path: open, body: { archived: true } });
  await chat.call('me.update', {
    as: ben,
    path,
    body: { title: 'changed', status: { emoji: '', text: 'busy', expiresAt: null } },
  });
  await chat.call('users.setRole', { as: ann, path: { ...path, userId: cid }, body: { role: 'admin' } });
  await chat.call('users.remove', { as: ann, path: { ...path, userId: ben } });
}

test('without row-level security, a workspace whose ids are all the same is neither read, nor counted, nor changed', async () => {
  const database = await withoutSecondWall(await openMemoryDatabase());
  const chat = await openChat(database);
  const mine = await chat.workspace(['owner', 'member', 'member', 'guest']);
  const people = mine.people as unknown as People;
  await live(chat, mine.id, people, 'here');
  const { cursor } = await snapshotOf(chat, mine.id, people[1]);
  const before = await readEverything(chat, mine.id, people);

  const twin = await makeWorkspace(database, []);
  for (const userId of people) {
    await sql`
      insert into workspace_members (workspace_id, user_id, name, role, joined_at, version)
      values (${twin.id}, ${userId}, ${'Person elsewhere'}, ${userId === people[0] ? 'admin' : 'owner'}, now(), 0)`.execute(
      database.system,
    );
  }
  await live(chat, twin.id, people, 'elsewhere');
  const shared = await sql<{ count: number }>`
    select count(*)::int as count from messages join messages as others using (id)
    where messages.workspace_id = ${mine.id} and others.workspace_id = ${twin.id}`.execute(database.system);
  assert.equal(shared.rows[0]?.count, ids.messages.length);
  assert.deepEqual(await readEverything(chat, mine.id, people), before);

  const theirs = await rowsOf(database, twin.id);
  assert.ok(theirs.length > 50);
  await changeEverything(chat, mine.id, people);
  assert.deepEqual(await rowsOf(database, twin.id), theirs);
  assert.doesNotMatch((await readEverything(chat, mine.id, people)).join('\n'), /elsewhere/);
  assert.doesNotMatch((await rowsOf(database, mine.id)).join('\n'), /elsewhere/);

  const stream = await chat.stream(mine.id, people[0], await cursorAtStart(chat, mine.id, people[0], cursor));
  await stream.next('live');
  assert.ok(stream.logged.length > 10);
  assert.doesNotMatch(JSON.stringify(stream.logged), /elsewhere/);
  await stream.close();
  assert.deepEqual(chat.errors, []);
  await chat.close();
  await database.close();
});

/** The cursor of somebody else, as this person's own. */
async function cursorAtStart(
  chat: Chat,
  workspaceId: WorkspaceId,
  userId: UserId,
  cursor: string,
): Promise<string> {
  const own = await snapshotOf(chat, workspaceId, userId);
  return own.cursor.replace(/\d+$/, /\d+$/.exec(cursor)?.[0] ?? '0');
}

test('a row cannot be inserted into another workspace than the one whose walls the query is behind', async () => {
  const database = await withoutSecondWall(await openMemoryDatabase());
  const mine = await makeWorkspace(database);
  const theirs = await makeWorkspace(database);
  const mention = { user_id: createId(), channel_id: createId(), index: 1 };
  await database.workspace(mine.id, (tx) =>
    tx
      .insertInto('mentions')
      .values({ ...mention, workspace_id: mine.id })
      .execute(),
  );
  for (const rows of [[theirs.id], [mine.id, theirs.id]]) {
    const smuggled = database.workspace(mine.id, (tx) =>
      tx
        .insertInto('mentions')
        .values(rows.map((id, at) => ({ ...mention, index: at + 5, workspace_id: id })))
        .execute(),
    );
    await assert.rejects(smuggled, /inserted into the workspace/);
  }
  await database.close();
});

test('a query is bound to its workspace whatever its shape: joins, subqueries, aliases, "or", update from', async () => {
  const database = await withoutSecondWall(await openMemoryDatabase());
  const mine = await makeWorkspace(database, ['member']);
  const theirs = await makeWorkspace(database, ['owner', 'member']);
  await database.workspace(mine.id, async (tx) => {
    const everybody = await tx
      .selectFrom('workspace_members as people')
      .selectAll()
      .where((row) => row.or([row('people.role', '=', 'member'), row('people.role', '=', 'owner')]))
      .execute();
    assert.deepEqual(
      everybody.map((row) => row.user_id),
      mine.people,
    );
    const text = await tx
      .selectFrom('workspace_members')
      .select('user_id')
      .where(sql<boolean>`role = 'owner' or true`)
      .execute();
    assert.deepEqual(
      text.map((row) => row.user_id),
      mine.people,
    );
    const pairs = await tx
      .selectFrom('workspace_members as one')
      .innerJoin('workspace_members as other', (join) => join.onTrue())
      .select('other.user_id')
      .execute();
    assert.equal(pairs.length, 1);
    const crossed = await tx
      .selectFrom('workspaces')
      .crossJoin('workspace_members')
      .select('workspaces.id')
      .execute();
    assert.deepEqual(crossed, [{ id: mine.id }]);
    const left = await tx
      .selectFrom('workspaces')
      .leftJoin('workspace_members', (join) => join.on('role', '=', 'owner'))
      .select('user_id')
      .execute();
    assert.deepEqual(left, [{ user_id: null }]);
    const nested = await tx
      .selectFrom('workspaces')
      .select((row) =>
        row
          .selectFrom('workspace_members')
          .select((all) => all.fn.countAll<number>().as('n'))
          .as('n'),
      )
      .execute();
    assert.deepEqual(
      nested.map((row) => Number(row.n)),
      [1],
    );
    const changed = await tx
      .updateTable('workspace_members')
      .from('workspaces')
      .set({ title: 'x' })
      .where('role', 'in', ['owner', 'member'])
      .executeTakeFirst();
    assert.equal(changed.numUpdatedRows, 1n);
    const removed = await tx
      .deleteFrom('workspace_members')
      .where('user_id', 'in', theirs.people)
      .executeTakeFirst();
    assert.equal(removed.numDeletedRows, 0n);
  });
  await database.close();
});

test('the tests refuse a query that leaves its workspace to row-level security', async () => {
  const database = await openMemoryDatabase();
  const { id } = await makeWorkspace(database);
  await assert.rejects(
    database.workspace(id, (tx) => sql`select 1 from channels where id = ${id}`.execute(tx)),
    /names its workspace 0 times for 1/,
  );
  await database.close();
  for (const text of [
    'select * from "messages" where id = $1',
    'update channels set name = $1 from channel_members where channels.workspace_id = $2',
    'delete from mentions',
    'insert into mentions (user_id) values ($1)',
    'select 1 from channels join messages on messages.workspace_id = channels.workspace_id where channels.workspace_id = $1',
  ])
    assert.notEqual(missingWorkspace(text), null, text);
  for (const text of [
    'select * from "messages" where "messages"."workspace_id" = $1',
    'insert into "mentions" ("user_id", "workspace_id") values ($1, $2)',
    'select 1 from users',
  ])
    assert.equal(missingWorkspace(text), null, text);
});
