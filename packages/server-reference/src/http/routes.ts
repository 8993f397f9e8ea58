import { SmartRouter } from 'hono/router/smart-router';
import { RegExpRouter } from 'hono/router/reg-exp-router';
import { TrieRouter } from 'hono/router/trie-router';

/** What a path leads to. */
export interface Found<T> {
  /** What answers each method that the path takes. */
  readonly methods: ReadonlyMap<string, T>;
  /** The values of the path's parameters, decoded. */
  readonly params: Readonly<Record<string, string>>;
}

/** Finds what answers a path, by templates such as `/v1/workspaces/{workspaceId}/channels`. */
export class Routes<T> {
  readonly #router = new SmartRouter<Map<string, T>>({ routers: [new RegExpRouter(), new TrieRouter()] });
  readonly #paths = new Map<string, Map<string, T>>();

  add(method: string, template: string, target: T): void {
    let methods = this.#paths.get(template);
    if (!methods) {
      methods = new Map();
      this.#paths.set(template, methods);
      this.#router.add('ALL', template.replace(/\{(\w+)\}/g, ':$1'), methods);
    }
    methods.set(method, target);
  }

  /** The first path that was added and fits, of those that take the method where there are some; null without any. */
  find(method: string, path: string): Found<T> | null {
    const [matches, stash] = this.#router.match('ALL', path);
    const fitting = matches.find(([methods]) => methods.has(method)) ?? matches[0];
    if (!fitting) return null;
    const [methods, places] = fitting;
    const params: Record<string, string> = {};
    for (const [name, place] of Object.entries<number | string>(places)) {
      const value = typeof place === 'number' ? stash?.[place] : place;
      if (value !== undefined) params[name] = decoded(value);
    }
    return { methods, params };
  }
}

function decoded(value: string): string {
  if (!value.includes('%')) return value;
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}
