import { createContext } from '@lit/context';
import { selfContained } from './direction.ts';
import { en, type Catalogue, type TextKey } from './en.ts';
import { chooseSpeech, directionOf } from './languages.ts';

export type TextParams = Readonly<Record<string, string | number>>;

/** How dates are written in the chat. */
const dateForms = {
  time: { hour: 'numeric', minute: '2-digit' },
  dateAndTime: { dateStyle: 'medium', timeStyle: 'short' },
  day: { weekday: 'long', month: 'long', day: 'numeric' },
  dayOfYear: { year: 'numeric', month: 'long', day: 'numeric' },
  month: { month: 'short' },
  dayOfMonth: { month: 'short', day: 'numeric' },
  date: { dateStyle: 'medium' },
  monthOfYear: { month: 'long', year: 'numeric' },
  year: { year: 'numeric' },
} as const satisfies Record<string, Intl.DateTimeFormatOptions>;
type DateForm = keyof typeof dateForms;

/** Speaks one language: looks up texts, and writes dates, numbers and lists as its people do. */
export class Localizer {
  /** The language of the texts, as a BCP 47 tag. */
  readonly language: string;
  /** By which dates, numbers and lists are written; also a BCP 47 tag. */
  readonly locale: string;
  readonly direction: 'ltr' | 'rtl';
  readonly #texts: Catalogue;
  readonly #plurals = once(() => new Intl.PluralRules(this.locale));
  readonly #number = once(() => new Intl.NumberFormat(this.locale));
  readonly #dates = new Map<DateForm, Intl.DateTimeFormat>();
  readonly #relative = once(() => new Intl.RelativeTimeFormat(this.locale));
  readonly #named = once(() => new Intl.RelativeTimeFormat(this.locale, { numeric: 'auto' }));
  readonly #collator = once(() => new Intl.Collator(this.locale, { sensitivity: 'base', numeric: true }));
  readonly #names = once(() => new Intl.ListFormat(this.locale, { type: 'conjunction' }));

  /**
   * @param texts - Every text, in that language.
   * @param locale - By default the reader's own, where it is of that language.
   */
  constructor(
    texts: Catalogue = en,
    language = 'en',
    locale = chooseSpeech([language], navigator.languages, { [language]: texts }).locale,
  ) {
    this.language = language;
    this.locale = locale;
    this.direction = directionOf(language);
    this.#texts = texts;
  }

