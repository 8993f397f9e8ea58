/**
 * The FeChatter client: sign in, follow a workspace live, read and send. Starts at {@link createChatClient}.
 *
 * @packageDocumentation
 */
export { createChatClient } from './create-chat-client.ts';
export type { ChatClientOptions, TransportContext } from './options.ts';
export type * from './api.ts';
export type { ReadableStore } from './store/store.ts';
export { ChatError, type ClientErrorCode } from './errors/chat-error.ts';
export { ApiError, type ApiFailure } from './errors/api-error.ts';
export { NetworkError } from './errors/network-error.ts';
export { TimeoutError } from './errors/timeout-error.ts';
export { AbortedError } from './errors/aborted-error.ts';
export { NotSignedInError } from './errors/not-signed-in-error.ts';
export { DisposedError } from './errors/disposed-error.ts';
export { InvalidResponseError } from './errors/invalid-response-error.ts';
export { HostTokenError } from './errors/host-token-error.ts';
export { UnsentError } from './errors/unsent-error.ts';
export type { Device } from './device/device.ts';
export type { StorageReason, StorageState } from './device/storage-state.ts';
export { isApiError, isChatError, isRetryable } from './errors/guards.ts';
export { createMemoryStorage, type ChatStorage } from './storage/storage.ts';
export { createWebStorage } from './storage/web-storage.ts';
export { createIndexedDbStorage } from './storage/indexed-db-storage.ts';
export { systemClock, type Clock } from './environment/clock.ts';
export { createSystemNetwork, type Network, type NetworkChange } from './environment/network.ts';
export type { Environment } from './environment/environment.ts';
export type { StreamFrame, Transport, TransportHandlers, TransportRequest } from './connection/transport.ts';
export { createSseTransport } from './connection/sse-transport.ts';

// What an application needs of the protocol, so that it need not depend on it.
export {
  completionAt,
  findMentions,
  formatSearch,
  limits,
  mentionChannel,
  mentionUser,
  operatorsLike,
  operatorValuesLike,
  parseSearch,
  searchOperators,
  splitMentions,
  textLength,
  type MentionToken,
} from '@fechatter/protocol';
export type * from '@fechatter/protocol';
