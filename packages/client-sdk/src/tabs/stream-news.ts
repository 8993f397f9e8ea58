import type { SessionId } from '@fechatter/protocol';
import type { StreamFrame } from '../connection/transport.ts';
import type { ApiFailure } from '../errors/api-error.ts';

/** Names one tab among those that share a stream. */
export type TabId = string;
export type TabActivity = 'active' | 'idle';

/** What the tabs that share a stream tell each other. */
export type StreamNews =
  /** A tab wants the frames after this cursor. */
  | { readonly type: 'attach'; readonly tab: TabId; readonly cursor: string; readonly activity: TabActivity }
  /** It wants them no more. */
  | { readonly type: 'detach'; readonly tab: TabId }
  /** Whether its person is there. */
  | { readonly type: 'activity'; readonly tab: TabId; readonly activity: TabActivity }
  /** A tab is looked at, or its person asks for a try `now`. */
  | { readonly type: 'hurry'; readonly now: boolean }
  /** The leader's answer to `attach`: from here on its frames are those of this tab, too. */
  | {
      readonly type: 'attached';
      readonly tab: TabId;
      readonly leader: TabId;
      readonly sessionId: SessionId | null;
      readonly frames: readonly StreamFrame[];
      readonly position: number;
    }
  /** Its other answer: so far back the leader's frames do not reach. */
  | { readonly type: 'behind'; readonly tab: TabId }
  /** There is a leader whose stream is live. */
  | { readonly type: 'live'; readonly leader: TabId }
  | {
      readonly type: 'frames';
      readonly leader: TabId;
      readonly frames: readonly StreamFrame[];
      readonly position: number;
    }
  /** The leader's stream is over, or could not be had; `failure` is what the server said of it. */
  | { readonly type: 'ended'; readonly leader: TabId; readonly failure: ApiFailure | null }
  /** Another tab leads now: what the one before it sent is over. */
  | { readonly type: 'leads'; readonly leader: TabId };
