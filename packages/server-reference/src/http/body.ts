import { ApiError } from '../errors/api-error.ts';

/** Reads the body of a request, and stops reading as soon as it is too large. */
export async function readBody(request: Request, limit: number): Promise<ArrayBuffer> {
  const type = request.headers.get('content-type') ?? '';
  if (!/^application\/json\s*(?:;\s*charset\s*=\s*"?utf-8"?\s*)?$/i.test(type))
    throw new ApiError('unsupported_media_type');
  const declared = request.headers.get('content-length');
  if (declared !== null) {
    if (Number(declared) > limit) throw tooLarge(limit);
    // The HTTP parser holds the body to its declared length.
    return request.arrayBuffer();
  }
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of (request.body ?? []) as AsyncIterable<Uint8Array>) {
    length += chunk.byteLength;
    if (length > limit) throw tooLarge(limit);
    chunks.push(chunk);
  }
  const body = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    body.set(chunk, at);
    at += chunk.byteLength;
  }
  return body.buffer;
}

const tooLarge = (limit: number): ApiError =>
  new ApiError('payload_too_large', `A request body can have ${limit} bytes at most.`);
