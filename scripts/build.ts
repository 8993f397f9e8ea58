// Builds everything that is published, skipping what is up to date.
import { cpSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runStep } from './build-step.ts';
import { runNode } from './child-process.ts';
import { compactModules } from './literals/compact-modules.ts';
import { lexerAlone, lexerLicence } from './literals/lexer-alone.ts';
import { natsClientAlone, natsLicence } from './nats-client-alone.ts';
import { endWithParent } from './parent-process.ts';
import { exists, findFiles, packages, root, toolScript } from './repository.ts';
import { licenceFile } from './third-party-licences.ts';

const settings = [
  'package-lock.json',
  'scripts/literals/*',
  'scripts/nats-client-alone.ts',
  'scripts/third-party-licences.ts',
  'tsconfig.base.json',
  'tsconfig.json',
  'packages/*/tsconfig.json',
];
const sources = ['packages/*/src/**/*', 'packages/*/package.json', ...settings];
const cdnEntry = 'packages/elements/dist/define/fe-chat.js';
/** The server brings the elements with it, and serves them at /sdk. */
const served = 'packages/server-reference/dist/sdk';
const lexerModule = 'packages/elements/dist/messages/lexer.js';
const natsModule = 'packages/client-sdk/dist/connection/nats-client.js';
const templateScript = 'packages/server-reference/scripts/build-template.ts';

async function tool(script: string, ...args: string[]): Promise<void> {
  const { ok } = await runNode([script, ...args]);
  if (!ok) throw new Error(`The build failed: ${[script.slice(root.length + 1), ...args].join(' ')}`);
}

/** tsc leaves the output of a deleted source behind, and it would be published. */
function removeOrphans(): void {
  for (const output of findFiles('packages/*/dist/**/*.{js,d.ts,js.map,d.ts.map}')) {
    const source = output.replace('/dist/', '/src/').replace(/(\.d\.ts|\.js)(\.map)?$/, '.ts');
    if (!/\/dist\/(?:cdn|sdk)\//.test(output) && !exists(source)) rmSync(join(root, output));
  }
}

/** What is published in place of a module that uses a little of a large package. */
function replaceModule(file: string, source: string, licence: string): void {
  writeFileSync(join(root, file), source);
  writeFileSync(join(root, licenceFile(file)), licence);
  rmSync(join(root, `${file}.map`), { force: true });
}

/** Builds all packages; returns quickly when nothing changed. */
export async function build(): Promise<void> {
  await runStep({
    name: 'packages',
    inputs: sources,
    outputs: packages
      .filter((name) => exists(`packages/${name}/src/index.ts`))
      .map((name) => `packages/${name}/dist/index.js`),
    run: async () => {
      await tool(toolScript('typescript', 'tsc'), '-b', 'tsconfig.json');
      removeOrphans();
      compactModules('packages/elements/dist/**/*.js');
      replaceModule(lexerModule, lexerAlone(), lexerLicence());
      replaceModule(natsModule, await natsClientAlone(), natsLicence());
    },
  });
  if (exists(cdnEntry)) {
    await runStep({
      name: 'cdn',
      inputs: [
        'packages/{protocol,client-sdk,elements}/src/**/*',
        'rollup.config.mjs',
        'scripts/literals/*',
        'scripts/nats-client-alone.ts',
        'scripts/third-party-licences.ts',
        'package-lock.json',
      ],
      outputs: [
        'packages/elements/dist/cdn/fe-chat.js',
        `${served}/fe-chat.js`,
        `${served}/fe-chat-worker.js`,
      ],
      run: async () => {
        rmSync(join(root, 'packages/elements/dist/cdn'), { recursive: true, force: true });
        await tool(toolScript('rollup'), '-c', '--silent');
        rmSync(join(root, served), { recursive: true, force: true });
        cpSync(join(root, 'packages/elements/dist/cdn'), join(root, served), { recursive: true });
      },
    });
    await runStep({
      name: 'manifest',
      inputs: [
        'packages/elements/src/**/*',
        'custom-elements-manifest.config.mjs',
        'scripts/manifest/event-types.mjs',
        'package-lock.json',
      ],
      outputs: ['packages/elements/custom-elements.json'],
      run: () =>
        tool(
          toolScript('@custom-elements-manifest/analyzer', 'cem'),
          'analyze',
          '--quiet',
          '--config',
          'custom-elements-manifest.config.mjs',
        ),
    });
  }
  if (exists('packages/elements/custom-elements.json')) {
    await runStep({
      name: 'frameworks',
      inputs: [
        'packages/elements/custom-elements.json',
        'packages/elements/package.json',
        'scripts/{frameworks,manifest}/*',
      ],
      outputs: ['packages/elements/frameworks/web-types.json'],
      run: () => tool('scripts/frameworks/write-frameworks.ts'),
    });
  }
  if (exists(templateScript)) {
    await runStep({
      name: 'database-template',
      inputs: ['packages/{protocol,server-reference}/src/**/*', templateScript, 'package-lock.json'],
      outputs: ['packages/server-reference/dist/pglite-template.tar.gz'],
      run: () => tool('--conditions=fechatter:source', templateScript),
    });
  }
}

if (import.meta.main) {
  endWithParent();
  await build().catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  });
}
