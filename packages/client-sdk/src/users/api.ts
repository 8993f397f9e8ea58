import type { Me, Role, User, UserId, UserSettings, UserStatus } from '@fechatter/protocol';
import type { Page } from '../wire/page.ts';

export interface UsersClient {
  /** Finds people by the beginning of a part of their name. */
  search(query: {
    readonly q?: string;
    readonly cursor?: string;
    readonly limit?: number;
  }): Promise<Page<User>>;
  /** Makes sure that these people are in the store; asks for all that are missing in one request. */
  ensure(ids: Iterable<UserId>): Promise<void>;
  updateMe(change: {
    readonly name?: string;
    readonly avatarUrl?: string | null;
    readonly title?: string;
    readonly status?: UserStatus | null;
    readonly settings?: Partial<UserSettings>;
  }): Promise<Me>;
  setRole(id: UserId, role: Role): Promise<void>;
  remove(id: UserId): Promise<void>;
  /**
   * Blocks somebody, for the caller alone; they are not told. `me.blockedIds` has them from then on. Neither writes to
   * the other in a conversation of two any more; what they write elsewhere mentions the caller nowhere, and is to be
   * left out by whoever shows it.
   */
  block(id: UserId): Promise<Me>;
  unblock(id: UserId): Promise<Me>;
  /** Tells the server whether the person is using this device. The elements do this by themselves. */
  setActivity(activity: 'active' | 'idle'): void;
}
