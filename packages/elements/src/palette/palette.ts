import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import type { ChannelId, User } from '@fechatter/client-sdk';
import { ActionController } from '../client/action-controller.ts';
import { PageList } from '../client/page-list.ts';
import { acquireTimeline } from '../client/shared-timelines.ts';
import { followWorkspace } from '../client/followed-state.ts';
import { ChatElement } from '../element.ts';
import { emit } from '../events/events.ts';
import { icon } from '../icons/icons.ts';
import { errorLine } from '../localize/error-line.ts';
import { keyText } from '../shortcuts/key-text.ts';
import { controls } from '../styles/controls.styles.ts';
import {
  isChannel,
  paletteSections,
  type PaletteCommand,
  type PaletteEntry,
  type PaletteSection,
} from './palette-entries.ts';
import { paletteStyles } from './palette.styles.ts';
import { recentChannels } from '../chat/recent-channels.ts';

/**
 * A dialog that leads anywhere by a few letters: to a conversation, a person or a command. A combobox with its
 * listbox (WAI-ARIA APG): arrow keys choose, Enter goes, Escape leaves.
 *
 * @tag fe-palette
 * @fires fe-channel-select - A conversation was chosen, or begun with a person: `detail.channelId`.
 * @fires fe-open - A pane, dialog or bar is wanted: `detail.what`.
 * @fires fe-theme - Another theme is wanted: `detail.theme`.
 * @fires fe-error - What was chosen failed; the reason is shown in place, too.
 * @fires close - It was closed. Does not bubble.
 * @csspart option - Something that can be chosen.
 */
export class FePalette extends ChatElement {
  static override styles = [controls, paletteStyles];

  /** Whether it is shown. */
  @property({ type: Boolean }) open = false;
  /** The conversation that is open, which is not offered as a recent one. */
  @property({ attribute: 'channel-id' }) channelId: ChannelId | null = null;

  @state() private text = '';
  @state() private at = 0;
  @query('[role=option][aria-selected=true]') private readonly current!: HTMLElement | null;

