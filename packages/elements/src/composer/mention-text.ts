import { mentionChannel, mentionUser, splitMentions, type UserId } from '@fechatter/client-sdk';

/** The people whom a text in the composer mentions: by the name that stands there. */
export type PickedMentions = ReadonlyMap<string, UserId>;

/** How everybody is mentioned in the composer, in every language. */
export const EVERYBODY = '@channel';

/** What stands before the caret when somebody is about to mention: the `@` and what was typed after it. */
export interface MentionQuery {
  /** Where the `@` stands. */
  readonly start: number;
  readonly text: string;
}

/** Reads a mention that is being typed. A name may have spaces: up to two, and none right after the `@`. */
export function mentionQuery(text: string, caret: number): MentionQuery | null {
  const match = /(?:^|[\s([{"'“‘>*_~])@((?:[^\s@]+(?: [^\s@]*){0,2})?)$/u.exec(text.slice(0, caret));
  const query = match?.[1];
  return query === undefined ? null : { start: caret - query.length - 1, text: query };
}

/** The source of a message: every name that was picked becomes the mention of its person. */
export function toSource(text: string, picked: PickedMentions): string {
  const names = [...picked.keys()].sort((a, b) => b.length - a.length);
  const patterns = [...names.map((name) => `@${name}`), EVERYBODY].map((word) =>
    word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'),
  );
  const mention = new RegExp(`(?<![\\p{L}\\p{N}_@/.])(?:${patterns.join('|')})(?![\\p{L}\\p{N}_])`, 'gu');
  return text.replace(mention, (word) => {
    const id = picked.get(word.slice(1));
    return id === undefined ? mentionChannel : mentionUser(id);
  });
}

/** The other way round: what stands in the composer while a message is changed. */
export function fromSource(
  source: string,
  nameOf: (id: UserId) => string | undefined,
): { readonly text: string; readonly picked: PickedMentions } {
  const picked = new Map<string, UserId>();
  const text = splitMentions(source)
    .map((token) => {
      if (token.type === 'text') return token.text;
      if (token.type === 'channel') return EVERYBODY;
      const name = nameOf(token.userId);
      // Without a name, or with that of a namesake, the mention stays as it is written in the source.
      if (name === undefined || (picked.has(name) && picked.get(name) !== token.userId))
        return mentionUser(token.userId);
      picked.set(name, token.userId);
      return `@${name}`;
    })
    .join('');
  return { text, picked };
}
