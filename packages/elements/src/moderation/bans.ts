import { html, type PropertyValues, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import type { ChannelBan, ChannelId, User } from '@fechatter/client-sdk';
import { ActionController } from '../client/action-controller.ts';
import { KeptFocus } from '../client/kept-focus.ts';
import { PageList } from '../client/page-list.ts';
import { pageRows } from '../client/page-list-pieces.ts';
import { ChatElement } from '../element.ts';
import { errorLine } from '../localize/error-line.ts';
import { peopleStyles } from '../members/people.styles.ts';
import { personRow } from '../members/person-row.ts';
import { controls } from '../styles/controls.styles.ts';

/**
 * A dialog with the people who are banned from a channel and why, and the way to let them come back.
 *
 * @tag fe-bans
 * @fires fe-error - Something failed; the reason is shown in place, too.
 * @fires close - It was closed. Does not bubble.
 */
export class FeBans extends ChatElement {
  static override styles = [controls, peopleStyles];

  /** The channel. */
  @property({ attribute: 'channel-id' }) channelId: ChannelId | null = null;

  readonly #bans = new PageList<{ readonly ban: ChannelBan; readonly user: User }>(this, (_, cursor) =>
    this.channelId === null
      ? undefined
      : this.client?.channels.bans(this.channelId, cursor === null ? {} : { cursor }),
  );
  readonly #action = new ActionController(this);

  constructor() {
    super();
    new KeptFocus(this, () => this.renderRoot.querySelector('.list'));
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('channelId') || changed.has('client')) this.#bans.load('', { clear: true });
  }

  override render(): TemplateResult {
    return html`<fe-dialog
      open
      flush
      heading=${this.t('moderation.bans')}
      close-label=${this.t('action.close')}
      @close=${() => this.dispatchEvent(new Event('close'))}
    >
      ${errorLine(this.localizer, this.#action.error)}
      <div class="list people" tabindex="-1">
        ${pageRows(this.#bans, this.localizer, {
          key: ({ user }) => user.id,
          row: ({ ban, user }) => this.#row(ban, user),
          none: this.t('moderation.noBans'),
        })}
      </div>
    </fe-dialog>`;
  }

  #row({ reason }: ChannelBan, user: User): TemplateResult {
    const text = this.t('moderation.unban');
    return personRow(user, reason, {
      text,
      label: `${text} ${user.name}`,
      busy: this.#action.running,
      press: () => {
        this.#lift(user);
      },
    });
  }

  #lift(user: User): void {
    const { client, channelId } = this;
    if (client === undefined || channelId === null) return;
    this.#action.start(
      () => client.channels.unban(channelId, user.id),
      () => {
        this.#bans.load();
      },
    );
  }
}
