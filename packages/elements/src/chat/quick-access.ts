import { html, type ReactiveControllerHost, type TemplateResult } from 'lit';
import type { ChannelId } from '@fechatter/client-sdk';
import { attempt } from '../events/attempt.ts';

/** What opens over everything: the palette, or the sheet with the keys. */
export type QuickPanel = 'palette' | 'shortcuts';

/**
 * Opens the palette with Ctrl or Cmd and K, and the sheet of keys with a question mark, while the focus is in the chat:
 * nothing is taken from the page around it. Both are loaded when they are first wanted.
 */
export class QuickAccess {
  readonly #host: ReactiveControllerHost & HTMLElement;
  #shown: QuickPanel | null = null;

  constructor(host: ReactiveControllerHost & HTMLElement) {
    this.#host = host;
    host.addEventListener('keydown', this.#key);
  }

  async show(panel: QuickPanel): Promise<void> {
    const part =
      panel === 'palette' ? import('../define/fe-palette.ts') : import('../define/fe-shortcuts.ts');
    if (await attempt(this.#host, part)) this.#set(panel);
  }

  panels(channelId: ChannelId | null): TemplateResult {
    const closed = (): void => {
      this.#set(null);
    };
    return html`<fe-palette
        .open=${this.#shown === 'palette'}
        channel-id=${channelId ?? ''}
        @close=${closed}
      ></fe-palette>
      <fe-shortcuts .open=${this.#shown === 'shortcuts'} @close=${closed}></fe-shortcuts>`;
  }

  #set(panel: QuickPanel | null): void {
    this.#shown = panel;
    this.#host.requestUpdate();
  }

  readonly #key = (event: KeyboardEvent): void => {
    const { key, ctrlKey, metaKey, altKey, shiftKey } = event;
    if (event.defaultPrevented || altKey) return;
    const isCommand = ctrlKey || metaKey;
    const panel =
      isCommand && !shiftKey && key.toLowerCase() === 'k'
        ? 'palette'
        : !isCommand && key === '?' && !isTyping(event.composedPath()[0])
          ? 'shortcuts'
          : null;
    if (panel === null) return;
    event.preventDefault();
    void this.show(panel);
  };
}

/** Whether a key pressed there writes something. */
function isTyping(target: EventTarget | undefined): boolean {
  return (
    target instanceof HTMLElement && (target.isContentEditable || target.matches('input, textarea, select'))
  );
}
