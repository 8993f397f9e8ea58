import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  createId,
  endpoints,
  expandPath,
  type Problem,
  type RouteName,
  type RouteOutput,
  type Session,
} from '@fechatter/protocol';
import { createLogger } from '../../../src/logging/logger.ts';
import { createServer } from '../../../src/server.ts';
import { password } from '../../accounts.ts';

test('whoever reports more than anybody reads is asked to wait, and nobody else is', async () => {
  const server = await createServer({
    port: 0,
    dataFolder: null,
    logger: createLogger({ level: 'silent' }),
  });
  const ask = (name: RouteName, path: Record<string, string>, by: Session | null, body: object) =>
    Promise.resolve(
      server.fetch(
        new Request(`https://chat.example.com${expandPath(endpoints[name].path, path)}`, {
          method: 'POST',
          headers: {
            'content-type': 'application/json',
            ...(by && { authorization: `Bearer ${by.accessToken}` }),
          },
          body: JSON.stringify(body),
        }),
      ),
    );
  const signUp = async (name: string, more: object): Promise<Session> => {
    const body = { email: `${name}@example.com`, password, name, ...more };
    return (await (await ask('auth.signUp', {}, null, body)).json()) as Session;
  };
  const owner = await signUp('owner', { workspace: { slug: 'acme', name: 'Acme' } });
  const path = { workspaceId: owner.account.workspaces[0]?.workspace.id ?? '' };
  const invite = await ask('invites.create', path, owner, { id: createId(), role: 'member' });
  const { code: inviteCode } = (await invite.json()) as RouteOutput<'invites.create'>;
  const [ann, ben] = [await signUp('ann', { inviteCode }), await signUp('ben', { inviteCode })];
  const report = (by: Session) =>
    ask('reports.create', path, by, {
      id: createId(),
      kind: 'user',
      userId: owner.account.userId,
      reason: 'other',
    });
  for (let count = 0; count < 20; count += 1) assert.equal((await report(ann)).status, 200);
  const refused = await report(ann);
  const problem = (await refused.json()) as Problem;
  assert.deepEqual([refused.status, problem.code, problem.retryable], [429, 'rate_limited', true]);
  assert.ok(Number(refused.headers.get('retry-after')) > 0);
  assert.equal((await report(ben)).status, 200);
  await server.stop();
});
