import { css, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import type { Timeline, TimelinePlaces } from '@fechatter/client-sdk';
import { ActionController } from '../../client/action-controller.ts';
import { StyledElement } from '../../element.ts';
import { emit } from '../../events/events.ts';
import { errorLine } from '../../localize/error-line.ts';
import { english, type Localizer } from '../../localize/localizer.ts';
import { controls } from '../../styles/controls.styles.ts';
import { isoDay, startOfDay } from './days.ts';

const dialogStyles = css`
  form {
    display: flex;
    flex-wrap: wrap;
    align-items: end;
    gap: 8px;
  }
  label {
    flex: 1 1 180px;
    display: grid;
    gap: 4px;
    font-size: var(--_size-secondary);
    font-weight: 500;
  }
  ul {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
    margin-block-start: 16px;
  }
  .field,
  form .button {
    min-block-size: 36px;
  }
  .error {
    margin-block-start: 12px;
  }
`;

/**
 * Asks for a day of a conversation, and finds its first message.
 *
 * @tag fe-date-dialog
 * @fires fe-jump - The first message of the day, or the newest one: `detail.index`.
 * @fires close - It was closed. Does not bubble.
 */
export class FeDateDialog extends StyledElement {
  static override styles = [controls, dialogStyles];

  /** The timeline in which the day is looked for. */
  @property({ attribute: false }) timeline: Timeline | undefined;
  /** The language of the texts. */
  @property({ attribute: false }) localizer: Localizer = english;
  /** A moment of the day that is proposed. */
  @property() day: string | null = null;

  @state() private ends: TimelinePlaces | null = null;
  @query('input') private readonly field!: HTMLInputElement | null;
  readonly #action = new ActionController(this);

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('timeline')) void this.#load();
  }

  override render(): TemplateResult {
    const { t } = this.localizer;
    const first = this.ends?.firstAt ?? null;
    const last = this.ends?.lastAt ?? null;
    return html`<fe-dialog
      open
      heading=${t('date.title')}
      close-label=${t('action.close')}
      @close=${() => this.dispatchEvent(new Event('close'))}
    >
      <form
        @submit=${(event: Event) => {
          event.preventDefault();
          if (this.field !== null && this.field.value !== '') this.#go(startOfDay(this.field.value));
        }}
      >
        <label
          >${t('date.day')}
          <input
            class="field"
            type="date"
            required
            data-autofocus
            min=${first === null ? nothing : isoDay(new Date(first))}
            max=${isoDay(last === null ? new Date() : new Date(last))}
            .value=${isoDay(startOfDay(this.day ?? new Date()))}
        /></label>
        <button class="button primary" type="submit" aria-disabled=${this.#action.running}>
          ${t('date.go')}
        </button>
      </form>
      <ul aria-label=${t('date.shortcuts')}>
        ${this.#shortcuts().map(
          ([label, day]) =>
            html`<li>
              <button
                class="button small"
                type="button"
                @click=${() => {
                  this.#go(day);
                }}
              >
                ${label}
              </button>
            </li>`,
        )}
      </ul>
      ${errorLine(this.localizer, this.#action.error)}
    </fe-dialog>`;
  }

  /** Days that are often meant, as far as the conversation reaches to them. */
  #shortcuts(): readonly (readonly [string, Date])[] {
    const { localizer } = this;
    const ago = (days: number): Date => {
      const today = startOfDay(new Date());
      return new Date(today.getFullYear(), today.getMonth(), today.getDate() - days);
    };
    const all = [
      [localizer.nearDay(-1), ago(1)],
      [localizer.relative(-1, 'week'), ago(7)],
      [localizer.relative(-1, 'month'), ago(30)],
      [localizer.relative(-1, 'year'), ago(365)],
    ] as const;
    if (this.ends?.firstAt == null || this.ends.lastAt === null) return [];
    const [first, last] = [new Date(this.ends.firstAt), new Date(this.ends.lastAt)];
    const within = all.filter(([, day]) => day > first && day <= last);
    return [...within, [localizer.t('date.beginning'), startOfDay(first)]];
  }

  async #load(): Promise<void> {
    try {
      this.ends = (await this.timeline?.places()) ?? null;
    } catch {
      // Any day can still be asked for.
      this.ends = null;
    }
  }

  #go(day: Date): void {
    this.#action.start(
      async () => this.timeline?.places([day]),
      (found) => {
        if (found === undefined || found.lastIndex === 0) return;
        this.dispatchEvent(new Event('close'));
        emit(this, 'fe-jump', { index: Math.min(found.places[0] ?? 1, found.lastIndex) });
      },
    );
  }
}
