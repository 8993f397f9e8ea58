import type { SessionId, UserId, WorkspaceId } from '@fechatter/protocol';
import type { StreamFrame, Transport, TransportHandlers, TransportRequest } from '../connection/transport.ts';
import type { Device } from '../device/device.ts';
import type { Environment } from '../environment/environment.ts';
import type { ApiFailure } from '../errors/api-error.ts';
import type { ChatError } from '../errors/chat-error.ts';
import type { Scope } from '../scope/scope.ts';
import type { Activity } from '../users/activity.ts';
import { RecentFrames } from './recent-frames.ts';
import type { StreamNews, TabId } from './stream-news.ts';
import { StreamReading } from './stream-reading.ts';
import { ACTIVITY_MS, TabActivities } from './tab-activities.ts';
import { Tabs } from './tabs.ts';

export interface SharedTransportParts {
  readonly device: Device;
  readonly environment: Environment;
  readonly scope: Scope;
  /** Names the server among all those that this browser knows. */
  readonly server: string;
  /** How the tab that leads has its stream. */
  readonly own: Transport;
  /** How a tab has one for the time until it can share the leader's. */
  readonly meanwhile: Transport;
  /** Who is signed in. */
  readonly owner: () => { readonly userId: UserId; readonly sessionId: SessionId } | null;
  readonly activity: Pick<Activity, 'own' | 'setOthers' | 'follow'>;
  readonly connection: () => { check(): void; wake(): void; retryNow(): void };
  /** An error of this kind, from what the server said; or that the connection broke, when it said nothing. */
  readonly toError: (message: string, failure: ApiFailure | null) => ChatError;
  /** What the server said, if it is that. */
  readonly toFailure: (error: unknown) => ApiFailure | null;
}

/** The tabs that share the stream of one person in one workspace of one server. */
interface Group {
  readonly name: string;
  readonly scope: Scope;
  readonly tabs: Tabs<StreamNews>;
  readonly recent: RecentFrames;
  /** The tabs that get this one's frames, while it leads. */
  readonly attached: Set<TabId>;
  readonly activities: TabActivities;
}

/** What one `open` was asked for. */
interface Open {
  readonly group: Group;
  /** Ends with it. */
  readonly scope: Scope;
  readonly request: TransportRequest;
  readonly handlers: TransportHandlers;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** The `open` that is under way, when the lead passes. */
interface Opened {
  /** Null while this tab leads. */
  reading: StreamReading | null;
  readonly promoted: () => void;
  readonly demoted: () => void;
}

/**
 * One stream for all tabs of a person: the tab that leads has it, and tells the others what comes. For the
 * connection machine it is a transport like any other, so that every tab keeps its own state, cursor and rules.
 * The rules T1 to T13 stand in SPEC.md, the reasons in docs/decisions/shared-connection.md.
 */
export class SharedTransport implements Transport {
  readonly #parts: SharedTransportParts;
  readonly #tab: TabId = crypto.randomUUID();
  #group: Group | null = null;
  #opened: Opened | null = null;

