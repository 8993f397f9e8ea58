/**
 * The test server of `@fechatter/client-sdk/testing` is as the reference server: both have the same talks, and
 * what they say has to be the same.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import {
  endpoints,
  eventStream,
  expandPath,
  mentionChannel,
  mentionUser,
  type RouteInput,
} from '@fechatter/protocol';
import { Conversation } from './conversation.ts';
import {
  emailOf,
  names,
  openReferenceServer,
  openTestServer,
  password,
  type Person,
  type Subject,
} from './subject.ts';

let reference: Subject;
let likeness: Subject;
before(async () => {
  [reference, likeness] = await Promise.all([openReferenceServer(), openTestServer()]);
});
after(async () => {
  await reference.close();
});

type Talk = (talk: Conversation) => Promise<void>;

/** Both servers have this talk, one after the other. */
async function compare(talk: Talk, seed: number): Promise<void> {
  const transcripts = [];
  for (const subject of [reference, likeness]) {
    const conversation = await Conversation.start(subject, seed);
    await talk(conversation);
    transcripts.push(conversation.transcript);
  }
  const [expected, actual] = transcripts;
  assert.ok((expected?.length ?? 0) > 0);
  // One thing said after the other, so that a difference is shown where it begins.
  for (const [turn, said] of (expected ?? []).entries())
    assert.deepEqual(actual?.[turn], said, `turn ${turn}`);
  assert.equal(actual?.length, expected?.length);
}

let seeds = 0;
function same(what: string, talk: Talk): void {
  const seed = (seeds += 1);
  test(`the test server and the reference server agree on ${what}`, () => compare(talk, seed));
}

const at = (talk: Conversation) => ({ workspaceId: talk.workspaceId });
const say = (talk: Conversation, who: Person, text: string, timelineId = talk.general, id = talk.newId()) =>
  talk.call(who, 'messages.send', { path: { ...at(talk), timelineId }, body: { id, text } });
const make = async (talk: Conversation, who: Person, kind: 'public' | 'private', ...others: Person[]) => {
  const id = talk.newId();
  const memberIds = others.map((other) => talk.id(other));
  await talk.call(who, 'channels.create', {
    path: at(talk),
    body: { id, kind, name: `c ${id.slice(-8)}`, memberIds },
  });
  return id;
};
const seen = async (talk: Conversation, ...who: Person[]): Promise<void> => {
  for (const person of who) await talk.call(person, 'workspaces.snapshot', { path: at(talk) });
};

same('messages: a dense index, ids that are good for ever, and who may write where', async (talk) => {
  const id = talk.newId();
  await say(talk, 'ada', 'one', talk.general, id);
  await say(talk, 'ada', 'said again', talk.general, id);
  await say(talk, 'bob', 'the same id', talk.general, id);
  await say(talk, 'bob', `two ${mentionUser(talk.id('ada'))} ${mentionUser(talk.id('guest'))}`);
  await say(talk, 'eve', `three ${mentionChannel}`);
  await say(talk, 'eve', '   ');
  await say(talk, 'guest', 'from outside');
  await say(talk, 'ada', 'nowhere', talk.newId());
  const other = await make(talk, 'ada', 'public');
  await say(talk, 'ada', 'the same id elsewhere', other, id);
  await say(talk, 'bob', 'not a member', other);
  const hidden = await make(talk, 'ada', 'private');
  await say(talk, 'bob', 'not known', hidden);
  const path = { ...at(talk), timelineId: talk.general };
  for (const replyTo of [id, talk.newId()])
    await talk.call('dan', 'messages.send', {
      path,
      body: { id: talk.newId(), text: 'answer', replyTo, kind: 'action' },
    });
  await talk.call('dan', 'messages.get', { path: { ...at(talk), messageId: id } });
  await talk.call('guest', 'messages.get', { path: { ...at(talk), messageId: id } });
  await seen(talk, 'ada', 'bob', 'guest');
});

