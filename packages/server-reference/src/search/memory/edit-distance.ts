/**
 * The fewest slips that make one word of another: a letter too many, one missing, a wrong one, or two neighbours
 * in each other's place (optimal string alignment distance).
 *
 * @param most - More than this is not of interest: the answer is then `most + 1`.
 */
export function editDistance(one: string, other: string, most: number): number {
  return distances(one, other, most)[1];
}

/** The same against the beginning of a word: the fewest slips between what was written so far and any beginning of it. */
export function beginningDistance(written: string, word: string, most: number): number {
  // What lies behind the longest beginning that can be meant does not count.
  return distances(written, word.slice(0, written.length + most), most)[0];
}

const rows = [new Uint8Array(128), new Uint8Array(128), new Uint8Array(128)] as [
  Uint8Array,
  Uint8Array,
  Uint8Array,
];

/** The distance to the best beginning of `other`, and to the whole of it. */
function distances(one: string, other: string, most: number): readonly [beginning: number, whole: number] {
  const width = Math.min(other.length, 126);
  let [twoBefore, before, row] = rows;
  for (let at = 0; at <= width; at += 1) before[at] = at;
  for (let i = 1; i <= one.length; i += 1) {
    const letter = one.charCodeAt(i - 1);
    row[0] = i;
    let least = i;
    for (let j = 1; j <= width; j += 1) {
      const same = letter === other.charCodeAt(j - 1);
      let value = Math.min(
        (before[j] ?? 0) + 1,
        (row[j - 1] ?? 0) + 1,
        (before[j - 1] ?? 0) + (same ? 0 : 1),
      );
      if (
        i > 1 &&
        j > 1 &&
        letter === other.charCodeAt(j - 2) &&
        one.charCodeAt(i - 2) === other.charCodeAt(j - 1)
      )
        value = Math.min(value, (twoBefore[j - 2] ?? 0) + 1);
      row[j] = value;
      if (value < least) least = value;
    }
    if (least > most) return [most + 1, most + 1];
    [twoBefore, before, row] = [before, row, twoBefore];
  }
  let beginning = most + 1;
  for (let at = 0; at <= width; at += 1) beginning = Math.min(beginning, before[at] ?? 0);
  return [beginning, Math.min(before[width] ?? 0, most + 1)];
}
