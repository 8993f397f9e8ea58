import { expect } from '@open-wc/testing';
import type { Message, TimelineItem } from '@fechatter/client-sdk';
import { groupByDay } from '../../src/messages/grouping.ts';

const at = (
  index: number,
  authorId: string,
  createdAt: string,
  more: Partial<Message> = {},
): TimelineItem => ({
  message: {
    id: `m${index}`,
    channelId: 'c',
    timelineId: 'c',
    index,
    authorId,
    kind: 'text',
    text: 'text',
    replyTo: null,
    mentions: [],
    mentionsChannel: false,
    custom: {},
    createdAt,
    editedAt: null,
    deletedAt: null,
    deletedBy: null,
    version: 1,
    ...more,
  },
  delivery: { status: 'sent' },
  change: null,
});
const local = (day: number, hour: number, minute = 0): string =>
  new Date(2026, 4, day, hour, minute).toISOString();
const heads = (items: readonly TimelineItem[]): boolean[] =>
  groupByDay(items, null, null).flatMap(({ rows }) => rows.map(({ head }) => head));

describe('grouping of messages', () => {
  it('puts messages of one author within five minutes into one group', () => {
    expect(
      heads([at(1, 'a', local(3, 9, 0)), at(2, 'a', local(3, 9, 4)), at(3, 'a', local(3, 9, 8))]),
    ).to.deep.equal([true, false, false]);
  });

  it('breaks a group after five minutes', () => {
    expect(heads([at(1, 'a', local(3, 9, 0)), at(2, 'a', local(3, 9, 5))])).to.deep.equal([true, true]);
  });

  it('breaks a group at another author, at a reply and after a deleted message', () => {
    const answer = { id: 'm1', index: 1, authorId: 'a', excerpt: 'text', deleted: false };
    expect(
      heads([at(1, 'a', local(3, 9)), at(2, 'b', local(3, 9)), at(3, 'b', local(3, 9), { replyTo: answer })]),
    ).to.deep.equal([true, true, true]);
    expect(
      heads([at(1, 'a', local(3, 9), { deletedAt: local(3, 9) }), at(2, 'a', local(3, 9))]),
    ).to.deep.equal([true, true]);
  });

  it('begins a new day at midnight of the reader, with a new group', () => {
    const days = groupByDay([at(1, 'a', local(3, 23, 59)), at(2, 'a', local(4, 0, 1))], null, null);
    expect(days.map(({ key }) => key)).to.deep.equal(['2026-05-03', '2026-05-04']);
    expect(days[1]?.rows[0]?.head).to.equal(true);
  });

  it('goes on with the group of the message before the piece', () => {
    const [day] = groupByDay([at(2, 'a', local(3, 9, 1))], at(1, 'a', local(3, 9)), null);
    expect(day?.rows[0]?.head).to.equal(false);
  });

  it('draws the line of the first unread message once, above the first one that is unread', () => {
    const items = [at(1, 'a', local(3, 9)), at(2, 'a', local(3, 9)), at(3, 'a', local(3, 9))];
    const lines = (before: TimelineItem | null): (boolean | undefined)[] =>
      groupByDay(items, before, 2).flatMap(({ rows }) => rows.map(({ firstUnread }) => firstUnread));
    expect(lines(null)).to.deep.equal([false, true, false]);
    expect(lines(at(9, 'a', local(3, 8)))).to.deep.equal([false, false, false]);
  });

  it('never draws the line above a message that has no place yet', () => {
    const [day] = groupByDay([at(0, 'a', local(3, 9))], null, 5);
    expect(day?.rows[0]?.firstUnread).to.equal(false);
  });
});
