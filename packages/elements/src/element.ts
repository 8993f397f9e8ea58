import { ContextProvider, consume } from '@lit/context';
import type { ChatClient } from '@fechatter/client-sdk';
import { LitElement, adoptStyles, type CSSResultOrNative, type ReactiveController } from 'lit';
import { property, state } from 'lit/decorators.js';
import { clientContext } from './client/client-context.ts';
import { LanguageController, above } from './localize/language-controller.ts';
import type { HostTexts } from './localize/languages.ts';
import { english, localizerContext, type Localizer } from './localize/localizer.ts';
import { base, tokens } from './styles/tokens.ts';

/**
 * Whoever imports any element gets the types of the events with it, for `addEventListener` and for templates.
 *
 * @public
 */
export type { FeEvents } from './events/events.ts';

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

/**
 * An element that speaks the language of the elements around it. The outermost one chooses it, from `lang` attributes
 * and the reader's own languages.
 */
export class LocalizedElement extends StyledElement {
  /** The host application's own texts; by default those of the `<fe-chat>` around it, if there is one. */
  @property({ attribute: false }) texts: HostTexts | null | undefined = null;

  @consume({ context: localizerContext, subscribe: true })
  @state()
  protected localizer: Localizer = english;

  #language: LanguageController | undefined;

  override connectedCallback(): void {
    if (!this.#isInside()) {
      this.#language ??= new LanguageController(this, {
        texts: () => this.texts ?? NO_TEXTS,
        speak: (localizer) => {
          this.localizer = localizer;
        },
      });
    }
    super.connectedCallback();
  }

  protected get t(): Localizer['t'] {
    return this.localizer.t;
  }

  /** Settles when the language is there; undefined when it is already. */
  protected get languageReady(): Promise<void> | undefined {
    return this.#language?.ready;
  }

  #isInside(): boolean {
    for (let element = above(this); element !== null; element = above(element))
      if (element instanceof LocalizedElement) return true;
    return false;
  }
}

const NO_TEXTS: HostTexts = {};

/** An element that works with a client, its own or that of the elements around it. */
export class ChatElement extends LocalizedElement {
  /** The client to work with; by default that of the `<fe-chat>` around it. */
  @consume({ context: clientContext, subscribe: true })
  @property({ attribute: false })
  client: ChatClient | undefined;

  constructor() {
    super();
    new PassedClient(this);
  }

  /** One that stands alone shows nothing rather than another language, for the moment until its own is there. */
  protected override scheduleUpdate(): void | Promise<unknown> {
    return this.languageReady === undefined
      ? super.scheduleUpdate()
      : this.languageReady.then(() => super.scheduleUpdate());
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
