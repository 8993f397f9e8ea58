import * as z from 'zod';
import type { ChannelId } from '../ids.ts';
import { limits } from '../limits.ts';
import { id, index, moment, name, page, pageCursor, pageLimit, text, version } from '../schema.ts';
import { NotificationLevel, User, userId } from '../users/schemas.ts';

export const channelId = id<ChannelId>('Identifies a channel or conversation.');

/** The four kinds of conversation. */
export const ChannelKind = z.enum(['direct', 'group', 'private', 'public']).meta({
  id: 'ChannelKind',
  description:
    '`direct`: two people, one conversation for each pair. `group`: a few people, no name needed. ' +
    '`private`: a named channel that only its members know of. `public`: a named channel that everybody but guests can find and join.',
});

/** What a person may do in one channel. */
export const ChannelRole = z.enum(['owner', 'moderator', 'member']).meta({
  id: 'ChannelRole',
  description: 'What a person may do in one channel, besides their role in the workspace.',
});

/** A conversation, as all its members see it. */
export const Channel = z
  .strictObject({
    id: channelId,
    kind: ChannelKind,
    name: text(
      limits.nameLength,
      'Name of the channel; empty for direct and group conversations without one.',
    ),
    description: text(limits.descriptionLength, 'What it is for. May be empty.'),
    createdBy: userId,
    createdAt: moment('When it was made.'),
    archivedAt: moment('When it was archived; null while it is in use.').nullable(),
    memberCount: z.number().int().nonnegative(),
    memberIds: z.array(userId).readonly().nullable().meta({
      description: 'Everybody in a direct or group conversation, so that it can be named; null for channels.',
    }),
    lastIndex: index('Index of the newest message of its timeline; 0 while it has none.'),
    lastMessageAt: moment('When the newest message came; null while there is none.').nullable(),
    version,
  })
  .meta({ id: 'Channel', description: 'A conversation, as all its members see it.' });

/** A person in a channel, as the other members see them. */
export const ChannelMember = z
  .strictObject({
    channelId,
    userId,
    role: ChannelRole,
    lastReadIndex: index(
      `How far they have read; 0 in channels of more than ${limits.readReceiptMembers} members, which do not tell.`,
    ),
    joinedAt: moment('When they joined.'),
    silencedUntil: moment(
      'Until when they can neither write nor be seen typing here: a moderator has silenced them. A moment that has passed says as little as null.',
    ).nullable(),
    version,
  })
  .meta({ id: 'ChannelMember', description: 'A person in a channel, as the other members see them.' });

/** The caller's own side of a channel. */
export const Membership = z
  .strictObject({
    channelId,
    role: ChannelRole,
    joinedAt: moment('When the caller joined.'),
    silencedUntil: moment(
      'Until when the caller can neither write nor be seen typing here: a moderator has silenced them. A moment that has passed says as little as null.',
    ).nullable(),
    lastReadIndex: index(
      'How far the caller has read. Unread messages are `channel.lastIndex - lastReadIndex`.',
    ),
    unreadMentions: z
      .array(z.number().int().positive())
      .readonly()
      .meta({
        description: `Indexes of the unread messages that mention the caller, rising; the newest ${limits.unreadMentions} of them. Those by people whom the caller has blocked do not count.`,
      }),
    muted: z.boolean().meta({
      description: 'A muted channel shows no unread weight and sends no notification, except for mentions.',
    }),
    favourite: z.boolean(),
    notifications: NotificationLevel.nullable().meta({ description: 'Null: as the workspace setting says.' }),
    version,
  })
  .meta({ id: 'Membership', description: "The caller's own side of a channel. Nobody else sees it." });

/** A channel with the caller's side of it. */
export const ChannelView = z
  .strictObject({
    channel: Channel,
    membership: Membership.nullable().meta({ description: 'Null when the caller is no member.' }),
  })
  .meta({ id: 'ChannelView', description: "A channel with the caller's side of it." });

export const ChannelPage = page(ChannelView, 'channels, by name').meta({ id: 'ChannelPage' });

