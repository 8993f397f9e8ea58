import type {
  LoggedEvent,
  Presence,
  PresenceState,
  UserId,
  UserSettings,
  WorkspaceId,
} from '@fechatter/protocol';
import type { EventBus } from '../event-bus/event-bus.ts';
import type { Hub } from '../realtime/hub.ts';
import { plainFrame } from '../realtime/frames.ts';
import { RemoteDevices } from './remote-devices.ts';

/** Changes gather for so long, so that many who come at once are one frame: for each thousand readers, who all get it. */
const GATHER_MS = 300;
const LONGEST_GATHER_MS = 3_000;
/** Somebody whose last connection ended stays shown for so long: a reload is no absence. */
const ABSENCE_MS = 5_000;

/** How often the other processes are told again who is here: one that has just started knows nobody. */
const ANNOUNCE_MS = 30_000;

type Activity = 'active' | 'idle';
type Availability = UserSettings['availability'];

/** How somebody is shown, from their wish and from what their devices tell. */
export function presenceOf(
  availability: Availability,
  devices: Iterable<{ readonly activity: 'active' | 'idle' }>,
): PresenceState {
  const activities = new Set(Array.from(devices, (device) => device.activity));
  if (activities.size === 0 || availability === 'invisible') return 'offline';
  if (availability !== 'auto') return availability;
  return activities.has('active') ? 'online' : 'away';
}

/** Whether any of these devices is in use; null when there are none. */
function activityOf(devices: Iterable<{ readonly activity: Activity }>): Activity | null {
  let merged: Activity | null = null;
  for (const { activity } of devices)
    merged = activity === 'active' || merged === 'active' ? 'active' : 'idle';
  return merged;
}

/** Who is there, merged over all devices of each person, at this process and at the others. Told to readers in small bundles. */
export class Presences {
  readonly #hub: Hub;
  readonly #availability: (workspaceId: WorkspaceId, userId: UserId) => Promise<Availability>;
  readonly #wishes = new Map<string, Availability>();
  readonly #changed = new Map<WorkspaceId, Set<UserId>>();
  readonly #timers = new Set<NodeJS.Timeout>();
  readonly #onError: (error: unknown) => void;
  readonly #bus: EventBus;
  readonly #remote = new RemoteDevices();
  /** What the other processes were told of the people here. */
  readonly #told = new Map<
    string,
    { readonly workspaceId: WorkspaceId; readonly userId: UserId; readonly activity: Activity }
  >();

  constructor(options: {
    readonly hub: Hub;
    readonly bus: EventBus;
    readonly availability: (workspaceId: WorkspaceId, userId: UserId) => Promise<Availability>;
    readonly onError: (error: unknown) => void;
  }) {
    this.#hub = options.hub;
    this.#availability = options.availability;
    this.#onError = options.onError;
    this.#bus = options.bus;
    this.#hub.onPresence(this);
    this.#repeat(ANNOUNCE_MS, () => {
      for (const who of this.#told.values()) this.#bus.tell({ kind: 'devices', ...who });
      for (const { workspaceId, userId } of this.#remote.forgetSilent()) this.#mark(workspaceId, userId);
    });
  }

