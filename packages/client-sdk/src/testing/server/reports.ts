import type {
  MessageId,
  Report,
  ReportedMessage,
  RouteArguments,
  RouteOutput,
  UserId,
} from '@fechatter/protocol';
import { leaveTombstone, messageFor } from './messages.ts';
import { page } from './page.ts';
import { renewMe, userFor } from './people.ts';
import { Refusal } from './refusal.ts';
import type { Handlers } from './router.ts';
import type { WorkspaceState } from './state.ts';
import { isModerator } from './visibility.ts';

/** Tells everybody who keeps order in the workspace how many reports are open now. */
function renewModerators(state: WorkspaceState): void {
  const version = state.log.next;
  const keepers = [...state.people.values()].filter(({ user }) => !user.removed && isModerator(user.role));
  for (const { user } of keepers.sort((a, b) => (a.user.id < b.user.id ? -1 : 1)))
    renewMe(state, user.id, version);
}

function requireModerator(state: WorkspaceState, userId: UserId): void {
  if (!isModerator(state.person(userId).user.role))
    throw new Refusal('forbidden', 'Only owners, admins and moderators of the workspace see its reports.');
}

/** What somebody may report: messages that they can read, and people whom they see. */
function reportedBy(
  state: WorkspaceState,
  reporterId: UserId,
  body: RouteArguments<'reports.create'>['body'],
): { readonly userId: UserId; readonly message: ReportedMessage | null } {
  if (body.kind === 'user') {
    if (body.userId === reporterId) throw Refusal.field('body.userId', 'is yourself');
    return { userId: userFor(state, reporterId, body.userId).id, message: null };
  }
  const { row } = messageFor(state, reporterId, body.messageId);
  if (row.authorId === reporterId) throw Refusal.field('body.messageId', 'is your own message');
  if (row.deletedAt !== null) throw new Refusal('message_deleted');
  const { id, channelId, index, text, createdAt } = row;
  return { userId: row.authorId, message: { id, channelId, index, text, createdAt } };
}

/** A repeated id gives the report made before; so does a message that somebody has reported already, while that is open. */
function createReport(
  state: WorkspaceState,
  reporterId: UserId,
  body: RouteArguments<'reports.create'>['body'],
): Report {
  state.person(reporterId);
  const { id, kind, reason, note } = body;
  const known = state.reports.get(id);
  if (known !== undefined) {
    const isSame =
      known.reporterId === reporterId &&
      (body.kind === 'message'
        ? known.message?.id === body.messageId
        : known.kind === 'user' && known.userId === body.userId);
    if (!isSame) throw new Refusal('id_taken');
    return known;
  }
  const reported = reportedBy(state, reporterId, body);
  const isOpen = (messageId: MessageId) => (report: Report) =>
    report.reporterId === reporterId && report.message?.id === messageId && report.resolution === null;
  const open = body.kind === 'message' ? [...state.reports.values()].find(isOpen(body.messageId)) : undefined;
  if (open !== undefined) return open;
  const report: Report = {
    id,
    kind,
    reporterId,
    ...reported,
    reason,
    note,
    createdAt: state.now(),
    resolution: null,
  };
  state.reports.set(id, report);
  renewModerators(state);
  return report;
}

function listReports(
  state: WorkspaceState,
  userId: UserId,
  query: RouteArguments<'reports.list'>['query'],
): RouteOutput<'reports.list'> {
  requireModerator(state, userId);
  const isAsked = ({ resolution }: Report): boolean => (resolution === null) === (query.state === 'open');
  const { items, next } = page([...state.reports.values()].filter(isAsked).reverse(), query);
  const people = items.flatMap((report) => [
    report.reporterId,
    report.userId,
    ...(report.resolution === null ? [] : [report.resolution.by]),
  ]);
  return { items, users: [...new Set(people)].flatMap((id) => state.people.get(id)?.user ?? []), next };
}

function resolveReport(
  state: WorkspaceState,
  userId: UserId,
  id: string,
  { kind, note }: RouteArguments<'reports.resolve'>['body'],
): Report {
  requireModerator(state, userId);
  const report = state.reports.get(id);
  if (report === undefined) throw new Refusal('not_found', 'There is no such report.');
  if (report.resolution !== null) {
    if (report.resolution.kind !== kind || report.resolution.note !== note)
      throw new Refusal('report_resolved');
    return report;
  }
  const isDeletion = kind === 'message_deleted';
  if (isDeletion && report.message === null)
    throw Refusal.field('body.kind', 'is for the report of a message, and this is one of a person');
  const resolved: Report = { ...report, resolution: { kind, by: userId, at: state.now(), note } };
  state.reports.set(id, resolved);
  const message = isDeletion && report.message !== null ? state.findMessage(report.message.id) : undefined;
  if (message !== undefined && message.deletedAt === null) leaveTombstone(state, message, userId);
  renewModerators(state);
  return resolved;
}

export const reportHandlers: Required<Pick<Handlers, Extract<keyof Handlers, `reports.${string}`>>> = {
  'reports.create': ({ state, userId }, { body }) => createReport(state, userId, body),
  'reports.list': ({ state, userId }, { query }) => listReports(state, userId, query),
  'reports.resolve': ({ state, userId }, { path, body }) => resolveReport(state, userId, path.reportId, body),
};
