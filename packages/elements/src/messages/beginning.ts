import type { Token, Tokens } from './lexer.ts';

/** A block stands on a line of its own, and a break ends one: they count as so many characters. */
const LINE = { block: 60, break: 30 };
/** Each piece of a line is a node in the page, however short it is. */
const PIECE = 8;

/**
 * The beginning of a text as it was read, of about so many characters. What is folded away is not made at all: a message
 * of nothing but blocks of code would take the page a third of a second.
 */
export function beginning(tokens: readonly Token[], characters: number): readonly Token[] {
  let left = characters;
  const begin = <T extends Token>(all: readonly T[], least: number): T[] => {
    const begun: T[] = [];
    for (const token of all) {
      if (left <= 0) break;
      left -= least;
      begun.push(begunToken(token));
    }
    return begun;
  };
  const begunToken = <T extends Token>(token: T): T => {
    if (token.type === 'list') return { ...token, items: begin((token as Tokens.List).items, LINE.block) };
    if ('tokens' in token && token.tokens !== undefined) {
      const ofBlocks = token.type === 'blockquote' || token.type === 'list_item';
      return { ...token, tokens: begin(token.tokens, ofBlocks ? LINE.block : PIECE) };
    }
    const most = Math.max(left, 0);
    left -= token.type === 'br' ? LINE.break : token.raw.length;
    if (token.raw.length <= most) return token;
    const cut = (text: string): string => text.slice(0, most).replace(/\uE000\d*$|[\ud800-\udbff]$/, '');
    return { ...token, raw: cut(token.raw), ...('text' in token && { text: cut(token.text as string) }) };
  };
  return begin(tokens, LINE.block);
}
