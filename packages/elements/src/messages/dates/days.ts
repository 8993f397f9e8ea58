/** Days and months as the reader's time zone has them. */

/** The first moment of a day: of the one in which a moment lies, or of one written as `2026-05-03`. */
export function startOfDay(day: Date | string): Date {
  const written = typeof day === 'string' ? /^(\d{4})-(\d{2})-(\d{2})$/.exec(day) : null;
  if (written !== null) {
    const [, year, month, date] = written.map(Number) as [number, number, number, number];
    return new Date(year, month - 1, date);
  }
  const moment = new Date(day);
  if (Number.isNaN(moment.getTime())) throw new RangeError(`Not a day: ${String(day)}`);
  return new Date(moment.getFullYear(), moment.getMonth(), moment.getDate());
}

/** A day as a date field writes it: `2026-05-03`. */
export function isoDay(day: Date): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${String(day.getFullYear()).padStart(4, '0')}-${two(day.getMonth() + 1)}-${two(day.getDate())}`;
}

/** So many marks are drawn along a timeline at most. */
const MOST_MARKS = 60;

export interface DateMark {
  readonly at: Date;
  readonly unit: 'day' | 'month' | 'year';
}

/** Where days begin between two moments; months or years, when those would be too many. The first one is the earlier moment itself. */
export function dateMarks(from: Date, to: Date): DateMark[] {
  const years = to.getFullYear() - from.getFullYear();
  const months = years * 12 + to.getMonth() - from.getMonth();
  const days = Math.round((startOfDay(to).getTime() - startOfDay(from).getTime()) / 86_400_000);
  const [unit, count] =
    days <= MOST_MARKS
      ? (['day', days] as const)
      : months <= MOST_MARKS
        ? (['month', months] as const)
        : (['year', years] as const);
  const step = Math.max(1, Math.ceil(count / MOST_MARKS));
  const marks: DateMark[] = [{ at: from, unit }];
  for (let at = step; at <= count; at += step) marks.push({ at: later(from, at, unit), unit });
  return marks;
}

/** The beginning of a day, month or year, so many after that of a moment. */
function later(from: Date, count: number, unit: DateMark['unit']): Date {
  const year = from.getFullYear();
  switch (unit) {
    case 'day':
      return new Date(year, from.getMonth(), from.getDate() + count);
    case 'month':
      return new Date(year, from.getMonth() + count, 1);
    case 'year':
      return new Date(year + count, 0, 1);
  }
}
