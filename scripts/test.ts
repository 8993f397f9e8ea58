// npm test                              everything
// npm test -- --only node,browser       only those stages
// npm test -- --only node outbox        only the test files whose path contains "outbox"
// npm test -- --only node --grep resume only the tests whose name matches
import { parseArgs } from 'node:util';
import { build } from './build.ts';
import { endWithParent } from './parent-process.ts';
import { stages, type StageContext } from './test-stages.ts';
import { oneFailed, sum, type Totals } from './test-totals.ts';

endWithParent();
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { only: { type: 'string' }, grep: { type: 'string' } },
});
const wanted = values.only?.split(',') ?? stages.map(({ name }) => name);
const unknown = wanted.filter((name) => !stages.some((stage) => stage.name === name));
if (unknown.length > 0) {
  console.error(
    `There is no stage ${unknown.join(', ')}; there are ${stages.map(({ name }) => name).join(', ')}.`,
  );
  process.exit(1);
}

async function runStages(context: StageContext): Promise<Totals> {
  const selected = stages.filter(({ name }) => wanted.includes(name));
  if (selected.some(({ needsBuild }) => needsBuild)) {
    console.log('\n── build');
    try {
      await build();
    } catch (error) {
      console.error(error instanceof Error ? error.message : error);
      return oneFailed;
    }
  }
  const totals: Totals[] = [];
  for (const { name, run } of selected) {
    console.log(`\n── ${name}`);
    totals.push(await run(context));
  }
  return sum(totals);
}

const context: StageContext = { fileFilters: positionals, grep: values.grep };
const { passed, failed, skipped } = await runStages(context);
console.log(`\n${passed} passed, ${failed} failed, ${skipped} skipped`);
process.exitCode = failed > 0 || passed + failed === 0 ? 1 : 0;
