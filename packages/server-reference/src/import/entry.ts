import { SendMessage, User } from '@fechatter/protocol/schemas';
import * as z from 'zod';

/** Characters of an id of the source. */
const ID_LENGTH = 500;

const sourceId = z.string().min(1).max(ID_LENGTH);
/** People and channels are named by the same rule. */
const { name } = User.shape;

/** Names and texts follow the rules of the protocol; what else a line holds is of no interest. */
const schema = z.object({
  id: sourceId,
  channel: name,
  at: z.iso.datetime({ offset: true }),
  user: name,
  text: SendMessage.shape.text,
  action: z.boolean().optional(),
  replyTo: z.array(sourceId).optional(),
});

/** One message of the source. */
export interface Entry {
  readonly id: string;
  readonly channel: string;
  readonly at: Date;
  readonly user: string;
  readonly text: string;
  readonly kind: 'text' | 'action';
  readonly replyTo: readonly string[];
}

/** Reads a line, or tells what is wrong with it. */
export function parseEntry(line: string): Entry | { readonly reason: string } {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return { reason: 'is not JSON' };
  }
  const result = schema.safeParse(value);
  if (!result.success)
    return {
      reason: result.error.issues
        .map((issue) => [issue.path.join('.'), issue.message].filter(Boolean).join(' '))
        .join('; '),
    };
  const { id, channel, user, text, action, replyTo = [] } = result.data;
  const at = new Date(result.data.at);
  // An id begins with its time, and that begins in 1970.
  if (!(at.getTime() > 0)) return { reason: 'at must be a time after 1970' };
  return { id, channel, at, user, text, kind: action === true ? 'action' : 'text', replyTo };
}
