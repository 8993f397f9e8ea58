/**
 * Rotation of refresh tokens (RFC 9700, section 4.14.2).
 *
 * The tokens of a session are numbered in generations. Spending a token of the generation that is due gives one
 * of the next. An answer can be lost on the way, so the very same token may be presented again, for a short
 * time and as long as nothing came after it, and gets another token of the next generation: twins. Which of the
 * twins is spent first decides; any other is void from then on. So of a forked session one branch always dies
 * at the next refresh of either side, and that ends the whole session: a thief is never there unnoticed, and a
 * lost answer, or two copies of one request in any order, is no theft.
 */

/** How long after a token was spent the same token may be presented again. */
export const REPEAT_GRACE = 10_000;

export interface PresentedToken {
  readonly hash: string;
  readonly generation: number;
}

/** What a session remembers of the token that was spent last; generation 0 is before the first. */
export interface SpentToken {
  readonly generation: number;
  readonly hash: string | null;
  /** In milliseconds since 1970. */
  readonly at: number;
}

/** `spend`: it is the one due. `repeat`: the answer to it was lost. `reuse`: one of its two users is a thief. */
export type RefreshVerdict = 'spend' | 'repeat' | 'reuse';

export function judgeRefresh(presented: PresentedToken, last: SpentToken, now: number): RefreshVerdict {
  if (presented.generation === last.generation + 1) return 'spend';
  const isSame = presented.generation === last.generation && presented.hash === last.hash;
  return isSame && now - last.at <= REPEAT_GRACE ? 'repeat' : 'reuse';
}
