import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createId } from '@fechatter/protocol';
import { loadUser } from '../../../src/auth/account.ts';
import { foundWorkspace } from '../../../src/workspaces/founding.ts';
import { OriginPolicy } from '../../../src/workspaces/origin-policy.ts';
import { openAccounts, refused } from '../../accounts.ts';
import { eachDatabase, sessionContext, workspaceContext } from '../../harness.ts';

const slugOf = (id: string): string => `w${id.slice(0, 8)}${id.slice(-12)}`;

eachDatabase(({ name, missing, open }) => {
  test(
    `${name}: a workspace starts with its owner in one channel, and its log with these events`,
    { skip: missing },
    async () => {
      const { handlers, found, events } = await openAccounts(await open());
      const { id, ownerId, slug } = await found();
      const mine = events
        .filter(({ event }) => JSON.stringify(event).includes(id) || event.seq <= 3)
        .slice(-2);
      assert.deepEqual(
        mine.map(({ event }) => [event.seq, event.type]),
        [
          [1, 'user.joined'],
          [2, 'member.added'],
        ],
      );
      const { items } = await handlers['workspaces.list'](sessionContext(ownerId), {});
      assert.deepEqual(
        items.map(({ workspace, role }) => [workspace.id, workspace.slug, role]),
        [[id, slug, 'owner']],
      );
    },
  );

  test(
    `${name}: the same founding again gives the same workspace, and somebody else's id is taken`,
    { skip: missing },
    async () => {
      const { handlers, signUpAs, events } = await openAccounts(await open());
      const { account } = await signUpAs('Ann');
      const { account: other } = await signUpAs('Ben');
      const id = createId();
      const create = (userId: string, body: { id: string; slug: string }) =>
        handlers['workspaces.create'](sessionContext(userId), { body: { ...body, name: 'Acme' } });
      const made = await create(account.userId, { id, slug: slugOf(id) });
      const seen = events.length;
      assert.deepEqual(await create(account.userId, { id, slug: slugOf(id) }), made);
      await refused(create(other.userId, { id, slug: slugOf(id) }), 'id_taken');
      await refused(create(account.userId, { id, slug: slugOf(createId()) }), 'id_taken');
      await refused(create(account.userId, { id: createId(), slug: slugOf(id) }), 'slug_taken');
      assert.equal(events.length, seen);
    },
  );

  test(
    `${name}: of many who want the same address at the same time, one gets it`,
    { skip: missing },
    async () => {
      const { handlers, signUpAs } = await openAccounts(await open());
      const people = await Promise.all(['A', 'B', 'C', 'D'].map(signUpAs));
      const slug = slugOf(createId());
      const results = await Promise.allSettled(
        people.map(({ account }) =>
          handlers['workspaces.create'](sessionContext(account.userId), {
            body: { id: createId(), slug, name: 'Race' },
          }),
        ),
      );
      assert.equal(results.filter(({ status }) => status === 'fulfilled').length, 1);
      for (const result of results)
        if (result.status === 'rejected')
          assert.equal((result.reason as { code: string }).code, 'slug_taken');
    },
  );

  test(
    `${name}: a founding that broke off half-way is finished by its repetition, and does not keep the address for ever`,
    { skip: missing },
    async () => {
      const database = await open();
      const { services, signUpAs } = await openAccounts(database);
      const { account } = await signUpAs('Cat');
      const { name: ownerName } = await loadUser(database, account.userId);
      const owner = { userId: account.userId, name: ownerName };
      const halfDone = async (age: number) => {
        const id = createId();
        await database.system
          .insertInto('workspaces')
          .values({
            id,
            slug: slugOf(id),
            name: 'Half',
            allowed_origins: [],
            epoch: 'e',
            created_at: new Date(Date.now() - age),
            version: 0,
          })
          .execute();
        return { id, slug: slugOf(id), name: 'Half', owner };
      };
      const again = await halfDone(5_000);
      assert.equal((await foundWorkspace(services, again)).role, 'owner');
      const fresh = await halfDone(5_000);
      await refused(foundWorkspace(services, { ...fresh, id: createId() }), 'slug_taken');
      const old = await halfDone(120_000);
      assert.equal((await foundWorkspace(services, { ...old, id: createId() })).workspace.slug, old.slug);
    },
  );

  test(
    `${name}: a workspace can be made without people, and the first to come finds a channel`,
    { skip: missing },
    async () => {
      const database = await open();
      const { services, signUpAs } = await openAccounts(database);
      const { addUser } = await import('../../../src/users/add.ts');
      const id = createId();
      await foundWorkspace(services, { id, slug: slugOf(id), name: 'Empty', owner: null });
      const { account } = await signUpAs('Dan');
      await services.writer.submit(id, addUser, { userId: account.userId, name: 'Dan', role: 'member' });
      const rows = await database.system
        .selectFrom('channel_members')
        .select('role')
        .where('workspace_id', '=', id)
        .execute();
      assert.deepEqual(rows, [{ role: 'member' }]);
      assert.equal(
        (await services.writer.submit(id, addUser, { userId: account.userId, name: 'Dan', role: 'owner' }))
          .role,
        'owner',
      );
    },
  );

  test(
    `${name}: owners and admins change a workspace, and everybody is told of a new name`,
    { skip: missing },
    async () => {
      const accounts = await openAccounts(await open());
      const { handlers, events } = accounts;
      const workspace = await accounts.found();
      const path = { workspaceId: workspace.id };
      const update = (userId: string, body: { name?: string; allowedOrigins?: string[] }) =>
        handlers['workspaces.update'](workspaceContext(workspace.id, userId), { path, body });
      for (const role of ['moderator', 'member', 'guest'] as const)
        await refused(update((await accounts.join(workspace, role)).userId, { name: 'X' }), 'forbidden');
      await refused(update((await accounts.signUpAs('Eve')).account.userId, { name: 'X' }), 'not_found');
      const { userId: admin } = await accounts.join(workspace, 'admin');
      const seen = events.length;
      const changed = await update(admin, { name: 'New name' });
      const [event] = events.slice(seen);
      assert.equal(changed.version, event?.seq);
      assert.deepEqual(event?.event.type === 'workspace.updated' && event.event.data.workspace, changed);
      await update(admin, { name: 'New name' });
      await update(admin, { allowedOrigins: ['https://a.example'] });
      assert.equal(events.length, seen + 1);
    },
  );

  test(
    `${name}: a page may call for the workspace that allows its origin, at once after a change`,
    { skip: missing },
    async () => {
      const database = await open();
      const accounts = await openAccounts(database);
      const { handlers, services } = accounts;
      const one = await accounts.found();
      const two = await accounts.found();
      const allow = (allowedOrigins: string[]) =>
        handlers['workspaces.update'](workspaceContext(one.id, one.ownerId), {
          path: { workspaceId: one.id },
          body: { allowedOrigins },
        });
      const origin = `https://${one.slug}.example`;
      const { origins } = services;
      assert.deepEqual(
        [await origins.allows(origin, one.id), await origins.allows(origin, null)],
        [false, false],
      );
      await allow([origin]);
      assert.deepEqual(
        [
          await origins.allows(origin, one.id),
          await origins.allows(origin, null),
          await origins.allows(origin, two.id),
        ],
        [true, true, false],
      );
      await allow([]);
      assert.deepEqual(
        [await origins.allows(origin, one.id), await origins.allows(origin, null)],
        [false, false],
      );
      assert.equal(await origins.allows('https://chat.example.com', two.id), true);
      assert.equal(await origins.allows('https://chat.example.com', createId()), true);
      assert.equal(await origins.allows('null', null), false);
    },
  );

  test(
    `${name}: another process sees a change of the allowed origins within seconds`,
    { skip: missing },
    async () => {
      const database = await open();
      const clock = { now: Date.now() };
      const accounts = await openAccounts(database);
      const one = await accounts.found();
      const elsewhere = new OriginPolicy({
        database,
        publicUrl: 'http://localhost:6688',
        allowed: ['https://everywhere.example'],
        now: () => clock.now,
      });
      const origin = `https://${one.slug}.example`;
      assert.equal(await elsewhere.allows(origin, one.id), false);
      await accounts.handlers['workspaces.update'](workspaceContext(one.id, one.ownerId), {
        path: { workspaceId: one.id },
        body: { allowedOrigins: [origin] },
      });
      clock.now += 5_000;
      assert.deepEqual(
        [await elsewhere.allows(origin, one.id), await elsewhere.allows(origin, null)],
        [true, true],
      );
      assert.equal(await elsewhere.allows('https://everywhere.example', createId()), true);
      for (const own of ['http://localhost:6688', 'http://127.0.0.1:6688', 'http://[::1]:6688'])
        assert.equal(await elsewhere.allows(own, null), true);
      for (const other of ['http://localhost:6689', 'http://localhost', 'https://localhost:6688'])
        assert.equal(await elsewhere.allows(other, null), false);
    },
  );
});
