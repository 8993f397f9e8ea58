import type { User } from '@fechatter/client-sdk';

/** What somebody says of themself, in one line; the emoji may be missing, or be all of it. */
export const statusText = ({ emoji, text }: NonNullable<User['status']>): string => `${emoji} ${text}`.trim();
