import { hash, randomBytes } from 'node:crypto';

/** A secret of 256 random bits in base64url: 43 characters, nobody guesses it. */
export const createSecret = (): string => randomBytes(32).toString('base64url');

/** What is kept of a secret. It has 256 bits of its own, so it needs neither salt nor a slow hash. */
export const hashSecret = (secret: string): string => hash('sha256', secret, 'base64url');
