import { isModerator } from '../channels/policies.ts';
import { ApiError } from '../errors/api-error.ts';
import type { Caller } from '../users/caller.ts';

/** Reports are for those who keep order in the whole workspace. @throws {ApiError} `forbidden` for everybody else. */
export function requireModerator({ role }: Caller): void {
  if (!isModerator(role))
    throw new ApiError('forbidden', 'Only owners, admins and moderators of the workspace see its reports.');
}
