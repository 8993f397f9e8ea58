import { css } from 'lit';

export const channelBrowserStyles = css`
  :host {
    display: contents;
  }
  form,
  .pane {
    padding-inline: 12px;
  }
  .pane {
    display: grid;
    gap: 8px;
  }
  .results {
    block-size: min(400px, 50vh);
    margin-inline: -12px;
    padding-inline: 4px;
  }
  .choices {
    display: grid;
    gap: 8px;
    margin: 0;
    padding: 0;
    border: 0;
  }
  .choice {
    display: grid;
    grid-template-columns: auto 20px 1fr;
    align-items: center;
    gap: 2px 12px;
    padding: 10px 12px;
    border: 1px solid var(--_line);
    border-radius: var(--_radius);
    cursor: pointer;
  }
  .choice:has(:checked) {
    border-color: var(--_accent);
    background: var(--_selected);
  }
  .choice input {
    accent-color: var(--_accent);
    inline-size: 16px;
    block-size: 16px;
  }
  .choice strong {
    font-weight: 500;
  }
  .choice .hint {
    grid-column: 3;
  }
  .choice .icon {
    color: var(--_text-2);
  }
  .chosen {
    display: flex;
    flex-wrap: wrap;
    gap: 4px;
  }
  .chip {
    display: inline-flex;
    align-items: center;
    gap: 4px;
    min-block-size: 28px;
    padding-block: 2px;
    padding-inline: 10px 4px;
    border-radius: 999px;
    background: var(--_selected);
    font-size: var(--_size-secondary);
    font-weight: 500;
  }
  .chip .icon {
    inline-size: 16px;
    block-size: 16px;
    color: var(--_text-2);
  }
  .person[aria-pressed='true'] .mark {
    color: var(--_accent);
  }
  .mark {
    flex: none;
    color: transparent;
  }
  /* What a channel is for has its own direction beside the count, and loses its end where there is no room. */
  .more.channel {
    display: flex;
  }
  .count {
    flex: none;
  }
  .about {
    min-inline-size: 0;
    overflow: hidden;
    text-overflow: ellipsis;
  }
`;
