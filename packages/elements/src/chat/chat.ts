import { ContextProvider } from '@lit/context';
import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import type { ChannelId, ChatClient, Session, WorkspaceState } from '@fechatter/client-sdk';
import { AnnouncerController, announcerContext, announcerStyles } from '../announcer/announcer.ts';
import { imageHostsContext, OWN_IMAGES } from '../avatars/image-hosts.ts';
import { StoreController } from '../client/store-controller.ts';
import type { FeComposer } from '../composer/composer.ts';
import { LocalizedElement } from '../element.ts';
import { reportError, type FeEventOf } from '../events/events.ts';
import { iconButton } from '../icons/icon-button.ts';
import { messageRendererContext, type MessageRenderer } from '../messages/message-renderer.ts';
import type { OpeningPlace } from '../messages/jumps/timeline-ways.ts';
import type { FeTimeline } from '../messages/timeline.ts';
import { timelineStyles } from '../messages/timeline.styles.ts';
import { LateAttention } from '../notifications/late-attention.ts';
import type { Unread } from '../notifications/notification-rules.ts';
import { controls } from '../styles/controls.styles.ts';
import { ActivityController } from './activity-controller.ts';
import { blankPane, failedPage, firstWorkspacePage, loadingPage, meButton } from './chat-pages.ts';
import { ChatPanels } from './chat-panels.ts';
import { chatStyles } from './chat.styles.ts';
import { ChosenTheme } from './chosen-theme.ts';
import { CurrentClient } from './current-client.ts';
import { EdgeSwipe } from './edge-swipe.ts';
import { firstChannel, isAsked, sameChannels } from './first-channel.ts';
import { FocusHome } from './focus-home.ts';
import { OfflineParts } from './offline-parts.ts';
import { OpenConversation } from './open-conversation.ts';
import { PaneWidth } from './pane-width.ts';
import { ONE_PANE, Panes, THREE_PANES } from './panes.ts';
import { SearchVisit } from './search-visit.ts';
import { SignedIn } from './signed-in.ts';

