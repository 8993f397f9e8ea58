import * as z from 'zod';
import { channelId } from '../channels/schemas.ts';
import type { ReportId } from '../ids.ts';
import { limits } from '../limits.ts';
import { messageId } from '../messages/schemas.ts';
import { id, index, moment, pageCursor, pageLimit, text } from '../schema.ts';
import { User, userId } from '../users/schemas.ts';

export const reportId = id<ReportId>('Identifies a report. Made by whoever reports.');

export const ReportReason = z
  .enum(['spam', 'harassment', 'inappropriate', 'other'])
  .meta({ id: 'ReportReason', description: 'Why something is reported.' });

/** What a reported message said. */
export const ReportedMessage = z
  .strictObject({
    id: messageId,
    channelId,
    index: index('Its place in the timeline.'),
    text: text(limits.messageLength, 'Its Markdown source, as it was when it was reported.'),
    createdAt: moment('When the server took it.'),
  })
  .meta({
    id: 'ReportedMessage',
    description:
      'What a reported message said when it was reported, whatever has become of it since. Whoever keeps order reads it also where they are no member.',
  });

/** What was done about a report. */
export const ReportResolution = z
  .strictObject({
    kind: z.enum(['dismissed', 'message_deleted', 'handled']).meta({
      description:
        '`dismissed`: there is nothing to be done. `message_deleted`: the message was deleted. `handled`: something else was done.',
    }),
    by: userId,
    at: moment('When it was resolved.'),
    note: text(limits.reportNoteLength, 'For those who keep order. May be empty.'),
  })
  .meta({ id: 'ReportResolution', description: 'What was done about a report.' });

/** Something that somebody asks those who keep order in the workspace to look at. */
export const Report = z
  .strictObject({
    id: reportId,
    kind: z.enum(['message', 'user']).meta({ description: 'What is reported: one message, or a person.' }),
    reporterId: userId,
    userId: userId.meta({ description: 'Who is reported: the person, or the author of the message.' }),
    message: ReportedMessage.nullable().meta({ description: 'Null when a person is reported.' }),
    reason: ReportReason,
    note: text(limits.reportNoteLength, 'What the reporter says about it. May be empty.'),
    createdAt: moment('When it was reported.'),
    resolution: ReportResolution.nullable().meta({ description: 'Null while it is open.' }),
  })
  .meta({
    id: 'Report',
    description: 'Something that somebody asks those who keep order in the workspace to look at.',
  });

const shared = { id: reportId, reason: ReportReason, note: Report.shape.note.default('') };

export const CreateReport = z
  .discriminatedUnion('kind', [
    z.strictObject({ ...shared, kind: z.literal('message'), messageId }),
    z.strictObject({ ...shared, kind: z.literal('user'), userId }),
  ])
  .meta({
    id: 'CreateReport',
    description:
      'A repeated id gives the report made before; and a message that the caller has reported already gives that report, while it is open.',
  });

export const ResolveReport = z
  .strictObject({
    kind: ReportResolution.shape.kind,
    note: ReportResolution.shape.note.default(''),
  })
  .meta({ id: 'ResolveReport' });

export const ReportQuery = z.strictObject({
  state: z.enum(['open', 'resolved']).default('open').meta({ description: 'Which of them.' }),
  cursor: pageCursor.optional(),
  limit: pageLimit,
});

export const ReportPage = z
  .strictObject({
    items: z.array(Report).readonly(),
    users: z.array(User).readonly().meta({ description: 'The people named in `items`.' }),
    next: z.string().nullable(),
  })
  .meta({ id: 'ReportPage', description: 'One page of reports, the newest first.' });
