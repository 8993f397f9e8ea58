import { readFileSync } from 'node:fs';

/** Something with a name, a description and perhaps a type, as the custom elements manifest has it. */
export interface Described {
  /** Empty for the default slot. */
  readonly name: string;
  readonly description?: string;
  readonly type?: { readonly text: string };
  readonly default?: string;
}

/** A property or a method. */
export interface Member extends Described {
  readonly kind: 'field' | 'method';
  readonly privacy?: 'private' | 'protected' | 'public';
  readonly static?: boolean;
  readonly readonly?: boolean;
  readonly attribute?: string;
  readonly return?: { readonly type?: { readonly text: string } };
}

/** An attribute, and the property that it sets. */
export interface Attribute extends Described {
  readonly fieldName?: string;
}

/** An element with its public face. */
export interface ElementDeclaration extends Described {
  readonly tagName: string;
  readonly members?: readonly Member[];
  readonly attributes?: readonly Attribute[];
  readonly events?: readonly Described[];
  readonly slots?: readonly Described[];
  readonly cssParts?: readonly Described[];
  readonly cssProperties?: readonly Described[];
}

interface Manifest {
  readonly modules: readonly {
    readonly declarations?: readonly (Described & { readonly tagName?: string })[];
  }[];
}

/** The elements in a custom elements manifest, in its order. */
export function readElements(file: string): ElementDeclaration[] {
  const manifest = JSON.parse(readFileSync(file, 'utf8')) as Manifest;
  return manifest.modules
    .flatMap(({ declarations }) => declarations ?? [])
    .filter((declaration): declaration is ElementDeclaration => declaration.tagName !== undefined);
}

/** What a page may use of an element, apart from what every element of HTML has. */
export function publicMembers({ members = [] }: ElementDeclaration): Member[] {
  return members.filter(
    ({ name, privacy, static: ofClass }) =>
      (privacy ?? 'public') === 'public' && ofClass !== true && !name.startsWith('#'),
  );
}

/** The properties that a page may set. */
export function settableProperties(element: ElementDeclaration): Member[] {
  return publicMembers(element).filter((member) => member.kind === 'field' && member.readonly !== true);
}