/**
 * A whole team chat: sign-in, workspaces, channels, conversations. It fills the height of what it stands in, shows
 * one, two or three panes by its own width, and never scrolls the page around it.
 *
 * @tag fe-chat
 * @slot header - More buttons in the bar of a conversation.
 * @fires fe-before-send - A message is about to be sent. Cancelable; `detail.text`, `detail.replyTo` and `detail.custom` may be changed.
 * @fires fe-send - A message was handed to the client.
 * @fires fe-before-save - A changed message is about to be saved. Cancelable; `detail.text` may be changed.
 * @fires fe-save - A changed message was handed to the client.
 * @fires fe-before-profile - A person was chosen. Cancelable, for an application that shows its people itself.
 * @fires fe-before-result - A result of the search is about to be opened. Cancelable, for an application that opens it itself.
 * @fires fe-result - A result of the search was chosen: a message, a person or a channel.
 * @fires fe-channel-select - A conversation was chosen: `detail.channelId`.
 * @fires fe-sign-in - Somebody has signed in or signed up: `detail.account`.
 * @fires fe-sign-out - The caller has signed out.
 * @fires fe-unread - What waits for the reader has changed: `detail.messages`, and `detail.mentions` among all.
 * @fires fe-error - Something that was asked for failed; the reason is shown in place, too.
 * @csspart list - The pane with the conversations.
 * @csspart main - The pane with the open conversation.
 * @csspart side - The pane with the members, the search or the reports.
 * @cssprop --fe-accent - The one colour, from which selection, mention and focus are mixed.
 * @cssprop --fe-on-accent - Text on the accent.
 * @cssprop --fe-background - Behind the conversation.
 * @cssprop --fe-background-side - Behind the list.
 * @cssprop --fe-background-raised - Behind menus and dialogs.
 * @cssprop --fe-background-code - Behind code.
 * @cssprop --fe-text - Text.
 * @cssprop --fe-text-secondary - Text of second rank.
 * @cssprop --fe-text-meta - Times, counts and hints.
 * @cssprop --fe-line - Hairlines.
 * @cssprop --fe-line-strong - Borders of fields and buttons.
 * @cssprop --fe-danger - What failed or destroys.
 * @cssprop --fe-on-danger - Text on the colour of danger.
 * @cssprop --fe-success - Who is online.
 * @cssprop --fe-warning - What needs attention.
 * @cssprop --fe-link - Links.
 * @cssprop --fe-hover - What the pointer is on.
 * @cssprop --fe-press - What is pressed.
 * @cssprop --fe-selected - What is chosen.
 * @cssprop --fe-mention - Behind a mention.
 * @cssprop --fe-mention-me - Behind a mention of the reader.
 * @cssprop --fe-highlight - Behind a message that was jumped to.
 * @cssprop --fe-found - Behind words that were looked for.
 * @cssprop --fe-skeleton - What stands in for what is loading.
 * @cssprop --fe-scrim - Behind a dialog.
 * @cssprop --fe-focus - The ring around what has the focus.
 * @cssprop --fe-shadow - The shadow of menus and dialogs.
 * @cssprop [--fe-font-family=inherit] - The typeface.
 * @cssprop --fe-font-mono - The typeface of code.
 * @cssprop [--fe-font-size=15px] - Size of text.
 * @cssprop [--fe-font-size-secondary=13px] - Size of text of second rank.
 * @cssprop [--fe-font-size-meta=12px] - Size of times, counts and hints.
 * @cssprop [--fe-font-size-title=17px] - Size of headings.
 * @cssprop [--fe-line-height=1.45] - Height of a line, in font sizes.
 * @cssprop [--fe-radius=8px] - Corners of panels and fields.
 * @cssprop [--fe-radius-small=6px] - Corners of small controls.
 * @cssprop [--fe-avatar-size=36px] - Side of an avatar beside a message.
 * @cssprop [--fe-group-gap=12px] - Space above a group of messages.
 * @cssprop [--fe-message-gap=2px] - Space above and below one message.
 * @cssprop [--fe-pane-padding=16px] - Space at the sides of a pane.
 * @cssprop [--fe-measure=72ch] - The longest line of a message.
 * @cssprop [--fe-motion=140ms] - How long a movement takes.
 */
export class FeChat extends LocalizedElement {
  static override styles = [controls, announcerStyles, timelineStyles, chatStyles];

  /** Address of the FeChatter server. */
  @property() server = '';
  /** Address of the workspace to open; by default the first one of whoever is signed in. */
  @property() workspace: string | null = null;
  /** Where the host application gives a token for its own user: asked by GET, answers `{ "token": "..." }`. */
  @property({ attribute: 'token-url' }) tokenUrl: string | null = null;
  /**
   * The host application's own id of its user, as in the `sub` of its tokens. With it the session is kept on the
   * device, and the chat opens without a network too.
   */
  @property() person: string | null = null;
  /** Gives a token for the host application's own user, instead of `token-url`. */
  @property({ attribute: false }) token: (() => Promise<string>) | null = null;
  /** A session had from elsewhere. */
  @property({ attribute: false }) session: Session | null = null;
  /** A client of the host application, which goes on to own it. */
  @property({ attribute: false }) client: ChatClient | undefined;
  /** The conversation to open at first: its id, or the name of a channel. */
  @property() channel: string | null = null;
  /** The code of an invite to accept. */
  @property() invite: string | null = null;
  /** The token of a password reset link. */
  @property({ attribute: 'reset-token' }) resetToken: string | null = null;
  /**
   * From where pictures of people are loaded, separated by spaces: `self` for the server, the name of a host
   * (`cdn.example.com`), all below a domain (`*.example.com`), or `*` for any. Without permission initials are shown,
   * so that nobody outside learns who reads.
   */
  @property({ attribute: 'image-hosts' }) imageHosts: string = OWN_IMAGES;
  /**
   * Light, dark, or as the page around it. `high-contrast` follows the page, too, in stronger colours; readers whose
   * system asks for more contrast have those in every theme.
   */
  @property({ reflect: true }) theme: 'auto' | 'light' | 'dark' | 'high-contrast' = 'auto';
  /** How close the messages stand. */
  @property({ reflect: true }) density: 'comfortable' | 'compact' = 'comfortable';
  /**
   * Shows the number of unread messages before the title of the page, and on the icon of an installed application.
   * For one chat of a page.
   */
  @property({ type: Boolean, attribute: 'unread-badge' }) unreadBadge = false;
  /** Shows messages that carry something of the application's own (`message.custom`) in place of their text. */
  @property({ attribute: false }) messageRenderer: MessageRenderer | null = null;

