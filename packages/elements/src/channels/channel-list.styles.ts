import { css } from 'lit';

export const channelListStyles = css`
  :host {
    display: flex;
    flex-direction: column;
    min-block-size: 0;
    block-size: 100%;
    background: var(--_bg-side);
    --_presence-ring: var(--_bg-side);
    --_avatar: 22px;
  }
  .top {
    padding: 4px 12px 8px;
  }
  .search .input {
    min-block-size: 34px;
    padding-block: 5px;
    border-color: transparent;
    background: var(--_hover);
    font-size: 14px;
  }
  nav {
    flex: 1;
    min-block-size: 0;
    padding: 0 8px 16px;
  }
  section + section {
    margin-block-start: 16px;
  }
  .heading {
    display: flex;
    align-items: center;
    min-block-size: 28px;
    padding-inline-start: 8px;
  }
  h3 {
    flex: 1;
    color: var(--_text-2);
    font-size: var(--_size-meta);
    font-weight: 600;
  }
  .fold {
    display: inline-flex;
    align-items: center;
    gap: 2px;
    min-block-size: 24px;
    border-radius: 4px;
  }
  .fold .icon {
    opacity: 0;
    color: var(--_text-3);
    transition: rotate var(--_motion) ease-out;
  }
  .fold[aria-expanded='false'] .icon {
    rotate: -90deg;
    opacity: 1;
  }
  .fold[aria-expanded='false'] .icon:dir(rtl) {
    rotate: 90deg;
  }
  .fold:hover .icon,
  .fold:focus-visible .icon {
    opacity: 1;
  }
  li {
    position: relative;
  }
  /* The menu stands over the end of its entry, while one is at it. */
  li fe-menu {
    position: absolute;
    inset-block: 2px;
    inset-inline-end: 4px;
    opacity: 0;
  }
  li fe-menu::part(trigger) {
    inline-size: 28px;
    block-size: 28px;
  }
  li:hover fe-menu,
  li:has(fe-menu:focus-within) fe-menu {
    opacity: 1;
  }
  li:hover:has(fe-menu) :is(.badge, .small),
  li:has(fe-menu:focus-within) :is(.badge, .small) {
    visibility: hidden;
  }
  .heading .icon-button {
    inline-size: 28px;
    block-size: 28px;
    color: var(--_text-3);
  }
  .heading .icon {
    inline-size: 16px;
    block-size: 16px;
  }
  .entry {
    display: flex;
    align-items: center;
    gap: 8px;
    inline-size: 100%;
    min-block-size: 32px;
    padding: 4px 8px;
    border-radius: var(--_radius-small);
    color: var(--_text-2);
    outline-offset: -2px;
  }
  .entry:hover {
    background: var(--_hover);
  }
  .entry > .icon {
    inline-size: 18px;
    block-size: 18px;
    margin-inline: 2px;
    color: var(--_text-3);
  }
  .entry .title {
    flex: 1;
    min-inline-size: 0;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
    line-height: 22px;
  }
  .entry.unread {
    color: var(--_text);
  }
  .entry.unread .title {
    font-weight: 650;
  }
  .entry.unread > .icon {
    color: var(--_text-2);
  }
  .entry.muted {
    color: var(--_text-3);
  }
  .entry[aria-current='true'] {
    background: var(--_selected);
    box-shadow: inset 0 0 0 var(--_edge) var(--_accent);
    color: var(--_text);
  }
  .entry[aria-current='true'] .title {
    font-weight: 550;
  }
  .entry[aria-current='true'] > .icon {
    color: var(--_accent);
  }
  @media (forced-colors: active) {
    .entry[aria-current='true']:not(:focus-visible) {
      outline: 2px solid Highlight;
      outline-offset: -2px;
    }
  }
  .badge {
    flex: none;
    min-inline-size: 20px;
    padding: 0 6px;
    border-radius: 999px;
    background: var(--_press);
    color: var(--_text);
    font-size: 11px;
    font-weight: 600;
    font-variant-numeric: tabular-nums;
    line-height: 18px;
    text-align: center;
    direction: ltr;
  }
  .badge.mention {
    background: var(--_accent);
    color: var(--_on-accent);
  }
  .entry .small {
    inline-size: 14px;
    block-size: 14px;
    color: var(--_text-3);
  }
  .small .icon {
    inline-size: 14px;
    block-size: 14px;
  }
  .add {
    color: var(--_text-3);
  }
  .count {
    display: inline-grid;
    place-items: center;
    inline-size: 22px;
    block-size: 22px;
    border-radius: 5px;
    background: var(--_press);
    color: var(--_text-2);
    font-size: 11px;
    font-weight: 600;
  }
  @media (hover: none) {
    li fe-menu:not(:focus-within) {
      display: none;
    }
    li:hover:not(:has(fe-menu:focus-within)) :is(.badge, .small) {
      visibility: visible;
    }
  }
  @container (width < 480px) {
    .entry {
      min-block-size: 44px;
    }
    .heading {
      min-block-size: 36px;
    }
    .search .input {
      min-block-size: 40px;
    }
  }
`;
