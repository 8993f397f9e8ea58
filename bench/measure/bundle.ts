import { gzipSync } from 'node:zlib';
import { readFile } from 'node:fs/promises';
import { build, type Plugin } from 'esbuild';
import { compactLiterals } from '../../scripts/literals/compact-literals.ts';
import { lexerAlone } from '../../scripts/literals/lexer-alone.ts';
import { natsClientAlone } from '../../scripts/nats-client-alone.ts';

/** What is bundled: a module that exports what an embedder uses. */
export interface Bundled {
  /** The source of a module. */
  readonly source: string;
  /** Its imports are looked up from here. */
  readonly folder: string;
  /** `first`: what is loaded before anything can be shown; `everything`: what is loaded later, too. */
  readonly extent: 'first' | 'everything';
  /** Modules that are left out, since the application has them anyway. */
  readonly external?: readonly string[];
  /** Conditions of the packages' exports, beside those of a page in production. */
  readonly conditions?: readonly string[];
}

/** Bytes of a bundle. */
export interface Size {
  readonly minified: number;
  readonly gzip: number;
}

/** Leaves out what is loaded when it is first used. */
const later: Plugin = {
  name: 'later',
  setup(bundler) {
    bundler.onResolve({ filter: /.*/ }, ({ kind, path }) =>
      kind === 'dynamic-import' ? { path, external: true } : undefined,
    );
  },
};

/** Our own style sheets, templates, catalogues, the lexer and the NATS client, as our build has them. */
const asPublished: Plugin = {
  name: 'as-published',
  setup(bundler) {
    bundler.onLoad({ filter: /[\\/]client-sdk[\\/]src[\\/]connection[\\/]nats-client\.ts$/ }, async () => ({
      contents: await natsClientAlone(),
      loader: 'js',
    }));
    bundler.onLoad({ filter: /[\\/]elements[\\/]src[\\/].*\.ts$/ }, async ({ path }) => {
      if (/[\\/]messages[\\/]lexer\.ts$/.test(path)) return { contents: lexerAlone(), loader: 'js' };
      const source = await readFile(path, 'utf8');
      return { contents: compactLiterals(source)?.toString() ?? source, loader: 'ts' };
    });
  },
};

/** Bundles for a page, minified for ES2022 as esbuild does it, and compressed by gzip at its best. */
export async function sizeOf(bundled: Bundled): Promise<Size> {
  const { source, folder, extent, external = [], conditions = [] } = bundled;
  const { outputFiles } = await build({
    stdin: { contents: source, resolveDir: folder, loader: 'js' },
    bundle: true,
    write: false,
    minify: true,
    // As bundlers set it that are built on this one: a letter beyond ASCII is itself, not an escape of six.
    charset: 'utf8',
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    legalComments: 'none',
    logLevel: 'silent',
    external: [...external],
    conditions: ['production', 'browser', ...conditions],
    define: { 'process.env.NODE_ENV': '"production"', global: 'globalThis' },
    loader: { '.wasm': 'empty', '.css': 'empty', '.svg': 'empty' },
    tsconfigRaw: { compilerOptions: { experimentalDecorators: true, useDefineForClassFields: false } },
    plugins: extent === 'first' ? [later, asPublished] : [asPublished],
  });
  const code = outputFiles[0]?.contents ?? new Uint8Array();
  return { minified: code.byteLength, gzip: gzipSync(code, { level: 9 }).byteLength };
}
