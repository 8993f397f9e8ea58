// npm run bench            lists the benches
// npm run bench -- NAME    runs bench/NAME.bench.ts on the sources
import { runNode } from '../scripts/child-process.ts';
import { exists, findFiles } from '../scripts/repository.ts';

const [name, ...args] = process.argv.slice(2);
if (name === undefined) {
  for (const file of findFiles('bench/*.bench.ts'))
    console.log(file.slice('bench/'.length, -'.bench.ts'.length));
} else if (!exists(`bench/${name}.bench.ts`)) {
  console.error(`There is no bench named ${name}.`);
  process.exitCode = 1;
} else {
  const { ok } = await runNode([
    '--expose-gc',
    '--conditions=fechatter:source',
    `bench/${name}.bench.ts`,
    ...args,
  ]);
  process.exitCode = ok ? 0 : 1;
}
