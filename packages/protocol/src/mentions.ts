/**
 * Mentions inside the Markdown source of a message: `<@USER_ID>` for a person and `<!channel>` for everybody
 * in the channel. They name ids, so they survive a change of name and never hit a namesake.
 */
import type { UserId } from './ids.ts';

const MENTION = /<@([0-9a-f-]{36})>|<!channel>/g;

/** One stretch of a message's source. */
export type MentionToken =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'user'; readonly userId: UserId }
  | { readonly type: 'channel' };

/** How a person is mentioned in the source of a message. */
export const mentionUser = (userId: UserId): string => `<@${userId}>`;
/** How everybody in a channel is mentioned in the source of a message. */
export const mentionChannel = '<!channel>';

/** Cuts a message's source at its mentions. The texts and mentions, joined again, are the source. */
export function splitMentions(source: string): MentionToken[] {
  const tokens: MentionToken[] = [];
  let end = 0;
  for (const match of source.matchAll(MENTION)) {
    if (match.index > end) tokens.push({ type: 'text', text: source.slice(end, match.index) });
    tokens.push(match[1] === undefined ? { type: 'channel' } : { type: 'user', userId: match[1] });
    end = match.index + match[0].length;
  }
  if (end < source.length) tokens.push({ type: 'text', text: source.slice(end) });
  return tokens;
}

/** Whom a message's source mentions, each once, in the order of the text. Code is not looked at apart. */
export function findMentions(source: string): {
  readonly userIds: readonly UserId[];
  readonly channel: boolean;
} {
  const userIds = new Set<UserId>();
  let channel = false;
  for (const token of splitMentions(source)) {
    if (token.type === 'user') userIds.add(token.userId);
    if (token.type === 'channel') channel = true;
  }
  return { userIds: [...userIds], channel };
}
