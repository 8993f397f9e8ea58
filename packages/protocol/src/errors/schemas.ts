import * as z from 'zod';
import { errorCodes, type ErrorCode } from './codes.ts';

/** The body of every error answer: RFC 9457, with our members. */
export const Problem = z
  .object({
    type: z.string().meta({ description: 'A URI that names the kind of error.' }),
    title: z.string().meta({ description: 'What this kind of error is.' }),
    status: z.number().int(),
    detail: z.string().meta({ description: 'What went wrong this time.' }),
    code: z
      .enum(Object.keys(errorCodes) as [ErrorCode, ...ErrorCode[]])
      .meta({ id: 'ErrorCode', description: 'One of the closed list of codes.' }),
    retryable: z
      .boolean()
      .meta({ description: 'Whether the same request may succeed later without a change.' }),
    requestId: z.string().meta({ description: 'The id under which the server logged the request.' }),
    fields: z
      .array(z.object({ field: z.string(), message: z.string() }))
      .optional()
      .meta({ description: 'The fields that are wrong.' }),
    retryAfter: z.number().optional().meta({ description: 'Seconds to wait before a retry.' }),
  })
  .meta({ id: 'Problem', description: 'An error: RFC 9457 with a code.' });
