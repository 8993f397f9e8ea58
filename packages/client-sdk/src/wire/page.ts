/** A page of results with the way to the next one. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly next: string | null;
}
