import { isId, type SearchSort } from '@fechatter/protocol';
import { ApiError } from '../errors/api-error.ts';
import type { HitPlace } from './engine.ts';

/** Where a page of hits ends: the place of its last one, and the moment from which all pages of it are seen. */
export interface PageCursor extends HitPlace {
  readonly now: number;
  readonly sort: SearchSort;
}

export const encodeCursor = ({ now, sort, score, createdAt, timelineId, index }: PageCursor): string =>
  Buffer.from(JSON.stringify([now, sort, score, createdAt, timelineId, index])).toString('base64url');

/** @throws {ApiError} for a cursor of another order, or one that no page gave. */
export function decodeCursor(cursor: string, sort: SearchSort): PageCursor {
  const [now, ofSort, score, createdAt, timelineId, index] = parts(cursor);
  if (
    ofSort !== sort ||
    !isId(timelineId) ||
    ![now, score, createdAt, index].every((value) => typeof value === 'number')
  )
    throw ApiError.field('body.cursor', 'is not the `next` of a page of this search');
  return {
    now: now as number,
    sort,
    score: score as number,
    createdAt: createdAt as number,
    timelineId,
    index: index as number,
  };
}

function parts(cursor: string): readonly unknown[] {
  try {
    const value: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    return Array.isArray(value) ? value : [];
  } catch {
    return [];
  }
}
