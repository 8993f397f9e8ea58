import type {
  ChannelId,
  ChannelState,
  ChatClient,
  TimelineItem,
  User,
  UserId,
  WorkspaceState,
} from '@fechatter/client-sdk';
import type { ReactiveControllerHost } from 'lit';
import { isNamed } from '../channels/channel-sections.ts';
import { channelReference, blockedPartner, moderates } from '../channels/channel-title.ts';
import { isAhead, MomentController } from '../client/moment-controller.ts';
import { followChannel, followWorkspace } from '../client/followed-state.ts';
import type { StoreController } from '../client/store-controller.ts';
import type { Localizer } from '../localize/localizer.ts';
import { mentionView, plainText, type MentionView } from './markdown.ts';
import { NO_RIGHTS, type MessageRights } from './message-actions.ts';

interface Host extends ReactiveControllerHost {
  readonly client: ChatClient | undefined;
  readonly channelId: ChannelId | null;
}

const nobody: ReadonlyMap<UserId, User> = new Map();

/** What is known of a conversation and its people, as its messages need it. Renders its host when that changes. */
export class Conversation {
  readonly #host: Host;
  readonly #localizer: () => Localizer;
  readonly #channel: StoreController<WorkspaceState, ChannelState | undefined>;
  readonly #people: StoreController<WorkspaceState, WorkspaceState>;
  #rights = NO_RIGHTS;

  constructor(host: Host, localizer: () => Localizer) {
    this.#host = host;
    this.#localizer = localizer;
    this.#channel = followChannel(host);
    this.#people = followWorkspace(host, 'users', 'me');
    new MomentController(host, () => [this.channel?.membership.silencedUntil]);
  }

  get channel(): ChannelState | undefined {
    return this.#channel.value;
  }

  get users(): ReadonlyMap<UserId, User> {
    return this.#people.value?.users ?? nobody;
  }

  get meId(): UserId | null {
    return this.#people.value?.me?.user.id ?? null;
  }

  /** What the conversation is called, as in "#general"; empty before that is known. */
  get title(): string {
    const channel = this.channel?.channel;
    const people = this.#people.value;
    return channel && people ? channelReference(channel, people, this.#localizer()) : '';
  }

  /** Whom one would write to here, where the reader has blocked them. */
  get blockedPartner(): User | undefined {
    const channel = this.channel?.channel;
    const people = this.#people.value;
    return channel && people && blockedPartner(channel, people);
  }

  /** What the reader may do: the same object until something in it changes, so that rows do not render for nothing. */
  get rights(): MessageRights {
    const { channel } = this;
    const people = this.#people.value;
    const me = people?.me;
    if (channel === undefined || people === undefined || me == null) return NO_RIGHTS;
    const moderator = moderates(channel, me);
    const next: MessageRights = {
      meId: me.user.id,
      moderator,
      readOnly: channel.channel.archivedAt !== null,
      silent: isAhead(channel.membership.silencedUntil) || this.blockedPartner !== undefined,
      rules: moderator && isNamed(channel.channel),
      blockedIds: me.blockedIds,
    };
    const fields = Object.keys(next) as (keyof MessageRights)[];
    if (fields.some((field) => next[field] !== this.#rights[field])) this.#rights = next;
    return this.#rights;
  }

  nameOf(id: UserId): string {
    return this.#mentions.name(id);
  }

  /** A message as it is read aloud. */
  plain(text: string): string {
    return plainText(text, this.#mentions);
  }

  /** Asks for the authors whose names are not known yet. */
  async complete(items: readonly TimelineItem[]): Promise<void> {
    const known = this.#people.value?.users;
    if (known === undefined) return;
    const missing = new Set(items.map(({ message }) => message.authorId).filter((id) => !known.has(id)));
    if (missing.size > 0) await this.#host.client?.users.ensure(missing);
  }

  get #mentions(): MentionView {
    return mentionView(this.users, this.#localizer(), this.meId);
  }
}
