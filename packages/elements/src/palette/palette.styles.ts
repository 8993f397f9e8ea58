import { css } from 'lit';

export const paletteStyles = css`
  :host {
    display: contents;
    --_avatar: 22px;
  }
  .pane {
    display: grid;
    gap: 8px;
    padding-inline: 4px;
  }
  .search {
    margin-inline: 8px;
  }
  .results {
    block-size: min(400px, 50vh);
  }
  .heading {
    padding: 8px 12px 4px;
    color: var(--_text-2);
    font-size: var(--_size-meta);
    font-weight: 600;
  }
  .option {
    display: flex;
    align-items: center;
    gap: 12px;
    min-block-size: 36px;
    padding: 4px 12px;
    border-radius: var(--_radius-small);
    cursor: pointer;
  }
  .option > .icon {
    inline-size: 18px;
    block-size: 18px;
    margin-inline: 2px;
    color: var(--_text-2);
  }
  .option .title {
    flex: 1;
    min-inline-size: 0;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .option .more {
    flex: none;
    max-inline-size: 40%;
    overflow: hidden;
    color: var(--_text-3);
    font-size: var(--_size-meta);
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  kbd {
    font-family: inherit;
  }
  .option:hover {
    background: var(--_hover);
  }
  .option[aria-selected='true'] {
    background: var(--_selected);
    box-shadow: inset 0 0 0 var(--_edge) var(--_accent);
  }
  @media (hover: none) {
    .option {
      min-block-size: 44px;
    }
  }
  @media (forced-colors: active) {
    .option[aria-selected='true'] {
      outline: 2px solid Highlight;
      outline-offset: -2px;
    }
  }
`;
