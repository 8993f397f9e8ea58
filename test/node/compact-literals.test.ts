import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compactCss, compactLiterals } from '../../scripts/literals/compact-literals.ts';

test('a style sheet loses its comments and the white space that it does not need', () => {
  assert.equal(
    compactCss(`
    /* Why. */
    a:not(:hover) > b,
    ::before {
      margin: 0 calc(1px + 2px);
      content: attr(data-initials) / '';
    }
    @media (width >= 480px) and (hover: none) {
      a :hover { color: red }
    }`),
    " a:not(:hover) > b,::before{margin:0 calc(1px + 2px);content:attr(data-initials) / '';}@media (width >= 480px) and (hover:none){a :hover{color:red}}",
  );
});

test('style sheets and templates change in a module, all else stays, and the source map leads back', () => {
  const source = 'const a = css`\n  b {\n    ${more}\n  }\n`;\nconst text = `\n  as it is\n`;';
  const compact = compactLiterals(source);
  assert.equal(compact?.toString(), 'const a = css` b{${more}}`;\nconst text = `\n  as it is\n`;');
  assert.ok(compact.generateMap({ hires: true }).mappings.length > 0);
  assert.equal(compactLiterals('const a = css `  b  `;')?.toString(), 'const a = css ` b `;');
  assert.equal(compactLiterals('const text = `  <p>  </p>`;'), null);
});

test('a template loses its indentation and none of the spaces that are shown', () => {
  const source = `html\`
    <p
      class="a"
      title=\${html\`\n  <b>\${'\\n  text'}</b>  \`}
    >
      one <b>two</b>  three
    </p>\``;
  assert.equal(
    compactLiterals(source)?.toString(),
    `html\`
<p
class="a"
title=\${html\`\n<b>\${'\\n  text'}</b>  \`}
>
one <b>two</b>  three
</p>\``,
  );
});

test('a catalogue becomes a list of its texts, and a source map leads back to each', () => {
  const source = "export const de = catalogue({\n  'a.b': 'Eins',\n  'a.c': { one: 'x', other: 'y' },\n});";
  const compact = compactLiterals(source);
  assert.equal(
    compact?.toString(),
    "export const de = catalogue([\n  'Eins',\n  { one: 'x', other: 'y' },\n]);",
  );
  assert.ok(compact.generateMap({ hires: true }).mappings.length > 0);
  assert.equal(compactLiterals(compact.toString()), null);
});
