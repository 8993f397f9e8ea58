import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

function* testsOf(suite) {
  yield* suite.tests;
  for (const inner of suite.suites) yield* testsOf(inner);
}

/** A reporter for Web Test Runner that writes the totals of the whole run to a file, as JSON. */
export function totalsReporter(file) {
  return {
    stop({ sessions }) {
      const totals = { passed: 0, failed: 0, skipped: 0 };
      for (const session of sessions) {
        const tests = session.testResults ? [...testsOf(session.testResults)] : [];
        for (const { passed, skipped, error } of tests) {
          if (skipped) totals.skipped += 1;
          else if (passed) totals.passed += 1;
          // Mocha reports a test that its name filter left out as failed, without an error.
          else if (error) totals.failed += 1;
        }
        // A file that could not be loaded, or that threw outside of a test.
        if (session.errors.length > 0 || !session.testResults) totals.failed += 1;
      }
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, JSON.stringify(totals));
    },
  };
}