  /** The text of a key, in the plural form that `count` asks for. What is filled in keeps its own direction. */
  readonly t = (key: TextKey, params: TextParams = {}): string => {
    const entry = this.#texts[key];
    const count = typeof params['count'] === 'number' ? params['count'] : 1;
    const pattern = typeof entry === 'string' ? entry : (entry[this.#plurals().select(count)] ?? entry.other);
    return pattern.replace(/\{(\w+)\}/g, (whole, name: string) => {
      const value = params[name];
      if (value === undefined) return whole;
      return typeof value === 'number' ? this.#number().format(value) : this.#isolated(value);
    });
  };

  /**
   * A name, so that it turns nothing around it: between U+2068 FIRST STRONG ISOLATE and U+2069 POP DIRECTIONAL
   * ISOLATE (Unicode standard annex 9), which do for a plain text what `<bdi>` does for markup.
   */
  #isolated(value: string): string {
    const own = selfContained(value);
    return this.direction === 'rtl' || RIGHT_TO_LEFT.test(own) ? `\u2068${own}\u2069` : own;
  }

  number(value: number): string {
    return this.#number().format(value);
  }

  /** Orders names as a reader of the language looks for them: `#a2` before `#a10`, whatever the case. */
  readonly byName = (a: string, b: string): number => this.#collator().compare(a, b);

  /** A list of names. It runs as the language does, whatever the first name is: `dir="auto"` would ask that one. */
  names(values: readonly string[]): string {
    const isolated = values.map((value) => this.#isolated(value));
    const list = this.#names().format(isolated);
    if (values.length < 2 || isolated.every((value, at) => value === values[at])) return list;
    return `${this.direction === 'rtl' ? '\u200f' : '\u200e'}${list}`;
  }

  time(moment: string | number): string {
    return this.#date('time', moment);
  }

  /** The time without morning or afternoon, for narrow places beside a full one. */
  shortTime(moment: string | number): string {
    if (!isMoment(moment)) return '';
    const parts = this.#dateFormat('time')
      .formatToParts(new Date(moment))
      .filter((part) => part.type !== 'dayPeriod');
    return parts
      .map((part) => part.value)
      .join('')
      .trim();
  }

  dateAndTime(moment: string | number): string {
    return this.#date('dateAndTime', moment);
  }

  /** The name of a month, short: May. */
  month(moment: string | number): string {
    return this.#date('month', moment);
  }

  /** A day within its year, short: 3 May. */
  dayOfMonth(moment: string | number): string {
    return this.#date('dayOfMonth', moment);
  }

  monthAndYear(moment: string | number): string {
    return this.#date('monthOfYear', moment);
  }

  year(moment: string | number): string {
    return this.#date('year', moment);
  }

  /** How far a moment is away, at the beginning of a line: 2 weeks ago, In 30 minutes. */
  relative(count: number, unit: Intl.RelativeTimeFormatUnit): string {
    return this.#capital(this.#relative().format(count, unit));
  }

  /** A day near today, as it is called: Yesterday. Zero is today. */
  nearDay(count: number): string {
    return this.#capital(this.#named().format(count, 'day'));
  }

  /** The name of a day as one would say it: today, yesterday, Monday 3 May, or with its year. */
  day(moment: string | number, now: number = Date.now()): string {
    const days = daysBetween(new Date(moment), new Date(now));
    if (days === 0 || days === 1) return this.nearDay(-days);
    return this.#capital(this.#date(Math.abs(days) < 180 ? 'day' : 'dayOfYear', moment));
  }

  /** When something was, as short as it can be said: the time today, the day in this year, else the date. */
  near(moment: string | number, now: number = Date.now()): string {
    const [then, today] = [new Date(moment), new Date(now)];
    if (daysBetween(then, today) === 0) return this.time(moment);
    return then.getFullYear() === today.getFullYear() ? this.dayOfMonth(moment) : this.#date('date', moment);
  }

  /** Until when something lasts: the time alone for what ends today. */
  until(moment: string): string {
    return daysBetween(new Date(), new Date(moment)) === 0 ? this.time(moment) : this.dateAndTime(moment);
  }

  /** How long something takes: 10 minutes. */
  duration(count: number, unit: 'minute' | 'hour' | 'day'): string {
    return new Intl.NumberFormat(this.locale, { style: 'unit', unit, unitDisplay: 'long' }).format(count);
  }

  #date(form: DateForm, moment: string | number): string {
    return isMoment(moment) ? this.#dateFormat(form).format(new Date(moment)) : '';
  }

  #dateFormat(form: DateForm): Intl.DateTimeFormat {
    const format = this.#dates.get(form) ?? new Intl.DateTimeFormat(this.locale, dateForms[form]);
    this.#dates.set(form, format);
    return format;
  }

  #capital(text: string): string {
    const [first = ''] = text;
    return first.toLocaleUpperCase(this.locale) + text.slice(first.length);
  }
}

/** Made when it is first needed: what knows a language takes some milliseconds, which a start has better uses for. */
function once<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= make());
}

/** A letter of a script that is written from right to left. */
const RIGHT_TO_LEFT =
  /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}\p{Script=Adlam}]/u;

/** Whether it is a date at all: of what is none nothing is said, and what it belongs to is shown without it. */
const isMoment = (moment: string | number): boolean => !Number.isNaN(new Date(moment).getTime());

function daysBetween(from: Date, to: Date): number {
  const midnight = (date: Date): number => Date.UTC(date.getFullYear(), date.getMonth(), date.getDate());
  return Math.round((midnight(to) - midnight(from)) / 86_400_000);
}

/** What the elements speak when nobody says otherwise. */
export const english = new Localizer();

/** The language of the elements inside. */
export const localizerContext = createContext<Localizer>(Symbol('fe-localizer'));
