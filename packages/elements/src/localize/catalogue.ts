import { en, type Catalogue, type TextKey } from './en.ts';

/**
 * The texts of a language. They are published as a list in the order of the English ones, without their keys, which
 * are there already: the build makes it from the object.
 */
export function catalogue(texts: Catalogue | readonly Catalogue[TextKey][]): Catalogue {
  if (!isList(texts)) return texts;
  return Object.fromEntries(Object.keys(en).map((key, at) => [key, texts[at]])) as Catalogue;
}

const isList = (texts: Catalogue | readonly Catalogue[TextKey][]): texts is readonly Catalogue[TextKey][] =>
  Array.isArray(texts);
