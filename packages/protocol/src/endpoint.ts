/** Where a route is found. */
export interface Endpoint {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** An RFC 6570 template of level 1: `{name}` stands for one path segment. */
  readonly path: string;
  readonly access: 'public' | 'session' | 'workspace';
}

/** The event stream is no request with an answer, so it stands beside the table. */
export const eventStream = {
  method: 'GET',
  path: '/v1/workspaces/{workspaceId}/events',
  access: 'workspace',
} as const satisfies Endpoint;

/** The names in a path template: `PathNames<'/v1/a/{b}/{c}'>` is `'b' | 'c'`. */
export type PathNames<P extends string> = P extends `${string}{${infer Name}}${infer Rest}`
  ? Name | PathNames<Rest>
  : never;

/** Puts values into a path template, each encoded as one segment. */
export function expandPath(template: string, values: Readonly<Record<string, string>>): string {
  return template.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = values[name];
    if (value === undefined) throw new TypeError(`${template} needs a value for {${name}}`);
    return encodeURIComponent(value);
  });
}
