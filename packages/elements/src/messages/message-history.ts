import { css, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import type { Message, MessageEdit, Timeline, User, UserId } from '@fechatter/client-sdk';
import { StyledElement } from '../element.ts';
import { icon } from '../icons/icons.ts';
import { errorText } from '../localize/error-text.ts';
import { english, type Localizer } from '../localize/localizer.ts';
import { controls } from '../styles/controls.styles.ts';
import { mentionView, renderMarkdown } from './markdown.ts';
import { markdownStyles } from './markdown.styles.ts';

const historyStyles = css`
  li + li {
    margin-block-start: 12px;
    padding-block-start: 12px;
    border-block-start: 1px solid var(--_line);
  }
  time {
    color: var(--_text-3);
    font-size: var(--_size-meta);
  }
`;

/**
 * The versions of one message, the newest first.
 *
 * @tag fe-message-history
 * @fires close - It was closed. Does not bubble.
 */
export class FeMessageHistory extends StyledElement {
  static override styles = [controls, markdownStyles, historyStyles];

  /** The message whose versions are shown. */
  @property({ attribute: false }) message: Message | undefined;
  /** The timeline that it stands in. */
  @property({ attribute: false }) timeline: Timeline | undefined;
  /** The people whose names occur. */
  @property({ attribute: false }) users: ReadonlyMap<UserId, User> = new Map();
  /** The language of the texts. */
  @property({ attribute: false }) localizer: Localizer = english;

  @state() private versions: readonly MessageEdit[] | null = null;
  @state() private error: unknown = null;

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('message')) void this.#load();
  }

  override render(): TemplateResult {
    const { t } = this.localizer;
    return html`<fe-dialog
      open
      heading=${t('message.versions')}
      close-label=${t('action.close')}
      @close=${() => this.dispatchEvent(new Event('close'))}
    >
      ${
        this.error === null
          ? nothing
          : html`<p class="error" role="alert">
                ${icon('circle-alert')}${errorText(this.localizer, this.error)}
              </p>
              <button class="button small" type="button" @click=${() => void this.#load()}>
                ${t('action.retry')}
              </button>`
      }
      ${
        this.versions === null
          ? html`<span class="skeleton">&nbsp;</span>`
          : html`<ol>
              ${this.versions.toReversed().map((version, position, all) => this.#version(version, position === all.length - 1))}
            </ol>`
      }
    </fe-dialog>`;
  }

  #version({ text, editedAt }: MessageEdit, first: boolean): TemplateResult {
    const { t } = this.localizer;
    const time = this.localizer.dateAndTime(editedAt);
    return html`<li>
      <time datetime=${editedAt}
        >${t(first ? 'message.versionSent' : 'message.versionEdited', { time })}</time
      >
      <div class="body" dir="auto">${renderMarkdown(text, mentionView(this.users, this.localizer))}</div>
    </li>`;
  }

  async #load(): Promise<void> {
    this.error = null;
    this.versions = null;
    try {
      this.versions = this.message === undefined ? [] : ((await this.timeline?.edits(this.message.id)) ?? []);
    } catch (error) {
      this.error = error;
    }
  }
}
