import type { Api } from '../auth/api-client.ts';
import { loadedLater } from '../loading/load-part.ts';
import type { WorkspaceSync } from '../sync/workspace-sync.ts';
import type { ChannelsClient } from './api.ts';

/** The channels and conversations of the open workspace. What is not needed to read and write is loaded when it is first used. */
export const createChannels = (
  api: Api,
  sync: WorkspaceSync,
  timeline: ChannelsClient['timeline'],
): ChannelsClient => ({
  timeline,
  ...loadedLater(async () => {
    const { ChannelAdministration } = await import('./channel-administration.ts');
    return new ChannelAdministration(api, sync);
  }, ['list', 'get', 'create', 'direct', 'group', 'join', 'leave', 'update', 'setPreferences']),
  ...loadedLater(async () => {
    const { ChannelMembers } = await import('./channel-members.ts');
    return new ChannelMembers(api, sync);
  }, ['members', 'addMembers', 'setMemberRole', 'silenceMember', 'removeMember', 'ban', 'unban', 'bans']),
});
