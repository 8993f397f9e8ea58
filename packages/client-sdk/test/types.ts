/**
 * What the types promise to applications. Nothing here runs: `npm run check -- types` holds it, and a line under
 * `@ts-expect-error` that would compile is an error too.
 */
import {
  createChatClient,
  isApiError,
  NetworkError,
  UnsentError,
  type AuthOptions,
  type AuthState,
  type ChatClient,
  type ChatClientOptions,
  type ConnectionState,
  type DeliveryState,
  type LoggedEvent,
  type Message,
  type ReadableStore,
  type StreamEvent,
  type TimelineItem,
  type TimelineState,
} from '@fechatter/client-sdk';
import type { FaultRule, TestServer } from '@fechatter/client-sdk/testing';

/** True when two types are the same, not when one only fits the other. */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const holds = <_T extends true>(): void => {};
const never = (value: never): never => value;

const textOfMessage = ({ text }: Message): string => text;

/** Events are a union told apart by `type`: each case has its own data, and one that is left out does not compile. */
export function textOf(event: LoggedEvent): string {
  switch (event.type) {
    case 'message.created':
    case 'message.edited':
    case 'message.deleted':
      return textOfMessage(event.data.message);
    case 'channel.read':
      holds<Same<typeof event.data.lastReadIndex, number>>();
      holds<Same<keyof typeof event.data & 'message', never>>();
      return event.data.userId;
    case 'member.removed':
      return String(event.data.memberCount);
    case 'workspace.updated':
    case 'user.joined':
    case 'user.updated':
    case 'user.removed':
    case 'channel.updated':
    case 'member.added':
    case 'member.updated':
    case 'membership.updated':
    case 'me.updated':
      return event.at;
    default:
      return never(event);
  }
}
holds<Same<Extract<StreamEvent, { type: 'typing' }>['data']['typing'], boolean>>();
// @ts-expect-error -- what is of the moment has no place in the log
export type NoSeq = Extract<StreamEvent, { type: 'typing' }>['seq'];

/** States are unions told apart by `status`: what is there only in one state can be read only in it. */
export function shown(state: ConnectionState, auth: AuthState, delivery: DeliveryState): unknown {
  // @ts-expect-error -- there is a next try only while one is waited for
  const early: unknown = state.retryAt;
  if (state.status === 'waiting') holds<Same<typeof state.retryAt, number>>();
  // @ts-expect-error -- nobody may be signed in
  const account: unknown = auth.account;
  if (auth.status === 'signed-in') return auth.account.userId;
  return delivery.status === 'failed' ? delivery.error.retryable : [early, account];
}
holds<Same<ConnectionState['status'], 'disconnected' | 'connecting' | 'waiting' | 'replaying' | 'live'>>();
holds<Same<AuthState['status'], 'loading' | 'signed-out' | 'signed-in'>>();
holds<Same<DeliveryState['status'], 'pending' | 'sent' | 'failed'>>();

/** What is shown is not the application's to change. */
export function change(item: TimelineItem, message: Message): void {
  // @ts-expect-error -- read only
  item.message = message;
}
holds<Same<keyof ReadableStore<unknown>, 'get' | 'subscribe' | 'select'>>();
holds<Same<keyof TimelineState['items'] & ('push' | 'splice' | 'sort'), never>>();

/** Options: what is needed, what excludes what, and nothing that does not exist. */
export const options: readonly ChatClientOptions[] = [
  { server: 'https://chat.example.com' },
  { server: new URL('https://chat.example.com'), auth: { kind: 'password' }, timeoutMs: 5_000 },
  { server: '/', workspace: 'acme', auth: { kind: 'host', token: async () => 'token' } },
  { server: '/', workspace: 'acme', auth: { kind: 'host', tokenUrl: '/chat-token' } },
  // @ts-expect-error -- there is no client without a server
  { workspace: 'acme' },
  // @ts-expect-error -- no such option
  { server: '/', retries: 3 },
  // @ts-expect-error -- a host gives a token, one way or another
  { server: '/', auth: { kind: 'host' } },
];
holds<Same<AuthOptions['kind'], 'password' | 'host' | 'session'>>();

/** Errors are told apart by class and code. */
export function explain(error: unknown): string | number {
  // @ts-expect-error -- no such code
  isApiError(error, 'name_is_taken');
  if (isApiError(error, 'name_taken')) return error.status;
  if (error instanceof NetworkError) {
    holds<Same<typeof error.code, 'network'>>();
    holds<Same<typeof error.retryable, true>>();
  }
  return error instanceof UnsentError ? error.count : '';
}

/** A selector gives what it picks. */
export function follow(client: ChatClient, server: TestServer): readonly unknown[] {
  return [
    client.store.select(
      ({ channels }) => channels.size,
      (count, before) => {
        holds<Same<typeof count, number>>();
        return count - before;
      },
    ),
    createChatClient(server.clientOptions()),
  ];
}

/** A fault of a request names a route, one of a frame a type of frame. */
export const rules: readonly FaultRule[] = [
  { route: 'messages.send', fault: { kind: 'refuse', code: 'rate_limited', retryAfter: 5 } },
  { frame: (type) => type === 'heartbeat', fault: { kind: 'drop-frame' }, times: 1 },
  // @ts-expect-error -- no such route
  { route: 'messages.shout', fault: { kind: 'lose-answer' } },
  // @ts-expect-error -- an answer has no frames
  { frame: () => true, fault: { kind: 'lose-answer' } },
  // @ts-expect-error -- how long?
  { fault: { kind: 'delay' } },
];
