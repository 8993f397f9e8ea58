import { Refusal } from './refusal.ts';

/** One page of a sorted list; the mark of the next one is the id of the last item on this. */
export function page<T extends { readonly id: string }>(
  all: readonly T[],
  { cursor, limit }: { readonly cursor?: string | undefined; readonly limit: number },
): { readonly items: readonly T[]; readonly next: string | null } {
  const before = cursor === undefined ? -1 : all.findIndex(({ id }) => id === cursor);
  if (cursor !== undefined && before < 0) throw Refusal.field('query.cursor', 'is not the `next` of a page');
  const items = all.slice(before + 1, before + 1 + limit);
  const hasMore = before + 1 + items.length < all.length;
  return { items, next: hasMore ? (items.at(-1)?.id ?? null) : null };
}

/** The order of what is paged by name. */
export const byName = (
  a: { readonly name: string; readonly id: string },
  b: { readonly name: string; readonly id: string },
): number => {
  const [one, other] = [`${a.name.toLowerCase()}\u0000${a.id}`, `${b.name.toLowerCase()}\u0000${b.id}`];
  return one < other ? -1 : one > other ? 1 : 0;
};
