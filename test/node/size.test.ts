import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  budgets,
  coreSize,
  firstPaintSize,
  natsSize,
  searchPanelSize,
  wholeChatSize,
} from '../../bench/size/ours.ts';

for (const [what, size, budget] of [
  ['the core of the SDK with SSE', coreSize, budgets.core],
  ['<fe-chat> up to its first paint', firstPaintSize, budgets.firstPaint],
  ['<fe-chat> with everything that it may load', wholeChatSize, budgets.everything],
  ['what <fe-chat> loads for its search', searchPanelSize, budgets.search],
  ['what the SDK loads for NATS', natsSize, budgets.nats],
] as const)
  test(`${what} weighs at most ${budget.toLocaleString('en')} bytes gzip`, async () => {
    const { gzip } = await size();
    assert.ok(gzip <= budget, `${gzip} bytes: load what is not needed at first when it is first used`);
    // A bundle from which all was left out would pass, too.
    assert.ok(gzip > budget / 3, `${gzip} bytes cannot be all`);
  });
