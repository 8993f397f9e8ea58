import { html, nothing, type ReactiveControllerHost, type TemplateResult } from 'lit';
import type { ChannelId, UserId } from '@fechatter/client-sdk';
import type { BrowserMode } from '../channels/channel-browser.ts';
import { attempt } from '../events/attempt.ts';
import { emit, type FeEvents } from '../events/events.ts';
import type { Localizer } from '../localize/localizer.ts';
import type { FeTimeline } from '../messages/timeline.ts';
import { PaneWidth } from './pane-width.ts';
import type { Panes, SidePanel } from './panes.ts';
import { QuickAccess } from './quick-access.ts';
import type { SearchVisit } from './search-visit.ts';

type Host = ReactiveControllerHost & HTMLElement;

interface Parts {
  readonly panes: Panes;
  readonly search: SearchVisit;
  localizer(): Localizer;
  timeline(): FeTimeline | null;
  /** Who reads; null until that is known. */
  me(): UserId | null;
}

/**
 * What opens over and beside the conversation: the dialogs, the palette and the sheet of keys over it, the members,
 * the search and the reports beside it. All of it is loaded when it is first used.
 */
export class ChatPanels {
  readonly #host: Host;
  readonly #parts: Parts;
  readonly #quick: QuickAccess;
  readonly #sideWidth: PaneWidth;
  #browser: BrowserMode | null = null;
  #profileOf: UserId | null = null;

  constructor(host: Host, parts: Parts) {
    this.#host = host;
    this.#parts = parts;
    this.#quick = new QuickAccess(host);
    this.#sideWidth = new PaneWidth(host, { name: 'side', least: 240, most: 480, usual: 320, at: 'end' });
    host.addEventListener('fe-sign-out', () => {
      this.closeAll();
    });
  }

  /** What one had open is not there again for whoever comes next. */
  closeAll(): void {
    this.#setBrowser(null);
    this.#setProfile(null);
    this.#parts.search.leave();
    this.#parts.panes.hideSide();
  }

  /** Opens what is wanted, from wherever in the chat. */
  open(what: FeEvents['fe-open']['what']): void {
    switch (what) {
      case 'find':
        void this.#parts.timeline()?.openFind();
        break;
      case 'date':
        void this.#parts.timeline()?.chooseDate();
        break;
      case 'members':
      case 'reports':
        void this.#openSide(what);
        break;
      case 'search':
        void this.#parts.search.open();
        break;
      case 'palette':
      case 'shortcuts':
        void this.#quick.show(what);
        break;
      case 'profile':
        void this.#openProfile(this.#parts.me());
        break;
      case 'browse':
      case 'create':
      case 'direct':
        void this.#openBrowser(what);
    }
  }

  /** Shows who somebody is, unless the application does. */
  showProfile(userId: UserId): void {
    if (emit(this.#host, 'fe-before-profile', { userId }, { cancelable: true }))
      void this.#openProfile(userId);
  }

  /** The side panel that was open is not wanted any more, nor the way back to its results. */
  readonly closeSide = (): void => {
    this.#parts.search.leave();
    this.#parts.panes.closeSide();
  };

  /** The panel beside a conversation; results that one will come back to are kept out of sight. */
  beside(side: SidePanel | null, channelId: ChannelId | null): TemplateResult | typeof nothing {
    if (side === null && !this.#parts.search.visiting) return nothing;
    const panel = side ?? 'search';
    const panels = {
      members: html`<fe-members channel-id=${channelId ?? ''}></fe-members>`,
      search: html`<fe-search></fe-search>`,
      reports: html`<fe-reports></fe-reports>`,
    };
    return html`<div id="side" class="side" part="side" ?hidden=${side === null}>
      ${this.#sideWidth.separator(this.#parts.localizer().t(`${panel}.title`))} ${panels[panel]}
    </div>`;
  }

  /** What stands over a conversation. */
  over(channelId: ChannelId | null): TemplateResult {
    return html`<fe-channel-browser
        .mode=${this.#browser}
        @close=${() => {
          this.#setBrowser(null);
        }}
      ></fe-channel-browser>
      <fe-profile
        .userId=${this.#profileOf}
        @close=${() => {
          this.#setProfile(null);
        }}
      ></fe-profile>
      ${this.#quick.panels(channelId)}`;
  }

  async #openBrowser(mode: BrowserMode): Promise<void> {
    if (await attempt(this.#host, import('../define/fe-channel-browser.ts'))) this.#setBrowser(mode);
  }

  async #openProfile(userId: UserId | null): Promise<void> {
    if (await attempt(this.#host, import('../define/fe-profile.ts'))) this.#setProfile(userId);
  }

  async #openSide(panel: 'members' | 'reports'): Promise<void> {
    const part = panel === 'members' ? import('../define/fe-members.ts') : import('../define/fe-reports.ts');
    if (!(await attempt(this.#host, part))) return;
    this.#parts.search.leave();
    this.#parts.panes.openSide(panel);
  }

  #setBrowser(mode: BrowserMode | null): void {
    this.#browser = mode;
    this.#host.requestUpdate();
  }

  #setProfile(userId: UserId | null): void {
    this.#profileOf = userId;
    this.#host.requestUpdate();
  }
}
