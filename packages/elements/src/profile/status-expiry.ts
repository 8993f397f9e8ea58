import type { Localizer } from '../localize/localizer.ts';

/** When a status can end by itself: never, in so many minutes, with the day, or when it does already. */
export const expiries = ['never', '30', '60', '240', 'today', 'keep'] as const;
export type Expiry = (typeof expiries)[number];

/** The moment at which a status ends, or null for one that does not. */
export function expiryMoment(expiry: Expiry, before: string | null, now: Date = new Date()): string | null {
  switch (expiry) {
    case 'never':
      return null;
    case 'keep':
      return before;
    case 'today':
      return new Date(now.getFullYear(), now.getMonth(), now.getDate(), 23, 59, 59).toISOString();
    default:
      return new Date(now.getTime() + Number(expiry) * 60_000).toISOString();
  }
}

/** What the choice is called; `until` is when the status ends now. */
export function expiryText(expiry: Expiry, until: string | null, localizer: Localizer): string {
  switch (expiry) {
    case 'never':
      return localizer.t('profile.until.never');
    case 'keep':
      return localizer.t('profile.until.keep', { time: until === null ? '' : localizer.dateAndTime(until) });
    case 'today':
      return localizer.nearDay(0);
    case '30':
      return localizer.relative(30, 'minute');
    case '60':
      return localizer.relative(1, 'hour');
    case '240':
      return localizer.relative(4, 'hour');
  }
}
