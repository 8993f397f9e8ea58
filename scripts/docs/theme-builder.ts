// The theme builder of the site: one page that needs no server.
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { readElements } from '../manifest/manifest.ts';
import { root } from '../repository.ts';

const source = join(root, 'docs/theme-builder');

/** Builds the page in a folder. The custom elements manifest has to be there. */
export async function buildThemeBuilder(folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  for (const file of ['index.html', 'theme-builder.css']) cpSync(join(source, file), join(folder, file));
  const chat = readElements(join(root, 'packages/elements/custom-elements.json')).find(
    ({ tagName }) => tagName === 'fe-chat',
  );
  const tokens = (chat?.cssProperties ?? []).map(({ name, description }) => ({ name, description }));
  writeFileSync(join(folder, 'tokens.json'), JSON.stringify(tokens));
  await build({
    entryPoints: [join(source, 'theme-builder.ts')],
    bundle: true,
    splitting: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    outdir: folder,
    conditions: ['fechatter:source', 'production', 'browser'],
    tsconfigRaw: { compilerOptions: { experimentalDecorators: true, useDefineForClassFields: false } },
  });
}
