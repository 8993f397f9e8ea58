import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

const folder = join(import.meta.dirname, '../../../src');
const PHYSICAL =
  /(?<![\w-])(?:(?:margin|padding|border|inset|scroll-margin|scroll-padding)-(?:left|right)[\w-]*|left|right|float|border-(?:top|bottom)-(?:left|right)-radius)\s*:|text-align:\s*(?:left|right)|\bto (?:left|right)\b/;
const SHORTHAND = /^\s*(?:padding|margin|inset|border-width|border-radius):\s*([^;]+);/;

/** The four sides that a shorthand gives, or none where it gives fewer: those are alike left and right. */
function sidesOf(line: string): string[] {
  const value = SHORTHAND.exec(line)?.[1] ?? '';
  return value.match(/[\w-]+\([^)]*\)|\S+/g) ?? [];
}

test('no style knows left from right, so that each is mirrored where writing runs from right to left', () => {
  const styles = globSync('**/*.ts', { cwd: folder }).flatMap((file) =>
    [...readFileSync(join(folder, file), 'utf8').matchAll(/\bcss`([^`]*)`/g)].map(
      (match) => [file, match[1] ?? ''] as const,
    ),
  );
  assert.ok(styles.length > 15);
  const wrong = styles.flatMap(([file, style]) =>
    style
      .split('\n')
      .filter((line) => {
        const [, right, , left] = sidesOf(line);
        return PHYSICAL.test(line) || (left !== undefined && left !== right);
      })
      .map((line) => `${file}: ${line.trim()}`),
  );
  assert.deepEqual(wrong, []);
});
