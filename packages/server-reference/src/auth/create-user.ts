import { createId, type UserId } from '@fechatter/protocol';
import type { Database } from '../database/database.ts';
import { isUniqueViolation } from '../database/errors.ts';
import { ApiError } from '../errors/api-error.ts';

export interface NewUser {
  /** In lower case. */
  readonly email: string;
  readonly name: string;
  readonly passwordHash: string;
}

const emailTaken = (): ApiError =>
  new ApiError('email_taken', undefined, { fields: [{ field: 'body.email', message: 'is taken' }] });

/** @throws {ApiError} `email_taken`. A look before the work; the unique index has the last word. */
export async function requireFreeEmail(database: Database, email: string): Promise<void> {
  const taken = await database.system
    .selectFrom('users')
    .select('id')
    .where('email', '=', email)
    .executeTakeFirst();
  if (taken) throw emailTaken();
}

/** @throws {ApiError} `email_taken`. */
export async function createUser(database: Database, user: NewUser): Promise<UserId> {
  const id = createId();
  try {
    await database.system
      .insertInto('users')
      .values({
        id,
        email: user.email,
        name: user.name,
        password_hash: user.passwordHash,
        created_at: new Date(),
      })
      .execute();
  } catch (error) {
    if (isUniqueViolation(error)) throw emailTaken();
    throw error;
  }
  return id;
}

/** Takes back the making of a user who has nothing yet. */
export async function deleteUser(database: Database, id: UserId): Promise<void> {
  await database.system.deleteFrom('users').where('id', '=', id).execute();
}
