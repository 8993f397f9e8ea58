import { ApiError } from '../errors/api-error.ts';
import type { ApiRequest } from './exchange.ts';

/** Reads the body of a request, as far as it may be one of this API: JSON, and not too large. */
export function readBody(request: ApiRequest, limit: number): Promise<Uint8Array> {
  if (
    !/^application\/json\s*(?:;\s*charset\s*=\s*"?utf-8"?\s*)?$/i.test(request.header('content-type') ?? '')
  )
    throw new ApiError('unsupported_media_type');
  // The HTTP parser holds the body to its declared length.
  if (Number(request.header('content-length') ?? 0) > limit) throw tooLarge(limit);
  return request.readBody(limit);
}

export const tooLarge = (limit: number): ApiError =>
  new ApiError('payload_too_large', `A request body can have ${limit} bytes at most.`);
