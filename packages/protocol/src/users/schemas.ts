import * as z from 'zod';
import type { UserId } from '../ids.ts';
import { limits } from '../limits.ts';
import { id, moment, name, page, pageCursor, pageLimit, text, version, webUrl } from '../schema.ts';

/** What somebody may do in a workspace, from most to least. */
export const roles = ['owner', 'admin', 'moderator', 'member', 'guest'] as const;

export const Role = z.enum(roles).meta({
  id: 'Role',
  description:
    'What a person may do in a workspace, from most to least. A guest sees only the channels they were added to.',
});

export const userId = id<UserId>('Identifies a person.');

/** What a person wants others to know: a short text, with an emoji, for a while. */
export const UserStatus = z
  .strictObject({
    emoji: text(16, 'One emoji, or empty.'),
    text: text(limits.titleLength, 'A short text, such as "On holiday".'),
    expiresAt: moment('When it ends by itself.').nullable(),
  })
  .meta({ id: 'UserStatus', description: 'What a person wants others to know.' });

/** A person as one workspace sees them. */
export const User = z
  .strictObject({
    id: userId,
    name: name('Display name in this workspace.'),
    avatarUrl: webUrl('Picture of the person.').nullable(),
    title: text(limits.titleLength, 'What they do, such as "Support". May be empty.'),
    status: UserStatus.nullable(),
    role: Role,
    removed: z.boolean().meta({ description: 'True once they left the workspace; their messages stay.' }),
    version,
  })
  .meta({ id: 'User', description: 'A person as one workspace sees them.' });

/** How loud a workspace or a channel is for somebody. */
export const NotificationLevel = z
  .enum(['all', 'mentions', 'none'])
  .meta({ id: 'NotificationLevel', description: 'Which new messages call for attention.' });

/** What only the person themself sees and sets. */
export const UserSettings = z
  .strictObject({
    availability: z
      .enum(['auto', 'away', 'busy', 'invisible'])
      .meta({ description: '`auto` shows what the devices say; the others hold until changed.' }),
    notifications: NotificationLevel,
    sounds: z.boolean().meta({ description: 'Whether a notification may make a sound.' }),
    doNotDisturbUntil: moment('No notifications before this moment.').nullable(),
  })
  .meta({ id: 'UserSettings', description: 'Settings of one person in one workspace; they see them alone.' });

/** The caller in one workspace. */
export const Me = z
  .strictObject({
    user: User,
    settings: UserSettings,
    blockedIds: z
      .array(userId)
      .readonly()
      .meta({
        description: `Whom the caller has blocked, ${limits.blockedUsers} people at most. What these write where several people talk is in the timeline all the same: whoever shows it leaves it out.`,
      }),
    openReports: z.number().int().nonnegative().meta({
      description: 'How many reports are open; 0 for whoever keeps no order in the workspace.',
    }),
    version,
  })
  .meta({
    id: 'Me',
    description: 'The caller in one workspace: what others see of them and what they alone see.',
  });

export const UserPage = page(User, 'people').meta({ id: 'UserPage' });

export const UserQuery = z.strictObject({
  ids: z
    .string()
    .transform((list) => list.split(','))
    .pipe(z.array(userId).min(1).max(limits.idsPerRequest))
    .optional()
    .meta({
      description: `Up to ${limits.idsPerRequest} ids, separated by commas; unknown ones are left out of the answer.`,
      override: true,
    }),
  q: text(limits.nameLength, 'Only people with a name part that starts with this.').optional(),
  cursor: pageCursor.optional(),
  limit: pageLimit,
});

export const UpdateMe = z
  .strictObject({
    name: User.shape.name.optional(),
    avatarUrl: User.shape.avatarUrl.optional(),
    title: User.shape.title.optional(),
    status: User.shape.status.optional(),
    settings: UserSettings.partial().optional(),
  })
  .meta({ id: 'UpdateMe', description: 'What is given is changed; what is left out stays.' });

export const SetRole = z.strictObject({ role: Role }).meta({
  id: 'SetRole',
  description:
    'The new role. To pass the ownership on, an owner gives `owner` to somebody else and becomes admin.',
});
