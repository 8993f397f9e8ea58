/**
 * The contract: for every route what goes in, what comes out and how it can fail. The server's validation
 * and list of handlers, the types of the SDK's calls and the OpenAPI document are all made from this table.
 */
import * as z from 'zod';
import * as auth from './auth/schemas.ts';
import * as channels from './channels/schemas.ts';
import type { PathNames } from './endpoint.ts';
import type { RouteName, endpoints } from './endpoints.ts';
import type { ErrorCode } from './errors/codes.ts';
import { limits } from './limits.ts';
import * as nats from './events/nats.ts';
import * as messages from './messages/schemas.ts';
import * as presence from './presence/schemas.ts';
import * as reports from './reports/schemas.ts';
import * as search from './search/schemas.ts';
import * as server from './server/schemas.ts';
import * as users from './users/schemas.ts';
import * as workspaces from './workspaces/schemas.ts';

/** What a route takes and gives. `output: null` is an answer without a body (204). */
export interface Route {
  readonly summary: string;
  readonly description?: string;
  readonly query?: z.ZodType;
  readonly body?: z.ZodType;
  readonly output: z.ZodType | null;
  /** Errors of this route's own; those that any route of its kind can give are not repeated. */
  readonly errors: readonly ErrorCode[];
}

const pathSchemas = {
  workspaceId: workspaces.workspaceId,
  userId: users.userId,
  channelId: channels.channelId,
  timelineId: messages.timelineId,
  messageId: messages.messageId,
  inviteId: workspaces.Invite.shape.id,
  appKeyId: workspaces.AppKey.shape.id,
  reportId: reports.reportId,
  savedSearchId: search.savedSearchId,
  code: workspaces.inviteCode,
} as const;

