import type { ChannelId, ChatClient, Message } from '@fechatter/client-sdk';
import { channelReference } from '../channels/channel-title.ts';
import type { Localizer } from '../localize/localizer.ts';
import { shortened } from '../localize/shortened.ts';
import { mentionView, plainText } from '../messages/markdown.ts';
import { claim } from './claims.ts';
import { callsForAttention } from './notification-rules.ts';

/** A tab in which the message is in sight has so long to say so, before another one tells of it. */
const PATIENCE_MS = 300;
/** Characters of a message that its notification has: more than any system shows. */
const BODY = 300;

interface Parts {
  localizer(): Localizer;
  /** Whether the reader has the newest messages of a conversation before their eyes. */
  inSight(channelId: ChannelId): boolean;
  openChannel(channelId: ChannelId): void;
}

/** Tells of new messages by the notifications of the system, for as long as it is not disposed of. */
export class Notifier {
  readonly #client: ChatClient;
  readonly #parts: Parts;
  readonly #stop: () => void;
  readonly #waiting = new Set<ReturnType<typeof setTimeout>>();
  readonly #shown = new Set<Notification>();

  constructor(client: ChatClient, parts: Parts) {
    this.#client = client;
    this.#parts = parts;
    this.#stop = client.events.on('message.created', ({ data: { message } }) => {
      this.#arrived(message);
    });
  }

  dispose(): void {
    this.#stop();
    for (const timer of this.#waiting) clearTimeout(timer);
    for (const notification of this.#shown) notification.close();
  }

  #arrived(message: Message): void {
    const { me, channels } = this.#client.store.get();
    const channel = channels.get(message.channelId);
    // What was missed is unread when one comes back, and nothing to be called for.
    const isLive = this.#client.connection.store.get().status === 'live';
    if (!isLive || me === null || channel === undefined) return;
    if (!callsForAttention(message, channel, me, Date.now())) return;
    if (this.#parts.inSight(message.channelId)) {
      claim(message.id).catch(() => undefined);
      return;
    }
    const timer = setTimeout(() => {
      this.#waiting.delete(timer);
      claim(message.id).then(
        (isOurs) => {
          if (isOurs) this.#tell(message);
        },
        () => undefined,
      );
    }, PATIENCE_MS);
    this.#waiting.add(timer);
  }

  #tell(message: Message): void {
    const store = this.#client.store.get();
    const channel = store.channels.get(message.channelId);
    if (channel === undefined || store.me === null) return;
    const localizer = this.#parts.localizer();
    const mentions = mentionView(store.users, localizer);
    const author = mentions.name(message.authorId);
    const title =
      channel.channel.kind === 'direct'
        ? author
        : localizer.t('notify.from', {
            author,
            channel: channelReference(channel.channel, store, localizer),
          });
    const body = shortened(plainText(message.text, mentions), BODY);
    const shown = show(title, {
      body,
      lang: localizer.language,
      dir: localizer.direction,
      // The next message of the conversation takes the place of this one.
      tag: `fechatter:${message.channelId}`,
      silent: !store.me.settings.sounds,
    });
    if (shown === null) return;
    this.#shown.add(shown);
    shown.addEventListener('close', () => this.#shown.delete(shown));
    shown.addEventListener('click', () => {
      window.focus();
      this.#parts.openChannel(message.channelId);
      shown.close();
    });
  }
}

/** Some browsers, those of phones, let a service worker alone show notifications. */
function show(title: string, options: NotificationOptions): Notification | null {
  try {
    return new Notification(title, options);
  } catch {
    return null;
  }
}
