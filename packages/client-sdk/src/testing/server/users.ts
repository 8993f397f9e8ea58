import type { Me, RouteArguments, UserId } from '@fechatter/protocol';
import { blockUser, unblockUser } from './block.ts';
import { page } from './page.ts';
import { renewMe, toMe, userFor } from './people.ts';
import type { Handlers } from './router.ts';
import type { WorkspaceState } from './state.ts';
import { maySeeUser } from './visibility.ts';

function updateMe(
  state: WorkspaceState,
  userId: UserId,
  { settings, ...profile }: RouteArguments<'me.update'>['body'],
): Me {
  const person = state.person(userId);
  const isProfileChanged = Object.values(profile).some((value) => value !== undefined);
  if (!isProfileChanged && settings === undefined) return toMe(state, person);
  if (isProfileChanged) {
    const { name, avatarUrl, title, status } = profile;
    const shown = status && (status.emoji !== '' || status.text !== '') ? status : null;
    person.user = {
      ...person.user,
      ...(name !== undefined && { name }),
      ...(avatarUrl !== undefined && { avatarUrl }),
      ...(title !== undefined && { title }),
      ...(status !== undefined && { status: shown }),
      version: state.log.next,
    };
  }
  const changed = Object.entries(settings ?? {}).filter(([, value]) => value !== undefined);
  person.settings = { ...person.settings, ...Object.fromEntries(changed) };
  const version = state.log.next;
  if (isProfileChanged)
    state.log.append({ to: 'workspace' }, { type: 'user.updated', data: { user: person.user } });
  return renewMe(state, userId, version);
}

export const userHandlers: Required<
  Pick<Handlers, 'users.list' | 'users.get' | 'users.block' | 'users.unblock' | 'me.update' | 'presence.set'>
> = {
  'users.list': ({ state, userId }, { query }) => {
    state.person(userId);
    const start = (query.q ?? '').trim().toLowerCase();
    const matches = (name: string): boolean =>
      name.toLowerCase().startsWith(start) || name.toLowerCase().includes(` ${start}`);
    const found = [...state.people.values()]
      .map(({ user }) => user)
      .filter(({ id, name, removed }) => (query.ids?.includes(id) ?? !removed) && matches(name))
      .filter(({ id }) => maySeeUser(state, userId, id))
      .sort((a, b) =>
        `${a.name.toLowerCase()}\u0000${a.id}` < `${b.name.toLowerCase()}\u0000${b.id}` ? -1 : 1,
      );
    return page(found, query);
  },
  'users.get': ({ state, userId }, { path }) => userFor(state, userId, path.userId),
  'users.block': ({ state, userId }, { path }) => blockUser(state, userId, path.userId),
  'users.unblock': ({ state, userId }, { path }) => unblockUser(state, userId, path.userId),
  'me.update': ({ state, streams, userId }, { body }) => {
    const me = updateMe(state, userId, body);
    if (body.settings?.availability !== undefined) streams.presenceChanged(userId);
    return me;
  },
  'presence.set': ({ state, streams, userId }, { body }) => {
    state.person(userId);
    streams.setActivity(userId, body.connectionId, body.activity);
    return undefined;
  },
};
