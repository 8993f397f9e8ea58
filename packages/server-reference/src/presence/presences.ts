import type { Presence, PresenceState, UserId, UserSettings, WorkspaceId } from '@fechatter/protocol';
import type { Hub } from '../realtime/hub.ts';
import { plainFrame } from '../realtime/frames.ts';

/** Changes gather for so long, so that many who come at once are one frame. */
const GATHER_MS = 300;
/** Somebody whose last connection ended stays shown for so long: a reload is no absence. */
const ABSENCE_MS = 5_000;

type Availability = UserSettings['availability'];

/** How somebody is shown, from their wish and from what their devices tell. */
export function presenceOf(availability: Availability, devices: Iterable<{ readonly activity: 'active' | 'idle' }>): PresenceState {
  const activities = new Set(Array.from(devices, (device) => device.activity));
  if (activities.size === 0 || availability === 'invisible') return 'offline';
  if (availability !== 'auto') return availability;
  return activities.has('active') ? 'online' : 'away';
}

/** Who is there, merged over all devices of each person, as far as this node knows. Told to the others in small bundles. */
export class Presences {
  readonly #hub: Hub;
  readonly #availability: (workspaceId: WorkspaceId, userId: UserId) => Promise<Availability>;
  readonly #wishes = new Map<string, Availability>();
  readonly #changed = new Map<WorkspaceId, Set<UserId>>();
  readonly #timers = new Set<NodeJS.Timeout>();
  readonly #onError: (error: unknown) => void;

  constructor(options: { readonly hub: Hub; readonly availability: (workspaceId: WorkspaceId, userId: UserId) => Promise<Availability>; readonly onError: (error: unknown) => void }) {
    this.#hub = options.hub;
    this.#availability = options.availability;
    this.#onError = options.onError;
    this.#hub.onPresence(this);
  }

  /** Everybody who is not offline. */
  of(workspaceId: WorkspaceId): Presence[] {
    return [...(this.#hub.room(workspaceId)?.presence ?? [])].map(([userId, state]) => ({ userId, state }));
  }

  /** The connections of a person have changed, or what one of their devices tells. */
  changed(workspaceId: WorkspaceId, userId: UserId): void {
    const gone = (this.#hub.room(workspaceId)?.ofUser(userId).size ?? 0) === 0;
    const key = `${workspaceId}:${userId}`;
    const known = this.#wishes.get(key);
    if (gone) this.#later(ABSENCE_MS, () => this.#mark(workspaceId, userId));
    else if (known !== undefined) this.#mark(workspaceId, userId);
    else {
      this.#availability(workspaceId, userId).then((availability) => {
        // A wish that was changed meanwhile is the newer one.
        this.setAvailability(workspaceId, userId, this.#wishes.get(key) ?? availability);
      }, this.#onError);
    }
  }

  /** The person wishes to be shown in another way. */
  setAvailability(workspaceId: WorkspaceId, userId: UserId, availability: Availability): void {
    this.#wishes.set(`${workspaceId}:${userId}`, availability);
    this.#mark(workspaceId, userId);
  }

  /** What one device tells of its person. False when it is no open connection of theirs. */
  setActivity(workspaceId: WorkspaceId, userId: UserId, connectionId: string, activity: 'active' | 'idle'): boolean {
    const connection = [...(this.#hub.room(workspaceId)?.ofUser(userId) ?? [])].find((open) => open.id === connectionId);
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
    this.#later(GATHER_MS, () => this.#tell(workspaceId));
  }

  #tell(workspaceId: WorkspaceId): void {
    const users = this.#changed.get(workspaceId) ?? new Set();
    this.#changed.delete(workspaceId);
    const room = this.#hub.room(workspaceId);
    const changes: Presence[] = [];
    for (const userId of users) {
      const key = `${workspaceId}:${userId}`;
      const devices = room?.ofUser(userId) ?? new Set();
      const state = presenceOf(this.#wishes.get(key) ?? 'auto', devices);
      if (devices.size === 0) this.#wishes.delete(key);
      if (!room || state === (room.presence.get(userId) ?? 'offline')) continue;
      if (state === 'offline') room.presence.delete(userId);
      else room.presence.set(userId, state);
      changes.push({ userId, state });
    }
    if (!room || changes.length === 0) return;
    const everybody = [...room.connections].filter((connection) => connection.visibleUsers === null);
    room.send(everybody, plainFrame({ type: 'presence', data: { changes } }));
    for (const guest of room.connections) {
      const visible = guest.visibleUsers && changes.filter((change) => guest.visibleUsers?.has(change.userId));
      if (visible && visible.length > 0) room.send([guest], plainFrame({ type: 'presence', data: { changes: visible } }));
    }
  }

  #later(milliseconds: number, run: () => void): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      run();
    }, milliseconds).unref();
    this.#timers.add(timer);
  }
}
