import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { exists, findFiles, root } from './repository.ts';

export interface BuildStep {
  readonly name: string;
  /** Glob patterns of everything that the result depends on. */
  readonly inputs: readonly string[];
  /** Files that prove the result is there. */
  readonly outputs: readonly string[];
  readonly run: () => Promise<void>;
}

/** Path, size and time of change: as good as the content, and read in milliseconds. */
function fingerprint(patterns: readonly string[]): string {
  const hash = createHash('sha256').update(process.version);
  for (const file of findFiles(...patterns)) {
    const { size, mtimeMs } = statSync(join(root, file));
    hash.update(`${file}:${size}:${mtimeMs}\n`);
  }
  return hash.digest('hex');
}

function readStamp(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

/** Runs the step unless its inputs are as they were when it last succeeded. */
export async function runStep(step: BuildStep): Promise<void> {
  const stampFile = join(root, '.cache/build', `${step.name}.stamp`);
  // Taken before the run: an edit during the build makes the next build run again.
  const inputs = fingerprint(step.inputs);
  if (readStamp(stampFile) === inputs && step.outputs.every(exists)) return;
  const start = performance.now();
  await step.run();
  mkdirSync(dirname(stampFile), { recursive: true });
  writeFileSync(stampFile, inputs);
  console.log(`built ${step.name} in ${((performance.now() - start) / 1000).toFixed(1)} s`);
}