  /** What waits for the reader in the open workspace. Told by `fe-unread` when it changes, and not to be set. */
  unread: Unread = { messages: 0, mentions: 0 };

  @state() private workspaceError: unknown = null;

  @query('fe-timeline') private readonly timeline!: FeTimeline | null;
  @query('fe-composer') private readonly composer!: FeComposer | null;

  readonly #client = new CurrentClient(this, () => {
    this.#conversation.close();
    this.#panels.closeAll();
    this.workspaceError = null;
    this.#panes.show('list');
  });
  readonly #announcer = new AnnouncerController(this, () => this.renderRoot);
  readonly #imageHostsProvider = new ContextProvider(this, {
    context: imageHostsContext,
    initialValue: OWN_IMAGES,
  });
  readonly #messageRendererProvider = new ContextProvider(this, {
    context: messageRendererContext,
    initialValue: null,
  });
  readonly #signedIn = new SignedIn(this, {
    client: () => this.#client.value,
    invite: () => this.invite,
    invited: async (slug) => {
      if (slug !== null) await this.#openWorkspace(slug);
      this.invite = null;
    },
  });
  readonly #connection = new StoreController(
    this,
    () => this.#client.value?.connection.store,
    (connection) => (connection.status === 'disconnected' ? connection : null),
  );
  readonly #store = new StoreController<WorkspaceState, WorkspaceState>(
    this,
    () => this.#client.value?.store,
    (store) => store,
    (a, b) =>
      a.workspace === b.workspace &&
      a.me === b.me &&
      a.presence === b.presence &&
      sameChannels(a.channels, b.channels),
  );
  readonly #conversation = new OpenConversation(this, {
    store: () => this.#store.value,
  });
  readonly #panes = new Panes(this);
  readonly #listWidth = new PaneWidth(this, { name: 'list', least: 200, most: 400, usual: 264, at: 'start' });
  readonly #swipe = new EdgeSwipe(this, {
    pane: (): HTMLElement | null =>
      this.renderRoot.querySelector(
        this.#panes.shown === 'side' ? '.side' : '.layout:not([data-pane=list]) .main',
      ),
    back: this.#panes.back,
  });

  readonly #search = new SearchVisit(this, {
    panes: this.#panes,
    client: () => this.#client.value,
    openChannel: (channelId, at) => {
      this.#openChannel(channelId, at);
    },
    openProfile: (userId) => {
      this.#panels.showProfile(userId);
    },
  });
  readonly #panels = new ChatPanels(this, {
    panes: this.#panes,
    search: this.#search,
    localizer: () => this.localizer,
    timeline: () => this.timeline,
    me: () => this.#store.value?.me?.user.id ?? null,
  });
  readonly #theme = new ChosenTheme(this);

  constructor() {
    super();
    new ContextProvider(this, { context: announcerContext, initialValue: this.#announcer });
    new ActivityController(this, () => this.#client.value);
    new OfflineParts(this, () => this.#client.value);
    new LateAttention(this, {
      wanted: () => this.#store.value?.workspace != null,
      client: () => this.#client.value,
      localizer: () => this.localizer,
      channelId: () => this.#conversation.id,
      openChannel: (channelId) => {
        this.openChannel(channelId);
      },
    });
    new FocusHome(this);
  }

  /** Opens a conversation. */
  openChannel(channelId: ChannelId): void {
    this.#openChannel(channelId, null);
  }

  /** Opens the search. */
  async openSearch(): Promise<void> {
    await this.#search.open();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('imageHosts')) this.#imageHostsProvider.setValue(this.imageHosts);
    if (changed.has('messageRenderer')) this.#messageRendererProvider.setValue(this.messageRenderer);
  }

  protected override updated(): void {
    this.#signedIn.follow();
    this.#keepChannel();
  }

  override render(): TemplateResult {
    return html`${this.#view()}
      <div class="announcer" role="log" aria-live="polite"></div>`;
  }

  #view(): TemplateResult {
    if (this.languageReady !== undefined) return loadingPage(null);
    const { auth } = this.#signedIn;
    const store = this.#store.value;
    if (auth?.status === 'signed-out') return this.#signedOut(auth.reason);
    if (
      auth?.status === 'signed-in' &&
      auth.account.workspaces.length === 0 &&
      this.invite === null &&
      store?.workspace == null
    ) {
      return firstWorkspacePage(this.localizer, (slug) => void this.#openWorkspace(slug));
    }
    const stopped = this.#connection.value;
    const error = this.workspaceError ?? stopped?.error ?? null;
    if (store?.workspace == null) {
      return error === null
        ? loadingPage(this.localizer)
        : failedPage(this.localizer, this.localizer.t('app.failed'), error, this.#retry);
    }
    return this.#chat(store);
  }

  #chat(store: WorkspaceState): TemplateResult {
    const channelId = this.#conversation.id;
    const side = this.#panes.side === 'members' && channelId === null ? null : this.#panes.side;
    return html`<div
      class="layout ${side === null ? '' : 'with-side'}"
      data-pane=${this.#panes.shown}
      @pointerdown=${this.#swipe.pressed}
      @fe-open=${(event: FeEventOf<'fe-open'>) => {
        this.#panels.open(event.detail.what);
      }}
      @fe-close=${this.#panels.closeSide}
      @fe-back=${this.#search.visiting ? this.#search.back : this.#panes.back}
      @fe-result=${this.#search.go}
      @fe-theme=${this.#theme.choose}
      @fe-profile=${(event: FeEventOf<'fe-profile'>) => {
        this.#panels.showProfile(event.detail.userId);
      }}
      @fe-channel-select=${this.#selected}
      @fe-sign-out=${stop}
      @fe-workspace-select=${(event: FeEventOf<'fe-workspace-select'>) => void this.#openWorkspace(event.detail.slug)}
      @fe-reply=${(event: FeEventOf<'fe-reply'>) => {
        this.#conversation.reply(event.detail.message);
      }}
      @fe-edit=${(event: FeEventOf<'fe-edit'>) => {
        this.#conversation.edit(event.detail.message);
      }}
      @fe-compose=${() => {
        this.composer?.focus();
      }}
      @fe-compose-end=${() => {
        this.#conversation.endWriting();
      }}
      @fe-send=${() => {
        this.#search.leave();
        void this.timeline?.jumpToNewest();
      }}
    >
      ${channelId === null ? nothing : this.#panes.skipLinks(this.localizer, this.#isArchived(store) ? ['timeline'] : ['timeline', 'composer'])}
      <div id="list" class="list" part="list">${this.#list(store)}</div>
      <div class="main" part="main" @keydown=${this.#search.escape}>${this.#main(store)}</div>
      ${this.#panels.beside(side, channelId)} ${this.#panels.over(channelId)}
    </div>`;
  }

  #list(store: WorkspaceState): TemplateResult {
    const title = this.localizer.t('search.title');
    return html`<div class="top">
        <fe-workspace-switch></fe-workspace-switch>
        ${iconButton('search', title, () => void this.openSearch(), 'seek')}
      </div>
      <fe-channel-list channel-id=${this.#conversation.id ?? ''}></fe-channel-list>
      ${meButton(store, this.localizer, () => {
        this.#panels.open('profile');
      })}
      ${this.#listWidth.separator(this.localizer.t('channels.label'))}`;
  }

  #main(store: WorkspaceState): TemplateResult {
    const { id, at, replyTo, editing } = this.#conversation;
    if (id === null) {
      return html`<fe-connection-banner></fe-connection-banner> ${blankPane(
          this.localizer,
          store.channels.size === 0,
          () => {
            this.#panels.open('browse');
          },
        )}`;
    }
    return html`<fe-channel-header
        channel-id=${id}
        ?members-open=${this.#panes.side === 'members'}
        ?search-open=${this.#panes.side === 'search'}
      >
        <slot name="header"></slot>
      </fe-channel-header>
      ${this.#search.bar(this.localizer)}
      <fe-connection-banner></fe-connection-banner>
      <fe-timeline channel-id=${id} .openAt=${at} .editingId=${editing?.id ?? null}></fe-timeline>
      ${
        this.#isArchived(store)
          ? nothing
          : html`<fe-composer
              channel-id=${id}
              .replyTo=${replyTo}
              .editing=${editing}
              @fe-jump=${(event: FeEventOf<'fe-jump'>) => void this.timeline?.jumpTo(event.detail.index)}
            ></fe-composer>`
      }`;
  }

  /** Whether nothing can be written in the open conversation. */
  #isArchived({ channels }: WorkspaceState): boolean {
    return channels.get(this.#conversation.id ?? '')?.channel.archivedAt != null;
  }

  #signedOut(reason: unknown): TemplateResult {
    const byHost = this.tokenUrl !== null || this.token !== null || this.session !== null;
    if (byHost && this.client === undefined) {
      return failedPage(this.localizer, this.localizer.t('app.signedOutByHost'), reason, () => {
        this.#client.renew();
      });
    }
    return html`<fe-sign-in
      .invite=${this.invite}
      .resetToken=${this.resetToken}
      .ownWorkspace=${this.workspace === null && this.invite === null}
      @fe-sign-in=${stop}
    ></fe-sign-in>`;
  }

  readonly #retry = (): void => {
    this.workspaceError = null;
    this.#signedIn.connect();
  };

  async #openWorkspace(slug: string): Promise<void> {
    if (slug === this.#store.value?.workspace?.slug) return;
    this.#conversation.close();
    this.#panes.hideSide();
    this.workspaceError = null;
    try {
      await this.#client.value?.workspaces.open(slug);
      this.#signedIn.connect();
    } catch (error) {
      this.workspaceError = error;
      reportError(this, error);
    }
  }

  /** Opens a conversation when none is open, or when the open one is gone. */
  #keepChannel(): void {
    const store = this.#store.value;
    if (store?.workspace == null) return;
    const state = this.#conversation.look(store);
    if (state === 'open') return;
    const next = firstChannel(store, this.channel, this.localizer);
    if (next === this.#conversation.id) return;
    const { shown } = this.#panes;
    if (next === null) this.#conversation.close();
    else this.openChannel(next);
    // What the reader did not choose does not come over what they see, unless the page asked for it.
    const asked = state === 'none' && next !== null && isAsked(store, next, this.channel);
    this.#panes.show(state === 'gone' ? 'list' : asked ? 'conversation' : shown);
  }

  #openChannel(channelId: ChannelId, at: OpeningPlace | null): void {
    this.#search.leave();
    this.#panes.show('conversation');
    if (at === null || channelId !== this.#conversation.id) this.#conversation.open(channelId, at);
    // A conversation that was hidden cannot be scrolled before it is shown.
    else
      void this.updateComplete.then(() => this.timeline?.jumpTo(at.index, { words: at.words, focus: true }));
    if (this.#panes.side !== null && this.clientWidth < THREE_PANES) this.#panes.hideSide();
  }

  #selected(event: FeEventOf<'fe-channel-select'>): void {
    const { channelId, index } = event.detail;
    this.#openChannel(channelId, index === undefined ? null : { channelId, index, words: [] });
    if (index !== undefined) return;
    void this.updateComplete.then(() => {
      // On a phone the keyboard would cover what was just opened.
      if (this.clientWidth >= ONE_PANE && !matchMedia('(pointer: coarse)').matches) this.composer?.focus();
    });
  }
}

/** The chat tells of it itself, since what told of it first may be gone by then. */
function stop(event: Event): void {
  event.stopPropagation();
}
