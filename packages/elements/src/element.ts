import { ContextProvider, consume } from '@lit/context';
import type { ChatClient } from '@fechatter/client-sdk';
import { LitElement, adoptStyles, type CSSResultOrNative, type ReactiveController } from 'lit';
import { property, state } from 'lit/decorators.js';
import { clientContext } from './client/client-context.ts';
import { english, localizerContext, type Localizer } from './localize/localizer.ts';
import { base, tokens } from './styles/tokens.ts';

/**
 * An element in the look of the chat. The outermost one of a tree carries the tokens; those inside its shadow
 * roots inherit them, so that a list of hundreds of rows computes them once.
 */
export class StyledElement extends LitElement {
  protected override createRenderRoot(): HTMLElement | DocumentFragment {
    const constructor = this.constructor as typeof LitElement;
    const root = this.shadowRoot ?? this.attachShadow(constructor.shadowRootOptions);
    const parent = this.getRootNode();
    const inside = parent instanceof ShadowRoot && parent.host instanceof StyledElement;
    const styles: CSSResultOrNative[] = [base, ...constructor.elementStyles];
    adoptStyles(root, inside ? styles : [tokens, ...styles]);
    return root;
  }
}

/** An element that works with a client, its own or that of the elements around it. */
export class ChatElement extends StyledElement {
  /** The client to work with; by default that of the `<fe-chat>` around it. */
  @consume({ context: clientContext, subscribe: true })
  @property({ attribute: false })
  client: ChatClient | undefined;

  @consume({ context: localizerContext, subscribe: true })
  @state()
  protected localizer: Localizer = english;

  constructor() {
    super();
    new PassedClient(this);
  }

  protected get t(): Localizer['t'] {
    return this.localizer.t;
  }
}

/** Hands on the client of an element that stands alone to the elements inside it. */
class PassedClient implements ReactiveController {
  readonly #host: ChatElement;
  readonly #provider: ContextProvider<typeof clientContext>;

  constructor(host: ChatElement) {
    this.#host = host;
    this.#provider = new ContextProvider(host, { context: clientContext });
    host.addController(this);
  }

  hostUpdate(): void {
    this.#provider.setValue(this.#host.client);
  }
}
