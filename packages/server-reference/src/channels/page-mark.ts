import { isId } from '@fechatter/protocol';
import { ApiError } from '../errors/api-error.ts';

/** Where a page of things sorted by name ends: the last name as the database compares it, and the id that tells it from its namesakes. */
export interface PageMark {
  readonly name: string;
  readonly id: string;
}

export const encodePageMark = ({ name, id }: PageMark): string =>
  Buffer.from(`${id}${name}`).toString('base64url');

/** Reads a mark from a query; null for none. */
export function decodePageMark(cursor: string | undefined): PageMark | null {
  if (cursor === undefined) return null;
  const text = Buffer.from(cursor, 'base64url').toString();
  const id = text.slice(0, 36);
  if (!isId(id) || text.includes('\u0000'))
    throw ApiError.field('query.cursor', 'is not the `next` of a page');
  return { id, name: text.slice(36) };
}