export const contract = {
  'server.capabilities': {
    summary: 'What this server is and can do',
    output: server.Capabilities,
    errors: [],
  },

  'auth.signUp': {
    summary: 'Make an account and sign in',
    body: auth.SignUp,
    output: auth.Session,
    errors: ['email_taken', 'slug_taken', 'sign_up_closed', 'invite_invalid', 'rate_limited', 'server_busy'],
  },
  'auth.signIn': {
    summary: 'Sign in with a password',
    description: 'An unknown address and a wrong password get the same answer after the same time.',
    body: auth.SignIn,
    output: auth.Session,
    errors: ['invalid_credentials', 'rate_limited', 'server_busy'],
  },
  'auth.host': {
    summary: 'Sign in with a token of the host application',
    description:
      'The host application vouches for its own user, who is made or updated, and signed in without a password.',
    body: auth.HostSignIn,
    output: auth.Session,
    errors: [
      'host_token_malformed',
      'host_token_unknown_key',
      'host_token_algorithm',
      'host_token_signature',
      'host_token_audience',
      'host_token_expired',
      'host_token_lifetime',
      'host_token_claims',
      'host_token_replayed',
      'host_key_unavailable',
      'origin_not_allowed',
      'forbidden',
      'rate_limited',
    ],
  },
  'auth.refresh': {
    summary: 'Get new tokens',
    description: 'The refresh token given is spent by this.',
    body: auth.Refresh,
    output: auth.Session,
    errors: ['refresh_token_invalid', 'refresh_token_reused', 'rate_limited'],
  },
  'auth.requestPasswordReset': {
    summary: 'Ask for a link to set a new password',
    description: 'The link goes out by e-mail. The answer tells nothing of whether there is such an account.',
    body: auth.RequestPasswordReset,
    output: null,
    errors: ['rate_limited'],
  },
  'auth.resetPassword': {
    summary: 'Set a new password with the link from the e-mail',
    body: auth.ResetPassword,
    output: null,
    errors: ['reset_token_invalid', 'rate_limited', 'server_busy'],
  },
  'auth.changePassword': {
    summary: 'Change the password',
    body: auth.ChangePassword,
    output: null,
    errors: ['invalid_credentials', 'rate_limited', 'server_busy'],
  },
  'auth.signOut': {
    summary: 'End this session, or all of them',
    body: auth.SignOut,
    output: null,
    errors: [],
  },
  'auth.account': { summary: 'The caller, over all workspaces', output: auth.Account, errors: [] },

  'invites.preview': {
    summary: 'Look at an invite',
    output: workspaces.InvitePreview,
    errors: ['invite_invalid', 'rate_limited'],
  },
  'invites.accept': {
    summary: 'Accept an invite',
    description: 'Accepting again changes nothing.',
    output: workspaces.WorkspaceSummary,
    errors: ['invite_invalid', 'rate_limited'],
  },

  'workspaces.list': {
    summary: 'The workspaces of the caller',
    output: workspaces.WorkspaceList,
    errors: [],
  },
  'workspaces.create': {
    summary: 'Make a workspace',
    description: 'The caller becomes its owner.',
    body: workspaces.CreateWorkspace,
    output: workspaces.WorkspaceSummary,
    errors: ['slug_taken', 'id_taken', 'forbidden', 'rate_limited'],
  },
  'workspaces.update': {
    summary: 'Change a workspace',
    body: workspaces.UpdateWorkspace,
    output: workspaces.Workspace,
    errors: ['forbidden'],
  },
  'workspaces.snapshot': {
    summary: 'The state of a workspace at one cursor',
    output: workspaces.Snapshot,
    errors: [],
  },
  'workspaces.leave': { summary: 'Leave a workspace', output: null, errors: ['last_owner'] },

  'invites.list': {
    summary: 'The invites that are still good',
    output: workspaces.InviteList,
    errors: ['forbidden'],
  },
  'invites.create': {
    summary: 'Make an invite',
    body: workspaces.CreateInvite,
    output: workspaces.CreatedInvite,
    errors: ['forbidden', 'id_taken'],
  },
  'invites.revoke': { summary: 'Withdraw an invite', output: null, errors: ['forbidden'] },

  'appKeys.list': { summary: 'The app keys', output: workspaces.AppKeyList, errors: ['forbidden'] },
  'appKeys.create': {
    summary: 'Make an app key',
    body: workspaces.CreateAppKey,
    output: workspaces.CreatedAppKey,
    errors: ['forbidden', 'id_taken'],
  },
  'appKeys.revoke': {
    summary: 'Withdraw an app key',
    description: 'Sessions that it opened go on; it opens no new ones.',
    output: null,
    errors: ['forbidden'],
  },

  'users.list': {
    summary: 'Find people',
    description: 'By ids, by the beginning of a name, or all by name.',
    query: users.UserQuery,
    output: users.UserPage,
    errors: [],
  },
  'users.get': { summary: 'One person', output: users.User, errors: [] },
  'users.setRole': {
    summary: 'Give somebody another role',
    body: users.SetRole,
    output: users.User,
    errors: ['forbidden', 'last_owner'],
  },
  'users.remove': {
    summary: 'Remove somebody from the workspace',
    description: 'Ends their access at once. Their messages stay.',
    output: null,
    errors: ['forbidden', 'last_owner'],
  },
  'users.block': {
    summary: 'Block somebody',
    description:
      'For the caller alone; the other one is not told. While it stands neither of the two writes to the other in a conversation of two, or makes one; whoever is blocked puts the other into no group; and what they write mentions the other nowhere. Blocking again changes nothing.',
    output: users.Me,
    errors: ['too_many'],
  },
  'users.unblock': {
    summary: 'End a block',
    description: 'Ending it again changes nothing.',
    output: users.Me,
    errors: [],
  },
  'me.update': {
    summary: 'Change your profile, status and settings',
    body: users.UpdateMe,
    output: users.Me,
    errors: [],
  },
  'events.nats': {
    summary: 'Have the events over NATS',
    description:
      'Holds an event stream ready at a NATS server, for those whose hello names `natsUrl`. The same events, cursors and guarantees as over HTTP.',
    body: nats.OpenNatsStream,
    output: nats.NatsStream,
    errors: ['invalid_cursor', 'rate_limited'],
  },
  'presence.set': {
    summary: 'Tell whether this device is in use',
    body: presence.SetPresence,
    output: null,
    errors: [],
  },

  'channels.list': {
    summary: 'Find channels',
    query: channels.ChannelQuery,
    output: channels.ChannelPage,
    errors: [],
  },
  'channels.create': {
    summary: 'Make a channel or conversation',
    body: channels.CreateChannel,
    output: channels.ChannelView,
    errors: ['forbidden', 'blocked', 'name_taken', 'id_taken'],
  },
  'channels.get': { summary: 'One channel', output: channels.ChannelView, errors: [] },
  'channels.update': {
    summary: 'Rename, describe, archive',
    body: channels.UpdateChannel,
    output: channels.Channel,
    errors: ['forbidden', 'name_taken', 'channel_archived'],
  },
  'channels.join': {
    summary: 'Join a public channel',
    output: channels.ChannelView,
    errors: ['forbidden', 'banned', 'channel_archived'],
  },
  'channels.leave': { summary: 'Leave a channel', output: null, errors: ['last_owner', 'forbidden'] },
  'channels.read': {
    summary: 'Move your read mark',
    body: channels.MarkRead,
    output: channels.Membership,
    errors: [],
  },
  'channels.setPreferences': {
    summary: 'Mute, favourite, notifications',
    body: channels.SetPreferences,
    output: channels.Membership,
    errors: [],
  },
  'channels.typing': {
    summary: 'Tell that you are typing',
    description: `Holds for a few seconds; say it again while it is true.`,
    body: z.strictObject({ typing: z.boolean() }).meta({ id: 'SetTyping' }),
    output: null,
    errors: ['forbidden', 'silenced', 'blocked'],
  },
  'channels.members': {
    summary: 'Who is in a channel',
    query: channels.MemberQuery,
    output: channels.MemberPage,
    errors: [],
  },
  'channels.addMembers': {
    summary: 'Add people to a channel',
    body: channels.AddMembers,
    output: channels.Channel,
    errors: ['forbidden', 'banned', 'blocked', 'channel_archived'],
  },
  'channels.setMemberRole': {
    summary: 'Give a member another role',
    body: channels.SetChannelRole,
    output: channels.ChannelMember,
    errors: ['forbidden', 'last_owner'],
  },
  'channels.silenceMember': {
    summary: 'Silence a member for a while',
    description:
      'They go on reading, and can delete what they wrote; they cannot send, edit or be seen typing. It ends by itself, and stays with whoever leaves the channel and comes back. For those who may remove the member; nobody silences themself.',
    body: channels.SilenceMember,
    output: channels.ChannelMember,
    errors: ['forbidden'],
  },
  'channels.removeMember': {
    summary: 'Remove somebody from a channel',
    description: 'Ends their access at once. They may join again: `channels.ban` keeps them out.',
    output: null,
    errors: ['forbidden', 'last_owner'],
  },
  'channels.ban': {
    summary: 'Keep somebody out of a channel',
    description:
      'Removes them, if they are a member, and lets nobody bring them back: not themself, no member, no invite, no host. For those who may remove the member; nobody bans themself. Repeating it changes the reason only.',
    body: channels.BanFromChannel,
    output: channels.ChannelBan,
    errors: ['forbidden', 'last_owner'],
  },
  'channels.unban': {
    summary: 'End a ban',
    description: 'They may join again. Ending one that there is not changes nothing.',
    output: null,
    errors: ['forbidden'],
  },
  'channels.listBans': {
    summary: 'Who is banned from a channel',
    description: 'For those who keep the channel.',
    query: channels.ChannelBanQuery,
    output: channels.ChannelBanPage,
    errors: ['forbidden'],
  },

  'messages.list': {
    summary: 'Read a piece of a timeline',
    query: messages.MessageQuery,
    output: messages.MessagePage,
    errors: [],
  },
  'messages.send': {
    summary: 'Send a message',
    body: messages.SendMessage,
    output: messages.Message,
    errors: ['forbidden', 'silenced', 'blocked', 'channel_archived', 'id_taken', 'rate_limited'],
  },
  'messages.places': {
    summary: 'Find where moments are in a timeline',
    description:
      'For going to a date, and for drawing a timeline along its dates. A deleted message keeps its place and its date.',
    query: messages.PlaceQuery,
    output: messages.TimelinePlaces,
    errors: [],
  },
  'messages.get': { summary: 'One message', output: messages.Message, errors: [] },
  'messages.edit': {
    summary: 'Change the text of your message',
    body: messages.EditMessage,
    output: messages.Message,
    errors: ['forbidden', 'silenced', 'blocked', 'message_deleted', 'channel_archived', 'id_taken'],
  },
  'messages.delete': {
    summary: 'Delete a message',
    description: 'Leaves a tombstone in its place. Deleting again changes nothing.',
    output: messages.Message,
    errors: ['forbidden', 'channel_archived'],
  },
  'messages.edits': { summary: 'All versions of a message', output: messages.MessageEditList, errors: [] },

  'reports.create': {
    summary: 'Report a message or a person',
    description:
      'A message by whoever can read it, a person by whoever sees them. It goes to those who keep order in the workspace: they read the message as it is now, also where they are no member. The one who is reported is not told.',
    body: reports.CreateReport,
    output: reports.Report,
    errors: ['message_deleted', 'id_taken', 'rate_limited'],
  },
  'reports.list': {
    summary: 'The reports',
    description: 'For owners, admins and moderators of the workspace; the newest first.',
    query: reports.ReportQuery,
    output: reports.ReportPage,
    errors: ['forbidden'],
  },
  'reports.resolve': {
    summary: 'Say what was done about a report',
    description:
      'For owners, admins and moderators of the workspace. `message_deleted` deletes the message at the same moment, also where the caller is no member, and in an archived channel. Saying the same again changes nothing.',
    body: reports.ResolveReport,
    output: reports.Report,
    errors: ['forbidden', 'report_resolved'],
  },

  'search.query': {
    summary: 'Search messages, people and channels',
    description:
      'Finds what the caller may read at this moment, and counts nothing else. A last word that may be unfinished, and a mistyped one, are found too.',
    body: search.SearchRequest,
    output: search.SearchAnswer,
    errors: ['search_unavailable', 'rate_limited'],
  },
  'search.suggest': {
    summary: 'Complete what is being written in a search',
    description: 'Operators, people, channels, and words that stand in messages which the caller may read.',
    body: search.SuggestRequest,
    output: search.SuggestAnswer,
    errors: ['search_unavailable', 'rate_limited'],
  },
  'search.status': {
    summary: 'How the index of the messages stands',
    output: search.SearchStatus,
    errors: ['forbidden', 'search_unavailable'],
  },
  'search.rebuild': {
    summary: 'Build the index of the messages anew',
    description: 'Beside the old one, which answers until the new one is ready.',
    output: null,
    errors: ['forbidden', 'search_unavailable'],
  },
  'search.weights': {
    summary: 'What decides the order of relevance',
    output: search.SearchWeights,
    errors: [],
  },
  'search.setWeights': {
    summary: 'Change what decides the order of relevance',
    body: search.SetSearchWeights,
    output: search.SearchWeights,
    errors: ['forbidden'],
  },
  'search.listSaved': { summary: 'Your saved searches', output: search.SavedSearchList, errors: [] },
  'search.save': {
    summary: 'Save a search, or change a saved one',
    body: search.SaveSearch,
    output: search.SavedSearch,
    errors: ['id_taken', 'too_many'],
  },
  'search.removeSaved': {
    summary: 'Remove a saved search',
    description: 'Removing again changes nothing.',
    output: null,
    errors: [],
  },
  'search.listHistory': { summary: 'What you searched for', output: search.SearchHistory, errors: [] },
  'search.remember': {
    summary: 'Remember a search',
    description: `The newest ${limits.searchHistory} are kept, each once.`,
    body: search.RememberSearch,
    output: null,
    errors: [],
  },
  'search.forget': {
    summary: 'Forget what you searched for',
    body: search.ForgetSearch,
    output: null,
    errors: [],
  },
} as const satisfies Record<RouteName, Route>;

