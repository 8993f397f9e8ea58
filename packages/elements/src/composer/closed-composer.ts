import { html, nothing, type LitElement, type ReactiveController, type TemplateResult } from 'lit';
import { KeptFocus } from '../client/kept-focus.ts';
import { isAhead } from '../client/moment-controller.ts';
import type { Localizer } from '../localize/localizer.ts';
import type { Conversation } from '../messages/conversation.ts';
import { PersonActController } from '../moderation/person-act-controller.ts';

interface Parts {
  readonly conversation: Conversation;
  localizer(): Localizer;
  readonly say: (text: string) => void;
}

/**
 * What stands in the place of the field while nothing can be written: why, until when, and the way out where there is
 * one. The focus stays in the composer when the one gives way to the other.
 */
export class ClosedComposer implements ReactiveController {
  readonly #host: LitElement;
  readonly #parts: Parts;
  readonly #acts: PersonActController;
  #why = '';
  #said = '';

  constructor(host: LitElement, parts: Parts) {
    this.#host = host;
    this.#parts = parts;
    this.#acts = new PersonActController(host);
    new KeptFocus(host, () => host);
    host.addController(this);
  }

  get closed(): boolean {
    return this.#why !== '';
  }

  hostUpdated(): void {
    if (this.#why === this.#said) return;
    this.#said = this.#why;
    if (this.closed) this.#parts.say(this.#why);
  }

  /** Null while one can write. */
  template(): TemplateResult | null {
    const { channel, title, blockedPartner } = this.#parts.conversation;
    const localizer = this.#parts.localizer();
    const { t } = localizer;
    const silencedUntil = channel?.membership.silencedUntil;
    this.#why = '';
    if (blockedPartner !== undefined) this.#why = t('composer.blocked', { name: blockedPartner.name });
    else if (isAhead(silencedUntil))
      this.#why = t('composer.silenced', { channel: title, time: localizer.until(silencedUntil) });
    else return null;
    return html`<div class="box closed" part="box" tabindex="-1">
        ${this.#why}
        ${
          blockedPartner === undefined
            ? nothing
            : html`<button
                class="button small"
                type="button"
                @click=${() => void this.#acts.start({ act: 'unblock', userId: blockedPartner.id })}
              >
                ${t('moderation.unblock')}
              </button>`
        }
      </div>
      <div class="foot"></div>
      ${this.#acts.dialog()}`;
  }

  /** Moves the focus to it. */
  focus(): void {
    this.#host.renderRoot.querySelector<HTMLElement>('.closed')?.focus({ preventScroll: true });
  }
}
