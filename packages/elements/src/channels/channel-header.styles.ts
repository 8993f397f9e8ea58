import { css } from 'lit';

export const channelHeaderStyles = css`
  :host {
    display: block;
    background: var(--_bg);
    --_avatar: 28px;
  }
  .header {
    display: flex;
    align-items: center;
    gap: 8px;
    min-block-size: 56px;
    padding-inline: var(--_pane-padding) 12px;
    border-block-end: 1px solid var(--_line);
  }
  .back {
    display: none;
    margin-inline-start: -8px;
  }
  .sign {
    flex: none;
    color: var(--_text-3);
  }
  .names {
    flex: 1;
    min-inline-size: 0;
  }
  h2 {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
    font-size: 16px;
    font-weight: 650;
    line-height: 22px;
  }
  .description {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
    color: var(--_text-2);
    font-size: var(--_size-secondary);
    line-height: 18px;
  }
  .members {
    inline-size: auto;
    grid-auto-flow: column;
    gap: 6px;
    padding-inline: 8px;
    font-size: var(--_size-secondary);
    font-variant-numeric: tabular-nums;
  }
  .members .icon {
    inline-size: 18px;
    block-size: 18px;
  }
  .seek span {
    display: none;
  }
  @container (width >= 720px) {
    :host(:not([members-open], [search-open])) .seek {
      display: flex;
      align-items: center;
      gap: 8px;
      inline-size: clamp(120px, 22cqi, 240px);
      padding-inline: 10px;
      border: 1px solid var(--_line);
      border-radius: var(--_radius);
      color: var(--_text-3);
      font-size: var(--_size-secondary);
    }
    :host(:not([members-open], [search-open])) .seek span {
      display: inline;
    }
    :host(:not([members-open], [search-open])) .seek .icon {
      inline-size: 16px;
      block-size: 16px;
    }
  }
  .favourite[aria-pressed='true'] {
    color: var(--_warning);
  }
  .favourite[aria-pressed='true'] .icon {
    fill: currentColor;
  }
  .notice {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: center;
    gap: 4px 12px;
    padding: 8px var(--_pane-padding);
    border-block-end: 1px solid var(--_line);
    background: var(--_bg-side);
    color: var(--_text-2);
    font-size: var(--_size-secondary);
  }
  @container (width < 480px) {
    .back {
      display: inline-grid;
    }
    .icon-button {
      inline-size: 40px;
      block-size: 40px;
    }
    .members {
      inline-size: auto;
    }
    fe-menu::part(trigger) {
      inline-size: 40px;
      block-size: 40px;
    }
    .favourite {
      display: none;
    }
  }
`;
