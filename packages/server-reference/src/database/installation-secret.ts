import { randomBytes } from 'node:crypto';
import type { Database } from './database.ts';

/** A secret of this installation, made when it is first asked for: the same in every process and after every start. */
export async function installationSecret(database: Database, name: string): Promise<Uint8Array> {
  await database.system
    .insertInto('settings')
    .values({ key: name, value: randomBytes(32).toString('base64url') })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  const { value } = await database.system
    .selectFrom('settings')
    .select('value')
    .where('key', '=', name)
    .executeTakeFirstOrThrow();
  return Buffer.from(value, 'base64url');
}
