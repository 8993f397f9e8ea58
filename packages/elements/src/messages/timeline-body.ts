/** What stands in the scroller of a timeline: the messages, or what there is instead of them. */
import { html, nothing, type TemplateResult } from 'lit';
import type { TimelineState, WorkspaceState } from '@fechatter/client-sdk';
import type { Viewport } from './scroll/viewport.ts';
import { failure, ghosts, introduction, seenBy } from './timeline-pieces.ts';
import { messageRows, type RowView } from './timeline-rows.ts';

interface BodyView {
  readonly state: TimelineState | undefined;
  readonly viewport: Viewport;
  /** The people in the store, to tell whose conversation this is. */
  readonly people: WorkspaceState | undefined;
  /** How the rows look, once it is known which of them there are. */
  readonly rows: (items: TimelineState['items']) => RowView;
  readonly localizer: RowView['localizer'];
  readonly conversation: RowView['conversation'];
  readonly reopen: () => void;
  readonly addPeople: () => void;
}

export function timelineBody(view: BodyView): TemplateResult {
  const { state, localizer } = view;
  if (
    state === undefined ||
    (state.items.length === 0 && state.status !== 'ready' && state.status !== 'failed')
  ) {
    return html`<span class="visually-hidden">${localizer.t('timeline.loading')}</span>${ghosts(10)}`;
  }
  if (state.status === 'failed' && state.items.length === 0) {
    return html`<div class="failed state">
      ${failure(localizer, localizer.t('timeline.failed'), state.error, view.reopen)}
    </div>`;
  }
  const { items } = state;
  const slice = view.viewport.window.slice(items, view.viewport.scroll.following);
  return html`${beginning(state, slice.start, view)}
  ${messageRows(items, slice, view.rows(items.slice(slice.start, slice.end)))} ${end(state, view)}`;
}

/** Above the first row: more to come, what went wrong with it, or the beginning of the conversation. */
function beginning(state: TimelineState, start: number, view: BodyView): TemplateResult | typeof nothing {
  if (view.viewport.paging.failure?.side === 'older') return pageFailure(view);
  if (state.hasOlder) return state.loadingOlder && start === 0 ? ghosts(2) : nothing;
  const channel = view.conversation.channel?.channel;
  if (start > 0 || channel === undefined || view.people === undefined) return nothing;
  const mayAdd = channel.archivedAt === null && (channel.kind === 'public' || channel.kind === 'private');
  return introduction(channel, view.people, view.localizer, mayAdd ? view.addPeople : null);
}

/** Below the last row: what went wrong with more, or who has seen it. */
function end(state: TimelineState, view: BodyView): TemplateResult | typeof nothing {
  if (view.viewport.paging.failure?.side === 'newer') return pageFailure(view);
  if (!view.viewport.window.open) return nothing;
  const { meId, users } = view.conversation;
  const text = seenBy(state, meId, users, view.localizer);
  return text === '' ? nothing : html`<div class="seen">${text}</div>`;
}

function pageFailure({ viewport, localizer }: BodyView): TemplateResult {
  const { failure: failed, retry } = viewport.paging;
  return failure(localizer, localizer.t('timeline.moreFailed'), failed?.error ?? null, retry);
}
