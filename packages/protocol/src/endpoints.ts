import { chatEndpoints } from './chat-endpoints.ts';
import type { Endpoint } from './endpoint.ts';

/**
 * Every route by its name: method and path, nothing else, so that a client can make its calls from this
 * table without loading a schema. What goes in and comes out stands in `contract.ts`, which does not
 * compile when a name is missing there.
 *
 * `access` says who may call at all: `public` needs no token, `session` an access token, `workspace` an
 * access token of a person who belongs to the workspace in the path. What a member may do beyond that is a
 * policy of the server.
 */
export const endpoints = {
  ...chatEndpoints,

  'server.capabilities': { method: 'GET', path: '/v1/capabilities', access: 'public' },

  'auth.signUp': { method: 'POST', path: '/v1/auth/sign-up', access: 'public' },
  'auth.requestPasswordReset': { method: 'POST', path: '/v1/auth/password/request-reset', access: 'public' },
  'auth.resetPassword': { method: 'POST', path: '/v1/auth/password/reset', access: 'public' },
  'auth.changePassword': { method: 'POST', path: '/v1/auth/password/change', access: 'session' },
  'auth.account': { method: 'GET', path: '/v1/auth/account', access: 'session' },

  'invites.preview': { method: 'GET', path: '/v1/invites/{code}', access: 'public' },
  'invites.accept': { method: 'POST', path: '/v1/invites/{code}/accept', access: 'session' },

  'workspaces.create': { method: 'POST', path: '/v1/workspaces', access: 'session' },
  'workspaces.update': { method: 'PATCH', path: '/v1/workspaces/{workspaceId}', access: 'workspace' },
  'workspaces.leave': { method: 'POST', path: '/v1/workspaces/{workspaceId}/leave', access: 'workspace' },

  'invites.list': { method: 'GET', path: '/v1/workspaces/{workspaceId}/invites', access: 'workspace' },
  'invites.create': { method: 'POST', path: '/v1/workspaces/{workspaceId}/invites', access: 'workspace' },
  'invites.revoke': {
    method: 'DELETE',
    path: '/v1/workspaces/{workspaceId}/invites/{inviteId}',
    access: 'workspace',
  },

  'appKeys.list': { method: 'GET', path: '/v1/workspaces/{workspaceId}/app-keys', access: 'workspace' },
  'appKeys.create': { method: 'POST', path: '/v1/workspaces/{workspaceId}/app-keys', access: 'workspace' },
  'appKeys.revoke': {
    method: 'DELETE',
    path: '/v1/workspaces/{workspaceId}/app-keys/{appKeyId}',
    access: 'workspace',
  },

  'users.get': { method: 'GET', path: '/v1/workspaces/{workspaceId}/users/{userId}', access: 'workspace' },
  'users.setRole': {
    method: 'PUT',
    path: '/v1/workspaces/{workspaceId}/users/{userId}/role',
    access: 'workspace',
  },
  'users.remove': {
    method: 'DELETE',
    path: '/v1/workspaces/{workspaceId}/users/{userId}',
    access: 'workspace',
  },
  'users.block': {
    method: 'PUT',
    path: '/v1/workspaces/{workspaceId}/users/{userId}/block',
    access: 'workspace',
  },
  'users.unblock': {
    method: 'DELETE',
    path: '/v1/workspaces/{workspaceId}/users/{userId}/block',
    access: 'workspace',
  },
  'me.update': { method: 'PATCH', path: '/v1/workspaces/{workspaceId}/me', access: 'workspace' },
  'events.nats': { method: 'POST', path: '/v1/workspaces/{workspaceId}/events/nats', access: 'workspace' },

  'channels.list': { method: 'GET', path: '/v1/workspaces/{workspaceId}/channels', access: 'workspace' },
  'channels.create': { method: 'POST', path: '/v1/workspaces/{workspaceId}/channels', access: 'workspace' },
  'channels.get': {
    method: 'GET',
    path: '/v1/workspaces/{workspaceId}/channels/{channelId}',
    access: 'workspace',
  },
  'channels.update': {
    method: 'PATCH',
    path: '/v1/workspaces/{workspaceId}/channels/{channelId}',
    access: 'workspace',
  },
  'channels.join': {
    method: 'POST',
    path: '/v1/workspaces/{workspaceId}/channels/{channelId}/join',
    access: 'workspace',
  },
  'channels.leave': {
    method: 'POST',
    path: '/v1/workspaces/{workspaceId}/channels/{channelId}/leave',
    access: 'workspace',
  },
  'channels.setPreferences': {
    method: 'PATCH',
    path: '/v1/workspaces/{workspaceId}/channels/{channelId}/preferences',
    access: 'workspace',
  },
  'channels.addMembers': {
    method: 'POST',
    path: '/v1/workspaces/{workspaceId}/channels/{channelId}/members',
    access: 'workspace',
  },
  'channels.setMemberRole': {
    method: 'PUT',
    path: '/v1/workspaces/{workspaceId}/channels/{channelId}/members/{userId}/role',
    access: 'workspace',
  },
  'channels.silenceMember': {
    method: 'PUT',
    path: '/v1/workspaces/{workspaceId}/channels/{channelId}/members/{userId}/silence',
    access: 'workspace',
  },
  'channels.removeMember': {
    method: 'DELETE',
    path: '/v1/workspaces/{workspaceId}/channels/{channelId}/members/{userId}',
    access: 'workspace',
  },
  'channels.ban': {
    method: 'PUT',
    path: '/v1/workspaces/{workspaceId}/channels/{channelId}/bans/{userId}',
    access: 'workspace',
  },
  'channels.unban': {
    method: 'DELETE',
    path: '/v1/workspaces/{workspaceId}/channels/{channelId}/bans/{userId}',
    access: 'workspace',
  },
  'channels.listBans': {
    method: 'GET',
    path: '/v1/workspaces/{workspaceId}/channels/{channelId}/bans',
    access: 'workspace',
  },

  'messages.places': {
    method: 'GET',
    path: '/v1/workspaces/{workspaceId}/timelines/{timelineId}/places',
    access: 'workspace',
  },
  'messages.get': {
    method: 'GET',
    path: '/v1/workspaces/{workspaceId}/messages/{messageId}',
    access: 'workspace',
  },
  'messages.edits': {
    method: 'GET',
    path: '/v1/workspaces/{workspaceId}/messages/{messageId}/edits',
    access: 'workspace',
  },

  'reports.create': { method: 'POST', path: '/v1/workspaces/{workspaceId}/reports', access: 'workspace' },
  'reports.list': { method: 'GET', path: '/v1/workspaces/{workspaceId}/reports', access: 'workspace' },
  'reports.resolve': {
    method: 'POST',
    path: '/v1/workspaces/{workspaceId}/reports/{reportId}/resolution',
    access: 'workspace',
  },

  // What somebody looks for is nobody else's business: it travels in a body, never in an address that is logged.
  'search.query': { method: 'POST', path: '/v1/workspaces/{workspaceId}/search', access: 'workspace' },
  'search.suggest': {
    method: 'POST',
    path: '/v1/workspaces/{workspaceId}/search/suggestions',
    access: 'workspace',
  },
  'search.status': { method: 'GET', path: '/v1/workspaces/{workspaceId}/search/status', access: 'workspace' },
  'search.rebuild': {
    method: 'POST',
    path: '/v1/workspaces/{workspaceId}/search/rebuild',
    access: 'workspace',
  },
  'search.weights': {
    method: 'GET',
    path: '/v1/workspaces/{workspaceId}/search/weights',
    access: 'workspace',
  },
  'search.setWeights': {
    method: 'PATCH',
    path: '/v1/workspaces/{workspaceId}/search/weights',
    access: 'workspace',
  },
  'search.listSaved': {
    method: 'GET',
    path: '/v1/workspaces/{workspaceId}/search/saved',
    access: 'workspace',
  },
  'search.save': {
    method: 'PUT',
    path: '/v1/workspaces/{workspaceId}/search/saved/{savedSearchId}',
    access: 'workspace',
  },
  'search.removeSaved': {
    method: 'DELETE',
    path: '/v1/workspaces/{workspaceId}/search/saved/{savedSearchId}',
    access: 'workspace',
  },
  'search.listHistory': {
    method: 'GET',
    path: '/v1/workspaces/{workspaceId}/search/history',
    access: 'workspace',
  },
  'search.remember': {
    method: 'POST',
    path: '/v1/workspaces/{workspaceId}/search/history',
    access: 'workspace',
  },
  'search.forget': {
    method: 'POST',
    path: '/v1/workspaces/{workspaceId}/search/history/forget',
    access: 'workspace',
  },
} as const satisfies Record<string, Endpoint>;

export type RouteName = keyof typeof endpoints;
