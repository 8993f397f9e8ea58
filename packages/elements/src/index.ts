/**
 * The classes of all FeChatter elements. Importing this defines no tag: for that there are
 * `@fechatter/elements/define/fe-chat.js` and one such module for each element.
 *
 * @packageDocumentation
 */
export { FeAvatar } from './avatars/avatar.ts';
export { FeChannelBrowser, type BrowserMode } from './channels/channel-browser.ts';
export { FeChannelHeader } from './channels/channel-header.ts';
export { FeChannelList } from './channels/channel-list.ts';
export { FeChat } from './chat/chat.ts';
export { clientContext } from './client/client-context.ts';
export { StoreController } from './client/store-controller.ts';
export { FeComposer } from './composer/composer.ts';
export { FeConnectionBanner } from './connection/connection-banner.ts';
export { FeDialog } from './dialogs/dialog.ts';
export { FeMenu, type MenuItem } from './dialogs/menu.ts';
export { ChatElement, LocalizedElement, StyledElement } from './element.ts';
export type { FeEventOf, FeEvents, FoundResult, MessageChange, MessageDraft } from './events/events.ts';
export { en, type Catalogue, type TextKey } from './localize/en.ts';
export type { HostTexts, PartialCatalogue } from './localize/languages.ts';
export { Localizer, localizerContext, type TextParams } from './localize/localizer.ts';
export { FeMembers } from './members/members.ts';
export { FeCodeBlock } from './messages/code-block.ts';
export { FeDateDialog } from './messages/dates/date-dialog.ts';
export { FeDateRail } from './messages/dates/date-rail.ts';
export { FeFindBar } from './messages/find/find-bar.ts';
export type { Finder } from './messages/find/finder.ts';
export { FeMessage } from './messages/message.ts';
export type { MessageRights } from './messages/message-actions.ts';
export type { MessageRenderer } from './messages/message-renderer.ts';
export { FeMessageHistory } from './messages/message-history.ts';
export { FeTimeline } from './messages/timeline.ts';
export { FeBans } from './moderation/bans.ts';
export { FePersonAct } from './moderation/person-act.ts';
export type { ActRequest, PersonAct, PersonRights } from './moderation/person-acts.ts';
export { FeReports } from './moderation/reports.ts';
export { FePalette } from './palette/palette.ts';
export { FeProfile } from './profile/profile.ts';
export { FeSearch } from './search/search.ts';
export { FeShortcuts } from './shortcuts/shortcuts.ts';
export { FeSignIn } from './sign-in/sign-in.ts';
export { FeWorkspaceCreate } from './workspaces/workspace-create.ts';
export { FeWorkspaceSwitch } from './workspaces/workspace-switch.ts';
