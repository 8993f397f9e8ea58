import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import ts from 'typescript';
import { catalogue } from '../../../src/localize/catalogue.ts';
import { en } from '../../../src/localize/en.ts';

type Text = string | Readonly<Partial<Record<Intl.LDMLPluralRule, string>>>;
type Texts = Readonly<Record<string, Text>>;

const source = join(import.meta.dirname, '../../../src');
const languages = readdirSync(join(source, 'localize/catalogues')).map((file) => file.replace(/\.ts$/, ''));
const catalogues = new Map<string, Texts>([['en', en]]);
for (const language of languages) {
  const module = (await import(`../../../src/localize/catalogues/${language}.ts`)) as Record<string, Texts>;
  catalogues.set(language, module[language] ?? {});
}

const placesOf = (text: string): string[] => [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[0]).sort();
const formsOf = (text: Text): [string, string][] =>
  typeof text === 'string' ? [['other', text]] : Object.entries(text);

/** Whether a plural form is that of a single number, so that its words can say the number themselves. */
function isOneNumber(language: string, form: string): boolean {
  const rules = new Intl.PluralRules(language);
  let numbers = 0;
  for (let count = 0; count <= 1_000; count += 1) if (rules.select(count) === form) numbers += 1;
  return numbers === 1;
}

test('German, Spanish, French, Japanese, Chinese and Arabic come with the elements', () => {
  assert.deepEqual(languages.sort(), ['ar', 'de', 'es', 'fr', 'ja', 'zh']);
});

for (const [language, texts] of catalogues)
  describe(`the catalogue ${language}`, () => {
    test('has every text and no other, in the order of the English one', () => {
      assert.deepEqual(Object.keys(texts), Object.keys(en));
      // As it is published.
      if (language !== 'en')
        assert.deepEqual(catalogue(Object.values(texts) as Parameters<typeof catalogue>[0]), texts);
    });

    test('has the plural forms that its language knows, where the text has any', () => {
      const needed = new Intl.PluralRules(language).resolvedOptions().pluralCategories.sort();
      const wrong = Object.entries(texts).filter(([key, text]) => {
        const isPlural = typeof (en as Texts)[key] === 'object';
        if (typeof text === 'string') return isPlural;
        return !isPlural || JSON.stringify(Object.keys(text).sort()) !== JSON.stringify(needed);
      });
      assert.deepEqual(wrong, []);
    });

    test('fills in what the English text does, in every form', () => {
      const wrong = Object.entries(texts).flatMap(([key, text]) => {
        const english = (en as Texts)[key] ?? '';
        const expected = new Map(formsOf(english).map(([form, words]) => [form, placesOf(words).join()]));
        const places = expected.get('other') ?? '';
        return formsOf(text)
          .filter(([form, words]) => {
            const here = placesOf(words).join();
            const isSpoken = typeof text !== 'string' && isOneNumber(language, form);
            return (
              here !== places &&
              here !== expected.get(form) &&
              !(isSpoken && here === places.replace(/\{count\},?/, ''))
            );
          })
          .map(([form]) => `${key} (${form})`);
      });
      assert.deepEqual(wrong, []);
    });

    test('leaves no text empty, and none with spaces around it', () => {
      const wrong = Object.entries(texts).filter(([, text]) =>
        formsOf(text).some(([, words]) => words === '' || words !== words.trim()),
      );
      assert.deepEqual(wrong, []);
    });

    test('sets quotes, apostrophes and dots as its typography has them', () => {
      const wrong = Object.entries(texts).filter(([, text]) =>
        formsOf(text).some(([, words]) => /["'`]|\.\.\.| [?!:;]/.test(words)),
      );
      assert.deepEqual(wrong, []);
    });
  });

describe('the texts that the elements ask for', () => {
  const used = new Set<string>();
  before(() => {
    const config = ts.getParsedCommandLineOfConfigFile(
      join(source, '../tsconfig.json'),
      { noEmit: true },
      {
        ...ts.sys,
        onUnRecoverableConfigFileDiagnostic: (diagnostic) => {
          throw new Error(ts.flattenDiagnosticMessageText(diagnostic.messageText, '\n'));
        },
      },
    );
    assert.ok(config);
    const program = ts.createProgram(config.fileNames, config.options);
    const checker = program.getTypeChecker();
    /** Keys stand in the code as they are, or as a template whose parts have a type: `presence.${presence}`. */
    const visit = (node: ts.Node): void => {
      if (ts.isStringLiteral(node) || ts.isTemplateExpression(node)) {
        const type = checker.getTypeAtLocation(node);
        for (const part of type.isUnion() ? type.types : [type])
          if (part.isStringLiteral()) used.add(part.value);
      }
      ts.forEachChild(node, visit);
    };
    for (const file of program.getSourceFiles())
      if (file.fileName.startsWith(source) && !/localize\/(?:en|catalogues\/\w+)\.ts$/.test(file.fileName))
        visit(file);
  });

  test('are those of the catalogue: none in it is unused', () => {
    const unused = Object.keys(en).filter((key) => !used.has(key) && !key.startsWith('error.'));
    assert.deepEqual(unused, []);
  });
});
