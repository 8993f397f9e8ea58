import { css } from 'lit';

export const menuStyles = css`
  :host {
    display: inline-block;
    min-inline-size: 0;
  }
  .trigger {
    max-inline-size: 100%;
  }
  .menu {
    position: fixed;
    inset: auto;
    margin: 0;
    min-inline-size: 208px;
    max-inline-size: min(320px, calc(100vw - 16px));
    padding: 4px;
    border: 0;
    border-radius: var(--_radius);
    background: var(--_bg-raised);
    color: var(--_text);
    box-shadow: var(--_shadow);
    font-size: var(--_size);
    overflow-y: auto;
    overscroll-behavior: contain;
    transition:
      opacity var(--_motion) ease-out,
      translate var(--_motion) ease-out;
  }
  @starting-style {
    .menu:popover-open {
      opacity: 0;
      translate: 0 -4px;
    }
  }
  .item {
    display: flex;
    align-items: center;
    gap: 12px;
    inline-size: 100%;
    min-block-size: 34px;
    padding-block: 4px;
    padding-inline: 8px 12px;
    border-radius: var(--_radius-small);
  }
  .item .icon {
    inline-size: 18px;
    block-size: 18px;
    color: var(--_text-2);
  }
  .item .label {
    flex: 1;
    min-inline-size: 0;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .item .detail {
    color: var(--_text-3);
    font-size: var(--_size-secondary);
    font-variant-numeric: tabular-nums;
  }
  .item:hover,
  .item:focus-visible {
    background: var(--_hover);
    outline: none;
  }
  .item:focus-visible {
    box-shadow: inset 0 0 0 2px var(--_focus);
  }
  .item.danger,
  .item.danger .icon {
    color: var(--_danger);
  }
  .item .check {
    color: var(--_accent);
  }
  hr {
    border: 0;
    border-block-start: 1px solid var(--_line);
    margin: 4px 8px;
  }
  @media (hover: none) {
    .item {
      min-block-size: 44px;
    }
  }
  @media (forced-colors: active) {
    .menu {
      border: 1px solid;
    }
  }
`;
