import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../scripts/repository.ts';
import { sizeOf, type Size } from '../measure/bundle.ts';

/** What an embedder may be made to load, in bytes of gzip. */
export const budgets = {
  core: 20_000,
  firstPaint: 100_000,
  everything: 190_000,
  search: 11_000,
  nats: 29_000,
} as const;

const folder = join(root, 'packages/elements');
const conditions = ['fechatter:source'];
const core = `export { createChatClient } from '@fechatter/client-sdk';`;
const chat = `import '@fechatter/elements/define/fe-chat.js';`;

/** The SDK with Server-Sent Events, and without what it loads when that is first used. */
export const coreSize = (): Promise<Size> => sizeOf({ source: core, folder, conditions, extent: 'first' });

/** The SDK with all that it ever loads, NATS too. */
export const wholeSdkSize = (): Promise<Size> =>
  sizeOf({ source: core, folder, conditions, extent: 'everything' });

/** `<fe-chat>` up to its first paint, with the SDK and Lit. */
export const firstPaintSize = (): Promise<Size> =>
  sizeOf({ source: chat, folder, conditions, extent: 'first' });

/** `<fe-chat>` with all that one reader ever loads: of the languages the heaviest alone, since each is a file of its own and nobody reads in two. */
export async function wholeChatSize(): Promise<Size> {
  const languages = readdirSync(join(folder, 'src/localize/catalogues'));
  const sizes = await Promise.all(
    languages.map((spoken) =>
      sizeOf({
        source: chat,
        folder,
        conditions,
        extent: 'everything',
        external: languages
          .filter((language) => language !== spoken)
          .map((language) => `*/catalogues/${language}`),
      }),
    ),
  );
  return sizes.reduce((heaviest, size) => (size.gzip > heaviest.gzip ? size : heaviest));
}

/** What `<fe-chat>` loads when somebody first searches, beyond what it has by then. */
export const searchPanelSize = (): Promise<Size> =>
  additionTo(chat, `import '@fechatter/elements/define/fe-search.js';`);

/** What the SDK loads when it is first offered NATS, beyond what it has by then. */
export const natsSize = (): Promise<Size> =>
  additionTo(core, `export { createNatsUpgrade } from '../client-sdk/src/connection/nats-upgrade.ts';`);

/** What a further import adds to what is loaded at first. */
async function additionTo(source: string, addition: string): Promise<Size> {
  const [before, after] = await Promise.all(
    [source, `${source}${addition}`].map((each) =>
      sizeOf({ source: each, folder, conditions, extent: 'first' }),
    ),
  );
  if (before === undefined || after === undefined) throw new Error('There is nothing to compare.');
  return { minified: after.minified - before.minified, gzip: after.gzip - before.gzip };
}
