import { createContext } from '@lit/context';
import { en, type Catalogue, type TextKey } from './en.ts';

export type TextParams = Readonly<Record<string, string | number>>;

/** Speaks one language: looks up texts, and writes dates, numbers and lists as its people do. */
export class Localizer {
  readonly locale: string;
  readonly #texts: Catalogue;
  readonly #plurals: Intl.PluralRules;
  readonly #number: Intl.NumberFormat;
  readonly #time: Intl.DateTimeFormat;
  readonly #full: Intl.DateTimeFormat;
  readonly #day: Intl.DateTimeFormat;
  readonly #dayOfYear: Intl.DateTimeFormat;
  readonly #month: Intl.DateTimeFormat;
  readonly #dayOfMonth: Intl.DateTimeFormat;
  readonly #monthOfYear: Intl.DateTimeFormat;
  readonly #year: Intl.DateTimeFormat;
  readonly #names: Intl.ListFormat;

  /** @param locale - For dates and numbers; by default that of the browser, as its user set it. */
  constructor(texts: Catalogue = en, locale?: string) {
    this.#texts = texts;
    this.#number = new Intl.NumberFormat(locale);
    this.locale = locale ?? this.#number.resolvedOptions().locale;
    this.#plurals = new Intl.PluralRules(texts === en ? 'en' : this.locale);
    this.#time = new Intl.DateTimeFormat(locale, { hour: 'numeric', minute: '2-digit' });
    this.#full = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' });
    this.#day = new Intl.DateTimeFormat(locale, { weekday: 'long', month: 'long', day: 'numeric' });
    this.#dayOfYear = new Intl.DateTimeFormat(locale, { year: 'numeric', month: 'long', day: 'numeric' });
    this.#month = new Intl.DateTimeFormat(locale, { month: 'short' });
    this.#dayOfMonth = new Intl.DateTimeFormat(locale, { month: 'short', day: 'numeric' });
    this.#monthOfYear = new Intl.DateTimeFormat(locale, { month: 'long', year: 'numeric' });
    this.#year = new Intl.DateTimeFormat(locale, { year: 'numeric' });
    this.#names = new Intl.ListFormat(texts === en ? 'en' : this.locale, { type: 'conjunction' });
  }

  /** The text of a key, in the plural form that `count` asks for. */
  readonly t = (key: TextKey, params: TextParams = {}): string => {
    const entry = this.#texts[key];
    const count = typeof params['count'] === 'number' ? params['count'] : 1;
    const pattern = typeof entry === 'string' ? entry : (entry[this.#plurals.select(count)] ?? entry.other);
    return pattern.replace(/\{(\w+)\}/g, (whole, name: string) => {
      const value = params[name];
      if (value === undefined) return whole;
      return typeof value === 'number' ? this.#number.format(value) : value;
    });
  };

  number(value: number): string {
    return this.#number.format(value);
  }

  names(values: readonly string[]): string {
    return this.#names.format(values);
  }

  time(moment: string | number): string {
    return this.#time.format(new Date(moment));
  }

  /** The time without morning or afternoon, for narrow places beside a full one. */
  shortTime(moment: string | number): string {
    const parts = this.#time.formatToParts(new Date(moment)).filter((part) => part.type !== 'dayPeriod');
    return parts
      .map((part) => part.value)
      .join('')
      .trim();
  }

  dateAndTime(moment: string | number): string {
    return this.#full.format(new Date(moment));
  }

  /** The name of a month, short: May. */
  month(moment: string | number): string {
    return this.#month.format(new Date(moment));
  }

  /** A day within its year, short: 3 May. */
  dayOfMonth(moment: string | number): string {
    return this.#dayOfMonth.format(new Date(moment));
  }

  monthAndYear(moment: string | number): string {
    return this.#monthOfYear.format(new Date(moment));
  }

  year(moment: string | number): string {
    return this.#year.format(new Date(moment));
  }

  /** The name of a day as one would say it: today, yesterday, Monday 3 May, or with its year. */
  day(moment: string | number, now: number = Date.now()): string {
    const days = daysBetween(new Date(moment), new Date(now));
    if (days === 0) return this.t('timeline.today');
    if (days === 1) return this.t('timeline.yesterday');
    return (Math.abs(days) < 180 ? this.#day : this.#dayOfYear).format(new Date(moment));
  }
}

function daysBetween(from: Date, to: Date): number {
  const midnight = (date: Date): number => Date.UTC(date.getFullYear(), date.getMonth(), date.getDate());
  return Math.round((midnight(to) - midnight(from)) / 86_400_000);
}

/** What the elements speak when nobody says otherwise. */
export const english = new Localizer();

/** The language of the elements inside. */
export const localizerContext = createContext<Localizer>(Symbol('fe-localizer'));
