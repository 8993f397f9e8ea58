import { isId } from '@fechatter/protocol';
import { sql, type SelectQueryBuilder } from 'kysely';
import { ApiError } from '../errors/api-error.ts';

/** Where a page ends: the last name as the database compares it, and the id that tells it from its namesakes. */
interface PageMark {
  readonly name: string;
  readonly id: string;
}

/**
 * The page of these rows that a query asks for, sorted by name. The mark of its end holds the name itself, so that
 * whoever is renamed meanwhile moves alone.
 *
 * @param columns - The name, and the id that tells namesakes apart: `people.name`, `people.user_id`.
 * @throws {ApiError} `invalid_request` when the cursor is not the `next` of a page
 */
export async function pageByName<From, Table extends keyof From, Row extends object>(
  rows: SelectQueryBuilder<From, Table, Row>,
  columns: { readonly name: string; readonly id: string },
  query: { readonly cursor?: string | undefined; readonly limit: number },
): Promise<{ readonly page: readonly Row[]; readonly next: string | null }> {
  const name = sql<string>`lower(${sql.ref(columns.name)})`;
  const id = sql.ref<string>(columns.id);
  const mark = decodePageMark(query.cursor);
  const left = mark ? rows.where(sql<boolean>`(${name}, ${id}) > (${mark.name}, ${mark.id}::uuid)`) : rows;
  const found = await left
    .select([name.as('mark_name'), id.as('mark_id')])
    .orderBy(name)
    .orderBy(id)
    .limit(query.limit + 1)
    // Of rows that may be any, Kysely cannot work out what they are with two columns more.
    .$castTo<Row & { readonly mark_name: string; readonly mark_id: string }>()
    .execute();
  const page = found.slice(0, query.limit);
  const last = page.at(-1);
  return {
    page,
    next:
      found.length > page.length && last ? encodePageMark({ name: last.mark_name, id: last.mark_id }) : null,
  };
}

const encodePageMark = ({ name, id }: PageMark): string => Buffer.from(`${id}${name}`).toString('base64url');

function decodePageMark(cursor: string | undefined): PageMark | null {
  if (cursor === undefined) return null;
  const text = Buffer.from(cursor, 'base64url').toString();
  const id = text.slice(0, 36);
  if (!isId(id) || text.includes('\u0000'))
    throw ApiError.field('query.cursor', 'is not the `next` of a page');
  return { id, name: text.slice(36) };
}
