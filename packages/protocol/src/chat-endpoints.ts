import type { Endpoint } from './endpoint.ts';

/**
 * The routes that every chat uses from the beginning: a client has these at hand, and loads the whole table of
 * `endpoints.ts` when it first needs another one.
 */
export const chatEndpoints = {
  'auth.signIn': { method: 'POST', path: '/v1/auth/sign-in', access: 'public' },
  'auth.host': { method: 'POST', path: '/v1/auth/host', access: 'public' },
  'auth.refresh': { method: 'POST', path: '/v1/auth/refresh', access: 'public' },
  'auth.signOut': { method: 'POST', path: '/v1/auth/sign-out', access: 'session' },
  'workspaces.list': { method: 'GET', path: '/v1/workspaces', access: 'session' },
  'workspaces.snapshot': {
    method: 'GET',
    path: '/v1/workspaces/{workspaceId}/snapshot',
    access: 'workspace',
  },
  'users.list': { method: 'GET', path: '/v1/workspaces/{workspaceId}/users', access: 'workspace' },
  'presence.set': { method: 'PUT', path: '/v1/workspaces/{workspaceId}/presence', access: 'workspace' },
  'channels.read': {
    method: 'PUT',
    path: '/v1/workspaces/{workspaceId}/channels/{channelId}/read',
    access: 'workspace',
  },
  'channels.typing': {
    method: 'POST',
    path: '/v1/workspaces/{workspaceId}/channels/{channelId}/typing',
    access: 'workspace',
  },
  'channels.members': {
    method: 'GET',
    path: '/v1/workspaces/{workspaceId}/channels/{channelId}/members',
    access: 'workspace',
  },
  'messages.list': {
    method: 'GET',
    path: '/v1/workspaces/{workspaceId}/timelines/{timelineId}/messages',
    access: 'workspace',
  },
  'messages.send': {
    method: 'POST',
    path: '/v1/workspaces/{workspaceId}/timelines/{timelineId}/messages',
    access: 'workspace',
  },
  'messages.edit': {
    method: 'PATCH',
    path: '/v1/workspaces/{workspaceId}/messages/{messageId}',
    access: 'workspace',
  },
  'messages.delete': {
    method: 'DELETE',
    path: '/v1/workspaces/{workspaceId}/messages/{messageId}',
    access: 'workspace',
  },
} as const satisfies Record<string, Endpoint>;