same('edits and deletions: by whom, once, and what is left', async (talk) => {
  const id = talk.newId();
  const path = { ...at(talk), messageId: id };
  const edit = (who: Person, text: string, editId = talk.newId(), messageId = id) =>
    talk.call(who, 'messages.edit', { path: { ...path, messageId }, body: { id: editId, text } });
  await say(talk, 'dan', `first ${mentionUser(talk.id('eve'))}`, talk.general, id);
  const before = await talk.cursor('eve');
  const answer = { id: talk.newId(), text: 'answer', replyTo: id };
  await talk.call('eve', 'messages.send', { path: { ...at(talk), timelineId: talk.general }, body: answer });
  const editId = talk.newId();
  await edit('dan', `second ${mentionUser(talk.id('ada'))}`, editId);
  await edit('dan', 'again with the same id', editId);
  await edit('dan', 'the same edit of another message', editId, answer.id);
  await edit('eve', 'somebody else');
  await edit('eve', 'the same edit id', editId, answer.id);
  await edit('dan', '');
  await edit('dan', `second ${mentionUser(talk.id('ada'))}`);
  await edit('dan', `third ${mentionChannel}`);
  await talk.call('eve', 'messages.edits', { path });
  await seen(talk, 'ada', 'eve');
  await talk.call('eve', 'messages.delete', { path });
  await talk.call('carol', 'messages.delete', { path });
  await talk.call('dan', 'messages.delete', { path });
  await edit('dan', 'too late');
  await talk.call('eve', 'messages.edits', { path });
  await talk.call('eve', 'messages.get', { path: { ...path, messageId: answer.id } });
  await talk.call('guest', 'messages.delete', { path: { ...path, messageId: answer.id } });
  await talk.call('dan', 'messages.delete', { path: { ...path, messageId: talk.newId() } });
  await seen(talk, 'ada', 'eve');
  const stream = await talk.follow('eve', before);
  await stream.close();
});

same('pages of a timeline, in every direction', async (talk) => {
  const timelineId = await make(talk, 'ada', 'private', 'bob');
  for (let count = 1; count <= 12; count += 1)
    await say(talk, count % 3 === 0 ? 'bob' : 'ada', `message ${count}`, timelineId);
  const path = { ...at(talk), timelineId };
  const queries: RouteInput<'messages.list'>['query'][] = [
    {},
    { limit: 3 },
    { before: 5, limit: 3 },
    { before: 1 },
    { after: 10 },
    { after: 12 },
    { after: 4, limit: 2 },
    { around: 6, limit: 4 },
    { around: 1, limit: 5 },
    { around: 12, limit: 5 },
    { around: 99, limit: 5 },
    { before: 3, after: 4 },
    { limit: 0 },
    { limit: 500 },
  ];
  for (const query of queries) await talk.call('bob', 'messages.list', { path, query });
  await talk.call('eve', 'messages.list', { path, query: {} });
  await talk.ask('bob', 'GET', `${expandPath(endpoints['messages.list'].path, path)}?before=x&strange=1`);
});

