import assert from 'node:assert/strict';
import { test } from 'node:test';
import { judgeRefresh, REPEAT_GRACE, type SpentToken } from '../../../src/auth/refresh-rotation.ts';

/** A small random generator with a seed (mulberry32), so that a failure can be run again. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

interface Token {
  readonly hash: string;
  readonly generation: number;
}

/** The server's side of one session. */
class Family {
  last: SpentToken = { generation: 0, hash: null, at: 0 };
  revoked = false;
  #made = 1;
  readonly first: Token = { hash: 't1', generation: 1 };

  refresh(token: Token, now: number): Token | 'refused' {
    if (this.revoked) return 'refused';
    switch (judgeRefresh(token, this.last, now)) {
      case 'reuse':
        this.revoked = true;
        return 'refused';
      case 'spend':
        this.last = { generation: token.generation, hash: token.hash, at: now };
        break;
      case 'repeat':
        break;
    }
    this.#made += 1;
    return { hash: `t${this.#made}`, generation: token.generation + 1 };
  }
}

test('a client whose answers get lost, and who repeats within the grace, is never signed out', () => {
  for (let seed = 1; seed <= 2_000; seed += 1) {
    const random = randomFrom(seed);
    const family = new Family();
    let held = family.first;
    let now = 0;
    for (let round = 0; round < 20; round += 1) {
      now += 600_000;
      // Copies of the one request arrive in any number and order; the client keeps any one of the answers.
      const copies = 1 + Math.floor(random() * 4);
      const start = now;
      const answers: Token[] = [];
      for (let copy = 0; copy < copies; copy += 1) {
        now = Math.min(start + REPEAT_GRACE, now + Math.floor(random() * (REPEAT_GRACE / 3)));
        const answer = family.refresh(held, now);
        assert.notEqual(answer, 'refused', `seed ${seed}, round ${round}`);
        if (answer !== 'refused') answers.push(answer);
      }
      held = answers[Math.floor(random() * answers.length)] ?? held;
    }
  }
});

test('whoever copied a token, and whenever they use it: the two never both go on', () => {
  for (let seed = 1; seed <= 2_000; seed += 1) {
    const random = randomFrom(seed);
    const family = new Family();
    let owner: Token = family.first;
    let thief: Token | undefined;
    let now = 0;
    let ownerUses = 0;
    let thiefUses = 0;
    const theftAt = Math.floor(random() * 10);
    for (let step = 0; step < 200 && !family.revoked; step += 1) {
      now += Math.floor(random() * 2 * REPEAT_GRACE);
      if (ownerUses === theftAt) thief ??= owner;
      const isThief = thief !== undefined && random() < 0.5;
      const presented: Token = isThief && thief ? thief : owner;
      const answer = family.refresh(presented, now);
      if (answer === 'refused') break;
      if (isThief) {
        thief = answer;
        thiefUses += 1;
      } else {
        owner = answer;
        ownerUses += 1;
      }
      // Once both have refreshed with what they got after the theft, one of them has been found out.
      assert.ok(!(thiefUses >= 2 && ownerUses >= theftAt + 2), `seed ${seed}, step ${step}: both go on`);
    }
  }
});

test('a spent token is refused after the grace, and at once when its successor was used', () => {
  const last: SpentToken = { generation: 4, hash: 'a', at: 1_000 };
  assert.equal(judgeRefresh({ hash: 'a', generation: 4 }, last, 1_000 + REPEAT_GRACE), 'repeat');
  assert.equal(judgeRefresh({ hash: 'a', generation: 4 }, last, 1_001 + REPEAT_GRACE), 'reuse');
  assert.equal(judgeRefresh({ hash: 'twin', generation: 4 }, last, 1_000), 'reuse');
  assert.equal(
    judgeRefresh({ hash: 'a', generation: 4 }, { generation: 5, hash: 'b', at: 1_000 }, 1_000),
    'reuse',
  );
  assert.equal(judgeRefresh({ hash: 'b', generation: 5 }, last, 9e12), 'spend');
});
