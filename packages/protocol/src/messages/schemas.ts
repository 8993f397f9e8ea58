import * as z from 'zod';
import type { EditId, MessageId, TimelineId } from '../ids.ts';
import { channelId } from '../channels/schemas.ts';
import { limits } from '../limits.ts';
import { custom, id, index, moment, text, version } from '../schema.ts';
import { User, userId } from '../users/schemas.ts';

export const messageId = id<MessageId>('Identifies a message. Made by its sender, and never changed.');
export const timelineId = id<TimelineId>('Identifies a timeline: the id of its channel.');

/** The message that another one answers, as far as a reader needs it in passing. */
export const AnsweredMessage = z
  .strictObject({
    id: messageId,
    index: index('Its place in the same timeline.'),
    authorId: userId,
    excerpt: text(limits.excerptLength, 'How its text begins; empty when it was deleted.'),
    deleted: z.boolean(),
  })
  .meta({
    id: 'AnsweredMessage',
    description: 'The message that another one answers, as it stood when it was read.',
  });

/** One message of a timeline. */
export const Message = z
  .strictObject({
    id: messageId,
    channelId,
    timelineId,
    index: index('Its place in the timeline: 1, 2, 3, ... without holes. The one order there is.'),
    authorId: userId,
    kind: z
      .enum(['text', 'action'])
      .meta({ description: '`action`: what the author does, told in the third person ("/me waves").' }),
    text: text(
      limits.messageLength,
      'Markdown source. A person is mentioned as `<@USER_ID>`, everybody in the channel as `<!channel>`. Empty when deleted.',
    ),
    replyTo: AnsweredMessage.nullable(),
    mentions: z.array(userId).readonly().meta({ description: 'The members that the text mentions.' }),
    mentionsChannel: z.boolean().meta({ description: 'Whether it mentions everybody in the channel.' }),
    custom,
    createdAt: moment('When the server took it.'),
    editedAt: moment('When it was last edited.').nullable(),
    deletedAt: moment('When it was deleted: what is left is a tombstone that keeps its place.').nullable(),
    deletedBy: userId.nullable(),
    version,
  })
  .meta({ id: 'Message', description: 'One message of a timeline.' });

export const SendMessage = z
  .strictObject({
    id: messageId,
    text: text(limits.messageLength, 'Markdown source; not blank.', 1).refine(
      (value) => value.trim() !== '',
      'must not be blank',
    ),
    kind: Message.shape.kind.default('text'),
    replyTo: messageId
      .nullable()
      .default(null)
      .meta({ description: 'A message of the same timeline that this one answers.' }),
    custom: custom.default({}),
  })
  .meta({
    id: 'SendMessage',
    description: 'Sending the same id again, at any time and from anywhere, gives the message made first.',
  });

export const EditMessage = z
  .strictObject({
    id: id<EditId>('Identifies this edit; a repeated one changes nothing.'),
    text: SendMessage.shape.text,
  })
  .meta({ id: 'EditMessage' });

/** What a message said before. */
export const MessageEdit = z
  .strictObject({
    id: id<EditId>('Identifies the edit.'),
    text: text(limits.messageLength, 'The text that this edit put in place of the one before.'),
    editedBy: userId,
    editedAt: moment('When it was made. For the first entry: when the message was sent.'),
  })
  .meta({ id: 'MessageEdit', description: 'One version of a message.' });

export const MessageEditList = z.strictObject({ items: z.array(MessageEdit).readonly() }).meta({
  id: 'MessageEditList',
  description: 'All versions of a message, the oldest first; the first one is the message as it was sent.',
});

export const MessagePage = z
  .strictObject({
    items: z.array(Message).readonly().meta({ description: 'Without holes, by rising index.' }),
    lastIndex: index('Index of the newest message of the timeline at this moment.'),
    users: z.array(User).readonly().meta({ description: 'The authors and those mentioned.' }),
  })
  .meta({ id: 'MessagePage', description: 'A piece of a timeline.' });

const position = z.coerce.number().int().nonnegative().max(Number.MAX_SAFE_INTEGER);

export const MessageQuery = z
  .strictObject({
    before: position.optional().meta({ description: 'Messages with a smaller index, the nearest ones.' }),
    after: position.optional().meta({ description: 'Messages with a greater index, the nearest ones.' }),
    around: position
      .optional()
      .meta({ description: 'Messages on both sides of this index, itself included.' }),
    limit: z.coerce
      .number()
      .int()
      .min(1)
      .max(limits.pageSize.max)
      .default(limits.pageSize.default)
      .meta({ description: 'How many messages at most.' }),
  })
  .refine(
    (query) => [query.before, query.after, query.around].filter((value) => value !== undefined).length <= 1,
    { message: 'give one of before, after and around, or none for the newest messages', path: ['before'] },
  );

export const PlaceQuery = z.strictObject({
  moments: z
    .string()
    .transform((list) => list.split(','))
    .pipe(
      z
        .array(z.iso.datetime({ offset: true }))
        .min(1)
        .max(limits.idsPerRequest),
    )
    .optional()
    .meta({
      description: `Up to ${limits.idsPerRequest} moments as ISO 8601 with an offset or \`Z\`, separated by commas.`,
      override: true,
    }),
});

export const TimelinePlaces = z
  .strictObject({
    places: z.array(index('Index of the first message sent at this moment or later.')).readonly().meta({
      description:
        'One for each moment, in the order in which they were asked for; one more than `lastIndex` where nothing was sent since.',
    }),
    firstAt: moment('When the first message was sent.').nullable(),
    lastAt: moment('When the newest message was sent.').nullable(),
    lastIndex: index('Index of the newest message; 0 while there is none.'),
  })
  .meta({ id: 'TimelinePlaces', description: 'Where moments stand in a timeline.' });
