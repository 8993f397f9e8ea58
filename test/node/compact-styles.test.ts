import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compactCss, compactStyles } from '../../scripts/styles/compact-styles.ts';

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

test('only style sheets change in a module, what is filled in stays, and the source map leads back', () => {
  const source = 'const a = css`\n  b {\n    ${more}\n  }\n`;\nconst text = html`  <p>  </p>`;';
  const compact = compactStyles(source);
  assert.equal(compact?.toString(), 'const a = css` b{${more}}`;\nconst text = html`  <p>  </p>`;');
  assert.ok(compact.generateMap({ hires: true }).mappings.length > 0);
  assert.equal(compactStyles('const a = css `  b  `;')?.toString(), 'const a = css ` b `;');
  assert.equal(compactStyles('const text = html`  <p>  </p>`;'), null);
});
