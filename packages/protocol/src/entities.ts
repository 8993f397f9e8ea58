/** The types of everything that travels, taken from the schemas. */
import type * as z from 'zod';
import type * as auth from './auth/schemas.ts';
import type * as channels from './channels/schemas.ts';
import type * as nats from './events/nats.ts';
import type * as events from './events/schemas.ts';
import type * as messages from './messages/schemas.ts';
import type * as presence from './presence/schemas.ts';
import type * as reports from './reports/schemas.ts';
import type * as search from './search/schemas.ts';
import type * as server from './server/schemas.ts';
import type * as users from './users/schemas.ts';
import type * as workspaces from './workspaces/schemas.ts';

/** A person as one workspace sees them. */
export type User = z.output<typeof users.User>;
/** What a person may do in a workspace. */
export type Role = z.output<typeof users.Role>;
/** What a person wants others to know, for a while. */
export type UserStatus = z.output<typeof users.UserStatus>;
/** What only the person themself sees and sets. */
export type UserSettings = z.output<typeof users.UserSettings>;
/** Which new messages call for attention. */
export type NotificationLevel = z.output<typeof users.NotificationLevel>;
/** The caller in one workspace. */
export type Me = z.output<typeof users.Me>;

/** A walled-off place with its own people and channels. */
export type Workspace = z.output<typeof workspaces.Workspace>;
/** A workspace of the caller and their role in it. */
export type WorkspaceSummary = z.output<typeof workspaces.WorkspaceSummary>;
/** The state of a workspace for the caller at one cursor. */
export type Snapshot = z.output<typeof workspaces.Snapshot>;
/** A link that lets people into the workspace. */
export type Invite = z.output<typeof workspaces.Invite>;
export type CreatedInvite = z.output<typeof workspaces.CreatedInvite>;
export type InvitePreview = z.output<typeof workspaces.InvitePreview>;
/** Lets a host application vouch for its own users. */
export type AppKey = z.output<typeof workspaces.AppKey>;
export type CreatedAppKey = z.output<typeof workspaces.CreatedAppKey>;

export type ChannelKind = z.output<typeof channels.ChannelKind>;
export type ChannelRole = z.output<typeof channels.ChannelRole>;
/** A conversation, as all its members see it. */
export type Channel = z.output<typeof channels.Channel>;
/** A person in a channel, as the other members see them. */
export type ChannelMember = z.output<typeof channels.ChannelMember>;
/** Somebody who cannot be in a channel. */
export type ChannelBan = z.output<typeof channels.ChannelBan>;
/** The caller's own side of a channel. */
export type Membership = z.output<typeof channels.Membership>;
/** A channel with the caller's side of it. */
export type ChannelView = z.output<typeof channels.ChannelView>;

/** One message of a timeline. */
export type Message = z.output<typeof messages.Message>;
/** The message that another one answers. */
export type AnsweredMessage = z.output<typeof messages.AnsweredMessage>;
/** One version of a message. */
export type MessageEdit = z.output<typeof messages.MessageEdit>;
/** A piece of a timeline. */
export type TimelinePlaces = z.output<typeof messages.TimelinePlaces>;
export type MessagePage = z.output<typeof messages.MessagePage>;

/** Something that somebody asks those who keep order in the workspace to look at. */
export type Report = z.output<typeof reports.Report>;
/** Why something is reported. */
export type ReportReason = z.output<typeof reports.ReportReason>;
/** What a reported message said. */
export type ReportedMessage = z.output<typeof reports.ReportedMessage>;
/** What was done about a report. */
export type ReportResolution = z.output<typeof reports.ReportResolution>;

/** The person behind a session, over all workspaces. */
export type Account = z.output<typeof auth.Account>;
/** What a client holds after a sign-in. */
export type Session = z.output<typeof auth.Session>;
/** The claims of a host token. */
export type HostTokenClaims = z.output<typeof auth.HostTokenClaims>;

/** Whether one person is there. */
export type Presence = z.output<typeof presence.Presence>;
export type PresenceState = z.output<typeof presence.PresenceState>;

/** What was found for a search. */
export type SearchAnswer = z.output<typeof search.SearchAnswer>;
/** A message that was found. */
export type SearchHit = z.output<typeof search.SearchHit>;
/** How often the values of one property stand among what was found. */
export type SearchFacets = z.output<typeof search.SearchFacets>;
/** Something in a search that does not count, and why. */
export type SearchNotice = z.output<typeof search.SearchNotice>;
/** Where something that was searched for stands in a text. */
export type TextRange = z.output<typeof search.TextRange>;
/** A completion of what is being written in a search. */
export type SearchSuggestion = z.output<typeof search.SearchSuggestion>;
/** The order of what was found. */
export type SearchSort = z.output<typeof search.SearchSort>;
/** What decides the order of relevance. */
export type SearchWeights = z.output<typeof search.SearchWeights>;
/** How the index of the messages stands. */
export type SearchStatus = z.output<typeof search.SearchStatus>;
export type SavedSearch = z.output<typeof search.SavedSearch>;
/** A search that was made before. */
export type PastSearch = z.output<typeof search.PastSearch>;

/** What a server is and can do. */
export type Capabilities = z.output<typeof server.Capabilities>;

/** How to have one event stream over NATS. */
export type NatsStream = z.output<typeof nats.NatsStream>;

type EventOf<T> = { [K in keyof T]: T[K] extends z.ZodType ? z.output<T[K]> : never }[keyof T];
/** An event of the log: kept, numbered, replayed to whoever was away. */
export type LoggedEvent = EventOf<typeof events.loggedEvents>;
/** An event of the moment: sent to those who listen, never kept. */
export type EphemeralEvent = EventOf<typeof events.ephemeralEvents>;
/** What steers the stream itself. */
export type ControlEvent = EventOf<typeof events.controlEvents>;
/** Everything that comes over an event stream. */
export type StreamEvent = LoggedEvent | EphemeralEvent | ControlEvent;
export type StreamEventType = StreamEvent['type'];
/** The event of one type: `EventOfType<'message.created'>`. */
export type EventOfType<T extends StreamEventType> = Extract<StreamEvent, { type: T }>;
