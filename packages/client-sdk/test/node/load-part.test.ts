import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isChatError } from '@fechatter/client-sdk';
import { loadedLater, loadPart } from '../../src/loading/load-part.ts';

class Part {
  readonly #greeting = 'Hello';

  greet(name: string): Promise<string> {
    return Promise.resolve(`${this.#greeting} ${name}`);
  }

  leave(name: string): Promise<string> {
    return Promise.resolve(`Goodbye ${name}`);
  }
}

test('W11 a part is loaded once, with the first call of any of its methods', async () => {
  let loads = 0;
  const part = loadedLater(() => {
    loads += 1;
    return Promise.resolve(new Part());
  }, ['greet', 'leave']);
  assert.equal(loads, 0);
  assert.deepEqual(await Promise.all([part.greet('Ada'), part.leave('Bob')]), ['Hello Ada', 'Goodbye Bob']);
  assert.equal(loads, 1);
});

test('W11 a part that could not be had is a network error that may pass, and is asked for again by the next call', async () => {
  let isCut = true;
  const cause = new TypeError('Failed to fetch dynamically imported module');
  const { greet } = loadedLater(
    () => (isCut ? Promise.reject(cause) : Promise.resolve(new Part())),
    ['greet'],
  );
  await assert.rejects(greet('Ada'), (error) => {
    assert.ok(isChatError(error));
    assert.deepEqual([error.code, error.retryable, error.cause], ['network', true, cause]);
    return true;
  });
  isCut = false;
  assert.equal(await greet('Ada'), 'Hello Ada');
  await assert.rejects(
    loadPart(() => Promise.reject(cause)),
    { code: 'network' },
  );
});
