import type { Channel, RouteArguments } from '@fechatter/protocol';
import { ApiError } from '../errors/api-error.ts';
import { command } from '../event-log/workspace-writer.ts';
import { loadChannel } from './access.ts';
import * as policy from './policies.ts';
import { presentChannel } from './presenters.ts';
import { callerOf, requireFreeName, type ChannelInput } from './requirements.ts';

export const updateChannel = command<
  ChannelInput & { readonly body: RouteArguments<'channels.update'>['body'] },
  Channel
>('channels.update', async (context, { userId, channelId, body }) => {
  const { tx } = context;
  const caller = await callerOf(context, userId);
  const { channel, member } = await loadChannel(tx, caller, channelId);
  if (!policy.mayChange(channel, member, caller.role))
    throw new ApiError('forbidden', 'Only those who keep the channel can change it.');
  const name = body.name ?? channel.name;
  const description = body.description ?? channel.description;
  const archived = body.archived ?? channel.archived_at !== null;
  if (
    name === channel.name &&
    description === channel.description &&
    archived === (channel.archived_at !== null)
  )
    return presentChannel(tx, channel);
  if (archived && channel.archived_at !== null) throw new ApiError('channel_archived');
  if (channel.kind === 'public' && !archived) await requireFreeName(context, name, channelId);
  const changed = await tx
    .updateTable('channels')
    .set({ name, description, archived_at: archived ? context.now : null, version: context.nextSeq })
    .where('id', '=', channelId)
    .returningAll()
    .executeTakeFirstOrThrow();
  const shown = await presentChannel(tx, changed);
  context.append({ to: 'channel', channelId }, { type: 'channel.updated', data: { channel: shown } });
  return shown;
});
