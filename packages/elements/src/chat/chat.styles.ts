import { css } from 'lit';

export const chatStyles = css`
  :host {
    display: grid;
    /* Its size is that of its place, whatever is in it: 320 px where that has no height of its own. */
    grid-template: minmax(0, 1fr) / minmax(0, 1fr);
    position: relative;
    block-size: 100%;
    min-block-size: 320px;
    overflow: hidden;
    container-type: size;
    background: var(--_bg);
    --_list-width: 264px;
    --_side-width: 320px;
  }
  :host([theme='light']) {
    color-scheme: light;
  }
  :host([theme='dark']) {
    color-scheme: dark;
  }
  :host([density='compact']) {
    --_size: var(--fe-font-size, 13px);
    --_size-secondary: var(--fe-font-size-secondary, 12px);
    --_avatar: var(--fe-avatar-size, 28px);
    --_group-gap: var(--fe-group-gap, 8px);
    --_message-gap: var(--fe-message-gap, 0px);
    --_pane-padding: var(--fe-pane-padding, 12px);
  }
  .layout {
    display: grid;
    /* A list that was made wide gives way before the conversation does. */
    grid-template-columns: minmax(180px, var(--_list-width)) minmax(280px, 1fr);
    grid-template-rows: minmax(0, 1fr);
    block-size: 100%;
  }
  .layout > :not(:defined) {
    display: none;
  }
  .skips {
    position: absolute;
    z-index: 20;
    inset: 8px auto auto;
    display: flex;
    gap: 8px;
    margin-inline: 8px;
    padding: 8px;
    border-radius: var(--_radius);
    background: var(--_bg-raised);
    box-shadow: var(--_shadow);
  }
  .skips:not(:focus-within) {
    clip-path: inset(50%);
  }
  .list,
  .main,
  .side {
    position: relative;
    display: flex;
    flex-direction: column;
    min-inline-size: 0;
    min-block-size: 0;
  }
  .list {
    border-inline-end: 1px solid var(--_line);
    background: var(--_bg-side);
  }
  .list fe-channel-list {
    flex: 1;
  }
  .list .top {
    display: flex;
    align-items: center;
    padding: 8px 8px 4px;
  }
  .list fe-workspace-switch {
    flex: 1;
    min-inline-size: 0;
  }
  /* Where the list is beside a conversation, that has the way to the search. */
  .list .seek {
    display: none;
    inline-size: 40px;
    block-size: 40px;
  }
  .side[hidden] {
    display: none;
  }
  .to-results {
    display: flex;
    align-items: center;
    gap: 4px;
    min-block-size: 36px;
    padding-inline: calc(var(--_pane-padding) - 4px);
    border-block-end: 1px solid var(--_line);
    color: var(--_link);
    font-size: var(--_size-secondary);
    font-weight: 500;
  }
  .to-results:hover {
    background: var(--_hover);
  }
  .me {
    display: flex;
    align-items: center;
    gap: 10px;
    margin: 0 8px 8px;
    padding: 6px 8px;
    border-radius: var(--_radius);
    text-align: start;
    --_avatar: 32px;
    --_presence-ring: var(--_bg-side);
  }
  .me:hover {
    background: var(--_hover);
  }
  .me span {
    display: block;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .me .who {
    flex: 1;
    min-inline-size: 0;
  }
  .me .name {
    font-weight: 500;
    line-height: 20px;
  }
  .me .status {
    color: var(--_text-2);
    font-size: var(--_size-meta);
    line-height: 16px;
  }
  .main fe-timeline {
    flex: 1;
  }
  .side {
    border-inline-start: 1px solid var(--_line);
    background: var(--_bg);
  }
  .split {
    position: absolute;
    z-index: 5;
    inset-block: 0;
    inset-inline-end: -5px;
    inline-size: 9px;
    cursor: col-resize;
    touch-action: none;
  }
  .side .split {
    inset-inline: -5px auto;
  }
  .split::after {
    content: '';
    position: absolute;
    inset-block: 0;
    inset-inline-start: 3.5px;
    inline-size: 2px;
    background: transparent;
    transition: background-color var(--_motion) ease-out 100ms;
  }
  .split:hover::after,
  .split:focus-visible::after {
    background: var(--_accent);
  }
  .split:focus-visible {
    outline: none;
  }
  .blank .button {
    margin-block-start: 8px;
    color: var(--_text);
  }
  .blank {
    flex: 1;
    place-content: center;
  }
  .blank > .icon {
    inline-size: 32px;
    block-size: 32px;
    color: var(--_text-3);
  }
  .page {
    display: grid;
    place-items: center;
    block-size: 100%;
    padding: 24px 16px;
    overflow-y: auto;
  }
  .page > div {
    display: grid;
    gap: 16px;
    inline-size: min(100%, 360px);
  }
  .page h2 {
    font-size: 20px;
    font-weight: 650;
  }
  .page .button {
    justify-self: start;
  }
  .archived {
    padding: 16px;
    color: var(--_text-2);
    text-align: center;
  }
  .error-line {
    padding: 8px 16px;
    border-block-end: 1px solid var(--_line);
  }

  @container (width >= 960px) {
    .to-results {
      display: none;
    }
    .layout.with-side {
      grid-template-columns: minmax(180px, var(--_list-width)) minmax(360px, 1fr) minmax(
          240px,
          var(--_side-width)
        );
    }
  }
  @container (480px <= width < 960px) {
    .with-side .main,
    .with-side .skips,
    .side .split {
      display: none;
    }
    .side {
      border-inline-start: 0;
    }
  }
  @container (width < 480px) {
    .layout {
      grid-template-columns: minmax(0, 1fr);
    }
    .layout:not([data-pane='list']) .list,
    .layout:not([data-pane='conversation']) .main,
    .layout:not([data-pane='side']) .side {
      display: none;
    }
    .list,
    .side {
      border-inline: 0;
    }
    .list .seek {
      display: inline-grid;
    }
    .split,
    .skips {
      display: none;
    }
    .main,
    .side {
      touch-action: pan-y pinch-zoom;
    }
    /* While a pane follows the finger, what is behind it is seen. */
    .layout.swiping > * {
      grid-area: 1 / 1;
    }
    .layout.swiping[data-pane='conversation'] .list,
    .layout.swiping[data-pane='side'] .main {
      display: flex;
    }
    .layout.swiping[data-pane='conversation'] .main,
    .layout.swiping .side {
      z-index: 1;
      background: var(--_bg);
      box-shadow: var(--_shadow);
    }
  }
`;
