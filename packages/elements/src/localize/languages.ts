import { en, type Catalogue } from './en.ts';

/**
 * Texts of the host application, by the tag of their language (BCP 47): those of a language of its own, or those
 * that replace ours. A function is asked when the language is first spoken. What a language leaves out is English.
 *
 * @example
 * ```ts
 * chat.texts = {
 *   en: { 'composer.placeholder': 'Ask {name}' },
 *   pt: async () => (await import('./chat-pt.js')).texts,
 * };
 * ```
 */
export type HostTexts = Readonly<Record<string, PartialCatalogue | (() => Promise<PartialCatalogue>)>>;
export type PartialCatalogue = Partial<Catalogue>;

/** The language of the texts, and the locale by which dates, numbers and lists are written. */
export interface Speech {
  readonly language: string;
  readonly locale: string;
}

/** The languages that come with the elements, besides English: each is a file that is loaded when it is spoken. */
const own = {
  ar: async () => (await import('./catalogues/ar.ts')).ar,
  de: async () => (await import('./catalogues/de.ts')).de,
  es: async () => (await import('./catalogues/es.ts')).es,
  fr: async () => (await import('./catalogues/fr.ts')).fr,
  ja: async () => (await import('./catalogues/ja.ts')).ja,
  zh: async () => (await import('./catalogues/zh.ts')).zh,
} satisfies HostTexts;

/** A tag as Intl knows it, or null for one that it does not take. */
function localeOf(tag: string): Intl.Locale | null {
  try {
    return new Intl.Locale(tag);
  } catch {
    return null;
  }
}

/** Whether a text in one language can be read by who asked for the other: Traditional Chinese is not Simplified. */
function isRead(offered: Intl.Locale, wanted: Intl.Locale): boolean {
  const [a, b] = [offered.maximize(), wanted.maximize()];
  return (
    a.language === b.language &&
    a.script === b.script &&
    (offered.region === undefined || offered.region === b.region)
  );
}

/** The catalogues that speak a language, the general one before that of a region. */
function layersOf<T>(wanted: Intl.Locale, catalogues: Readonly<Record<string, T>>): T[] {
  return Object.entries(catalogues)
    .map(([tag, texts]) => ({ locale: localeOf(tag), texts }))
    .filter(({ locale }) => locale !== null && isRead(locale, wanted))
    .sort((a, b) => Number(a.locale?.region !== undefined) - Number(b.locale?.region !== undefined))
    .map(({ texts }) => texts);
}

/**
 * The first of the wanted languages that there are texts for, else English. A language without a region is
 * written as the reader's own device writes it: `en` as British English for a British reader.
 *
 * @param wanted - Tags, the most wanted one first; those that are none are passed over.
 * @param readers - The languages of the reader's device.
 */
export function chooseSpeech(
  wanted: readonly string[],
  readers: readonly string[],
  texts: HostTexts = {},
): Speech {
  const known: HostTexts = { en, ...own };
  const locale =
    wanted
      .map(localeOf)
      .find((tag) => tag !== null && (layersOf(tag, known).length > 0 || layersOf(tag, texts).length > 0)) ??
    new Intl.Locale('en');
  const asRead =
    locale.region === undefined
      ? readers.find((tag) => {
          const reader = localeOf(tag);
          return reader !== null && isRead(locale, reader);
        })
      : undefined;
  return { language: locale.baseName, locale: asRead ?? locale.baseName };
}

/**
 * The texts of a language, over the English ones. At once, where nothing has to be loaded.
 *
 * @param failed - Told of texts that could not be loaded or are not of the form of a catalogue; they are left out.
 */
export function textsOf(
  language: string,
  texts: HostTexts,
  failed: (error: unknown) => void,
): Catalogue | Promise<Catalogue> {
  const locale = new Intl.Locale(language);
  const sources = [
    ...layersOf<() => Promise<PartialCatalogue>>(locale, own),
    ...layersOf(locale, texts).map((source) => async () => {
      const { wellFormed } = await import('./well-formed.ts');
      return wellFormed(typeof source === 'function' ? await source() : source, language, failed);
    }),
  ];
  if (sources.length === 0) return en;
  const layers = sources.map(async (source) => {
    try {
      return await source();
    } catch (error) {
      failed(error);
      return {};
    }
  });
  return Promise.all(layers).then((all) => Object.assign({}, en, ...all) as Catalogue);
}

const rightToLeft: ReadonlySet<string | undefined> = new Set(
  'Adlm Arab Aran Hebr Mand Nkoo Rohg Samr Syrc Thaa'.split(' '),
);

/** The direction in which a language is written, by its script: not every browser can be asked for it. */
export function directionOf(language: string): 'ltr' | 'rtl' {
  return rightToLeft.has(new Intl.Locale(language).maximize().script) ? 'rtl' : 'ltr';
}
