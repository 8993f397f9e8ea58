import { css, html, nothing, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import { LocalizedElement } from '../element.ts';
import type { TextKey } from '../localize/en.ts';
import { keyText } from './key-text.ts';

interface Group {
  readonly title: TextKey;
  readonly rows: readonly (readonly [keys: readonly string[], does: TextKey])[];
}

/** Every key of the chat, by where it acts. */
const groups: readonly Group[] = [
  {
    title: 'shortcuts.anywhere',
    rows: [
      [['Mod+K'], 'palette.title'],
      [['Mod+Shift+F'], 'search.title'],
      [['F6', 'Shift+F6'], 'shortcuts.panes'],
      [['?'], 'shortcuts.title'],
    ],
  },
  {
    title: 'search.messages',
    rows: [
      [['↑', '↓'], 'shortcuts.nextMessage'],
      [['Home', 'End'], 'shortcuts.ends'],
      [['Enter'], 'message.actions'],
      [['R'], 'message.reply'],
      [['E'], 'message.edit'],
      [['Delete'], 'message.delete'],
      [['Mod+F'], 'header.find'],
      [['Escape'], 'shortcuts.toComposer'],
    ],
  },
  {
    title: 'shortcuts.writing',
    rows: [
      [['Enter'], 'composer.send'],
      [['Shift+Enter'], 'shortcuts.newLine'],
      [['@'], 'shortcuts.mention'],
      [['↑'], 'shortcuts.editLast'],
    ],
  },
  {
    title: 'channels.label',
    rows: [
      [['↑', '↓'], 'shortcuts.nextChannel'],
      [['Enter'], 'browser.open'],
    ],
  },
];

const shortcutStyles = css`
  :host {
    display: contents;
  }
  .groups {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(100%, 260px), 1fr));
    gap: 16px 32px;
  }
  fe-dialog::part(dialog) {
    inline-size: min(680px, calc(100vw - 24px));
  }
  h3 {
    margin-block-end: 4px;
    font-size: var(--_size-secondary);
    font-weight: 600;
  }
  dl {
    margin: 0;
  }
  dl > div {
    display: flex;
    align-items: baseline;
    justify-content: space-between;
    gap: 16px;
    padding-block: 4px;
    border-block-end: 1px solid var(--_line);
  }
  dt {
    color: var(--_text-2);
    font-size: var(--_size-secondary);
  }
  dd {
    display: flex;
    flex: none;
    gap: 4px;
    margin: 0;
  }
  kbd {
    min-inline-size: 24px;
    padding: 1px 6px;
    border: 1px solid var(--_line-strong);
    border-radius: 4px;
    background: var(--_bg-code);
    font: inherit;
    font-size: var(--_size-meta);
    text-align: center;
    direction: ltr;
  }
`;

/**
 * A dialog with every key of the chat.
 *
 * @tag fe-shortcuts
 * @fires close - It was closed. Does not bubble.
 */
export class FeShortcuts extends LocalizedElement {
  static override styles = [shortcutStyles];

  /** Whether it is shown. */
  @property({ type: Boolean }) open = false;

  override render(): TemplateResult | typeof nothing {
    if (!this.open) return nothing;
    return html`<fe-dialog
      open
      heading=${this.t('shortcuts.title')}
      close-label=${this.t('action.close')}
      @close=${() => {
        this.open = false;
        this.dispatchEvent(new Event('close'));
      }}
    >
      <div class="groups">
        ${groups.map(
          ({ title, rows }) =>
            html`<section>
              <h3>${this.t(title)}</h3>
              <dl>
                ${rows.map(
                  ([keys, does]) =>
                    html`<div>
                      <dt>${this.t(does)}</dt>
                      <dd>${keys.map((key) => html`<kbd>${keyText(key)}</kbd>`)}</dd>
                    </div>`,
                )}
              </dl>
            </section>`,
        )}
      </div>
    </fe-dialog>`;
  }
}
