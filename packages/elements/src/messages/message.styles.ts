import { css } from 'lit';

export const messageStyles = css`
  :host {
    display: block;
    position: relative;
    padding: var(--_message-gap) var(--_pane-padding);
    padding-inline-end: calc(var(--_pane-padding) + 4px);
    outline-offset: -2px;
    contain: layout style;
    border-radius: 0;
  }
  :host([head]) {
    margin-block-start: var(--_group-gap);
  }
  :host(:hover),
  :host([active]) {
    background: var(--_hover);
  }
  :host([mentioned]) {
    background: var(--_mention);
    box-shadow: inset 2px 0 0 var(--_accent);
  }
  :host([mentioned]:dir(rtl)) {
    box-shadow: inset -2px 0 0 var(--_accent);
  }
  :host([editing]) {
    background: var(--_selected);
  }
  :host([highlighted]) {
    background: var(--_highlight);
    animation: fade 2.4s ease-out;
  }
  @keyframes fade {
    60% {
      background: var(--_highlight);
    }
    100% {
      background: transparent;
    }
  }
  @media (forced-colors: active) {
    :host([highlighted]),
    :host([editing]) {
      outline: 2px solid Highlight;
    }
    :host([mentioned]) {
      border-inline-start: 3px solid Highlight;
      padding-inline-start: calc(var(--_pane-padding) - 3px);
    }
  }
  .body::highlight(fe-found) {
    background: var(--_found);
    color: var(--_text);
  }
  .row {
    display: grid;
    grid-template-columns: var(--_avatar) minmax(0, 1fr);
    column-gap: 12px;
  }
  .avatar {
    display: block;
    block-size: var(--_avatar);
    margin-block-start: 2px;
    border-radius: var(--_radius);
  }
  .row:has(> .avatar) {
    /* The avatar is taller than one line of text, and must not make the row jump when a second one follows. */
    min-block-size: calc(var(--_avatar) + 4px);
  }
  .gutter {
    padding-block-start: 3px;
    color: var(--_text-3);
    font-size: 11px;
    line-height: 17px;
    font-variant-numeric: tabular-nums;
    text-align: end;
    white-space: nowrap;
    opacity: 0;
  }
  :host(:hover) .gutter,
  :host([active]) .gutter {
    opacity: 1;
  }
  .content {
    min-inline-size: 0;
    max-inline-size: var(--_measure);
  }
  .body {
    text-align: start;
    line-height: 1.45;
    line-height: round(1.45em, 1px);
  }
  /* Words that run against the page stay beside their author's name. */
  :host(:dir(rtl)) .body:dir(ltr),
  :host(:dir(ltr)) .body:dir(rtl) {
    inline-size: fit-content;
    max-inline-size: calc(100% + 8px);
  }
  .head {
    display: flex;
    align-items: baseline;
    gap: 8px;
    line-height: 20px;
    min-inline-size: 0;
  }
  .name {
    min-inline-size: 0;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
    font-weight: 600;
    border-radius: 4px;
  }
  .name:hover {
    text-decoration: underline;
    text-underline-offset: 2px;
  }
  .status {
    flex: none;
    font-size: var(--_size-secondary);
  }
  time {
    flex: none;
    unicode-bidi: plaintext;
    color: var(--_text-3);
    font-size: var(--_size-meta);
    font-variant-numeric: tabular-nums;
  }
  .quote {
    display: flex;
    align-items: baseline;
    gap: 6px;
    max-inline-size: 100%;
    margin-block: 2px 4px;
    padding: 2px 10px;
    border-inline-start: 2px solid color-mix(in oklch, var(--_accent) 55%, transparent);
    border-start-end-radius: var(--_radius-small);
    border-end-end-radius: var(--_radius-small);
    color: var(--_text-2);
    font-size: var(--_size-secondary);
    line-height: 20px;
  }
  .quote:hover {
    background: var(--_hover);
    color: var(--_text);
  }
  .quote strong {
    flex: none;
    max-inline-size: 40%;
    overflow: hidden;
    text-overflow: ellipsis;
    font-weight: 600;
    white-space: nowrap;
  }
  .quote span {
    min-inline-size: 0;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .clamped {
    max-block-size: 352px;
    overflow: hidden;
    mask-image: linear-gradient(#000 calc(100% - 64px), transparent);
  }
  .more {
    margin-block-start: 4px;
    font-size: var(--_size-secondary);
    font-weight: 500;
  }
  .tombstone {
    color: var(--_text-3);
    font-style: italic;
  }
  .action {
    font-style: italic;
    color: var(--_text-2);
  }
  .action p {
    display: inline;
  }
  .actor {
    display: inline-block;
    max-inline-size: 100%;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
    vertical-align: bottom;
  }
  .meta {
    margin-inline-start: 4px;
    color: var(--_text-3);
    font-size: var(--_size-meta);
    line-height: 17px;
  }
  button.meta:hover {
    text-decoration: underline;
  }
  .gutter.pending {
    display: flex;
    justify-content: flex-end;
    opacity: 1;
  }
  .clock {
    display: block;
    align-self: center;
    color: var(--_text-3);
    animation: appear 160ms 400ms ease-out backwards;
  }
  .clock .icon {
    inline-size: 14px;
    block-size: 14px;
  }
  .failure {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 4px 8px;
    margin-block-start: 4px;
    color: var(--_danger);
    font-size: var(--_size-secondary);
  }
  .failure .icon {
    inline-size: 16px;
    block-size: 16px;
  }
  .failure .button {
    color: var(--_text);
  }
  .unsent .body {
    color: var(--_text-2);
  }
  .toolbar {
    position: absolute;
    z-index: 2;
    inset-block-start: -16px;
    inset-inline-end: 20px;
    display: flex;
    padding: 2px;
    border-radius: var(--_radius);
    background: var(--_bg-raised);
    box-shadow:
      0 0 0 1px var(--_line),
      0 2px 6px oklch(0.2 0.02 265 / 0.08);
  }
  .toolbar .icon-button {
    inline-size: 30px;
    block-size: 28px;
  }
  .toolbar fe-menu::part(trigger) {
    inline-size: 30px;
    block-size: 28px;
  }
  .toolbar .icon {
    inline-size: 18px;
    block-size: 18px;
  }
  @media (hover: none) {
    .toolbar .icon-button,
    .toolbar fe-menu::part(trigger) {
      inline-size: 40px;
      block-size: 36px;
    }
  }
`;
