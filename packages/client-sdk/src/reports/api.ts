import type {
  MessageId,
  Report,
  ReportId,
  ReportReason,
  ReportResolution,
  UserId,
} from '@fechatter/protocol';
import type { Page } from '../wire/page.ts';

/** What people ask those who keep order in the workspace to look at. Loaded when it is first used. */
export interface ReportsClient {
  /**
   * Reports a message that the caller can read, or a person. Whoever keeps order reads the message as it is now, also
   * where they are no member; the one who is reported is not told. A message that the caller has reported already
   * gives that report, while it is open.
   */
  create(
    input: (
      | { readonly kind: 'message'; readonly messageId: MessageId }
      | { readonly kind: 'user'; readonly userId: UserId }
    ) & {
      readonly reason: ReportReason;
      /** At most 1,000 characters. */
      readonly note?: string;
    },
  ): Promise<Report>;
  /** The reports, the newest first: for owners, admins and moderators. `me.openReports` says how many are open. */
  list(query?: {
    /** By default `open`. */
    readonly state?: 'open' | 'resolved';
    readonly cursor?: string;
    readonly limit?: number;
  }): Promise<Page<Report>>;
  /**
   * Says what was done about a report. `message_deleted` deletes the message.
   *
   * @throws {@link ApiError} `report_resolved` when somebody else has resolved it in another way
   */
  resolve(
    id: ReportId,
    resolution: { readonly kind: ReportResolution['kind']; readonly note?: string },
  ): Promise<Report>;
}
