/**
 * Identifiers. Every id of the protocol is a UUIDv7 (RFC 9562, section 5.7) in lower-case text, made by
 * whoever creates the thing: a client makes the id of a message before any I/O, and that is its final id.
 *
 * The kinds are told apart by the type checker only: a plain string fits everywhere, a `ChannelId` never
 * fits where a `UserId` is wanted.
 */
declare const kind: unique symbol;

/** A UUIDv7 that identifies a thing of kind `K`. */
export type Id<K extends string> = string & { readonly [kind]?: K };

export type WorkspaceId = Id<'workspace'>;
export type UserId = Id<'user'>;
export type SessionId = Id<'session'>;
export type ChannelId = Id<'channel'>;
/** A channel's own timeline has the channel's id; a thread's timeline has its first message's id. */
export type TimelineId = Id<'timeline'> | ChannelId | MessageId;
export type MessageId = Id<'message'>;
export type EditId = Id<'edit'>;
export type InviteId = Id<'invite'>;
export type AppKeyId = Id<'app-key'>;
export type ReportId = Id<'report'>;
export type SavedSearchId = Id<'saved-search'>;

/** What an id looks like: a UUIDv7 in lower case. */
export const ID_PATTERN = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

const COUNTER_MAX = 0xfff;
let lastMillisecond = 0;
let counter = 0;

/** Random bytes of an id. */
const RANDOM_BYTES = 8;
/** Random bytes are had for many ids at once: asking for them costs more than all the rest. */
const pool = new Uint8Array(128 * RANDOM_BYTES);
let used = pool.length;

/** So many random bytes, each time others, in hexadecimal. The first one says the variant (RFC 9562, section 4.1). */
function randomTail(): string {
  if (used === pool.length) {
    crypto.getRandomValues(pool);
    used = 0;
  }
  let tail = '';
  for (const end = used + RANDOM_BYTES; used < end; used += 1) {
    const byte = pool[used] ?? 0;
    tail += ((tail === '' ? 0x80 | (byte & 0x3f) : byte) + 0x100).toString(16).slice(1);
  }
  return tail;
}

/**
 * Makes a new id. Ids made by one process sort in the order in which they were made, also within one
 * millisecond and when the clock steps back (RFC 9562, section 6.2, method 1: a fixed-length counter).
 *
 * @param now - The time in milliseconds since 1970. Only tests give it.
 *
 * @example
 * ```ts
 * const id: MessageId = createId();
 * ```
 */
export function createId(now: number = Date.now()): string {
  if (now > lastMillisecond) {
    lastMillisecond = now;
    counter = 0;
  } else if (counter === COUNTER_MAX) {
    lastMillisecond += 1;
    counter = 0;
  } else {
    counter += 1;
  }
  const tail = randomTail();
  const time = lastMillisecond.toString(16).padStart(12, '0');
  const count = counter.toString(16).padStart(3, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7${count}-${tail.slice(0, 4)}-${tail.slice(4)}`;
}

/** Whether a value is an id of this protocol. */
export function isId(value: unknown): value is string {
  return typeof value === 'string' && ID_PATTERN.test(value);
}
