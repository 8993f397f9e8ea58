/** Where the routes are found that not every chat needs, and what their answers have to be like. Loaded with the first call of one. */
import { endpoints, type RouteName } from '@fechatter/protocol';
import {
  channel,
  count,
  isRecord,
  isSession,
  list,
  me,
  member,
  membership,
  message,
  page,
  shape,
  string,
  summary,
  user,
  view,
  workspace,
  type Guard,
} from '../wire/guards.ts';
import type { FoundRoute } from './find-route.ts';

const hit = shape({ message, ranges: list(shape({ start: count, end: count })) });

const report = shape({ id: string, kind: string, userId: string });

const guards: { readonly [K in RouteName]?: Guard } = {
  'auth.signUp': isSession,
  'workspaces.create': summary,
  'invites.accept': summary,
  'workspaces.update': workspace,
  'users.setRole': user,
  'users.block': me,
  'users.unblock': me,
  'me.update': me,
  'channels.list': page(view),
  'channels.get': view,
  'channels.create': view,
  'channels.join': view,
  'channels.update': channel,
  'channels.addMembers': channel,
  'channels.silenceMember': member,
  'channels.ban': isRecord,
  'channels.listBans': shape({ items: list(isRecord), users: list(user) }),
  'channels.setPreferences': membership,
  'messages.edits': page(isRecord),
  'reports.create': report,
  'reports.list': shape({ items: list(report), users: list(user) }),
  'reports.resolve': report,
  'search.query': shape({
    messages: shape({ items: list(hit), total: count }),
    people: list(user),
    channels: list(channel),
    users: list(user),
    notices: list(isRecord),
    index: isRecord,
  }),
  'search.suggest': shape({ start: count, end: count, items: list(isRecord) }),
  'search.listSaved': page(isRecord),
  'search.listHistory': page(isRecord),
  'messages.places': shape({ places: list(count), lastIndex: count }),
};

export const occasionalRoute = (name: RouteName): FoundRoute => ({
  endpoint: endpoints[name],
  guard: guards[name] ?? (() => true),
});
