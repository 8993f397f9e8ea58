import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { state } from 'lit/decorators.js';
import type { Report, ReportId, ReportResolution, User, UserId } from '@fechatter/client-sdk';
import { KeptFocus } from '../client/kept-focus.ts';
import { PageList } from '../client/page-list.ts';
import { pageRows } from '../client/page-list-pieces.ts';
import { followWorkspace } from '../client/followed-state.ts';
import { ChatElement } from '../element.ts';
import { emit, reportError } from '../events/events.ts';
import { iconButton } from '../icons/icon-button.ts';
import { icon } from '../icons/icons.ts';
import type { TextKey } from '../localize/en.ts';
import { errorLine } from '../localize/error-line.ts';
import { membersStyles } from '../members/members.styles.ts';
import { peopleStyles } from '../members/people.styles.ts';
import { mentionView, plainText } from '../messages/markdown.ts';
import { PendingChanges } from '../client/pending-changes.ts';
import { controls } from '../styles/controls.styles.ts';
import { reportsStyles } from './reports.styles.ts';

/** What can be done about a report, and how the button is called. */
const decisions = {
  message_deleted: 'message.delete',
  dismissed: 'reports.dismiss',
  handled: 'reports.handled',
} as const satisfies Record<ReportResolution['kind'], TextKey>;
type Decision = keyof typeof decisions;

/**
 * What has been reported in the workspace and waits for somebody who keeps order: what was written, who reported it and
 * why. What is decided can be taken back for a moment.
 *
 * @tag fe-reports
 * @fires fe-close - The panel is to be closed.
 * @fires fe-channel-select - The reader wants to see a message in its place: `detail.channelId` and `detail.index`.
 * @fires fe-error - Something failed; the reason is shown in place, too.
 * @csspart header - The bar with the heading.
 * @csspart list - What scrolls.
 */
export class FeReports extends ChatElement {
  static override styles = [controls, peopleStyles, membersStyles, reportsStyles];

  readonly #store = followWorkspace(this, 'users', 'me', 'channels');
  readonly #reports = new PageList<Report>(this, (_, cursor) =>
    this.client?.reports.list({ state: 'open', ...(cursor === null ? {} : { cursor }) }),
  );
  readonly #pending = new PendingChanges<ReportId>(this);
  /** What was decided, the last one last. */
  readonly #decided = new Map<ReportId, Decision>();
  #open = -1;

  @state() private failure: unknown = null;

  constructor() {
    super();
    new KeptFocus(
      this,
      () =>
        this.renderRoot.querySelector(`[data-id="${[...this.#decided.keys()].at(-1) ?? ''}"] .link`) ??
        this.#list,
    );
  }

  /** Moves the focus to the first report. */
  override focus(options?: FocusOptions): void {
    (this.renderRoot.querySelector<HTMLElement>('.report button') ?? this.#list)?.focus(options);
  }

  protected override updated(changed: PropertyValues<this>): void {
    const open = this.#store.value?.me?.openReports ?? 0;
    if (changed.has('client') || open !== this.#open) this.#reports.load();
    this.#open = open;
  }

  override render(): TemplateResult {
    const { t } = this;
    return html`<div class="header" part="header">
        <h2>${t('reports.title')}</h2>
        ${iconButton('x', t('action.close'), () => emit(this, 'fe-close', {}))}
      </div>
      ${errorLine(this.localizer, this.failure)}
      <div class="list scroll people" part="list" tabindex="-1">
        ${pageRows(this.#reports, this.localizer, {
          key: ({ id }) => id,
          row: (report) => html`<div class="report" data-id=${report.id}>${this.#report(report)}</div>`,
          none: t('reports.none'),
        })}
      </div>`;
  }

  #report(report: Report): TemplateResult {
    const { t } = this;
    const { userId, message, note, createdAt } = report;
    const users: ReadonlyMap<UserId, User> = this.#store.value?.users ?? new Map();
    const mentions = mentionView(users, this.localizer);
    const time = this.localizer.near(createdAt);
    return html`<div class="person plain">
        <fe-avatar .name=${mentions.name(userId)} .src=${users.get(userId)?.avatarUrl ?? null}></fe-avatar>
        <span class="who"
          ><span class="name" dir="auto">${mentions.name(userId)}</span
          ><span class="more">${t(`moderation.${report.reason}`)}</span></span
        >
      </div>
      ${message === null ? nothing : html`<blockquote><span dir="auto">${plainText(message.text, mentions)}</span></blockquote>`}
      <p class="hint">${t('reports.by', { name: mentions.name(report.reporterId), time })}</p>
      ${note === '' ? nothing : html`<p><span dir="auto">${note}</span></p>`}
      ${this.#pending.has(report.id) ? this.#undo(report) : this.#buttons(report)}`;
  }

  #undo({ id }: Report): TemplateResult {
    return html`<p class="buttons">
      ${icon('check')}${this.t(decisions[this.#decided.get(id) ?? 'handled'])}
      <button class="link" type="button" @click=${() => this.#pending.undo(id)}>
        ${this.t('action.undo')}
      </button>
    </p>`;
  }

  #buttons(report: Report): TemplateResult {
    const { message } = report;
    const { t } = this;
    const readable = message !== null && this.#store.value?.channels.has(message.channelId) === true;
    const decide = (decision: Decision): TemplateResult =>
      html`<button
        class="button small"
        type="button"
        @click=${() => {
          this.#decide(report, decision);
        }}
      >
        ${t(decisions[decision])}
      </button>`;
    return html`<div class="buttons">
      ${
        readable
          ? html`<button
              class="button small"
              type="button"
              @click=${() => emit(this, 'fe-channel-select', { channelId: message.channelId, index: message.index })}
            >
              ${t('reports.show')}
            </button>`
          : nothing
      }
      ${message === null ? nothing : decide('message_deleted')} ${decide('dismissed')} ${decide('handled')}
    </div>`;
  }

  /** Whoever closes the panel has meant what they decided. */
  #decide({ id }: Report, kind: Decision): void {
    const { client } = this;
    this.#decided.delete(id);
    this.#decided.set(id, kind);
    this.failure = null;
    this.#pending.add(id, () => {
      client?.reports.resolve(id, { kind }).then(
        () => {
          this.#reports.load();
        },
        (error: unknown) => {
          this.failure = error;
          reportError(this, error);
        },
      );
    });
  }

  get #list(): HTMLElement | null {
    return this.renderRoot.querySelector('.list');
  }
}