same('channels: made once, joined, left, kept and archived', async (talk) => {
  const path = at(talk);
  const create = (who: Person, body: RouteInput<'channels.create'>['body']) =>
    talk.call(who, 'channels.create', { path, body });
  const id = talk.newId();
  const name = `Talk ${id.slice(-8)}`;
  await create('dan', { id, kind: 'public', name, description: 'About' });
  await create('dan', { id, kind: 'public', name: 'another name' });
  await create('eve', { id, kind: 'public', name });
  await create('eve', { id: talk.newId(), kind: 'public', name: name.toUpperCase() });
  await create('guest', { id: talk.newId(), kind: 'public', name: 'by a guest' });
  await create('dan', { id: talk.newId(), kind: 'private', name: 'with nobody', memberIds: [talk.newId()] });
  const direct = talk.newId();
  await create('dan', { id: direct, kind: 'direct', userId: talk.id('eve') });
  await create('eve', { id: talk.newId(), kind: 'direct', userId: talk.id('dan') });
  await create('dan', { id: direct, kind: 'direct', userId: talk.id('ada') });
  await create('dan', { id: talk.newId(), kind: 'direct', userId: talk.id('dan') });
  const group = talk.newId();
  await create('eve', {
    id: group,
    kind: 'group',
    memberIds: [talk.id('ada'), talk.id('eve'), talk.id('guest')],
  });

  const inside = { ...path, channelId: id };
  await talk.call('eve', 'channels.get', { path: inside });
  await talk.call('guest', 'channels.get', { path: inside });
  await talk.call('eve', 'channels.join', { path: inside });
  await talk.call('eve', 'channels.join', { path: inside });
  await talk.call('guest', 'channels.join', { path: inside });
  await talk.call('dan', 'channels.leave', { path: inside });
  await talk.call('eve', 'channels.update', { path: inside, body: { description: 'not mine' } });
  await talk.call('eve', 'channels.addMembers', {
    path: inside,
    body: { userIds: [talk.id('bob'), talk.id('eve')] },
  });
  await talk.call('carol', 'channels.addMembers', { path: inside, body: { userIds: [talk.id('carol')] } });
  await talk.call('eve', 'channels.setMemberRole', {
    path: { ...inside, userId: talk.id('bob') },
    body: { role: 'owner' },
  });
  await talk.call('dan', 'channels.setMemberRole', {
    path: { ...inside, userId: talk.id('dan') },
    body: { role: 'member' },
  });
  await talk.call('dan', 'channels.setMemberRole', {
    path: { ...inside, userId: talk.id('eve') },
    body: { role: 'owner' },
  });
  await talk.call('dan', 'channels.setMemberRole', {
    path: { ...inside, userId: talk.id('ada') },
    body: { role: 'owner' },
  });
  await talk.call('dan', 'channels.removeMember', { path: { ...inside, userId: talk.id('eve') } });
  await talk.call('dan', 'channels.removeMember', { path: { ...inside, userId: talk.id('bob') } });
  await talk.call('dan', 'channels.removeMember', { path: { ...inside, userId: talk.id('bob') } });
  await talk.call('dan', 'channels.leave', { path: inside });
  await talk.call('dan', 'channels.leave', { path: inside });
  await talk.call('eve', 'channels.update', { path: inside, body: { name: 'General' } });
  await talk.call('eve', 'channels.update', {
    path: inside,
    body: { name: `${name} 2`, description: 'New' },
  });
  await talk.call('eve', 'channels.update', { path: inside, body: { name: `${name} 2` } });
  await talk.call('eve', 'channels.setPreferences', {
    path: inside,
    body: { muted: true, notifications: 'mentions' },
  });
  await talk.call('eve', 'channels.update', { path: inside, body: { archived: true } });
  await say(talk, 'eve', 'too late', id);
  await talk.call('dan', 'channels.join', { path: inside });
  await talk.call('eve', 'channels.update', { path: inside, body: { archived: true, name: 'x' } });
  await talk.call('eve', 'channels.update', { path: inside, body: { archived: false } });
  await talk.call('dan', 'channels.leave', { path: { ...path, channelId: direct } });
  await talk.call('eve', 'channels.leave', { path: { ...path, channelId: group } });
  await talk.call('ada', 'channels.update', { path: { ...path, channelId: direct }, body: { name: 'x' } });
  await talk.call('guest', 'channels.update', {
    path: { ...path, channelId: group },
    body: { name: 'Ours' },
  });
  await seen(talk, 'ada', 'dan', 'eve', 'guest');
});

same('silence: who may, what it keeps from whom, and how it ends', async (talk) => {
  const channelId = await make(talk, 'dan', 'public', 'eve', 'ada', 'bob', 'guest');
  const path = { ...at(talk), channelId };
  const silence = (who: Person, whom: Person, until: string | null, where = path) =>
    talk.call(who, 'channels.silenceMember', { path: { ...where, userId: talk.id(whom) }, body: { until } });
  const later = (hours: number): string => new Date(Date.now() + hours * 3_600_000).toISOString();
  const message = await say(talk, 'eve', 'before', channelId);
  const own = { ...at(talk), messageId: message.id };
  const cursors = { eve: await talk.cursor('eve'), ada: await talk.cursor('ada') };
  await silence('eve', 'bob', later(1));
  await silence('carol', 'dan', later(1));
  await silence('dan', 'dan', later(1));
  await silence('dan', 'carol', later(1));
  await silence('dan', 'eve', later(28 * 24 + 1));
  await silence('dan', 'eve', 'tomorrow');
  const until = later(1);
  await silence('dan', 'eve', until);
  await silence('carol', 'eve', until);
  await say(talk, 'eve', 'silenced', channelId);
  await say(talk, 'eve', 'before', channelId, message.id);
  await talk.call('eve', 'messages.edit', { path: own, body: { id: talk.newId(), text: 'after' } });
  await talk.call('eve', 'channels.typing', { path, body: { typing: true } });
  await say(talk, 'ada', 'not silenced', channelId);
  await talk.call('eve', 'channels.read', { path, body: { index: 2 } });
  await talk.call('eve', 'messages.delete', { path: own });
  await talk.call('ada', 'channels.members', { path, query: {} });
  await seen(talk, 'eve', 'ada');
  await talk.call('eve', 'channels.leave', { path });
  await talk.call('eve', 'channels.join', { path });
  await say(talk, 'eve', 'still silenced', channelId);
  await silence('dan', 'eve', later(-1));
  await say(talk, 'eve', 'not any more', channelId);
  await silence('dan', 'eve', null);
  await silence('bob', 'dan', later(2));
  await say(talk, 'dan', 'the owner is silenced', channelId);
  const direct = { ...at(talk), channelId: talk.newId() };
  await talk.call('dan', 'channels.create', {
    path: at(talk),
    body: { id: direct.channelId, kind: 'direct', userId: talk.id('eve') },
  });
  await silence('dan', 'eve', later(1), direct);
  for (const who of ['eve', 'ada'] as const) {
    const stream = await talk.follow(who, cursors[who]);
    await stream.close();
  }
  await seen(talk, 'eve', 'ada', 'dan');
});

