/**
 * Port: finds messages by their words. What an engine knows of a workspace is derived from its messages and can be
 * thrown away and built again; how far it got is kept by the engine beside its index, so that the two cannot differ.
 */
import type {
  ChannelId,
  SearchSort,
  SearchWeights,
  TimelineId,
  TimeSpan,
  UserId,
  WorkspaceId,
} from '@fechatter/protocol';

/** How far an index knows the log of its workspace. Of another epoch it is the index of another log. */
export interface IndexPosition {
  readonly epoch: string;
  readonly seq: number;
}

/** A message as it stands, for the index. It is known by its place: `timelineId` and `index`. */
export interface IndexedMessage {
  readonly timelineId: TimelineId;
  readonly index: number;
  readonly channelId: ChannelId;
  readonly authorId: UserId;
  readonly kind: 'text' | 'action';
  readonly text: string;
  /** Place in the same timeline of the message that it answers. */
  readonly replyToIndex: number | null;
  readonly mentions: readonly UserId[];
  readonly mentionsChannel: boolean;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  readonly deleted: boolean;
}

/** Words that have to stand beside each other; most often one alone. */
export interface WordGroup {
  readonly terms: readonly string[];
  /** Whether the last term may go on: it is still being written. */
  readonly unfinished: boolean;
  /** Whether other forms and spellings count too. */
  readonly similar: boolean;
}

/** Marks of a message that can be asked for. */
export interface MessageMarks {
  readonly link: boolean;
  readonly reply: boolean;
  readonly action: boolean;
}
export type MessageMark = keyof MessageMarks;

/** What the caller may read, and how near it is to them. */
export interface ReadableChannels {
  /** Ids, joined by commas: there may be thousands, and text is quick to hand over. */
  readonly ids: string;
  /** Those that are near to the reader, and how much: 0 to 1. */
  readonly near: Readonly<Record<ChannelId, number>>;
}

/** One property that hits may be held to: one of `only`, and none of `not`. */
export interface Choice<T> {
  readonly only: readonly T[] | null;
  readonly not: readonly T[];
}

/** A search, resolved: names are ids, dates are moments, and what may be read is said. */
export interface EngineQuery {
  readonly readable: ReadableChannels;
  /** People whom the reader talks with, and how much: 0 to 1. */
  readonly nearAuthors: Readonly<Record<UserId, number>>;
  readonly groups: readonly WordGroup[];
  readonly without: readonly WordGroup[];
  readonly authors: Choice<UserId>;
  readonly channels: Choice<ChannelId>;
  /** People of whom each message has to mention one, and may mention none. */
  readonly mentions: Choice<UserId>;
  readonly marks: Choice<MessageMark>;
  /** Within all of these, in milliseconds since 1970. */
  readonly times: readonly TimeSpan[];
  /** And outside of these. */
  readonly notTimes: readonly TimeSpan[];
  readonly sort: SearchSort;
  readonly weights: SearchWeights;
  /** The moment of the first page: ages count from it, and what came later is on no page. */
  readonly now: number;
  readonly after: HitPlace | null;
  readonly limit: number;
  readonly facets: boolean;
}

/** Where a page ends. */
export interface HitPlace {
  readonly score: number;
  readonly createdAt: number;
  readonly timelineId: TimelineId;
  readonly index: number;
}

export type WordMatch = 'exact' | 'form' | 'beginning' | 'similar';

export interface EngineHit extends HitPlace {
  /** The terms of the message by which it was found. */
  readonly terms: readonly string[];
  readonly text: number;
  readonly recency: number;
  readonly closeness: number;
  readonly quality: number;
  readonly words: readonly { readonly word: string; readonly match: WordMatch }[];
}

export interface FacetCount {
  readonly value: string;
  readonly count: number;
}

export interface EngineFacets {
  readonly sender: readonly FacetCount[];
  readonly channel: readonly FacetCount[];
  readonly kind: readonly FacetCount[];
  readonly month: readonly FacetCount[];
}

export interface EngineAnswer {
  readonly hits: readonly EngineHit[];
  readonly total: number;
  readonly match: 'all' | 'similar' | 'some';
  readonly facets: EngineFacets | null;
  /** For words that no readable message has: the one of those that were taken instead that is found most often. */
  readonly instead: readonly { readonly term: string; readonly by: string }[];
  readonly more: boolean;
}

/** Words of readable messages that begin so, the most frequent first. */
export interface WordQuery {
  readonly readable: ReadableChannels;
  readonly beginning: string;
  readonly limit: number;
}

export interface EngineStatus {
  readonly messages: number;
  readonly bytes: number | null;
  /** How much of the index is remains of messages that are gone or were changed: 0 to 1. */
  readonly waste: number;
}

/** An index that is being filled beside the one that answers, until it takes its place. */
export type Generation = 'current' | 'next';

export interface SearchEngine {
  /** What it is called in the status. */
  readonly name: string;
  /** Whether its indexes outlive this process and take none of its memory: then one that nobody uses is not let go. */
  readonly isLasting: boolean;
  /** How far the index that answers got; null when there is none. */
  position(workspaceId: WorkspaceId): Promise<IndexPosition | null>;
  /** Puts messages in as they stand now, in place of what was known of them, and moves the position; applied again it changes nothing. */
  apply(
    workspaceId: WorkspaceId,
    messages: readonly IndexedMessage[],
    position: IndexPosition,
    generation: Generation,
  ): Promise<void>;
  /** Begins an empty index beside the one that answers. */
  begin(workspaceId: WorkspaceId): Promise<void>;
  /** Lets the index that was begun take the place of the other one. */
  promote(workspaceId: WorkspaceId): Promise<void>;
  search(workspaceId: WorkspaceId, query: EngineQuery): Promise<EngineAnswer>;
  words(workspaceId: WorkspaceId, query: WordQuery): Promise<readonly string[]>;
  status(workspaceId: WorkspaceId): Promise<EngineStatus>;
  /** Lets go of what is known of a workspace. */
  drop(workspaceId: WorkspaceId): Promise<void>;
  close(): Promise<void>;
}

/** Raised by an engine that cannot answer now. */
export class SearchEngineError extends Error {
  override readonly name = 'SearchEngineError';
}
