import type { Session } from '@fechatter/protocol';
import type { Device } from '../device/device.ts';
import type { Environment } from '../environment/environment.ts';
import { ChatError } from '../errors/chat-error.ts';
import { HostTokenError } from '../errors/host-token-error.ts';
import type { ChatClientOptions } from '../options.ts';
import type { Scope } from '../scope/scope.ts';
import { createDefaultStorage, createEnduringStorage } from '../storage/default-storage.ts';
import { inOneTab } from '../tabs/in-one-tab.ts';
import type { AuthOptions } from './api.ts';
import { fetchHostToken } from './host-token.ts';
import { givenSession, hostSession, storedSession, type SessionSource } from './session-source.ts';

/** The source of sessions that the application chose. Loaded when somebody first asks who is signed in. */
export function createSessionSource(parts: {
  readonly options: ChatClientOptions;
  readonly server: URL;
  readonly environment: Environment;
  readonly device: Device;
  readonly scope: Scope;
  /** What relative addresses of the application are relative to. */
  readonly base: string | undefined;
  readonly signInWith: (token: string, signal: AbortSignal) => Promise<Session>;
}): SessionSource {
  const { options, server, environment, device, scope, base, signInWith } = parts;
  const auth: AuthOptions = options.auth ?? { kind: 'password' };
  const stored = (whose: string): SessionSource =>
    storedSession(
      createEnduringStorage(options.storage ?? createDefaultStorage(), environment.onError),
      `session:${server.href}${whose}`,
      (work) => inOneTab(device.locks, `fechatter-session:${server.href}${whose}`, scope, work),
    );
  switch (auth.kind) {
    case 'password':
      return stored('');
    case 'host':
      return hostSession(
        async (signal) => {
          const token = await fetchHostToken(auth, environment, base, signal);
          if (typeof token === 'string') return signInWith(token, signal);
          throw token.cause instanceof ChatError ? token.cause : new HostTokenError(token.message, token);
        },
        auth.person === undefined ? null : stored(`#${JSON.stringify([options.workspace, auth.person])}`),
      );
    case 'session':
      return givenSession(auth.session, auth.onChange, environment.onError);
  }
}
