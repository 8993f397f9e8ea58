import { test } from 'node:test';
import assert from 'node:assert/strict';
import { createDatabase, postgresMissing } from '../../../../test/services/postgres.ts';
test('a database can be made', { skip: postgresMissing() }, async () => { const d = await createDatabase(); assert.match(d.url, /test_/); await d.drop(); });
test('skipped one', { skip: 'because' }, () => {});
test('fails', () => { assert.equal(1, 2 as number); });
