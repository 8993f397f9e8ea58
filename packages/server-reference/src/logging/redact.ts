/** Names of fields that hold secrets, wherever they stand: they are never written out. */
const secretFields = new Set([
  'authorization',
  'cookie',
  'password',
  'currentPassword',
  'newPassword',
  'token',
  'accessToken',
  'refreshToken',
  'secret',
  'inviteCode',
]);

/** How deep a line is looked through. */
const DEPTH = 4;

/**
 * The fields of a line without the secrets in them. Those of nearly every line hold none, nor anything to look
 * into: they are given back as they are, which is a tenth of a request cheaper than looking for paths.
 */
export function redact<T extends object>(fields: T, depth = DEPTH): T {
  let copy: Record<string, unknown> | undefined;
  for (const [name, value] of Object.entries(fields)) {
    const kept: unknown = secretFields.has(name)
      ? '[redacted]'
      : depth > 1 && isPlain(value)
        ? redact(value, depth - 1)
        : value;
    if (kept !== value) (copy ??= { ...fields } as Record<string, unknown>)[name] = kept;
  }
  return copy ? (copy as T) : fields;
}

/** Errors are written by their serializer, and looked through after it. */
function isPlain(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
