import type { TextRange } from '@fechatter/client-sdk';
import { selfContained } from '../localize/direction.ts';
import { shortened } from '../localize/shortened.ts';
import { withNames, type MentionView } from '../messages/markdown.ts';

/** A stretch of the text of a message that was found. */
export interface Piece {
  readonly text: string;
  /** Whether it is what was looked for. */
  readonly marked: boolean;
}

/** So much of the text before the first mark is shown, in UTF-16 units. */
const LEAD = 48;

/**
 * The text of a message as it is read in a list: in one line, with names in place of mentions and without the marks of
 * Markdown, from shortly before the first word that was found, at most `length` UTF-16 units.
 */
export function excerpt(
  text: string,
  ranges: readonly TextRange[],
  view: MentionView,
  length: number,
): readonly Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  for (const { start, end } of ranges) {
    // What was edited since it was found may be shorter; and a range is what it should be if nothing comes twice.
    if (!(start >= at && end > start && end <= text.length)) continue;
    pieces.push({ text: readable(text.slice(at, start), view, at === 0), marked: false });
    pieces.push({ text: selfContained(text.slice(start, end)), marked: true });
    at = end;
  }
  pieces.push({ text: readable(text.slice(at), view, at === 0), marked: false });
  return cut(
    pieces.filter((piece) => piece.text !== ''),
    length,
  );
}

function cut(pieces: readonly Piece[], length: number): readonly Piece[] {
  const [first] = pieces;
  const begun =
    first !== undefined && !first.marked
      ? [
          { text: pieces.length > 1 ? lead(first.text) : first.text.trimStart(), marked: false },
          ...pieces.slice(1),
        ]
      : pieces;
  const shown: Piece[] = [];
  let left = length;
  for (const { text, marked } of begun) {
    if (left <= 0) break;
    shown.push({ text: shortened(text, left), marked });
    left -= text.length;
  }
  return shown;
}

/** The end of what stands before the first mark, from the beginning of a word. */
function lead(text: string): string {
  if (text.length <= LEAD) return text.trimStart();
  const end = text.slice(-LEAD);
  const word = end.indexOf(' ');
  return `…${word === -1 || word === end.length - 1 ? end : end.slice(word + 1)}`;
}

/** @param begins - Whether it is the beginning of the message: a line begins there, too. */
function readable(text: string, view: MentionView, begins: boolean): string {
  return `${begins ? '\n' : ''}${withNames(text, view)}`
    .replace(/\n[ \t]*(?:>|#{1,6}|[-*+](?: \[[ xX]\])?)(?= )/g, '\n')
    .replace(/```\w*\n?|\*{2,3}|~~|`/g, '')
    .replace(/\s+/g, ' ');
}