export type Contract = typeof contract;

type Path<K extends RouteName> = {
  readonly [P in PathNames<(typeof endpoints)[K]['path']>]: P extends keyof typeof pathSchemas
    ? z.output<(typeof pathSchemas)[P]>
    : never;
};
type Part<K extends RouteName, P extends 'query' | 'body', IO extends 'in' | 'out'> =
  Contract[K] extends Record<P, infer S extends z.ZodType>
    ? { readonly [Q in P]: IO extends 'in' ? z.input<S> : z.output<S> }
    : unknown;
type PathPart<K extends RouteName> = [PathNames<(typeof endpoints)[K]['path']>] extends [never]
  ? unknown
  : { readonly path: Path<K> };

/** What a caller gives: `{ path, query, body }`, as far as the route has them. */
export type RouteInput<K extends RouteName> = PathPart<K> & Part<K, 'query', 'in'> & Part<K, 'body', 'in'>;
/** What a handler gets: the same, parsed and with the defaults filled in. */
export type RouteArguments<K extends RouteName> = PathPart<K> &
  Part<K, 'query', 'out'> &
  Part<K, 'body', 'out'>;
/** What a route answers; `undefined` for an answer without a body. */
export type RouteOutput<K extends RouteName> = Contract[K]['output'] extends z.ZodType
  ? z.output<Contract[K]['output']>
  : undefined;

/** The schema of the values in a route's path. */
export function pathSchema(path: string): z.ZodObject {
  const names = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1] as keyof typeof pathSchemas);
  return z.strictObject(Object.fromEntries(names.map((name) => [name, pathSchemas[name]])));
}