export const ChannelQuery = z.strictObject({
  scope: z.enum(['joined', 'browse']).default('browse').meta({
    description: '`joined`: those of the caller. `browse`: also the public channels that they could join.',
  }),
  q: text(limits.nameLength, 'Only channels with this in their name.').optional(),
  archived: z.stringbool().default(false).meta({ description: 'Whether archived channels are listed too.' }),
  cursor: pageCursor.optional(),
  limit: pageLimit,
});

const memberIds = z.array(userId).max(limits.idsPerRequest);

/** A direct conversation with the same two people exists once: asking for it again gives that one. */
export const CreateChannel = z
  .discriminatedUnion('kind', [
    z.strictObject({ id: channelId, kind: z.literal('direct'), userId }),
    z.strictObject({
      id: channelId,
      kind: z.literal('group'),
      name: text(limits.nameLength, 'May be empty.').default(''),
      memberIds: memberIds.min(1),
    }),
    z.strictObject({
      id: channelId,
      kind: z.enum(['private', 'public']),
      name: name('Name of the channel. Public ones have different names, without regard to case.'),
      description: Channel.shape.description.default(''),
      memberIds: memberIds.default([]),
    }),
  ])
  .meta({
    id: 'CreateChannel',
    description: 'The caller becomes owner and member. A repeated id gives the channel made before.',
  });

export const UpdateChannel = z
  .strictObject({
    name: name('New name.').optional(),
    description: Channel.shape.description.optional(),
    archived: z
      .boolean()
      .optional()
      .meta({ description: 'An archived channel can be read, and takes no changes.' }),
  })
  .meta({ id: 'UpdateChannel', description: 'What is given is changed; what is left out stays.' });

export const MarkRead = z
  .strictObject({
    index: index('Everything up to this index is read.'),
    unread: z.boolean().default(false).meta({
      description:
        'True to go back and mark what follows as unread. Otherwise the mark only ever moves forward.',
    }),
  })
  .meta({ id: 'MarkRead' });

export const SetPreferences = z
  .strictObject({
    muted: z.boolean().optional(),
    favourite: z.boolean().optional(),
    notifications: NotificationLevel.nullable().optional(),
  })
  .meta({ id: 'SetPreferences', description: 'What is given is changed; what is left out stays.' });

export const AddMembers = z.strictObject({ userIds: memberIds.min(1) }).meta({ id: 'AddMembers' });

export const SetChannelRole = z.strictObject({ role: ChannelRole }).meta({
  id: 'SetChannelRole',
  description:
    'The new role. To pass the ownership on, the owner gives `owner` to another member and becomes moderator.',
});

export const SilenceMember = z
  .strictObject({
    until: moment(
      `When it ends, at most ${limits.silenceDays} days ahead. A moment that has passed, or null, ends it now.`,
    ).nullable(),
  })
  .meta({ id: 'SilenceMember' });

/** Somebody who cannot be in a channel. */
export const ChannelBan = z
  .strictObject({
    channelId,
    userId,
    reason: text(
      limits.banReasonLength,
      'Why, for those who keep the channel; the person is not told. May be empty.',
    ),
    bannedBy: userId,
    bannedAt: moment('Since when.'),
  })
  .meta({ id: 'ChannelBan', description: 'Somebody who cannot be in a channel.' });

export const BanFromChannel = z
  .strictObject({ reason: ChannelBan.shape.reason })
  .meta({ id: 'BanFromChannel' });

export const ChannelBanPage = z
  .strictObject({
    items: z.array(ChannelBan).readonly(),
    users: z.array(User).readonly().meta({ description: 'The people named in `items`.' }),
    next: z.string().nullable(),
  })
  .meta({ id: 'ChannelBanPage', description: 'One page of those who are banned from a channel, by name.' });

export const ChannelBanQuery = z.strictObject({ cursor: pageCursor.optional(), limit: pageLimit });

export const MemberPage = z
  .strictObject({
    items: z.array(ChannelMember).readonly(),
    users: z.array(User).readonly().meta({ description: 'The people named in `items`.' }),
    next: z.string().nullable(),
  })
  .meta({ id: 'MemberPage', description: 'One page of the members of a channel, by name.' });

export const MemberQuery = z.strictObject({
  q: text(limits.nameLength, 'Only members with a name part that starts with this.').optional(),
  cursor: pageCursor.optional(),
  limit: pageLimit,
});
