import type { ChannelState, WorkspaceState } from '@fechatter/client-sdk';
import { html, nothing, type LitElement, type ReactiveController, type TemplateResult } from 'lit';
import { blockedPartner, channelReference } from '../channels/channel-title.ts';
import { KeptFocus } from '../client/kept-focus.ts';
import { isAhead, MomentController } from '../client/moment-controller.ts';
import type { Localizer } from '../localize/localizer.ts';
import { PersonActController } from '../moderation/person-act-controller.ts';

interface Parts {
  channel(): ChannelState | undefined;
  people(): WorkspaceState | undefined;
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
    new MomentController(host, () => [parts.channel()?.membership.silencedUntil]);
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
    const [channel, people] = [this.#parts.channel(), this.#parts.people()];
    const localizer = this.#parts.localizer();
    const { t } = localizer;
    this.#why = '';
    if (channel === undefined || people === undefined) return null;
    const blocked = blockedPartner(channel.channel, people);
    const { silencedUntil } = channel.membership;
    if (blocked !== undefined) this.#why = t('composer.blocked', { name: blocked.name });
    else if (isAhead(silencedUntil)) {
      const name = channelReference(channel.channel, people, localizer);
      this.#why = t('composer.silenced', { channel: name, time: localizer.until(silencedUntil) });
    } else return null;
    return html`<div class="box closed" part="box" tabindex="-1">
        ${this.#why}
        ${
          blocked === undefined
            ? nothing
            : html`<button
                class="button small"
                type="button"
                @click=${() => void this.#acts.start({ act: 'unblock', userId: blocked.id })}
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
