import type { ElementDeclaration } from '../manifest/manifest.ts';
import { docComment, generatedHeader } from './source-text.ts';

/** React 19 sets properties and listens to `on` with the name of the event by itself, so that types are all it takes. */
export function reactTypes(elements: readonly ElementDeclaration[]): string {
  return `${generatedHeader}
import type { ClassAttributes, HTMLAttributes } from 'react';
import type { FeElements } from './elements.js';

/** The props of a tag in JSX: properties, attributes, and \`on\` with the name of an event, as in \`onfe-send\`. */
export type FeProps<Tag extends keyof FeElements> = FeElements[Tag]['properties'] &
  FeElements[Tag]['attributes'] & {
    [Name in keyof FeElements[Tag]['events'] & string as \`on\${Name}\`]?:
      | ((event: FeElements[Tag]['events'][Name]) => void)
      | undefined;
  } & ClassAttributes<FeElements[Tag]['element']> &
  Omit<HTMLAttributes<FeElements[Tag]['element']>, keyof FeElements[Tag]['properties']>;

declare module 'react' {
  namespace JSX {
    interface IntrinsicElements {
${tags(elements, '      ', (tag) => `FeProps<'${tag}'>`)}    }
  }
}
`;
}

/** Vue checks a custom element in a template as it checks a component. */
export function vueTypes(elements: readonly ElementDeclaration[]): string {
  return `${generatedHeader}
import type { HTMLAttributes, PublicProps } from 'vue';
import type { FeElements } from './elements.js';

type PascalCase<Name extends string> = Name extends \`\${infer Head}-\${infer Tail}\`
  ? \`\${Capitalize<Head>}\${PascalCase<Tail>}\`
  : Capitalize<Name>;

/** A tag as Vue's templates see it. */
export type FeComponent<Tag extends keyof FeElements> = new () => FeElements[Tag]['element'] & {
  /** For the checks of templates only: there is no such property. */
  readonly $props: FeElements[Tag]['properties'] & {
    [Name in keyof FeElements[Tag]['events'] & string as \`on\${PascalCase<Name>}\`]?:
      | ((event: FeElements[Tag]['events'][Name]) => void)
      | undefined;
  } & Omit<HTMLAttributes, keyof FeElements[Tag]['properties']> &
    PublicProps;
};

declare module 'vue' {
  interface GlobalComponents {
${tags(elements, '    ', (tag) => `FeComponent<'${tag}'>`)}  }
}
`;
}

/** Svelte 5 sets properties and listens to \`on\` with the name of the event, as React does. */
export function svelteTypes(elements: readonly ElementDeclaration[]): string {
  return `${generatedHeader}
import type { HTMLAttributes } from 'svelte/elements';
import type { FeElements } from './elements.js';

/** What a tag takes in markup: properties, attributes, and \`on\` with the name of an event, as in \`onfe-send\`. */
export type FeAttributes<Tag extends keyof FeElements> = FeElements[Tag]['properties'] &
  FeElements[Tag]['attributes'] & {
    [Name in keyof FeElements[Tag]['events'] & string as \`on\${Name}\`]?:
      | ((event: FeElements[Tag]['events'][Name]) => void)
      | undefined;
  } & Omit<HTMLAttributes<FeElements[Tag]['element']>, keyof FeElements[Tag]['properties']>;

declare module 'svelte/elements' {
  interface SvelteHTMLElements {
${tags(elements, '    ', (tag) => `FeAttributes<'${tag}'>`)}  }
}
`;
}

function tags(
  elements: readonly ElementDeclaration[],
  indent: string,
  type: (tagName: string) => string,
): string {
  return elements
    .map(
      (element) => `${docComment(element, indent)}${indent}'${element.tagName}': ${type(element.tagName)};\n`,
    )
    .join('');
}
