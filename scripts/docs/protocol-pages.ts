import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { exists, root } from '../repository.ts';
import { page, table, type MarkdownPage } from './markdown.ts';

interface Operation {
  readonly operationId?: string;
  readonly summary?: string;
  readonly description?: string;
  readonly tags?: readonly string[];
  readonly parameters?: readonly { name?: string; in?: string; required?: boolean; description?: string }[];
  readonly requestBody?: unknown;
  readonly responses?: Readonly<Record<string, { description?: string }>>;
}

interface OpenApi {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components?: { readonly schemas?: Readonly<Record<string, unknown>> };
}

interface AsyncApi {
  readonly channels?: unknown;
  readonly components?: {
    readonly messages?: Readonly<Record<string, { title?: string; summary?: string; description?: string }>>;
  };
}

const json = (value: unknown): string => `\`\`\`json\n${JSON.stringify(value, null, 2)}\n\`\`\``;

/** Calls the function that a built module of the protocol exports for its document. */
async function document<T>(file: string, exported: string): Promise<T | undefined> {
  const path = `packages/protocol/dist/${file}`;
  if (!exists(path)) return undefined;
  const module = (await import(pathToFileURL(join(root, path)).href)) as Record<
    string,
    (() => T) | undefined
  >;
  return module[exported]?.();
}

function operationSection(method: string, path: string, operation: Operation): string {
  const parameters = (operation.parameters ?? []).filter(({ name }) => name !== undefined);
  return [
    `## ${operation.operationId ?? `${method} ${path}`}`,
    `\`${method.toUpperCase()} ${path}\``,
    [operation.summary, operation.description].filter(Boolean).join('\n\n'),
    table(
      'Parameters',
      ['Name', 'In', 'Required', 'Description'],
      parameters.map((parameter) => [
        parameter.name ?? '',
        parameter.in ?? '',
        parameter.required === true ? 'yes' : 'no',
        parameter.description ?? '',
      ]),
    ).replace('## ', '### '),
    operation.requestBody === undefined ? '' : `### Body\n\n${json(operation.requestBody)}`,
    table(
      'Responses',
      ['Status', 'Description'],
      Object.entries(operation.responses ?? {}).map(([status, { description }]) => [
        status,
        description ?? '',
      ]),
    ).replace('## ', '### '),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

function restPages({ paths, components }: OpenApi): MarkdownPage[] {
  const sections = new Map<string, string[]>();
  for (const [path, methods] of Object.entries(paths)) {
    for (const [method, operation] of Object.entries(methods)) {
      const tag = operation.tags?.[0] ?? 'other';
      sections.set(tag, [...(sections.get(tag) ?? []), operationSection(method, path, operation)]);
    }
  }
  const schemas = Object.entries(components?.schemas ?? {}).map(
    ([name, schema]) => `## ${name}\n\n${json(schema)}`,
  );
  return [
    ...[...sections].map(([tag, parts]) => page(`rest-${tag}.md`, `REST: ${tag}`, 'Protocol', parts)),
    page('schemas.md', 'Schemas', 'Protocol', schemas),
  ];
}

function eventPages({ components }: AsyncApi): MarkdownPage[] {
  const events = Object.entries(components?.messages ?? {}).map(
    ([name, event]) =>
      `## ${name}\n\n${[event.title, event.summary, event.description].filter(Boolean).join('\n\n')}\n\n${json(event)}`,
  );
  return [page('events.md', 'Events', 'Protocol', events)];
}

/** The protocol's routes, schemas and events, from its OpenAPI and AsyncAPI documents. */
export async function protocolPages(): Promise<MarkdownPage[]> {
  const openApi = await document<OpenApi>('openapi.js', 'openApiDocument');
  const asyncApi = await document<AsyncApi>('asyncapi.js', 'asyncApiDocument');
  return [...(openApi ? restPages(openApi) : []), ...(asyncApi ? eventPages(asyncApi) : [])];
}
