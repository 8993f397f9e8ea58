// Builds when needed and runs the reference server with its demo workspace in this process.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from './build.ts';
import { endWithParent } from './parent-process.ts';
import { root } from './repository.ts';

endWithParent();
await build();
const server = join(root, 'packages/server-reference/dist/cli/main.js');
process.argv = [process.execPath, server, 'demo', ...process.argv.slice(2)];
await import(pathToFileURL(server).href);