same('bans: who may, whom they keep out, and how they end', async (talk) => {
  const channelId = await make(talk, 'dan', 'public', 'eve', 'guest');
  const path = { ...at(talk), channelId };
  const banId = (who: Person, userId: string, reason = '', where = path) =>
    talk.call(who, 'channels.ban', { path: { ...where, userId }, body: { reason } });
  const ban = (who: Person, whom: Person, reason = '', where = path) =>
    banId(who, talk.id(whom), reason, where);
  const unban = (who: Person, whom: Person) =>
    talk.call(who, 'channels.unban', { path: { ...path, userId: talk.id(whom) } });
  const bans = (who: Person, query: RouteInput<'channels.listBans'>['query'] = {}) =>
    talk.call(who, 'channels.listBans', { path, query });
  const add = (who: Person, ...whom: Person[]) =>
    talk.call(who, 'channels.addMembers', { path, body: { userIds: whom.map((one) => talk.id(one)) } });
  const cursors = { eve: await talk.cursor('eve'), guest: await talk.cursor('guest') };
  await ban('eve', 'guest');
  await ban('carol', 'dan');
  await ban('ada', 'dan');
  await ban('dan', 'dan');
  await banId('dan', talk.newId());
  await ban('dan', 'eve', 'x'.repeat(501));
  await ban('dan', 'eve', 'Spam');
  await ban('carol', 'eve', 'Spam, and worse');
  await ban('carol', 'bob');
  await bans('eve');
  await bans('guest');
  await bans('dan');
  const first = await bans('bob', { limit: 1 });
  await bans('bob', { limit: 1, cursor: first.next ?? '' });
  await bans('bob', { cursor: 'no mark' });
  await talk.call('eve', 'channels.join', { path });
  await talk.call('eve', 'channels.get', { path });
  await say(talk, 'eve', 'banned', channelId);
  await add('dan', 'carol', 'eve');
  await add('guest', 'eve');
  await talk.call('bob', 'channels.join', { path });
  await unban('eve', 'eve');
  await unban('bob', 'bob');
  await ban('bob', 'carol');
  await unban('carol', 'carol');
  await unban('dan', 'eve');
  await unban('dan', 'eve');
  await add('dan', 'eve');
  await bans('dan');
  const direct = { ...at(talk), channelId: talk.newId() };
  await talk.call('dan', 'channels.create', {
    path: at(talk),
    body: { id: direct.channelId, kind: 'direct', userId: talk.id('eve') },
  });
  await ban('dan', 'eve', '', direct);
  await talk.call('dan', 'channels.listBans', { path: direct, query: {} });
  for (const who of ['eve', 'guest'] as const) {
    const stream = await talk.follow(who, cursors[who]);
    await stream.close();
  }
  await seen(talk, 'eve', 'ada', 'dan');
});

