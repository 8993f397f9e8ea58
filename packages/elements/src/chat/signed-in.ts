import type { AuthState, ChatClient } from '@fechatter/client-sdk';
import type { ReactiveControllerHost } from 'lit';
import { StoreController } from '../client/store-controller.ts';
import { emit, reportError } from '../events/events.ts';

interface Parts {
  client(): ChatClient | undefined;
  /** The code of an invite to accept. */
  invite(): string | null;
  /** The invite was accepted, into a workspace, or could not be. */
  invited(slug: string | null): Promise<void>;
}

/** Follows who is signed in: connects, accepts an invite, and tells the page of a sign-in and sign-out. */
export class SignedIn {
  readonly #host: ReactiveControllerHost & HTMLElement;
  readonly #parts: Parts;
  readonly #auth: StoreController<AuthState, AuthState>;
  #client: ChatClient | undefined;
  #status: AuthState['status'] | null = null;
  #inviteTaken: string | null = null;

  constructor(host: ReactiveControllerHost & HTMLElement, parts: Parts) {
    this.#host = host;
    this.#parts = parts;
    this.#auth = new StoreController(
      host,
      () => parts.client()?.auth.store,
      (auth) => auth,
    );
  }

  get auth(): AuthState | undefined {
    return this.#auth.value;
  }

  /** Connects the client of now. What becomes of it is told by its stores. */
  readonly connect = (): void => {
    this.#parts
      .client()
      ?.connection.connect()
      .catch(() => {});
  };

  /** Called after each update: connects once for each client, and again after a sign-in. */
  follow(): void {
    const client = this.#parts.client();
    const isNew = client !== this.#client;
    this.#client = client;
    this.#tell(isNew);
    if (client === undefined) return;
    const signedIn = this.auth?.status === 'signed-in';
    const connection = client.connection.store.get();
    const waiting =
      connection.status === 'disconnected' &&
      (connection.reason === 'signed-out' || connection.reason === 'not-started') &&
      connection.error === null;
    if (isNew || (signedIn && waiting)) this.connect();
    const invite = this.#parts.invite();
    if (signedIn && invite !== null && invite !== '' && this.#inviteTaken !== invite) {
      this.#inviteTaken = invite;
      void this.#acceptInvite(client, invite);
    }
  }

  /** Wherever a sign-in or sign-out was made. Who is found signed in has not signed in. */
  #tell(isNew: boolean): void {
    const { auth } = this;
    const before = isNew ? null : this.#status;
    this.#status = auth?.status ?? null;
    if (auth?.status === 'signed-in' && before === 'signed-out')
      emit(this.#host, 'fe-sign-in', { account: auth.account });
    if (auth?.status === 'signed-out' && before === 'signed-in') emit(this.#host, 'fe-sign-out', {});
  }

  async #acceptInvite(client: ChatClient, code: string): Promise<void> {
    let slug: string | null = null;
    try {
      const { workspace } = await client.workspaces.acceptInvite(code);
      if (client === this.#client) ({ slug } = workspace);
    } catch (error) {
      // Somebody who has just signed up with the invite is in the workspace already.
      reportError(this.#host, error);
    }
    await this.#parts.invited(slug);
  }
}
