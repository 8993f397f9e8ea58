/** The dates of a query: a day, a month or a year, `today` or `yesterday`, in the time zone of whoever asks. */

/** A stretch of time: from its first millisecond to the first one after it, since 1970. */
export interface TimeSpan {
  readonly from: number;
  readonly to: number;
}

const DAY_MS = 86_400_000;
const WRITTEN = /^(\d{4})(?:[-/.](\d{1,2})(?:[-/.](\d{1,2}))?)?$/;

/**
 * Reads a date.
 *
 * @param timeZone - Where its days begin: a name of the IANA time zone database.
 * @returns null for what is no date, such as `2024-02-30`.
 */
export function parseSearchDate(value: string, timeZone = 'UTC', now = Date.now()): TimeSpan | null {
  const word = value.trim().toLowerCase();
  if (word === 'today' || word === 'yesterday') {
    const [year, month, day] = calendarDay(word === 'today' ? now : now - DAY_MS, timeZone);
    return span([year, month, day], [year, month, day + 1], timeZone);
  }
  const [, yearText, monthText, dayText] = WRITTEN.exec(word) ?? [];
  if (yearText === undefined) return null;
  const year = Number(yearText);
  if (year < 1970) return null;
  if (monthText === undefined) return span([year, 1, 1], [year + 1, 1, 1], timeZone);
  const month = Number(monthText);
  if (month < 1 || month > 12) return null;
  if (dayText === undefined) return span([year, month, 1], [year, month + 1, 1], timeZone);
  const day = Number(dayText);
  if (day < 1 || day > new Date(Date.UTC(year, month, 0)).getUTCDate()) return null;
  return span([year, month, day], [year, month, day + 1], timeZone);
}

/** Whether a name is a time zone that this platform knows. */
export function isTimeZone(name: string): boolean {
  try {
    Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

type Day = readonly [year: number, month: number, day: number];

const span = (first: Day, next: Day, timeZone: string): TimeSpan => ({
  from: startOfDay(first, timeZone),
  to: startOfDay(next, timeZone),
});

/** The first moment of a day: its midnight in UTC, less what the zone's clocks show beyond it. */
function startOfDay([year, month, day]: Day, timeZone: string): number {
  const midnight = Date.UTC(year, month - 1, day);
  if (timeZone === 'UTC') return midnight;
  // Once more from there: clocks may have been set between the two moments.
  const near = midnight - clockAhead(midnight, timeZone);
  return midnight - clockAhead(near, timeZone);
}

/** How far the clocks of a zone are ahead of UTC at a moment, in milliseconds. */
function clockAhead(moment: number, timeZone: string): number {
  const part = partsOf(moment, timeZone);
  const shown = Date.UTC(
    part('year'),
    part('month') - 1,
    part('day'),
    part('hour'),
    part('minute'),
    part('second'),
  );
  return shown - Math.floor(moment / 1_000) * 1_000;
}

function calendarDay(moment: number, timeZone: string): Day {
  const part = partsOf(moment, timeZone);
  return [part('year'), part('month'), part('day')];
}

function partsOf(moment: number, timeZone: string): (type: Intl.DateTimeFormatPartTypes) => number {
  const parts = new Intl.DateTimeFormat('en', {
    timeZone,
    calendar: 'gregory',
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  }).formatToParts(moment);
  return (type) => Number(parts.find((part) => part.type === type)?.value);
}
