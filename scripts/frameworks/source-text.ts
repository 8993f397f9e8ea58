import type { Described } from '../manifest/manifest.ts';

/** Begins every generated declaration file. */
export const generatedHeader =
  '// Made from the custom elements manifest by scripts/frameworks. Do not edit.\n';

/** `fe-chat` as `FeChat`. */
export function pascalCase(name: string): string {
  return name.replace(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase());
}

/** A description as a doc comment, which editors show. */
export function docComment({ description = '' }: Pick<Described, 'description'>, indent = ''): string {
  const lines = description.trim().replaceAll('*/', '*\\/').split('\n');
  return lines.length === 1
    ? `${indent}/** ${lines[0] ?? ''} */\n`
    : `${indent}/**\n${lines.map((line) => `${indent} * ${line}`.trimEnd()).join('\n')}\n${indent} */\n`;
}
