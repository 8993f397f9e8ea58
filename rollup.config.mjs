// What a page loads from a CDN: the define module of <fe-chat> with all that it imports, and what lets the page open
// without a network.
import { readFileSync } from 'node:fs';
import nodeResolve from '@rollup/plugin-node-resolve';
import { minify } from 'rollup-plugin-esbuild';
import { thirdPartyLicences } from './scripts/third-party-licences.ts';

const { name, version, license } = JSON.parse(readFileSync('packages/elements/package.json', 'utf8'));
const banner = `/*! ${name} ${version} | ${license}, and others: LICENSES.txt */`;
const harmlessInDependencies = new Set(['CIRCULAR_DEPENDENCY', 'THIS_IS_UNDEFINED', 'INVALID_ANNOTATION']);

const plugins = [
  // `production` keeps Lit's development build out.
  nodeResolve({ browser: true, exportConditions: ['production', 'browser', 'module'] }),
  minify({ target: 'es2022', legalComments: 'none', banner }),
];

function onwarn(warning) {
  const file = warning.id ?? warning.ids?.[0] ?? warning.loc?.file ?? '';
  if (harmlessInDependencies.has(warning.code) && file.includes('node_modules')) return;
  throw new Error(`${warning.code}: ${warning.message}`);
}

const folder = 'packages/elements/dist';

export default [
  {
    input: { 'fe-chat': `${folder}/define/fe-chat.js`, 'keep-shell': `${folder}/shell/keep-shell.js` },
    output: {
      dir: `${folder}/cdn`,
      format: 'es',
      entryFileNames: '[name].js',
      chunkFileNames: '[name]-[hash].js',
      sourcemap: true,
      banner,
    },
    plugins: [...plugins, thirdPartyLicences('LICENSES.txt')],
    onwarn,
  },
  {
    // A classic script: not every browser takes modules as service workers.
    input: `${folder}/shell/service-worker.js`,
    output: { file: `${folder}/cdn/fe-chat-worker.js`, format: 'iife', sourcemap: true, banner },
    plugins,
    onwarn,
  },
];
