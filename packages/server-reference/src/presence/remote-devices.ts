import type { UserId, WorkspaceId } from '@fechatter/protocol';

/** A process that has not told of somebody for so long is taken to have died. It tells every 30 seconds. */
const SILENCE_MS = 75_000;

interface RemoteDevice {
  readonly activity: 'active' | 'idle';
  readonly heardAt: number;
}

/** People who are connected to other processes of this installation, as those tell. */
export class RemoteDevices {
  readonly #workspaces = new Map<WorkspaceId, Map<UserId, Map<string, RemoteDevice>>>();

  /** Notes what a process tells of somebody; null for nothing any more. True when it is news. */
  set(
    workspaceId: WorkspaceId,
    userId: UserId,
    process: string,
    activity: 'active' | 'idle' | null,
  ): boolean {
    const users = this.#workspaces.get(workspaceId) ?? new Map<UserId, Map<string, RemoteDevice>>();
    const devices = users.get(userId) ?? new Map<string, RemoteDevice>();
    const before = devices.get(process)?.activity ?? null;
    if (activity === null) devices.delete(process);
    else devices.set(process, { activity, heardAt: Date.now() });
    if (devices.size > 0) users.set(userId, devices);
    else users.delete(userId);
    if (users.size > 0) this.#workspaces.set(workspaceId, users);
    else this.#workspaces.delete(workspaceId);
    return before !== activity;
  }

  of(workspaceId: WorkspaceId, userId: UserId): readonly RemoteDevice[] {
    return [...(this.#workspaces.get(workspaceId)?.get(userId)?.values() ?? [])];
  }

  in(workspaceId: WorkspaceId): readonly UserId[] {
    return [...(this.#workspaces.get(workspaceId)?.keys() ?? [])];
  }

  /** Forgets what processes told that are silent by now, and returns about whom. */
  forgetSilent(
    now: number = Date.now(),
  ): readonly { readonly workspaceId: WorkspaceId; readonly userId: UserId }[] {
    const forgotten: { workspaceId: WorkspaceId; userId: UserId; process: string }[] = [];
    for (const [workspaceId, users] of this.#workspaces) {
      for (const [userId, devices] of users) {
        for (const [process, { heardAt }] of devices)
          if (now - heardAt > SILENCE_MS) forgotten.push({ workspaceId, userId, process });
      }
    }
    for (const { workspaceId, userId, process } of forgotten) this.set(workspaceId, userId, process, null);
    return forgotten;
  }
}
