import { ContextProvider } from '@lit/context';
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { createChatClient, type AuthOptions, type ChatClient, type Session } from '@fechatter/client-sdk';
import { clientContext } from '../client/client-context.ts';

/** What a client is made from. */
interface ClientSource {
  readonly server: string;
  readonly workspace: string | null;
  readonly tokenUrl: string | null;
  readonly token: (() => Promise<string>) | null;
  readonly person: string | null;
  readonly session: Session | null;
}

interface Host extends ReactiveControllerHost, HTMLElement, ClientSource {
  /** A client of the host application, which goes on to own it. */
  readonly client: ChatClient | undefined;
}

/**
 * The client that a chat works with, and that the elements inside it are given: that of the host application, or one of
 * its own. That one follows what the chat says of the server, the workspace and the person, and is gone one task after
 * the chat left the page for good. This comes before the controllers that follow the stores of the client.
 */
export class CurrentClient implements ReactiveController {
  readonly #host: Host;
  readonly #changed: () => void;
  readonly #provider: ContextProvider<typeof clientContext>;
  #own: ChatClient | undefined;
  #ownOf = '';
  #client: ChatClient | undefined;

  /** @param changed - Told of each other client, before the host renders it. */
  constructor(host: Host, changed: () => void) {
    this.#host = host;
    this.#changed = changed;
    this.#provider = new ContextProvider(host, { context: clientContext });
    host.addController(this);
  }

  /** Undefined without a server, and out of the page. */
  get value(): ChatClient | undefined {
    return this.#client;
  }

  /** Begins anew with another one of its own. */
  renew(): void {
    this.#disown();
    this.#host.requestUpdate();
  }

  hostConnected(): void {
    this.#host.requestUpdate();
  }

  hostUpdate(): void {
    const { client, isConnected, server } = this.#host;
    if (!isConnected) return;
    if (client !== undefined || server === '') this.#disown();
    else this.#follow();
    this.#use(client ?? this.#own);
  }

  hostDisconnected(): void {
    // An element that is only moved comes back in the same task.
    queueMicrotask(() => {
      if (this.#host.isConnected) return;
      this.#disown();
      this.#use(undefined);
    });
  }

  #follow(): void {
    const now = whose(this.#host);
    if (now !== this.#ownOf) this.#disown();
    this.#ownOf = now;
    this.#own ??= made(this.#host);
  }

  #disown(): void {
    this.#own?.dispose();
    this.#own = undefined;
  }

  #use(client: ChatClient | undefined): void {
    if (client === this.#client) return;
    this.#client = client;
    this.#provider.setValue(client);
    this.#changed();
  }
}

/**
 * Where a client is connected, and for whom. Not the function that gives tokens: frameworks give another one with each
 * render. Nor a session that was only renewed.
 */
const whose = ({ server, workspace, tokenUrl, token, person, session }: ClientSource): string =>
  JSON.stringify([server, workspace, tokenUrl, token !== null, person, session?.account.sessionId]);

function made(source: ClientSource): ChatClient {
  const { server, workspace } = source;
  return createChatClient({ server, auth: auth(source), ...(workspace === null ? {} : { workspace }) });
}

function auth(source: ClientSource): AuthOptions {
  const { token, tokenUrl, person, session } = source;
  if (session !== null) return { kind: 'session', session };
  const host = { kind: 'host', ...(person !== null && { person }) } as const;
  if (token !== null) return { ...host, token: () => (source.token ?? token)() };
  if (tokenUrl !== null) return { ...host, tokenUrl };
  return { kind: 'password' };
}
