// Builds docs/site: the guides in docs/, the API of the SDK and the server, the elements and the protocol.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Application } from 'typedoc';
import { build } from './build.ts';
import { elementPages } from './docs/element-pages.ts';
import { protocolPages } from './docs/protocol-pages.ts';
import { settingsPages } from './docs/settings-page.ts';
import { buildThemeBuilder } from './docs/theme-builder.ts';
import { endWithParent } from './parent-process.ts';
import { exists, findFiles, root } from './repository.ts';

endWithParent();
await build();

const generated = '.cache/docs';
rmSync(join(root, generated), { recursive: true, force: true });
mkdirSync(join(root, generated), { recursive: true });
for (const { file, markdown } of [
  ...elementPages(),
  ...(await protocolPages()),
  ...(await settingsPages()),
]) {
  writeFileSync(join(root, generated, file), markdown);
}

const site = await Application.bootstrapWithPlugins({
  name: 'FeChatter',
  readme: 'README.md',
  entryPoints: [
    'packages/client-sdk/src/index.ts',
    'packages/client-sdk/src/testing/index.ts',
    'packages/server-reference/src/index.ts',
  ].filter(exists),
  tsconfig: 'tsconfig.json',
  projectDocuments: findFiles('docs/**/*.md', `${generated}/*.md`).filter(
    (file) => !file.startsWith('docs/site/'),
  ),
  out: 'docs/site',
  disableGit: true,
  sourceLinkTemplate: '{path}',
  disableSources: true,
  excludeExternals: true,
  excludeInternal: true,
  excludePrivate: true,
  skipErrorChecking: true,
  githubPages: false,
  navigation: { includeGroups: true },
});
const project = await site.convert();
if (project === undefined) throw new Error('TypeDoc could not read the sources.');
await site.generateOutputs(project);
await buildThemeBuilder(join(root, 'docs/site/theme-builder'));
if (site.logger.hasErrors()) process.exitCode = 1;
