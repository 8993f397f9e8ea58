/** The messages of the timeline as rows under their days. */
import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { MessageId, TimelineItem } from '@fechatter/client-sdk';
import type { Localizer } from '../localize/localizer.ts';
import type { Conversation } from './conversation.ts';
import { groupByDay, type MessageRow } from './grouping.ts';
import { NO_WORDS } from './message.ts';
import type { MessageRenderer } from './message-renderer.ts';
import type { Slice } from './scroll/row-window.ts';

/** What every row needs to know. */
export interface RowView {
  readonly localizer: Localizer;
  readonly conversation: Conversation;
  readonly firstUnread: number | null;
  /** The row that is the tab stop of the list. */
  readonly stop: MessageId | null;
  readonly highlighted: MessageId | null;
  readonly editing: MessageId | null;
  /** What is being looked for; empty for nothing. */
  readonly sought: string;
  /** The message that a search has led to, and the words by which it was found. */
  readonly found: { readonly index: number; readonly words: readonly string[] } | null;
  readonly messageRenderer: MessageRenderer | null;
  deleting(id: MessageId): boolean;
  /** The reader wants to go to another day. */
  readonly chooseDate: (moment: string) => void;
}

/** The rows of a piece of the timeline, under the days to which they belong. */
export function messageRows(
  items: readonly TimelineItem[],
  { start, end }: Slice,
  view: RowView,
): TemplateResult {
  const days = groupByDay(items.slice(start, end), items[start - 1] ?? null, view.firstUnread);
  return html`${repeat(
    days,
    ({ key }) => key,
    (day) =>
      html`<div class="day">
        ${dayLine(day.moment, view)}
        ${repeat(
          day.rows,
          ({ item }) => item.message.id,
          (row) => messageRow(row, view),
        )}
      </div>`,
  )}`;
}

/** The name of a day. A feed holds nothing but articles, so the button is for pointers alone: keys have the menu. */
function dayLine(moment: string, { localizer, chooseDate }: RowView): TemplateResult {
  const name = localizer.day(moment);
  return html`<div class="day-line">
    <span class="visually-hidden">${name}</span>
    <button
      type="button"
      part="day"
      tabindex="-1"
      aria-hidden="true"
      title=${localizer.t('date.title')}
      @click=${() => {
        chooseDate(moment);
      }}
    >
      ${name}
    </button>
  </div>`;
}

function messageRow({ item, head, firstUnread }: MessageRow, view: RowView): TemplateResult {
  const { id } = item.message;
  const { localizer, conversation } = view;
  return html`${
      firstUnread ? html`<div class="unread-line"><span>${localizer.t('timeline.new')}</span></div>` : nothing
    }<fe-message
      data-id=${id}
      role="article"
      tabindex=${id === view.stop ? 0 : -1}
      aria-posinset=${item.message.index > 0 ? item.message.index : nothing}
      aria-setsize="-1"
      .item=${item}
      .users=${conversation.users}
      .rights=${conversation.rights}
      .localizer=${localizer}
      .sought=${view.sought}
      .found=${view.found?.index === item.message.index ? view.found.words : NO_WORDS}
      .messageRenderer=${view.messageRenderer}
      ?head=${head}
      .highlighted=${view.highlighted === id}
      .editing=${view.editing === id}
      .deleting=${view.deleting(id)}
    ></fe-message>`;
}