  constructor(parts: SharedTransportParts) {
    this.#parts = parts;
    parts.activity.follow(() => this.#tellActivity());
    parts.scope.add(
      parts.environment.network.subscribe((change) => {
        if (change === 'wake') this.#hurry(false);
      }),
    );
  }

  retryNow(): void {
    this.#hurry(true);
  }

  /** No stream is wanted any more: another tab may lead. */
  leave(): void {
    this.#group?.scope.dispose();
    this.#group = null;
  }

  async open(request: TransportRequest, signal: AbortSignal, handlers: TransportHandlers): Promise<void> {
    const group = this.#join(request.workspaceId);
    if (group === null) return this.#parts.own.open(request, signal, handlers);
    const scope = group.scope.child();
    const abort = (): void => scope.dispose();
    signal.addEventListener('abort', abort);
    if (signal.aborted) abort();
    try {
      await new Promise<void>((resolve, reject) => {
        scope.add(() => reject(this.#parts.toError('The stream was given up', null)));
        if (!signal.aborted) this.#begin({ group, scope, request, handlers, resolve, reject });
      });
    } finally {
      signal.removeEventListener('abort', abort);
      scope.dispose();
    }
  }

  #begin(open: Open): void {
    const { group, scope, request, reject } = open;
    const { toError } = this.#parts;
    group.recent.begin(request.cursor);
    const reading = scope.child();
    const opened: Opened = {
      reading: null,
      promoted: () => {
        // T1: what was joined is over, and the next stream goes on after it; what was not is had at once.
        if (opened.reading?.isWaiting !== true) reject(toError('This tab leads now', null));
        else {
          reading.dispose();
          opened.reading = null;
          this.#lead(open);
        }
      },
      demoted: () => reject(toError('Another tab leads now', null)),
    };
    this.#opened = opened;
    scope.add(() => {
      if (this.#opened === opened) this.#opened = null;
    });
    if (group.tabs.isLeader) this.#lead(open);
    else opened.reading = this.#follow(open, reading);
  }

  #follow(
    { group: { tabs, recent }, request, handlers, resolve, reject }: Open,
    scope: Scope,
  ): StreamReading {
    const { meanwhile, activity, owner, toError } = this.#parts;
    const repeat = (): void =>
      void scope.after(ACTIVITY_MS / 3, () => {
        if (activity.own === 'active') this.#tellActivity();
        repeat();
      });
    repeat();
    return new StreamReading({
      tab: this.#tab,
      request,
      handlers,
      scope,
      recent,
      own: meanwhile,
      tell: (news) => tabs.tell(news),
      attach: (cursor) => {
        tabs.tell({ type: 'attach', tab: this.#tab, cursor, activity: activity.own });
        tabs.watch();
      },
      sessionId: () => owner()?.sessionId ?? null,
      toError,
      resolve,
      reject,
    });
  }

  /** Has the stream, and tells the others what comes. */
  #lead({ group: { tabs, recent, attached }, scope, request, handlers, resolve, reject }: Open): void {
    const { own, toFailure } = this.#parts;
    const outcome: { failure: ApiFailure | null } = { failure: null };
    const lossOf = createLossCounter();
    const end = scope.add(() => {
      recent.end();
      attached.clear();
      // T7: what no try can mend may be the matter of this tab alone. It leads no more, and the next one finds out.
      if (outcome.failure?.retryable !== false)
        tabs.tell({ type: 'ended', leader: this.#tab, failure: outcome.failure });
    });
    own
      .open(request, scope.signal, {
        ...handlers,
        frames: (frames) => {
          recent.add(frames, lossOf(frames));
          if (attached.size > 0)
            tabs.tell({ type: 'frames', leader: this.#tab, frames, position: recent.position });
          handlers.frames(frames);
          if (frames.some(({ event }) => event?.type === 'live'))
            tabs.tell({ type: 'live', leader: this.#tab });
        },
      })
      .catch((error: unknown) => {
        outcome.failure = toFailure(error);
        throw error;
      })
      .finally(end)
      .then(resolve, reject);
  }

  /** Takes part among the tabs of whoever is signed in; null when nobody is. */
  #join(workspaceId: WorkspaceId): Group | null {
    const owner = this.#parts.owner();
    if (owner === null) return null;
    // The 1 is the version of what the tabs tell each other: those of another release are not understood.
    const name = `fechatter-stream-1:${this.#parts.server}:${owner.userId}:${workspaceId}`;
    if (this.#group?.name !== name) {
      this.leave();
      this.#group = this.#newGroup(name);
    }
    this.#group.tabs.join();
    return this.#group;
  }

  #newGroup(name: string): Group {
    const { device, environment, activity } = this.#parts;
    const scope = this.#parts.scope.child();
    const attached = new Set<TabId>();
    const activities = new TabActivities(scope, (others) => activity.setOthers(others));
    const isCurrent = (): boolean => this.#group === group;
    const tabs = new Tabs<StreamNews>({
      device,
      name,
      scope,
      environment,
      heard: (news) => {
        if (isCurrent()) this.#hear(group, news);
      },
      leads: () => {
        tabs.tell({ type: 'leads', leader: this.#tab });
        this.#opened?.promoted();
      },
      follows: () => {
        attached.clear();
        activities.clear();
        this.#opened?.demoted();
      },
      asked: () => this.#parts.connection().check(),
      waits: () => this.#opened !== null,
    });
    const group: Group = { name, scope, tabs, recent: new RecentFrames(), attached, activities };
    return group;
  }

  #hear(group: Group, news: StreamNews): void {
    if (group.tabs.isLeader) this.#serve(group, news);
    else if (this.#opened?.reading) this.#opened.reading.heard(news);
    // Between two tries: the next one is worth while now.
    else if (news.type === 'live') this.#parts.connection().wake();
  }

  /** Does for the other tabs what they ask of the leader. */
  #serve({ tabs, recent, attached, activities }: Group, news: StreamNews): void {
    const { connection, owner } = this.#parts;
    switch (news.type) {
      case 'attach': {
        // Messages reach a page that nobody sees in time, and its timers do not: a dead stream is noticed here.
        connection().check();
        activities.told(news.tab, news.activity);
        if (!recent.isLive) return;
        const missed = recent.after(news.cursor);
        if (missed === null) {
          tabs.tell({ type: 'behind', tab: news.tab });
          return;
        }
        attached.add(news.tab);
        const sessionId = owner()?.sessionId ?? null;
        tabs.tell({ type: 'attached', tab: news.tab, leader: this.#tab, sessionId, ...missed });
        return;
      }
      case 'detach':
        attached.delete(news.tab);
        activities.told(news.tab, 'idle');
        return;
      case 'activity':
        activities.told(news.tab, news.activity);
        return;
      case 'hurry':
        if (news.now) connection().retryNow();
        else connection().wake();
        return;
      case 'attached':
      case 'behind':
      case 'live':
      case 'frames':
      case 'ended':
      case 'leads':
        // Of one who led before, and does not know yet.
        return;
    }
  }

  #tellActivity(): void {
    const { activity } = this.#parts;
    if (this.#opened?.reading)
      this.#group?.tabs.tell({ type: 'activity', tab: this.#tab, activity: activity.own });
  }

  #hurry(now: boolean): void {
    const group = this.#group;
    if (group !== null && !group.tabs.isLeader) group.tabs.tell({ type: 'hurry', now });
  }
}

/** Tells how many frames of one stream these show to be lost (C11). */
function createLossCounter(): (frames: readonly StreamFrame[]) => number {
  let counted = 0;
  return (frames) => {
    let missing = 0;
    for (const { id, event } of frames) {
      if (id !== null) counted += 1;
      const sent =
        event?.type === 'heartbeat' ? event.data.frames : event?.type === 'live' ? event.data.replayed : 0;
      missing = Math.max(missing, sent - counted);
    }
    return missing;
  };
}
