/** Stands once in every message that is counted, and nowhere else in what a server writes. */
export const MARK = '|';
export const MARK_BYTE = MARK.charCodeAt(0);
/** Digits after the mark: which message it is. */
export const NUMBER_LENGTH = 7;

/** The text of a message that can be counted and recognised. */
export const markedText = (number: number): string =>
  `${MARK}${String(number).padStart(NUMBER_LENGTH, '0')} a message of a usual length, as people write them to each other`;
