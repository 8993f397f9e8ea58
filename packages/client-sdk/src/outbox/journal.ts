import type { Message, TimelineId } from '@fechatter/protocol';
import type { Command } from './command.ts';
import type { Rule } from './rules.ts';

/** Hears what others did to a journal: the other tabs of the same person. */
export interface JournalListener {
  /** The commands of a timeline are others than before. */
  changed(timelineId: TimelineId): void;
  /** Another tab has sent a command, and this is what the server made of it. */
  accepted(command: Command, message: Message): void;
  /** It is this tab's turn to send. */
  turn(): void;
}

/** The one list of commands for each timeline that all tabs of a person share. No call fails. */
export interface Journal {
  /** The timelines that have commands. */
  timelines(): Promise<readonly TimelineId[]>;
  /** Keeps a new command at once, before the change that adds it: the page may be gone by then. */
  put(command: Command): void;
  /**
   * Finds what was put in other tabs, and is in no list yet: the next change takes it up, so that nothing that was
   * written after it goes before it.
   */
  lookAhead(timelineId: TimelineId): Promise<void>;
  /** Changes the commands of a timeline, with nobody coming between; resolves with what they are then, once that is kept. */
  change(timelineId: TimelineId, rule: Rule): Promise<readonly Command[]>;
  /** Whether this tab is the one to send them. */
  isSender(timelineId: TimelineId): boolean;
  /** Tells the other tabs what the server made of a command. */
  accepted(command: Command, message: Message): void;
  follow(listener: JournalListener): void;
}

/** A journal that lasts as long as the client and that nobody shares. */
export function createMemoryJournal(): Journal {
  const lists = new Map<TimelineId, readonly Command[]>();
  return {
    timelines: async () => [...lists.keys()],
    put: () => {},
    lookAhead: async () => {},
    change: async (timelineId, rule) => {
      const next = rule(lists.get(timelineId) ?? []);
      if (next.length === 0) lists.delete(timelineId);
      else lists.set(timelineId, next);
      return next;
    },
    isSender: () => true,
    accepted: () => {},
    follow: () => {},
  };
}
