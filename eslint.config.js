// @ts-check
import js from '@eslint/js';
import { defineConfig } from 'eslint/config';
import lit from 'eslint-plugin-lit';
import litA11y from 'eslint-plugin-lit-a11y';
import wc from 'eslint-plugin-wc';
import tseslint from 'typescript-eslint';

/** A package imports only from those named; imports go down, never up or across. */
function imports(folder, allowed, restricted = {}) {
  const names = ['protocol', 'client-sdk', 'elements', 'server-reference'];
  const forbidden = names.filter((name) => !allowed.includes(name) && name !== folder);
  return {
    files: [`packages/${folder}/src/**/*.ts`],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              group: forbidden.flatMap((name) => [`@fechatter/${name}`, `@fechatter/${name}/*`]),
              message: `${folder} may not import this package: imports go down only.`,
            },
            {
              regex: `^(\\.\\./)+(${names.join('|')})/(src|dist)/`,
              message: 'Import another package by its name.',
            },
            ...(restricted.modules ?? []),
          ],
        },
      ],
      ...(restricted.globals && {
        'no-restricted-globals': [
          'error',
          ...restricted.globals.map((name) => ({ name, message: restricted.reason })),
        ],
      }),
    },
  };
}

const documentGlobals = ['document', 'HTMLElement', 'Element', 'customElements', 'DOMParser'];
const nodeModules = { group: ['node:*'], message: 'This package also runs in browsers.' };

export default defineConfig(
  {
    ignores: [
      '**/node_modules/',
      '**/dist/',
      '.cache/',
      'coverage/',
      'docs/site/',
      '**/*.generated.ts',
      // Made from the custom elements manifest, and checked as an application uses it.
      'packages/elements/frameworks/',
      // Examples in plain JavaScript and HTML are run, not linted.
      'examples/**/*.{js,mjs}',
      // Pages made with a framework are checked by the framework's own tools when they are built.
      'examples/{react,vue,svelte,angular}/src/',
      'examples/own-users/orders.ts',
    ],
  },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  js.configs.recommended,
  {
    files: ['**/*.{js,mjs}'],
    languageOptions: { globals: { console: 'readonly', process: 'readonly', URL: 'readonly' } },
  },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: {
      parserOptions: {
        project: ['packages/*/tsconfig.json', 'tsconfig.node-tests.json', 'tsconfig.browser-tests.json'],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      '@typescript-eslint/ban-ts-comment': [
        'error',
        { minimumDescriptionLength: 8, 'ts-expect-error': 'allow-with-description' },
      ],
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true },
      ],
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { attributes: false } }],
      '@typescript-eslint/no-confusing-void-expression': [
        'error',
        { ignoreArrowShorthand: true, ignoreVoidReturningFunctions: true },
      ],
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      // `async` without `await` is how a function meets an asynchronous interface.
      '@typescript-eslint/require-await': 'off',
      // Entities are named by their type; a condition the types call needless may guard outside data.
      '@typescript-eslint/no-unnecessary-condition': ['error', { allowConstantLoopConditions: true }],
      '@typescript-eslint/no-extraneous-class': 'off',
      '@typescript-eslint/no-invalid-void-type': 'off',
      '@typescript-eslint/unified-signatures': 'off',
      '@typescript-eslint/no-unnecessary-type-parameters': 'off',
      eqeqeq: ['error', 'always', { null: 'ignore' }],
    },
  },
  imports('protocol', [], {
    modules: [nodeModules],
    globals: [...documentGlobals, 'window', 'fetch'],
    reason: 'The contract describes; it neither fetches nor renders.',
  }),
  imports('client-sdk', ['protocol'], {
    modules: [
      nodeModules,
      { group: ['@fechatter/protocol/schemas', 'zod'], message: 'zod does not land in a browser bundle.' },
    ],
    globals: documentGlobals,
    reason: 'The SDK also runs in workers and in Node: it never touches the DOM tree.',
  }),
  {
    // The test server parses requests by the contract itself; no application ships it.
    ...imports('client-sdk', ['protocol'], { modules: [nodeModules] }),
    files: ['packages/client-sdk/src/testing/**/*.ts'],
  },
  imports('elements', ['client-sdk'], {
    modules: [
      nodeModules,
      { group: ['lit/directives/unsafe-*'], message: 'Render text and templates, never HTML in strings.' },
    ],
    globals: ['fetch', 'XMLHttpRequest', 'WebSocket', 'EventSource', 'localStorage', 'indexedDB'],
    reason: 'Elements reach the server and the device store through the SDK only.',
  }),
  imports('server-reference', ['protocol']),
  {
    files: ['packages/elements/{src,test}/**/*.ts'],
    plugins: { lit, wc, 'lit-a11y': litA11y },
    rules: {
      ...lit.configs['flat/recommended'].rules,
      ...wc.configs['flat/recommended'].rules,
      ...litA11y.configs.recommended.rules,
      'lit/no-invalid-escape-sequences': 'error',
      'lit/no-useless-template-literals': 'error',
      // The role `log`, `listbox` and the like on lists are checked by axe in the browser tests.
      'lit-a11y/no-redundant-role': 'off',
    },
  },
  {
    files: ['packages/elements/src/**/*.ts'],
    rules: {
      'no-restricted-syntax': [
        'error',
        {
          selector:
            'TaggedTemplateExpression[tag.name=/^(html|svg)$/] TemplateElement[value.raw=/\\sstyle=/]',
          message: 'A strict CSP forbids style attributes: use classes or `styleMap`.',
        },
        {
          selector: 'MemberExpression[property.name=/^(innerHTML|outerHTML|insertAdjacentHTML)$/]',
          message: 'Trusted Types forbid HTML in strings: render a template.',
        },
        {
          selector:
            'TaggedTemplateExpression[tag.name=/^(html|svg)$/] TemplateElement[value.raw=/\\.innerHTML=/]',
          message: 'Trusted Types forbid HTML in strings: render a template.',
        },
      ],
    },
  },
  {
    files: ['**/test/**/*.ts', 'bench/**/*.ts', 'scripts/**/*.ts'],
    rules: {
      '@typescript-eslint/no-non-null-assertion': 'off',
      // node:test's functions return promises that the runner awaits itself.
      '@typescript-eslint/no-floating-promises': [
        'error',
        {
          allowForKnownSafeCalls: [
            {
              from: 'package',
              package: 'node:test',
              name: ['test', 'it', 'describe', 'suite', 'before', 'after'],
            },
          ],
        },
      ],
      // chai's assertions are expressions.
      '@typescript-eslint/no-unused-expressions': 'off',
    },
  },
  {
    files: ['packages/*/test/browser/**/*.ts'],
    rules: {
      // By the types of the test helpers each assertion of chai could be a promise.
      '@typescript-eslint/no-floating-promises': 'off',
    },
  },
);
