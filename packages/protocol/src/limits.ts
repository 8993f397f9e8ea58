/**
 * The sizes that both sides agree on. Text is counted in Unicode code points, never in UTF-16 units or
 * bytes, so that a limit means the same in every language and on every platform.
 */
export const limits = {
  /** Code points in one message. */
  messageLength: 8_000,
  /** Bytes of a request body. */
  bodyBytes: 65_536,
  /** Items of one page, at most and by default. */
  pageSize: { max: 200, default: 50 },
  /** Ids that one request may name. */
  idsPerRequest: 100,
  /** Code points in a name of a person, channel or workspace. */
  nameLength: 80,
  /** Bytes of what an application hangs on a message, as JSON in UTF-8. */
  customBytes: 4_096,
  /** Code points in a channel's description. */
  descriptionLength: 500,
  /** Code points in a person's title and in a status text. */
  titleLength: 100,
  /** Code points in the excerpt of an answered message. */
  excerptLength: 200,
  /** Characters of a password. NIST SP 800-63B-4 asks for at least 8 and for at least 64 to be allowed. */
  passwordLength: { min: 8, max: 256 },
  /** People in a group conversation, its maker included. */
  groupMembers: 50,
  /** Up to this many members a channel tells all of them how far each one has read. */
  readReceiptMembers: 100,
  /** Unread mentions that a membership names; more than these are counted as "99+" by a reader. */
  unreadMentions: 100,
  /** Days for which a member can be silenced in a channel, at most. */
  silenceDays: 28,
  /** People whom one person can have blocked in one workspace. */
  blockedUsers: 200,
  /** Code points in the reason of a ban. */
  banReasonLength: 500,
  /** Code points of what is noted on a report. */
  reportNoteLength: 1_000,
  /** Channels of one person in one workspace. */
  channelsPerUser: 5_000,
  /** Origins on a workspace's allow-list. */
  allowedOrigins: 50,
  /** Code points of a search. */
  searchLength: 1_000,
  /** Words, phrases and conditions of one search that count; more are left out, and the answer says so. */
  searchClauses: 32,
  /** Hits of one page of a search, at most and by default. */
  searchPage: { max: 50, default: 20 },
  /** Values of a facet that are counted by name, the most frequent ones. */
  facetValues: 30,
  /** Searches that one person may save in one workspace. */
  savedSearches: 100,
  /** Searches that are remembered for one person in one workspace. */
  searchHistory: 50,
  /** Seconds between two heartbeats of an event stream. */
  heartbeatSeconds: 15,
  /** Seconds after which somebody who is typing is taken to have stopped, unless told again. */
  typingSeconds: 6,
  /** Events that a resume replays; a reader further behind is told to reset. */
  replayEvents: 20_000,
  /** Seconds that an access token is good for. */
  accessTokenSeconds: 600,
  /** Seconds between `iat` and `exp` of a host's token, at most. */
  hostTokenSeconds: 600,
} as const;

/** How many code points a text has. */
export function textLength(text: string): number {
  let length = 0;
  for (const _ of text) length += 1;
  return length;
}
