import { css } from 'lit';

export const timelineStyles = css`
  :host {
    display: flex;
    flex-direction: column;
    min-block-size: 0;
    block-size: 100%;
    overflow: hidden;
    background: var(--_bg);
  }
  .view {
    flex: 1;
    position: relative;
    min-block-size: 0;
  }
  .scroller {
    block-size: 100%;
    overflow-y: auto;
    overflow-x: hidden;
    overflow-anchor: none;
    overscroll-behavior: contain;
    touch-action: pan-y pinch-zoom;
    scrollbar-width: thin;
    scrollbar-color: var(--_line) transparent;
    scrollbar-gutter: stable;
    outline-offset: -2px;
  }
  .content {
    display: flow-root;
    align-content: end;
    min-block-size: 100%;
    padding-block-end: 12px;
  }
  .day-line {
    position: sticky;
    inset-block-start: 0;
    z-index: 1;
    display: flex;
    justify-content: center;
    margin-block-start: 16px;
    padding-block: 8px 4px;
    pointer-events: none;
  }
  .day {
    position: relative;
  }
  .day::before {
    content: '';
    position: absolute;
    inset-inline: var(--_pane-padding);
    inset-block-start: 20px;
    border-block-start: 1px solid var(--_line);
  }
  .day-line button {
    min-block-size: 24px;
    padding: 2px 12px;
    pointer-events: auto;
    border: 1px solid var(--_line);
    border-radius: 999px;
    background: var(--_bg);
    color: var(--_text-2);
    font-size: var(--_size-meta);
    font-weight: 500;
    line-height: 17px;
  }
  .day-line button:hover {
    border-color: var(--_line-strong);
    color: var(--_text);
  }
  .day-line + fe-message[head] {
    margin-block-start: 4px;
  }
  .unread-line {
    display: flex;
    align-items: center;
    gap: 8px;
    margin: 12px var(--_pane-padding) -4px;
    color: var(--_danger);
    font-size: var(--_size-meta);
    font-weight: 600;
    line-height: 16px;
  }
  .unread-line::before {
    content: '';
    flex: 1;
    border-block-start: 1px solid currentColor;
    opacity: 0.6;
  }
  .intro {
    display: grid;
    justify-items: start;
    gap: 4px;
    padding: 32px var(--_pane-padding) 4px;
  }
  .intro .sign {
    display: grid;
    place-items: center;
    inline-size: 48px;
    block-size: 48px;
    margin-block-end: 8px;
    border-radius: 12px;
    background: var(--_selected);
    color: var(--_accent);
  }
  .intro fe-avatar {
    --_side: 48px;
    margin-block-end: 8px;
  }
  .intro h2 {
    font-size: 20px;
    font-weight: 650;
    line-height: 1.3;
    text-wrap: balance;
  }
  .intro .button {
    margin-block-start: 8px;
  }
  .intro p {
    max-inline-size: 60ch;
    color: var(--_text-2);
    text-wrap: pretty;
  }
  .state {
    display: grid;
    justify-items: center;
    gap: 12px;
    padding: 16px;
  }
  .failed {
    flex: 1;
    place-content: center;
  }
  .seen {
    min-block-size: 17px;
    margin-block-start: 4px;
    padding-inline: calc(var(--_pane-padding) + var(--_avatar) + 12px) var(--_pane-padding);
    color: var(--_text-3);
    font-size: var(--_size-meta);
    line-height: 17px;
  }
  .skeletons {
    display: grid;
    gap: 20px;
    padding: 16px var(--_pane-padding);
  }
  .ghost {
    display: grid;
    grid-template-columns: var(--_avatar) 1fr;
    gap: 6px 12px;
  }
  .ghost .face {
    grid-row: span 3;
    inline-size: var(--_avatar);
    block-size: var(--_avatar);
    border-radius: var(--_radius);
  }
  .ghost .line {
    block-size: 12px;
    inline-size: min(100%, 520px);
  }
  .ghost .line.name {
    inline-size: 120px;
  }
  .ghost .line.short {
    inline-size: min(60%, 300px);
  }
  .ways {
    position: absolute;
    z-index: 3;
    inset-block-end: 12px;
    inset-inline: 16px;
    display: flex;
    flex-wrap: wrap;
    justify-content: center;
    gap: 8px;
    pointer-events: none;
  }
  .ways.above {
    inset-block: 44px auto;
  }
  .way {
    display: inline-flex;
    align-items: center;
    gap: 6px;
    min-block-size: 32px;
    padding-block: 4px;
    padding-inline: 10px 14px;
    border-radius: 999px;
    background: var(--_bg-raised);
    box-shadow: var(--_shadow);
    font-size: var(--_size-secondary);
    font-weight: 500;
    pointer-events: auto;
    animation: rise var(--_motion) ease-out;
  }
  .way.new {
    background: var(--_accent);
    color: var(--_on-accent);
  }
  .way .icon {
    inline-size: 16px;
    block-size: 16px;
  }
  .ways .problem {
    flex-basis: 100%;
    display: flex;
    justify-content: center;
  }
  .ways .problem .state {
    padding: 8px 12px;
    border-radius: var(--_radius);
    background: var(--_bg-raised);
    box-shadow: var(--_shadow);
    pointer-events: auto;
  }
  @media (forced-colors: active) {
    .way {
      border: 1px solid;
    }
  }
  @keyframes rise {
    from {
      opacity: 0;
      translate: 0 8px;
    }
  }
`;