same('lists of channels and of members', async (talk) => {
  const path = at(talk);
  await make(talk, 'dan', 'public', 'eve', 'ada');
  await make(talk, 'dan', 'private', 'eve');
  for (const who of ['dan', 'bob', 'guest'] as const)
    for (const query of [{}, { scope: 'joined' }, { q: 'GENER' }, { q: 'none such' }] as const)
      await talk.call(who, 'channels.list', { path, query });
  const first = await talk.call('dan', 'channels.list', { path, query: { limit: 1 } });
  await talk.call('dan', 'channels.list', { path, query: { limit: 1, cursor: first.next ?? '' } });
  await talk.call('dan', 'channels.list', { path, query: { cursor: 'no mark' } });
  const general = { ...path, channelId: talk.general };
  for (const query of [{}, { q: 'E' }, { limit: 2 }] as const)
    await talk.call('dan', 'channels.members', { path: general, query });
  const some = await talk.call('dan', 'channels.members', { path: general, query: { limit: 2 } });
  await talk.call('dan', 'channels.members', { path: general, query: { limit: 2, cursor: some.next ?? '' } });
  await talk.call('guest', 'channels.members', { path: general, query: {} });
});

same('read marks and what is unread', async (talk) => {
  const channelId = await make(talk, 'dan', 'private', 'eve', 'ada');
  const path = { ...at(talk), channelId };
  for (const text of ['one', `two ${mentionUser(talk.id('eve'))}`, `three ${mentionChannel}`, 'four'])
    await say(talk, 'dan', text, channelId);
  const before = await talk.cursor('ada');
  for (const body of [
    { index: 2 },
    { index: 1 },
    { index: 2 },
    { index: 99 },
    { index: 0, unread: true },
    { index: 0, unread: true },
    { index: 3, unread: true },
    { index: -1 },
  ])
    await talk.call('eve', 'channels.read', { path, body });
  await talk.call('bob', 'channels.read', { path, body: { index: 1 } });
  await say(talk, 'eve', 'five', channelId);
  await seen(talk, 'eve', 'ada', 'dan');
  const stream = await talk.follow('ada', before);
  await stream.close();
});

same('blocks: what they keep two people from, and which mentions count', async (talk) => {
  const path = at(talk);
  const whom = (person: Person) => ({ path: { ...path, userId: talk.id(person) } });
  const create = (who: Person, body: RouteInput<'channels.create'>['body']) =>
    talk.call(who, 'channels.create', { path, body });
  const direct = talk.newId();
  await create('dan', { id: direct, kind: 'direct', userId: talk.id('eve') });
  await say(talk, 'eve', 'before', direct);
  const message = talk.newId();
  await say(talk, 'dan', 'mine', direct, message);
  const channelId = await make(talk, 'ada', 'private', 'dan', 'eve');
  await say(talk, 'eve', mentionUser(talk.id('dan')), channelId);
  await say(talk, 'eve', mentionChannel, channelId);
  await say(talk, 'ada', mentionUser(talk.id('dan')), channelId);
  const cursors = new Map<Person, string>();
  for (const who of ['dan', 'eve'] as const) cursors.set(who, await talk.cursor(who));
  await talk.call('dan', 'users.block', whom('eve'));
  await talk.call('dan', 'users.block', whom('eve'));
  await talk.call('dan', 'users.block', whom('dan'));
  await talk.call('dan', 'users.block', { path: { ...path, userId: talk.newId() } });
  await talk.call('dan', 'users.unblock', { path: { ...path, userId: talk.newId() } });
  await talk.call('dan', 'users.unblock', whom('bob'));
  await talk.call('guest', 'users.block', whom('dan'));
  await talk.call('eve', 'users.block', whom('ada'));
  await say(talk, 'eve', `${mentionUser(talk.id('dan'))} ${mentionChannel}`, channelId);
  for (const who of ['dan', 'eve'] as const) {
    await say(talk, who, 'after', direct);
    await talk.call(who, 'channels.typing', {
      path: { ...path, channelId: direct },
      body: { typing: true },
    });
    await create(who, { id: talk.newId(), kind: 'direct', userId: talk.id(who === 'dan' ? 'eve' : 'dan') });
  }
  await say(talk, 'dan', 'said again', direct, message);
  const edit = { path: { ...path, messageId: message }, body: { id: talk.newId(), text: 'changed' } };
  await talk.call('dan', 'messages.edit', edit);
  await create('ada', { id: talk.newId(), kind: 'direct', userId: talk.id('eve') });
  await create('eve', { id: talk.newId(), kind: 'group', memberIds: [talk.id('ada'), talk.id('dan')] });
  await create('dan', { id: talk.newId(), kind: 'group', memberIds: [talk.id('ada'), talk.id('eve')] });
  const group = talk.newId();
  await create('eve', { id: group, kind: 'group', memberIds: [talk.id('ada')] });
  const added = { path: { ...path, channelId: group }, body: { userIds: [talk.id('bob'), talk.id('dan')] } };
  await talk.call('eve', 'channels.addMembers', added);
  await talk.call('ada', 'channels.addMembers', added);
  await seen(talk, 'ada', 'dan', 'eve');
  await talk.call('dan', 'users.unblock', whom('eve'));
  await talk.call('dan', 'messages.edit', edit);
  await talk.call('eve', 'users.unblock', whom('ada'));
  await seen(talk, 'dan', 'eve');
  for (const who of ['dan', 'eve'] as const) await (await talk.follow(who, cursors.get(who)!)).close();
});

