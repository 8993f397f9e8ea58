/**
 * Filter expressions of Meilisearch, as far as we use them, after the reference of its documentation: comparisons,
 * `IN`, `EXISTS`, `NOT`, `AND`, `OR`, parentheses. Anything else is an error, as it is there.
 */
export type StoredDocument = Readonly<Record<string, unknown>>;
export type Filter = (document: StoredDocument) => boolean;

export class FilterError extends Error {
  override readonly name = 'FilterError';
}

/** @param allowed - Attributes that may be filtered by. */
export function parseFilter(expression: string, allowed: ReadonlySet<string>): Filter {
  const tokens = [
    ...expression.matchAll(
      /\s*("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|>=|<=|!=|[=<>()[\],]|[^\s()[\],=<>!]+)/gy,
    ),
  ].map(([, token = '']) => token);
  if (tokens.join('').length !== expression.replaceAll(/\s+(?=(?:[^"]*"[^"]*")*[^"]*$)/g, '').length)
    throw new FilterError(`cannot read ${expression.slice(0, 80)}`);
  let at = 0;
  const peek = (): string | undefined => tokens[at];
  const take = (expected?: string): string => {
    const token = tokens[at];
    at += 1;
    if (token === undefined || (expected !== undefined && token !== expected))
      throw new FilterError(`expected ${expected ?? 'more'} instead of ${token ?? 'the end'}`);
    return token;
  };
  const value = (): string => {
    const token = take();
    if ('()[],'.includes(token)) throw new FilterError(`${token} is no value`);
    return /^["']/.test(token) ? token.slice(1, -1) : token;
  };

  const either = (): Filter => {
    const parts = [both()];
    while (peek() === 'OR') {
      take();
      parts.push(both());
    }
    return (document) => parts.some((part) => part(document));
  };
  const both = (): Filter => {
    const parts = [unary()];
    while (peek() === 'AND') {
      take();
      parts.push(unary());
    }
    return (document) => parts.every((part) => part(document));
  };
  const unary = (): Filter => {
    if (peek() === 'NOT') {
      take();
      const negated = unary();
      return (document) => !negated(document);
    }
    if (peek() === '(') {
      take();
      const inner = either();
      take(')');
      return inner;
    }
    return condition();
  };
  const condition = (): Filter => {
    const attribute = value();
    if (!allowed.has(attribute)) throw new FilterError(`Attribute \`${attribute}\` is not filterable`);
    const of = (document: StoredDocument): readonly unknown[] => {
      const held = document[attribute];
      return Array.isArray(held) ? held : held === null || held === undefined ? [] : [held];
    };
    const operator = take();
    switch (operator) {
      case 'EXISTS':
        return (document) => Object.hasOwn(document, attribute);
      case 'IN': {
        take('[');
        const values = new Set<string>();
        while (peek() !== ']') {
          values.add(value());
          if (peek() === ',') take();
        }
        take(']');
        return (document) => of(document).some((held) => values.has(String(held)));
      }
      case '=':
      case '!=': {
        const wanted = value();
        const is: Filter = (document) => of(document).some((held) => String(held) === wanted);
        return operator === '=' ? is : (document) => !is(document);
      }
      case '<':
      case '<=':
      case '>':
      case '>=': {
        const bound = Number(value());
        if (!Number.isFinite(bound)) throw new FilterError(`${operator} needs a number`);
        return (document) =>
          of(document).some(
            (held) =>
              typeof held === 'number' &&
              (operator === '<'
                ? held < bound
                : operator === '<='
                  ? held <= bound
                  : operator === '>'
                    ? held > bound
                    : held >= bound),
          );
      }
      default:
        throw new FilterError(`${operator} is no operator`);
    }
  };

  const filter = either();
  if (at < tokens.length) throw new FilterError(`${peek() ?? ''} is too much`);
  return filter;
}
