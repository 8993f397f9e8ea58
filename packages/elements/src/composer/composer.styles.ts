import { css } from 'lit';

export const composerStyles = css`
  :host {
    display: block;
    position: relative;
    padding-inline: var(--_pane-padding);
    background: var(--_bg);
  }
  .box {
    position: relative;
    border: 1px solid color-mix(in oklab, var(--_line-strong) 60%, var(--_line));
    border-radius: 10px;
    background: var(--_bg);
    transition:
      border-color var(--_motion) ease-out,
      box-shadow var(--_motion) ease-out;
  }
  .box:focus-within {
    border-color: var(--_focus);
    box-shadow: 0 0 0 1px var(--_focus);
  }
  .closed {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 4px 12px;
    padding: 10px 14px;
    background: var(--_bg-side);
    color: var(--_text-2);
    outline: none;
  }
  .bar {
    display: flex;
    align-items: center;
    gap: 8px;
    padding-block: 4px;
    padding-inline: 12px 4px;
    border-block-end: 1px solid var(--_line);
    color: var(--_text-2);
    font-size: var(--_size-secondary);
  }
  .bar > .icon {
    inline-size: 16px;
    block-size: 16px;
    color: var(--_accent);
  }
  .bar button.what {
    flex: 1;
    min-inline-size: 0;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
    border-radius: 4px;
  }
  .bar strong {
    color: var(--_text);
    font-weight: 600;
  }
  .bar .icon-button {
    inline-size: 28px;
    block-size: 28px;
  }
  .bar .icon-button .icon {
    inline-size: 16px;
    block-size: 16px;
  }
  .line {
    display: flex;
    align-items: end;
    gap: 4px;
    padding: 4px;
  }
  textarea {
    display: block;
    flex: 1;
    min-inline-size: 0;
    min-block-size: 36px;
    max-block-size: min(40vh, 320px);
    padding-block: 7px;
    padding-inline: 10px 4px;
    border: 0;
    background: none;
    resize: none;
    outline: none;
    line-height: 22px;
    field-sizing: content;
    overflow-y: auto;
    overscroll-behavior: contain;
    scrollbar-width: thin;
  }
  textarea:focus-visible {
    outline: none;
  }
  textarea::placeholder {
    color: var(--_text-3);
    opacity: 1;
    white-space: nowrap;
    overflow: hidden;
    text-overflow: ellipsis;
  }
  .send {
    inline-size: 36px;
    block-size: 36px;
    border-radius: 7px;
  }
  .send:disabled {
    color: var(--_text-3);
    opacity: 0.6;
  }
  .send:not(:disabled) {
    background: var(--_accent);
    color: var(--_on-accent);
  }
  .send:hover:not(:disabled) {
    background: color-mix(in oklab, var(--_accent) 90%, var(--_text));
    color: var(--_on-accent);
  }
  .foot {
    display: flex;
    justify-content: space-between;
    gap: 12px;
    block-size: 24px;
    padding: 3px 4px 0;
    color: var(--_text-3);
    font-size: var(--_size-meta);
    line-height: 17px;
    white-space: nowrap;
    overflow: hidden;
  }
  .foot .typing {
    min-inline-size: 0;
    overflow: hidden;
    text-overflow: ellipsis;
  }
  .foot .count.over {
    color: var(--_danger);
    font-weight: 500;
  }
  .dots {
    display: inline-flex;
    gap: 3px;
    margin-inline-end: 6px;
  }
  .dots i {
    inline-size: 4px;
    block-size: 4px;
    border-radius: 50%;
    background: currentColor;
    animation: breathe 1.2s infinite ease-in-out;
  }
  .dots i:nth-child(2) {
    animation-delay: 0.15s;
  }
  .dots i:nth-child(3) {
    animation-delay: 0.3s;
  }
  @keyframes breathe {
    0%,
    60%,
    100% {
      opacity: 0.3;
    }
    30% {
      opacity: 1;
    }
  }
  .options {
    position: absolute;
    z-index: 4;
    inset-inline: -1px;
    inset-block-end: calc(100% + 8px);
    max-block-size: 340px;
    padding: 4px;
    overflow-y: auto;
    border-radius: var(--_radius);
    background: var(--_bg-raised);
    box-shadow: var(--_shadow);
    --_avatar: 24px;
    --_presence-ring: var(--_bg-raised);
  }
  .option {
    display: flex;
    align-items: center;
    gap: 10px;
    min-block-size: 36px;
    padding: 4px 8px;
    border-radius: var(--_radius-small);
    cursor: pointer;
    white-space: nowrap;
  }
  .option[aria-selected='true'] {
    background: var(--_selected);
  }
  .option .name {
    font-weight: 500;
  }
  .option .more {
    min-inline-size: 0;
    overflow: hidden;
    text-overflow: ellipsis;
    color: var(--_text-2);
    font-size: var(--_size-secondary);
  }
  .option .sign {
    display: grid;
    place-items: center;
    inline-size: 24px;
    block-size: 24px;
    color: var(--_text-2);
  }
  @media (forced-colors: active) {
    .option[aria-selected='true'] {
      outline: 2px solid;
      outline-offset: -2px;
    }
  }
`;