same('reports: who makes them, reads them and resolves them, and who is told', async (talk) => {
  const path = at(talk);
  const cursors = new Map<Person, string>();
  for (const who of names) cursors.set(who, await talk.cursor(who));
  const channelId = await make(talk, 'dan', 'private', 'eve');
  const [first, second] = [talk.newId(), talk.newId()];
  await say(talk, 'dan', `buy this ${mentionUser(talk.id('eve'))}`, channelId, first);
  await say(talk, 'dan', 'and this', channelId, second);
  const report = (who: Person, body: RouteInput<'reports.create'>['body']) =>
    talk.call(who, 'reports.create', { path, body });
  const ofMessage = (messageId: string, id = talk.newId()) =>
    ({ id, kind: 'message', messageId, reason: 'spam' }) as const;
  const ofUser = (person: Person, id = talk.newId()) =>
    ({ id, kind: 'user', userId: talk.id(person), reason: 'harassment', note: 'Rude' }) as const;
  const [one, two, three] = [ofMessage(first), ofMessage(second), ofUser('dan')];
  await report('eve', one);
  await report('eve', one);
  await report('eve', ofMessage(first));
  await report('bob', ofMessage(first));
  await report('dan', ofMessage(first));
  await report('carol', ofUser('eve', one.id));
  await report('eve', ofUser('bob', one.id));
  await report('dan', ofUser('dan'));
  await report('guest', ofUser('dan'));
  await report('eve', ofMessage(talk.newId()));
  await report('eve', { ...ofUser('dan'), note: 'x'.repeat(1_001) });
  await report('eve', two);
  await report('eve', three);
  await talk.call('dan', 'messages.delete', { path: { ...path, messageId: second } });
  await report('eve', ofMessage(second, talk.newId()));
  for (const who of ['ada', 'carol', 'eve', 'guest'] as const)
    await talk.call(who, 'reports.list', { path, query: {} });
  const some = await talk.call('ada', 'reports.list', { path, query: { limit: 2 } });
  await talk.call('ada', 'reports.list', { path, query: { limit: 2, cursor: some.next ?? '' } });
  await talk.call('ada', 'reports.list', { path, query: { cursor: 'no mark' } });
  const resolve = (who: Person, id: string, body: RouteInput<'reports.resolve'>['body']) =>
    talk.call(who, 'reports.resolve', { path: { ...path, reportId: id }, body });
  await resolve('eve', one.id, { kind: 'dismissed' });
  await resolve('bob', talk.newId(), { kind: 'dismissed' });
  await resolve('bob', three.id, { kind: 'message_deleted' });
  await resolve('bob', one.id, { kind: 'message_deleted', note: 'No advertising' });
  await resolve('ada', one.id, { kind: 'message_deleted', note: 'No advertising' });
  await resolve('ada', one.id, { kind: 'handled' });
  await resolve('carol', two.id, { kind: 'message_deleted' });
  await report('eve', one);
  await talk.call('ada', 'reports.list', { path, query: { state: 'resolved' } });
  await talk.call('dan', 'messages.list', { path: { ...path, timelineId: channelId }, query: {} });
  await seen(talk, 'ada', 'carol', 'eve');
  for (const who of names) await (await talk.follow(who, cursors.get(who)!)).close();
});

