/** Embeddings and overrides (up to U+202E), isolates and their end (U+2069), of Unicode standard annex 9. */
const TURNING = /[\u202a-\u202e\u2066-\u2069]/g;
const ISOLATE_END = '\u2069';

/**
 * A text of somebody so that it turns nothing beside it, and does not read as another one: without what overrides the
 * direction of letters, and with every isolate ended that it begins. Marks of direction and whole isolates stay.
 */
export function selfContained(text: string): string {
  let open = 0;
  const kept = text.replace(TURNING, (character) => {
    if (character < '\u2066') return '';
    if (character === ISOLATE_END && open === 0) return '';
    open += character === ISOLATE_END ? -1 : 1;
    return character;
  });
  return kept + ISOLATE_END.repeat(open);
}
