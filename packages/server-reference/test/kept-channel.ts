import { createId, type ChannelId, type Role, type UserId } from '@fechatter/protocol';
import type { Database } from '../src/database/database.ts';
import { makeChannel, openChat } from './chat.ts';

/** A public channel that Ann keeps, with Ben in it, in a workspace of people with these roles. */
export async function openKeptChannel(
  database: Database,
  options: { readonly roles?: readonly Role[] | undefined; readonly everybodyIsIn: boolean },
) {
  const chat = await openChat(database);
  const workspace = await chat.workspace(options.roles);
  const [ann = '', ben = '', ...others] = workspace.people;
  const members = options.everybodyIsIn ? workspace.people : [ben];
  const channelId: ChannelId = await makeChannel(chat, workspace, { members });
  const here = { workspaceId: workspace.id };
  return {
    chat,
    workspace,
    ann,
    ben,
    /** All but Ann and Ben. */
    others,
    channelId,
    path: { ...here, channelId },
    /** Makes whoever was removed from the workspace a member again, past the commands. */
    readmit: async (userId: UserId): Promise<void> => {
      await database.system
        .updateTable('workspace_members')
        .set({ removed_at: null })
        .where('user_id', '=', userId)
        .execute();
    },
    /** Begins what no channel is: a conversation of these two, and a group of them. */
    converse: async (as: UserId, userId: UserId): Promise<readonly ChannelId[]> => {
      const direct = await chat.call('channels.create', {
        as,
        path: here,
        body: { id: createId(), kind: 'direct', userId },
      });
      const group = await chat.call('channels.create', {
        as,
        path: here,
        body: { id: createId(), kind: 'group', memberIds: [userId] },
      });
      return [direct.channel.id, group.channel.id];
    },
  };
}
