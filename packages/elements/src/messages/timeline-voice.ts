import type { TimelineState } from '@fechatter/client-sdk';
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { AnnouncerController, type Announcer } from '../announcer/announcer.ts';
import type { Localizer } from '../localize/localizer.ts';
import { shortened } from '../localize/shortened.ts';
import type { Conversation } from './conversation.ts';
import { LiveAnnouncements } from './live-announcements.ts';

/** Characters that are read aloud of a message as it comes: it stands there for whoever wants to hear the rest. */
const SPOKEN = 300;

interface Parts {
  readonly conversation: Conversation;
  localizer(): Localizer;
  /** That of the chat around the timeline, if there is one. */
  outer(): Announcer | undefined;
  root(): ParentNode;
}

/** What a timeline says to those who listen: new messages, and what came of what they asked for. */
export class TimelineVoice implements Announcer {
  readonly #parts: Parts;
  readonly #own: AnnouncerController;
  readonly #live: LiveAnnouncements;

  constructor(
    host: ReactiveControllerHost & { addController(controller: ReactiveController): void },
    parts: Parts,
  ) {
    this.#parts = parts;
    this.#own = new AnnouncerController(host, () => parts.root());
    this.#live = new LiveAnnouncements(host, {
      one: ({ message }) =>
        parts.localizer().t('announce.message', {
          author: parts.conversation.nameOf(message.authorId),
          text: shortened(parts.conversation.plain(message.text), SPOKEN),
        }),
      many: (count) => parts.localizer().t('announce.messageIn', { count }),
      say: this.say,
    });
  }

  readonly say = (text: string): void => {
    (this.#parts.outer() ?? this.#own).say(text);
  };

  /** Another conversation is shown: what is in it already is nothing new. */
  begin(): void {
    this.#live.reset();
  }

  /** Looks at what there is now, and tells what has come. */
  follow({ items, hasNewer, status }: TimelineState): void {
    const { meId, blockedIds } = this.#parts.conversation.rights;
    if (status === 'ready') this.#live.follow(items, [meId, ...blockedIds], !hasNewer);
  }
}
