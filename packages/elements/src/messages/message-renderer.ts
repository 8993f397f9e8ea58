import { createContext } from '@lit/context';
import type { TemplateResult } from 'lit';
import type { Message } from '@fechatter/client-sdk';

/**
 * Shows messages that carry something of the application's own. It is asked for each version of a message that is on
 * the screen, and answers with what stands in place of the text: a node (an element of the application's own, for
 * instance, since the styles of the page do not reach it) or a template of Lit; with null, the text stays.
 *
 * What only the text says still goes to search, notifications and screen readers, so send a text that says it all.
 *
 * @example
 * ```ts
 * chat.messageRenderer = ({ custom }) => {
 *   if (typeof custom['orderId'] !== 'string') return null;
 *   const card = document.createElement('order-card');
 *   card.orderId = custom['orderId'];
 *   return card;
 * };
 * ```
 */
export type MessageRenderer = (message: Message) => Node | TemplateResult | null;

/** The renderer of the messages inside. */
export const messageRendererContext = createContext<MessageRenderer | null>(Symbol('fe-message-renderer'));

/** What an application shows of one message: asked for once for each version, so that a node stays in its place. */
export class RenderedMessage {
  readonly #failed: (error: unknown) => void;
  #message: Message | undefined;
  #renderer: MessageRenderer | null = null;
  #content: Node | TemplateResult | null = null;

  /** @param failed - Hears what a renderer throws; the text of the message is shown then. */
  constructor(failed: (error: unknown) => void) {
    this.#failed = failed;
  }

  /** Null for a message that is shown by its text. */
  of(message: Message, renderer: MessageRenderer | null): Node | TemplateResult | null {
    if (message === this.#message && renderer === this.#renderer) return this.#content;
    this.#message = message;
    this.#renderer = renderer;
    this.#content = null;
    try {
      this.#content = shownBy(renderer?.(message) ?? null);
    } catch (error) {
      this.#failed(error);
    }
    return this.#content;
  }

  /** What was given could not be shown: the text is shown from now on. False when nothing was given. */
  discard(error: unknown): boolean {
    if (this.#content === null) return false;
    this.#content = null;
    this.#failed(error);
    return true;
  }
}

/** Anything else, from a page in plain JavaScript, would be shown as `[object Promise]`, or break the message. */
function shownBy(content: Node | TemplateResult | null): Node | TemplateResult | null {
  // A node of another window is none of this window's class.
  if (content === null || 'nodeType' in Object(content) || '_$litType$' in Object(content)) return content;
  throw new TypeError('messageRenderer gave neither a node nor a template of Lit nor null');
}
