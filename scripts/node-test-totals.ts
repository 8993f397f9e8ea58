import type { TestEvent } from 'node:test/reporters';

/** A reporter for node:test that prints nothing but the totals of the whole run, as JSON. */
export default async function* report(events: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  for await (const { type, data } of events) {
    // There is also a summary for each file; the one without a file is the whole run's.
    if (type !== 'test:summary' || data.file !== undefined) continue;
    const { tests, passed, skipped, todo } = data.counts;
    // The rest failed or were cancelled.
    yield JSON.stringify({ passed, failed: tests - passed - skipped - todo, skipped: skipped + todo });
  }
}
