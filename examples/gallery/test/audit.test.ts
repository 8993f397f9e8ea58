import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { chromiumMissing } from '../../../test/services/chromium.ts';
import { Auditor, treeDifference } from './audit.ts';

describe('every state of the gallery', { skip: chromiumMissing() }, () => {
  let auditor: Auditor;

  before(async () => {
    auditor = await Auditor.open();
  });
  after(() => auditor.close());

  test('is accessible', { concurrency: 4 }, async (t) => {
    const states = await auditor.states();
    assert.ok(states.length > 50, `${states.length} states cannot be all`);
    await Promise.all(
      states.map((state) =>
        t.test(state, async () => {
          const { result, faults } = await auditor.audit(state);
          assert.deepEqual(faults, []);
          assert.deepEqual(result.wrong, []);
          if (treeDifference(state, result.tree) === null) return;
          // A machine that is busy may be late, or early, by one event: what has changed differs a second time.
          assert.equal(treeDifference(state, (await auditor.audit(state)).result.tree), null);
        }),
      ),
    );
  });
});
