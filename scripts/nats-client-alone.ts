import { readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Plugin } from 'esbuild';
import { root } from './repository.ts';
import { licenceOf } from './third-party-licences.ts';

const library = dirname(fileURLToPath(import.meta.resolve('@nats-io/nats-core')));
const packageFolder = dirname(library);

/** Modules of the NATS client that are asked for, and never used by a connection that only follows a subject and speaks to one. */
const leftOut = new Map([
  ['nkeys', 'signs with tweetnacl; we bring a signature of our own'],
  ['nuid', 'names the subjects that answers are sent to; we make no requests'],
  ['request', 'requests and their answers'],
  ['headers', 'reads and writes headers of messages when somebody asks for them; ours have none'],
]);

/** The NATS client from the module that connects, past the one that gathers all it has; what is left out is an empty object. */
const alone: Plugin = {
  name: 'nats-client-alone',
  setup(bundler) {
    bundler.onResolve({ filter: /^@nats-io\/nats-core$/ }, () => ({
      path: join(library, 'ws_transport.js'),
    }));
    bundler.onResolve({ filter: /^\.\// }, ({ importer, path }) =>
      dirname(importer) === library && leftOut.has(basename(path))
        ? { path: basename(path), namespace: 'left-out' }
        : undefined,
    );
    bundler.onLoad({ filter: /.*/, namespace: 'left-out' }, () => ({ contents: 'module.exports = {};' }));
  },
};

/** The NATS client and its licence, which goes wherever its modules go. */
export const natsLicence = (): string => licenceOf(packageFolder);

/**
 * The source of a module that exports what `connection/nats-client.ts` of the client SDK does and holds what that
 * needs of `@nats-io/nats-core`: half of it. That package is CommonJS, of which no bundler may leave out anything.
 */
export async function natsClientAlone(): Promise<string> {
  const { outputFiles, metafile } = await build({
    entryPoints: [join(root, 'packages/client-sdk/src/connection/nats-client.ts')],
    absWorkingDir: root,
    bundle: true,
    write: false,
    metafile: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    charset: 'utf8',
    logLevel: 'silent',
    banner: { js: banner() },
    plugins: [alone],
  });
  const modules = Object.keys(metafile.inputs);
  const missing = [...leftOut.keys()].filter((name) => !modules.includes(`left-out:${name}`));
  const foreign = modules.filter(
    (path) => path.includes('node_modules') && dirname(join(root, path)) !== library,
  );
  const [output] = outputFiles;
  if (output === undefined || missing.length > 0 || foreign.length > 0)
    throw new Error(
      `The NATS client is built in another way by now. Not asked for: ${missing.join(', ') || 'nothing'}; new: ${foreign.join(', ') || 'nothing'}.`,
    );
  return output.text;
}

function banner(): string {
  const { name, version } = JSON.parse(readFileSync(join(packageFolder, 'package.json'), 'utf8')) as {
    readonly name: string;
    readonly version: string;
  };
  const without = [...leftOut.keys()].join(', ');
  return `/*!
 * Part of ${name} ${version}, in one module, without its ${without}.
 * Copyright The NATS Authors. Licensed under the Apache License, Version 2.0: see nats-client.LICENSE.txt
 */`;
}
