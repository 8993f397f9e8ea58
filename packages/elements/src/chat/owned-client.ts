import { createChatClient, type AuthOptions, type ChatClient, type Session } from '@fechatter/client-sdk';

/** What a client is made from. */
export interface ClientSource {
  readonly server: string;
  readonly workspace: string | null;
  readonly tokenUrl: string | null;
  readonly token: (() => Promise<string>) | null;
  readonly person: string | null;
  readonly session: Session | null;
}

/** A client that belongs to the element that made it: gone with it, one task after it left the page for good. */
export class OwnedClient {
  #client: ChatClient | null = null;
  #source: ClientSource | null = null;

  /** The client for a source: the one there is when nothing has changed. Undefined without a server. */
  get(source: ClientSource): ChatClient | undefined {
    if (source.server === '') {
      this.dispose();
      return undefined;
    }
    if (this.#client !== null && this.#source !== null && sameSource(this.#source, source))
      return this.#client;
    this.dispose();
    const { server, workspace } = source;
    this.#source = source;
    this.#client = createChatClient({
      server,
      auth: auth(source),
      ...(workspace === null ? {} : { workspace }),
    });
    return this.#client;
  }

  dispose(): void {
    this.#client?.dispose();
    this.#client = null;
    this.#source = null;
  }
}

function sameSource(a: ClientSource, b: ClientSource): boolean {
  return (
    a.server === b.server &&
    a.workspace === b.workspace &&
    a.tokenUrl === b.tokenUrl &&
    a.token === b.token &&
    a.person === b.person &&
    a.session === b.session
  );
}

function auth({ token, tokenUrl, person, session }: ClientSource): AuthOptions {
  if (session !== null) return { kind: 'session', session };
  const host = { kind: 'host', ...(person !== null && { person }) } as const;
  if (token !== null) return { ...host, token: () => token() };
  if (tokenUrl !== null) return { ...host, tokenUrl };
  return { kind: 'password' };
}
