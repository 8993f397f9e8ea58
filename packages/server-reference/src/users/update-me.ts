import type { Me, RouteArguments, UserId } from '@fechatter/protocol';
import { command } from '../event-log/workspace-writer.ts';
import { loadCaller } from './caller.ts';
import { announceMe, presentMe } from './me.ts';
import { toUser } from './presenters.ts';

type Changes = RouteArguments<'me.update'>['body'];

/** Columns of what everybody sees. An empty status is none. */
function profileColumns({ name, avatarUrl, title, status }: Changes) {
  const shown = status && (status.emoji !== '' || status.text !== '') ? status : null;
  return {
    ...(name !== undefined && { name }),
    ...(avatarUrl !== undefined && { avatar_url: avatarUrl }),
    ...(title !== undefined && { title }),
    ...(status !== undefined && {
      status_emoji: shown?.emoji ?? null,
      status_text: shown?.text ?? null,
      status_expires_at: shown?.expiresAt ?? null,
    }),
  };
}

/** Columns of what only the person sees. */
function settingsColumns({ settings = {} }: Changes) {
  return {
    ...(settings.availability !== undefined && { availability: settings.availability }),
    ...(settings.notifications !== undefined && { notifications: settings.notifications }),
    ...(settings.sounds !== undefined && { sounds: settings.sounds }),
    ...(settings.doNotDisturbUntil !== undefined && { do_not_disturb_until: settings.doNotDisturbUntil }),
  };
}

/** Changes the profile, status and settings of the caller. What everybody sees is told to everybody. */
export const updateMe = command<{ readonly userId: UserId; readonly body: Changes }, Me>(
  'me.update',
  async (context, { userId, body }) => {
    const { tx, workspaceId } = context;
    const { member } = await loadCaller(tx, { workspaceId, userId });
    const profile = profileColumns(body);
    const settings = settingsColumns(body);
    const isProfileChanged = Object.keys(profile).length > 0;
    if (!isProfileChanged && Object.keys(settings).length === 0) return presentMe(tx, member);
    const changed = await tx
      .updateTable('workspace_members')
      .set({
        ...profile,
        ...settings,
        own_version: context.nextSeq,
        ...(isProfileChanged && { version: context.nextSeq }),
      })
      .where('user_id', '=', userId)
      .returningAll()
      .executeTakeFirstOrThrow();
    if (isProfileChanged)
      context.append({ to: 'workspace' }, { type: 'user.updated', data: { user: toUser(changed) } });
    return announceMe(context, changed);
  },
);
