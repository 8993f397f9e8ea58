import type { ChannelId, UserId, WorkspaceId } from '@fechatter/protocol';
import type { CommittedEvent } from '../event-log/events.ts';

/** What the processes of one installation tell each other. The truth is in the database: a message that is lost delays, and never hides. */
export type BusMessage =
  /** The log of a workspace reaches this seq now. Whoever has readers there reads on. */
  | { readonly kind: 'committed'; readonly workspaceId: WorkspaceId; readonly head: number }
  /** Somebody is typing, or has stopped. */
  | {
      readonly kind: 'typing';
      readonly workspaceId: WorkspaceId;
      readonly channelId: ChannelId;
      readonly userId: UserId;
      readonly typing: boolean;
    }
  /** Somebody told through another process whether the device behind this stream is in use. */
  | {
      readonly kind: 'activity';
      readonly workspaceId: WorkspaceId;
      readonly userId: UserId;
      readonly connectionId: string;
      readonly activity: 'active' | 'idle';
    }
  /** How somebody is there in one process; null when they are not any more. */
  | {
      readonly kind: 'devices';
      readonly workspaceId: WorkspaceId;
      readonly userId: UserId;
      readonly activity: 'active' | 'idle' | null;
    };

/**
 * Gets what other processes tell, with the name of the one that told it; and, where the bus carries them, the
 * events that the log ends with now.
 */
export type BusListener = (message: BusMessage, from: string, events: readonly CommittedEvent[]) => void;

/** Port: carries messages between the processes of one installation. Nothing comes back to whoever sent it. */
export interface EventBus {
  /** @param events - Those that were just committed: a bus may carry them, so that nobody need read them from the log. */
  tell(message: BusMessage, events?: readonly CommittedEvent[]): void;
  /** @param onGap - Called when messages may have been lost, as after a connection that broke. */
  start(listener: BusListener, onGap: () => void): Promise<void>;
  close(): Promise<void>;
}

/** For an installation of one process: there is nobody to tell. */
export const soloBus: EventBus = {
  tell: () => undefined,
  start: () => Promise.resolve(),
  close: () => Promise.resolve(),
};