  /** Everybody who is not offline. */
  of(workspaceId: WorkspaceId): Presence[] {
    return [...(this.#hub.room(workspaceId)?.presence ?? [])].map(([userId, state]) => ({ userId, state }));
  }

  /** The connections of a person have changed, or what one of their devices tells. */
  changed(workspaceId: WorkspaceId, userId: UserId, availability?: Availability): void {
    const gone = (this.#hub.room(workspaceId)?.ofUser(userId).size ?? 0) === 0;
    if (gone) {
      this.#later(ABSENCE_MS, () => this.#mark(workspaceId, userId));
      return;
    }
    const key = `${workspaceId}:${userId}`;
    // A wish that was changed since is the newer one.
    if (availability !== undefined && !this.#wishes.has(key)) this.#wishes.set(key, availability);
    this.#show(workspaceId, userId);
    // The first reader of a workspace here finds those who are at other processes.
    if (this.#hub.room(workspaceId)?.connections.size === 1)
      for (const other of this.#remote.in(workspaceId)) this.#show(workspaceId, other);
  }

  /** Somebody changed how they wish to be shown, at whichever process. */
  delivered(workspaceId: WorkspaceId, event: LoggedEvent): void {
    if (event.type === 'me.updated')
      this.setAvailability(workspaceId, event.data.me.user.id, event.data.me.settings.availability);
  }

  /** Another process tells how somebody is there. */
  setRemote(workspaceId: WorkspaceId, userId: UserId, process: string, activity: Activity | null): void {
    if (this.#remote.set(workspaceId, userId, process, activity)) this.#show(workspaceId, userId);
  }

  /** Shows somebody as they wish, once that is known. */
  #show(workspaceId: WorkspaceId, userId: UserId): void {
    const key = `${workspaceId}:${userId}`;
    if (!this.#hub.room(workspaceId)) return;
    if (this.#wishes.has(key)) {
      this.#mark(workspaceId, userId);
      return;
    }
    this.#availability(workspaceId, userId).then((availability) => {
      // A wish that was changed meanwhile is the newer one.
      this.setAvailability(workspaceId, userId, this.#wishes.get(key) ?? availability);
    }, this.#onError);
  }

  /** The person wishes to be shown in another way. */
  setAvailability(workspaceId: WorkspaceId, userId: UserId, availability: Availability): void {
    this.#wishes.set(`${workspaceId}:${userId}`, availability);
    this.#mark(workspaceId, userId);
  }

  /** What one device tells of its person. False when it is no open connection of theirs. */
  setActivity(
    workspaceId: WorkspaceId,
    userId: UserId,
    connectionId: string,
    activity: 'active' | 'idle',
  ): boolean {
    const connection = [...(this.#hub.room(workspaceId)?.ofUser(userId) ?? [])].find(
      (open) => open.id === connectionId,
    );
    if (!connection) return false;
    connection.activity = activity;
    this.#mark(workspaceId, userId);
    return true;
  }

  stop(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
  }

  #mark(workspaceId: WorkspaceId, userId: UserId): void {
    const waiting = this.#changed.get(workspaceId);
    if (waiting) {
      waiting.add(userId);
      return;
    }
    this.#changed.set(workspaceId, new Set([userId]));
    this.#tellWhenGathered(workspaceId, performance.now());
  }

  /** Looks again when the time is over: an audience that comes back at once has grown by then. */
  #tellWhenGathered(workspaceId: WorkspaceId, since: number): void {
    const readers = this.#hub.room(workspaceId)?.connections.size ?? 0;
    const gather = Math.min(LONGEST_GATHER_MS, GATHER_MS * Math.max(1, readers / 1_000));
    const left = since + gather - performance.now();
    if (left <= 0) this.#tell(workspaceId);
    else this.#later(left, () => this.#tellWhenGathered(workspaceId, since));
  }

  #tell(workspaceId: WorkspaceId): void {
    const users = this.#changed.get(workspaceId) ?? new Set();
    this.#changed.delete(workspaceId);
    const room = this.#hub.room(workspaceId);
    const changes: Presence[] = [];
    for (const userId of users) {
      const key = `${workspaceId}:${userId}`;
      const here = room?.ofUser(userId) ?? new Set();
      this.#tellOthers(workspaceId, userId, activityOf(here));
      const devices = [...here, ...this.#remote.of(workspaceId, userId)];
      const state = presenceOf(this.#wishes.get(key) ?? 'auto', devices);
      if (devices.length === 0) this.#wishes.delete(key);
      if (!room || state === (room.presence.get(userId) ?? 'offline')) continue;
      room.setPresence(userId, state);
      changes.push({ userId, state });
    }
    if (!room || changes.length === 0) return;
    const everybody = [...room.connections].filter((connection) => connection.visibleUsers === null);
    room.send(everybody, plainFrame({ type: 'presence', data: { changes } }));
    for (const guest of room.connections) {
      const visible =
        guest.visibleUsers && changes.filter((change) => guest.visibleUsers?.has(change.userId));
      if (visible && visible.length > 0)
        room.send([guest], plainFrame({ type: 'presence', data: { changes: visible } }));
    }
  }

  #tellOthers(workspaceId: WorkspaceId, userId: UserId, activity: Activity | null): void {
    const key = `${workspaceId}:${userId}`;
    if ((this.#told.get(key)?.activity ?? null) === activity) return;
    if (activity === null) this.#told.delete(key);
    else this.#told.set(key, { workspaceId, userId, activity });
    this.#bus.tell({ kind: 'devices', workspaceId, userId, activity });
  }

  #repeat(milliseconds: number, run: () => void): void {
    this.#later(milliseconds, () => {
      run();
      this.#repeat(milliseconds, run);
    });
  }

  #later(milliseconds: number, run: () => void): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      run();
    }, milliseconds).unref();
    this.#timers.add(timer);
  }
}
