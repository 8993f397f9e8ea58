// Makes the style sheets and templates compact in the modules that the elements are published as.
import { readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import remapping from '@jridgewell/remapping';
import { findFiles, root } from '../repository.ts';
import { compactLiterals } from './compact-literals.ts';

/** What was made compact before stays as it is. */
export function compactModules(pattern: string): void {
  for (const file of findFiles(pattern)) {
    const path = join(root, file);
    const compact = compactLiterals(readFileSync(path, 'utf8'));
    if (compact === null) continue;
    const change = compact.generateMap({ source: basename(path), hires: 'boundary' });
    const map = remapping([change.toString(), readFileSync(`${path}.map`, 'utf8')], () => null);
    writeFileSync(`${path}.map`, map.toString());
    writeFileSync(path, compact.toString());
  }
}
