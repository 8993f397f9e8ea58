import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import { limits, type ChatClient, type ReportReason, type WorkspaceState } from '@fechatter/client-sdk';
import { channelReference } from '../channels/channel-title.ts';
import { ActionController } from '../client/action-controller.ts';
import { formValue } from '../client/form-value.ts';
import { followWorkspace } from '../client/followed-state.ts';
import { ChatElement } from '../element.ts';
import { errorLine } from '../localize/error-line.ts';
import type { TextKey } from '../localize/en.ts';
import { peopleStyles } from '../members/people.styles.ts';
import { mentionView, plainText } from '../messages/markdown.ts';
import { controls } from '../styles/controls.styles.ts';
import type { ActRequest } from './person-acts.ts';

const MINUTE_MS = 60_000;
/** For how long somebody can be silenced. */
const durations = [
  { count: 10, unit: 'minute', ms: 10 * MINUTE_MS },
  { count: 1, unit: 'hour', ms: 60 * MINUTE_MS },
  { count: 1, unit: 'day', ms: 24 * 60 * MINUTE_MS },
  { count: 7, unit: 'day', ms: 7 * 24 * 60 * MINUTE_MS },
] as const;

const reasons = ['spam', 'harassment', 'inappropriate', 'other'] as const satisfies readonly ReportReason[];

/**
 * Does something about a person: silences, bans, blocks or reports them, after it has asked for what that takes. What
 * only undoes something is done at once, and shown when it fails.
 *
 * @tag fe-person-act
 * @fires fe-error - It failed; the reason is shown in place, too.
 * @fires close - It is done, or was given up. Does not bubble.
 */
export class FePersonAct extends ChatElement {
  static override styles = [controls, peopleStyles];

  /** What is to be done, about whom; null for nothing. */
  @property({ attribute: false }) request: ActRequest | null = null;

  @state() private reported = false;

  readonly #store = followWorkspace(this, 'users', 'me');
  readonly #action = new ActionController(this);

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('request')) return;
    this.reported = false;
    this.#action.reset();
    if (this.request !== null && this.#undoes) this.#do(this.request, null);
  }

  override render(): TemplateResult | typeof nothing {
    const { request, t } = this;
    const { error } = this.#action;
    const store = this.#store.value;
    if (request === null || store === undefined || (this.#undoes && error === null)) return nothing;
    const { act, userId } = request;
    const user = store.users.get(userId);
    const name = user?.name ?? t('message.unknownAuthor');
    // As in the menu, where three dots tell that something will be asked.
    const label = t(`moderation.${act}`, { name }).replace(/\s?…/, '');
    return html`<fe-dialog open heading=${label} close-label=${t('action.close')} @close=${this.#close}>
      ${
        this.reported
          ? html`<p role="status">${t('moderation.reported')}</p>`
          : html`<form class="people" @submit=${this.#submit}>
              <div class="person plain">
                <fe-avatar .name=${name} .src=${user?.avatarUrl ?? null}></fe-avatar>
                <span class="who"
                  ><span class="name" dir="auto">${name}</span
                  ><span class="more" dir="auto">${this.#about(request, store)}</span></span
                >
              </div>
              ${this.#questions(request)} ${errorLine(this.localizer, error)}
              <div class="buttons">
                <button class="button" type="button" @click=${this.#close}>${t('action.cancel')}</button>
                <button
                  class="button ${act === 'report' || act === 'silence' ? 'primary' : 'danger'}"
                  type="submit"
                  aria-disabled=${this.#action.running}
                >
                  ${act === 'silence' ? t('action.save') : label}
                </button>
              </div>
            </form>`
      }
    </fe-dialog>`;
  }

  #questions({ act }: ActRequest): TemplateResult | typeof nothing {
    const { t } = this;
    switch (act) {
      case 'silence':
        return html`<p>${t('moderation.silenceText')}</p>
          ${this.#select('moderation.duration', [
            ...durations.map(({ count, unit, ms }) => [ms, this.localizer.duration(count, unit)] as const),
            [0, t('moderation.unsilence')],
          ])}`;
      case 'ban':
        return html`<p>${t('moderation.banText')}</p>
          ${this.#note('moderation.reason', limits.banReasonLength)}`;
      case 'block':
        return html`<p>${t('moderation.blockText')}</p>`;
      case 'report':
        return html`<p>${t('moderation.reportText')}</p>
          ${this.#select(
            'moderation.reason',
            reasons.map((reason) => [reason, t(`moderation.${reason}`)]),
          )}
          ${this.#note('moderation.note', limits.reportNoteLength)}`;
      default:
        return nothing;
    }
  }

  #select(label: TextKey, choices: readonly (readonly [string | number, string])[]): TemplateResult {
    return html`<label class="field"
      ><span class="label">${this.t(label)}</span
      ><select class="input" name="choice" data-autofocus>
        ${choices.map(([value, text]) => html`<option value=${value}>${text}</option>`)}
      </select></label
    >`;
  }

  #note(label: TextKey, most: number): TemplateResult {
    return html`<label class="field"
      ><span class="label">${this.t(label)}</span
      ><textarea
        class="input"
        name="note"
        rows="2"
        maxlength=${most}
        placeholder=${this.t('create.optional')}
      ></textarea>
    </label>`;
  }

  /** Where it holds, or what is reported. */
  #about({ act, channelId, message }: ActRequest, store: WorkspaceState): string {
    if (act === 'report')
      return message === undefined ? '' : plainText(message.text, mentionView(store.users, this.localizer));
    const channel = store.channels.get(channelId ?? '')?.channel;
    return act === 'block' || channel === undefined ? '' : channelReference(channel, store, this.localizer);
  }

  readonly #submit = (event: SubmitEvent): void => {
    event.preventDefault();
    if (this.request !== null) this.#do(this.request, event.target as HTMLFormElement);
  };

  #do(request: ActRequest, form: HTMLFormElement | null): void {
    const { client } = this;
    if (client === undefined) return;
    const value = (name: string): string => (form === null ? '' : formValue(form, name));
    this.#action.start(
      () => perform(client, request, value),
      () => {
        if (request.act === 'report') this.reported = true;
        else this.#close();
      },
    );
  }

  get #undoes(): boolean {
    return this.request?.act.startsWith('un') === true;
  }

  readonly #close = (): void => {
    if (this.request === null) return;
    this.request = null;
    this.dispatchEvent(new Event('close'));
  };
}

async function perform(
  client: ChatClient,
  { act, userId, channelId, message }: ActRequest,
  value: (name: 'choice' | 'note') => string,
): Promise<unknown> {
  const { channels, users, reports } = client;
  const place = channelId ?? '';
  switch (act) {
    case 'silence': {
      const ms = Number(value('choice'));
      return channels.silenceMember(place, userId, ms === 0 ? null : new Date(Date.now() + ms));
    }
    case 'unsilence':
      return channels.silenceMember(place, userId, null);
    case 'ban':
      return channels.ban(place, userId, { reason: value('note') });
    case 'block':
      return users.block(userId);
    case 'unblock':
      return users.unblock(userId);
    case 'report':
      return reports.create({
        ...(message === undefined ? { kind: 'user', userId } : { kind: 'message', messageId: message.id }),
        reason: value('choice') as ReportReason,
        note: value('note'),
      });
  }
}
