/** Leaves out the members that are undefined: in the contract what is left out stays as it is. */
export function defined<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as T;
}