  readonly #store = followWorkspace(this, 'channels', 'users', 'presence');
  readonly #people = new PageList<User>(this, (q) =>
    q === '' ? undefined : this.client?.users.search({ q, limit: 10 }),
  );
  readonly #action = new ActionController(this);

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('open')) return;
    this.text = '';
    this.at = 0;
    this.#action.reset();
  }

  protected override updated(): void {
    this.current?.scrollIntoView({ block: 'nearest' });
  }

  override render(): TemplateResult | typeof nothing {
    if (!this.open) return nothing;
    const sections = this.#sections();
    const entries = sections.flatMap((section) => section.entries);
    const at = Math.min(this.at, entries.length - 1);
    return html`<fe-dialog
      open
      flush
      heading=${this.t('palette.title')}
      close-label=${this.t('action.close')}
      @close=${this.#close}
    >
      <div class="pane">
        <label class="search"
          >${icon('search')}<input
            class="input"
            type="text"
            data-autofocus
            role="combobox"
            autocomplete="off"
            autocapitalize="none"
            spellcheck="false"
            aria-expanded="true"
            aria-controls="options"
            aria-autocomplete="list"
            aria-activedescendant=${entries.length === 0 ? nothing : `option-${at}`}
            aria-label=${this.t('palette.label')}
            placeholder=${this.t('palette.label')}
            .value=${this.text}
            @input=${this.#typed}
            @keydown=${(event: KeyboardEvent) => {
              this.#key(event, entries, at);
            }}
        /></label>
        ${errorLine(this.localizer, this.#action.error)}
        <div id="options" class="results scroll" role="listbox" aria-label=${this.t('palette.title')}>
          ${this.#list(sections, at)}
        </div>
        <span class="visually-hidden" role="status"
          >${entries.length === 0 ? this.t('channels.none', { query: this.text.trim() }) : this.t('palette.count', { count: entries.length })}</span
        >
        ${
          entries.length === 0
            ? html`<p class="empty" aria-hidden="true">
                ${this.t('channels.none', { query: this.text.trim() })}
              </p>`
            : nothing
        }
      </div>
    </fe-dialog>`;
  }

  #list(sections: readonly PaletteSection[], current: number): TemplateResult[] {
    let at = -1;
    return sections.map(
      ({ name, entries }) =>
        html`<div role="group" aria-labelledby="section-${name}">
          <div id="section-${name}" class="heading" role="presentation">${this.#nameOf(name)}</div>
          ${entries.map((entry) => {
            at += 1;
            return this.#option(entry, at, at === current);
          })}
        </div>`,
    );
  }

  #nameOf(section: PaletteSection['name']): string {
    switch (section) {
      case 'recent':
        return this.t('palette.recent');
      case 'conversations':
        return this.t('channels.label');
      case 'people':
        return this.t('search.people');
      case 'commands':
        return this.t('palette.commands');
    }
  }

  #option(entry: PaletteEntry, at: number, current: boolean): TemplateResult {
    return html`<div
      id="option-${at}"
      class="option"
      part="option"
      role="option"
      aria-selected=${String(current)}
      @pointerdown=${keepFocus}
      @pointerup=${() => {
        this.#choose(entry);
      }}
    >
      ${this.#sign(entry)}<span class="title" dir="auto">${entry.title}</span>${this.#more(entry)}
    </div>`;
  }

  #sign(entry: PaletteEntry): TemplateResult {
    if (entry.kind === 'command') return icon(entry.icon);
    if (isChannel(entry) && entry.kind === 'channel')
      return icon(entry.state.channel.kind === 'private' ? 'lock' : 'hash');
    if (entry.kind === 'channel' && entry.state.channel.kind === 'group') return icon('users');
    const user = entry.kind === 'person' ? entry.user : undefined;
    return html`<fe-avatar
      small
      shape="circle"
      .name=${entry.title}
      .src=${user?.avatarUrl ?? null}
      .presence=${user === undefined ? null : (this.#store.value?.presence.get(user.id) ?? null)}
    ></fe-avatar>`;
  }

  #more(entry: PaletteEntry): TemplateResult | typeof nothing {
    switch (entry.kind) {
      case 'channel': {
        const { unread } = entry.state;
        return unread === 0
          ? nothing
          : html`<span class="more">${this.t('channels.unread', { count: unread })}</span>`;
      }
      case 'person':
        return entry.user.title === ''
          ? nothing
          : html`<span class="more" dir="auto">${entry.user.title}</span>`;
      case 'command':
        return entry.keys === undefined ? nothing : html`<kbd class="more">${keyText(entry.keys)}</kbd>`;
    }
  }

  #sections(): PaletteSection[] {
    const store = this.#store.value;
    if (store === undefined) return [];
    return paletteSections(this.text, {
      store,
      localizer: this.localizer,
      channelId: this.channelId,
      recent: recentChannels(store.workspace?.slug ?? ''),
      found: this.text.trim() === '' ? [] : (this.#people.items ?? []),
    });
  }

  readonly #typed = (event: Event): void => {
    this.text = (event.target as HTMLInputElement).value;
    this.at = 0;
    this.#people.search(this.text);
  };

  #key(event: KeyboardEvent, entries: readonly PaletteEntry[], at: number): void {
    if (event.isComposing) return;
    const count = entries.length;
    const entry = entries[at];
    switch (event.key) {
      case 'ArrowDown':
        this.at = count === 0 ? 0 : (at + 1) % count;
        break;
      case 'ArrowUp':
        this.at = count === 0 ? 0 : (at - 1 + count) % count;
        break;
      case 'PageDown':
        this.at = Math.max(0, Math.min(count - 1, at + 8));
        break;
      case 'PageUp':
        this.at = Math.max(0, at - 8);
        break;
      case 'Enter':
        if (entry !== undefined) this.#choose(entry);
        break;
      default:
        return;
    }
    event.preventDefault();
  }

  #choose(entry: PaletteEntry): void {
    const { client } = this;
    if (client === undefined) return;
    this.#action.reset();
    switch (entry.kind) {
      case 'channel':
        this.#leave(() => emit(this, 'fe-channel-select', { channelId: entry.state.channel.id }));
        break;
      case 'person':
        this.#action.start(
          () => client.channels.direct(entry.user.id),
          (channel) => {
            this.#leave(() => emit(this, 'fe-channel-select', { channelId: channel.id }));
          },
        );
        break;
      case 'command':
        this.#run(entry.command);
    }
  }

  #run(command: PaletteCommand): void {
    switch (command) {
      case 'read-all':
        this.#action.start(
          () => this.#readAll(),
          () => {
            this.#close();
          },
        );
        break;
      case 'theme-auto':
      case 'theme-light':
      case 'theme-dark':
      case 'theme-high-contrast': {
        const theme = command.slice('theme-'.length) as 'auto' | 'light' | 'dark' | 'high-contrast';
        this.#leave(() => emit(this, 'fe-theme', { theme }));
        break;
      }
      default:
        this.#leave(() => emit(this, 'fe-open', { what: command }));
    }
  }

  async #readAll(): Promise<void> {
    const { client } = this;
    if (client === undefined) return;
    const unread = [...client.store.get().channels.values()].filter((channel) => channel.unread > 0);
    await Promise.all(
      unread.map(async ({ channel }) => {
        const held = acquireTimeline(client, channel.id);
        try {
          await held.timeline.markRead(channel.lastIndex);
        } finally {
          held.release();
        }
      }),
    );
  }

  /** The dialog gives the focus back when it goes; what is done then may move it on. */
  #leave(then: () => void): void {
    this.#close();
    void this.updateComplete.then(then);
  }

  readonly #close = (): void => {
    if (!this.open) return;
    this.open = false;
    this.dispatchEvent(new Event('close'));
  };
}

/** The field keeps the focus, as in any combobox. */
function keepFocus(event: PointerEvent): void {
  event.preventDefault();
}