same('people: found, named and changed', async (talk) => {
  const path = at(talk);
  const ids = [talk.id('ada'), talk.id('guest'), talk.newId()].join();
  for (const who of ['dan', 'guest'] as const) {
    for (const query of [{}, { q: 'd' }, { ids }, { ids: 'x' }, { limit: 2 }])
      await talk.call(who, 'users.list', { path, query });
    await talk.call(who, 'users.get', { path: { ...path, userId: talk.id('ada') } });
  }
  await talk.call('dan', 'users.get', { path: { ...path, userId: talk.newId() } });
  const before = await talk.cursor('ada');
  await talk.call('dan', 'me.update', {
    path,
    body: { title: 'Support', status: { emoji: '🌴', text: 'Away', expiresAt: null } },
  });
  await talk.call('dan', 'me.update', { path, body: { settings: { sounds: false } } });
  await talk.call('dan', 'me.update', { path, body: {} });
  await talk.call('dan', 'me.update', { path, body: { name: '' } });
  await talk.call('dan', 'me.update', {
    path,
    body: { title: '', status: null, settings: { sounds: true } },
  });
  for (const who of ['ada', 'dan', 'guest'] as const) {
    const stream = await talk.follow(who, who === 'ada' ? before : await talk.cursor(who));
    await stream.close();
  }
});

same('sessions: tokens that rotate, and what ends them', async (talk) => {
  const signIn = (email: string, guess: string) =>
    talk.call(null, 'auth.signIn', { body: { email, password: guess } });
  await signIn(emailOf('dan'), 'wrong');
  await signIn('nobody@example.com', password);
  const first = await signIn(emailOf('dan').toUpperCase(), password);
  const refresh = (refreshToken: string) => talk.call(null, 'auth.refresh', { body: { refreshToken } });
  const path = at(talk);
  const second = await refresh(first.refreshToken);
  // The answer was lost: the same token again is good for a while, and gives a twin.
  const twin = await refresh(first.refreshToken);
  const third = await refresh(twin.refreshToken);
  await talk.call({ token: third.accessToken }, 'auth.account', {});
  // The other twin is void: one of its users is a thief, and the session ends.
  await refresh(second.refreshToken);
  await refresh(third.refreshToken);
  await talk.call({ token: third.accessToken }, 'workspaces.list', {});
  await refresh('no token');
  await talk.call({ token: 'no-token' }, 'workspaces.list', {});
  await talk.call(null, 'workspaces.list', {});
  const [one, other] = [await signIn(emailOf('eve'), password), await signIn(emailOf('eve'), password)];
  await talk.call({ token: one.accessToken }, 'auth.signOut', { body: {} });
  await talk.call({ token: one.accessToken }, 'workspaces.snapshot', { path });
  await talk.call({ token: other.accessToken }, 'workspaces.list', {});
});

same('the stream: hello, replay, live; membership decides what is seen', async (talk) => {
  const path = at(talk);
  const cursors = new Map<Person, string>();
  for (const who of names) cursors.set(who, await talk.cursor(who));
  const live = [];
  for (const who of names) live.push(await talk.follow(who, cursors.get(who)!));
  const channelId = await make(talk, 'dan', 'private', 'eve');
  const inside = { ...path, channelId };
  await say(talk, 'dan', 'one', channelId);
  await talk.call('dan', 'channels.addMembers', { path: inside, body: { userIds: [talk.id('guest')] } });
  await say(talk, 'dan', 'two', channelId);
  await talk.call('dan', 'channels.removeMember', { path: { ...inside, userId: talk.id('eve') } });
  await say(talk, 'dan', 'three', channelId);
  await talk.call('guest', 'channels.typing', { path: inside, body: { typing: true } });
  await talk.call('eve', 'channels.typing', { path: inside, body: { typing: true } });
  await talk.call('dan', 'me.update', { path, body: { title: 'Seen by those who may' } });
  await talk.call('dan', 'channels.addMembers', { path: inside, body: { userIds: [talk.id('eve')] } });
  await talk.call('guest', 'channels.leave', { path: inside });
  for (const stream of live) await stream.close();
  // What was missed, as it is seen by membership now.
  for (const who of names) await (await talk.follow(who, cursors.get(who)!)).close();
  await (await talk.follow('ada', null)).close();
});

same('cursors: of nobody else, of no other log, of no future', async (talk) => {
  const own = await talk.cursor('ada');
  const [epoch = '', mark = '', seq = ''] = own.split('.');
  for (const cursor of [
    await talk.cursor('bob'),
    `other-log.${mark}.${seq}`,
    `${epoch}.${mark}.${Number(seq) + 1_000}`,
    'no cursor',
    `${epoch}.${mark}.x`,
  ])
    await (await talk.follow('ada', cursor)).close();
});

