import {
  createId,
  limits,
  mentionChannel,
  mentionUser,
  type ChannelId,
  type MessageId,
  type UserId,
  type WorkspaceId,
} from '@fechatter/protocol';
import { createChannel } from '../channels/create.ts';
import { markRead } from '../channels/own-membership.ts';
import type { Database } from '../database/database.ts';
import { sendMessages } from '../messages/send.ts';
import type { ServerParts } from '../server.ts';
import { updateMe } from '../users/update-me.ts';
import { foundWorkspace } from '../workspaces/founding.ts';
import { conversations, owner, people, type Conversation, type Line, type PersonKey } from './talk.ts';

export const DEMO_WORKSPACE = 'demo';

/** What was said in the last minutes is unread at the first look. */
const NEWS_MINUTES = 60;

/** Where the demo's own workspace is, and whether it was made just now. */
export async function demoWorkspace({ database, writer }: Pick<ServerParts, 'database' | 'writer'>): Promise<{
  readonly id: WorkspaceId;
  readonly ownerId: UserId;
  readonly fresh: boolean;
}> {
  // A first look for the workspace by its address has no wall to go behind yet.
  const existing = await database.system
    .selectFrom('workspaces')
    .innerJoin('workspace_members as people', 'people.workspace_id', 'workspaces.id')
    .select(['workspaces.id', 'people.user_id'])
    .where('slug', '=', DEMO_WORKSPACE)
    .where('people.role', '=', 'owner')
    .executeTakeFirst();
  if (existing) return { id: existing.id, ownerId: existing.user_id, fresh: false };
  const id: WorkspaceId = createId();
  const ownerId: UserId = createId();
  await database.system
    .insertInto('users')
    .values({ id: ownerId, email: null, name: owner.name, password_hash: null, created_at: new Date() })
    .execute();
  await foundWorkspace(
    { database, writer },
    { id, slug: DEMO_WORKSPACE, name: 'Demo', owner: { userId: ownerId, name: owner.name } },
  );
  return { id, ownerId, fresh: true };
}

/** Fills a fresh workspace with the sample talk. `users` are the demo's people, signed in once before. */
export async function seedTalk(
  { database, writer }: Pick<ServerParts, 'database' | 'writer'>,
  workspaceId: WorkspaceId,
  ownerId: UserId,
  users: ReadonlyMap<PersonKey, UserId>,
): Promise<void> {
  const userOf = (key: Line['from']): UserId => (key === 'fe' ? ownerId : (users.get(key) ?? ownerId));
  for (const { sub, title } of people)
    await writer.submit(workspaceId, updateMe, { userId: userOf(sub), body: { title } });
  await writer.submit(workspaceId, updateMe, { userId: ownerId, body: { title: owner.title } });
  const start = Date.now();
  for (const conversation of conversations) {
    const channelId = await openConversation(database, writer, workspaceId, ownerId, conversation, userOf);
    const ids: MessageId[] = [];
    for (const line of conversation.lines) {
      const id = createId();
      const replyTo = line.answers === undefined ? null : (ids.at(-line.answers) ?? null);
      const createdAt = new Date(start - line.ago * 60_000);
      await writer.submit(workspaceId, sendMessages, {
        id,
        userId: userOf(line.from),
        timelineId: channelId,
        kind: line.kind ?? 'text',
        text: withMentions(line.text, userOf),
        replyTo,
        custom: {},
        createdAt,
      });
      ids.push(id);
    }
    const read = conversation.lines.filter((line) => line.ago > NEWS_MINUTES).length;
    for (const member of conversation.members)
      await writer.submit(workspaceId, markRead, {
        userId: userOf(member),
        channelId,
        index: read,
        unread: false,
      });
  }
}

async function openConversation(
  database: Database,
  writer: ServerParts['writer'],
  workspaceId: WorkspaceId,
  ownerId: UserId,
  conversation: Conversation,
  userOf: (key: PersonKey) => UserId,
): Promise<ChannelId> {
  const { kind, name, description } = conversation;
  const members = conversation.members.map(userOf);
  const [first = ownerId, second = ownerId] = members;
  if (kind === 'direct')
    return (
      await writer.submit(workspaceId, createChannel, {
        userId: first,
        body: { id: createId(), kind, userId: second },
      })
    ).channel.id;
  const known = await database.workspace(workspaceId, (tx) =>
    tx
      .selectFrom('channels')
      .select('id')
      .where('kind', '=', kind)
      .where('name', '=', name)
      .executeTakeFirst(),
  );
  if (known) return known.id;
  const view = await writer.submit(workspaceId, createChannel, {
    userId: first,
    body: { id: createId(), kind, name, description, memberIds: members.slice(1, limits.idsPerRequest) },
  });
  return view.channel.id;
}

/** Turns the names that the sample talk mentions into mentions; anything else with an @ stays as it is. */
export function withMentions(text: string, userOf: (key: PersonKey) => UserId): string {
  return text.replace(/@(\w+)/g, (all, word: string) => {
    if (word === 'channel') return mentionChannel;
    const person = people.find(({ sub }) => sub === word);
    return person ? mentionUser(userOf(person.sub)) : all;
  });
}
