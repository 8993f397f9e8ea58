// npm run check                 types, eslint, prettier and knip
// npm run check -- types eslint only those
import { checkCode } from './code-checks.ts';
import { endWithParent } from './parent-process.ts';

endWithParent();
const names = process.argv.slice(2);
const results = await checkCode(names.length > 0 ? names : undefined);
process.exitCode = results.length > 0 && results.every(Boolean) ? 0 : 1;