same('what is no request of the contract', async (talk) => {
  const list = expandPath(endpoints['channels.list'].path, at(talk));
  await talk.ask('ada', 'GET', '/v1/nothing');
  await talk.ask('ada', 'DELETE', list);
  await talk.ask('ada', 'POST', list, 'no json');
  await talk.ask('ada', 'POST', list, '');
  await talk.ask('ada', 'POST', list, '{}', { 'content-type': 'text/plain' });
  await talk.ask('ada', 'POST', list, { id: 'x', kind: 'public', name: '', more: 1 });
  await talk.ask('ada', 'POST', list, { kind: 'odd' });
  await talk.ask('ada', 'POST', list, 'x'.repeat(70_000));
  await talk.ask('ada', 'GET', `${list}?limit=1&limit=2`);
  const elsewhere = { workspaceId: talk.newId() };
  await talk.call('ada', 'workspaces.snapshot', { path: elsewhere });
  await talk.call('ada', 'workspaces.snapshot', { path: { workspaceId: 'acme' } });
  await talk.ask('ada', 'GET', expandPath(eventStream.path, elsewhere));
  await talk.call('ada', 'channels.get', { path: { ...elsewhere, channelId: talk.general } });
});

for (let seed = 1; seed <= 8; seed += 1) {
  test(`the test server and the reference server agree on 60 calls by chance, and on the events of them (seed ${seed})`, () =>
    compare(byChance, 1_000 + seed));
}

async function byChance(talk: Conversation): Promise<void> {
  const path = at(talk);
  const of = <T>(list: readonly T[]): T => list[Math.floor(talk.random() * list.length)]!;
  const channels = [talk.general];
  const messages: string[] = [];
  const readers = [];
  for (const who of names) readers.push(await talk.follow(who, await talk.cursor(who)));
  for (let turn = 0; turn < 60; turn += 1) {
    const who = of(names);
    const other = talk.id(of(names));
    const inside = { ...path, channelId: of(channels) };
    const message = { ...path, messageId: messages.length > 0 ? of(messages) : talk.newId() };
    const id = talk.newId();
    const chance = talk.random();
    if (chance < 0.4) {
      const text = of(['Hello', mentionUser(other), mentionChannel]);
      const replyTo = messages.length > 0 && talk.random() < 0.3 ? of(messages) : null;
      messages.push(id);
      await talk.call(who, 'messages.send', {
        path: { ...path, timelineId: inside.channelId },
        body: { id, text, replyTo },
      });
    } else if (chance < 0.5) {
      await talk.call(who, 'messages.edit', {
        path: message,
        body: { id, text: of(['edited', mentionUser(other)]) },
      });
    } else if (chance < 0.56) await talk.call(who, 'messages.delete', { path: message });
    else if (chance < 0.59)
      await talk.call(who, of(['users.block', 'users.unblock'] as const), {
        path: { ...path, userId: other },
      });
    else if (chance < 0.64) {
      channels.push(id);
      const memberIds = [...new Set([other, talk.id(of(names))])];
      await talk.call(who, 'channels.create', {
        path,
        body: of<RouteInput<'channels.create'>['body']>([
          { id, kind: 'public', name: id, memberIds },
          { id, kind: 'private', name: id, memberIds },
          { id, kind: 'group', memberIds },
          { id, kind: 'direct', userId: other },
        ]),
      });
    } else if (chance < 0.7) await talk.call(who, 'channels.join', { path: inside });
    else if (chance < 0.74) await talk.call(who, 'channels.leave', { path: inside });
    else if (chance < 0.8)
      await talk.call(who, 'channels.addMembers', { path: inside, body: { userIds: [other] } });
    else if (chance < 0.84)
      await talk.call(who, 'channels.removeMember', { path: { ...inside, userId: other } });
    else if (chance < 0.87)
      await talk.call(who, 'channels.setMemberRole', {
        path: { ...inside, userId: other },
        body: { role: of(['owner', 'moderator', 'member'] as const) },
      });
    else if (chance < 0.95)
      await talk.call(who, 'channels.read', {
        path: inside,
        body: { index: Math.floor(talk.random() * 12), unread: talk.random() < 0.3 },
      });
    else
      await talk.call(who, 'channels.update', {
        path: inside,
        body: of([{ description: id }, { archived: talk.random() < 0.3 }]),
      });
  }
  await seen(talk, ...names);
  for (const reader of readers) await reader.close();
}
