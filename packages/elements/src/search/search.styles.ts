import { css } from 'lit';

export const searchStyles = css`
  :host {
    display: flex;
    flex-direction: column;
    position: relative;
    min-block-size: 0;
    block-size: 100%;
    background: var(--_bg);
    container-type: inline-size;
  }
  .header {
    display: flex;
    align-items: center;
    gap: 4px;
    min-block-size: 56px;
    padding-inline: 12px;
    border-block-end: 1px solid var(--_line);
  }
  form {
    position: relative;
    flex: 1;
    min-inline-size: 0;
  }
  .header .input {
    min-block-size: 36px;
    padding-block: 5px;
    padding-inline: 32px 34px;
    text-overflow: ellipsis;
  }
  .clear {
    position: absolute;
    inset-block-start: calc(50% - 14px);
    inset-inline-end: 4px;
    inline-size: 28px;
    block-size: 28px;
  }
  .clear .icon {
    inline-size: 16px;
    block-size: 16px;
  }
  .chips,
  .facets {
    display: flex;
    flex-wrap: wrap;
    gap: 4px;
    padding: 8px 12px 0;
  }
  .chip {
    display: inline-flex;
    align-items: center;
    gap: 4px;
    max-inline-size: 100%;
    min-block-size: 26px;
    padding-inline: 10px 4px;
    border-radius: 999px;
    background: var(--_selected);
    font-size: var(--_size-secondary);
    font-weight: 500;
  }
  .chip:hover {
    background: color-mix(in oklch, var(--_accent) 20%, transparent);
  }
  .chip > span {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .chip .operator {
    flex: none;
    color: var(--_text-2);
    font-weight: 400;
  }
  .chip .icon {
    inline-size: 14px;
    block-size: 14px;
    color: var(--_text-2);
  }
  .facets fe-menu::part(trigger),
  .count fe-menu::part(trigger) {
    border-radius: var(--_radius-small);
  }
  .facet {
    display: inline-flex;
    align-items: center;
    gap: 2px;
    min-block-size: 26px;
    padding-inline: 8px 4px;
    border-radius: var(--_radius-small);
    color: var(--_text-2);
    font-size: var(--_size-secondary);
  }
  .facets .facet {
    box-shadow: inset 0 0 0 1px var(--_line);
  }
  .facet:hover {
    background: var(--_hover);
    color: var(--_text);
  }
  .facet.held {
    color: var(--_link);
    font-weight: 500;
  }
  .facet .icon {
    inline-size: 14px;
    block-size: 14px;
  }
  .above {
    padding: 8px 16px 0;
  }
  .above:empty {
    padding: 0;
  }
  .notice {
    display: flex;
    gap: 8px;
    padding-block: 2px 6px;
    color: var(--_text-2);
    font-size: var(--_size-secondary);
    text-wrap: pretty;
  }
  .notice .icon {
    inline-size: 16px;
    block-size: 16px;
    margin-block-start: 1px;
    color: var(--_text-3);
  }
  .notice .link {
    font-weight: 500;
  }
  .count {
    display: flex;
    align-items: center;
    min-block-size: 28px;
    margin-inline-end: -8px;
    color: var(--_text-2);
    font-size: var(--_size-secondary);
    font-variant-numeric: tabular-nums;
  }
  .count > span {
    flex: 1;
  }
  .save {
    inline-size: 28px;
    block-size: 28px;
  }
  .save .icon {
    inline-size: 16px;
    block-size: 16px;
  }
  .save[aria-pressed='true'] {
    color: var(--_warning);
  }
  .save[aria-pressed='true'] .icon {
    fill: currentColor;
  }
  .list {
    flex: 1;
    min-block-size: 0;
    padding: 0 8px 12px;
    scroll-padding-block: 32px 8px;
  }
  .list:has(~ .empty) {
    flex: 0 1 auto;
  }
  .list[hidden] {
    display: none;
  }
  .list:focus {
    outline: none;
  }
  .ghosts {
    padding: 8px;
  }
  .heading {
    position: sticky;
    z-index: 1;
    inset-block-start: 0;
    padding: 10px 8px 4px;
    background: var(--_bg);
    color: var(--_text-3);
    font-size: var(--_size-meta);
    font-weight: 600;
  }
  .option {
    display: flex;
    align-items: center;
    gap: 10px;
    min-block-size: 34px;
    padding: 4px 8px;
    border-radius: var(--_radius-small);
    cursor: pointer;
    --_avatar: 28px;
  }
  .option:hover {
    background: var(--_hover);
  }
  .option[aria-selected='true'] {
    background: var(--_selected);
    box-shadow: inset 0 0 0 1px color-mix(in oklch, var(--_accent) 40%, transparent);
  }
  .option > .icon {
    inline-size: 16px;
    block-size: 16px;
    margin-inline: 2px;
    color: var(--_text-3);
  }
  .option code {
    padding: 1px 5px;
    border-radius: 4px;
    background: var(--_bg-code);
    font-family: var(--_font-mono);
    font-size: 0.9em;
  }
  .label,
  .hint {
    min-inline-size: 0;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .hint {
    flex: 1 10 0;
    color: var(--_text-2);
    font-size: var(--_size-secondary);
  }
  .hint:empty {
    display: none;
  }
  .label {
    flex: 0 1 auto;
  }
  .label:last-of-type {
    flex: 1;
  }
  .remove {
    display: grid;
    place-items: center;
    flex: none;
    inline-size: 24px;
    block-size: 24px;
    margin-inline-start: auto;
    border-radius: 4px;
    color: var(--_text-3);
    visibility: hidden;
  }
  .remove:hover {
    background: var(--_hover);
    color: var(--_text);
  }
  .remove .icon {
    inline-size: 14px;
    block-size: 14px;
  }
  .option:hover .remove,
  .option[aria-selected='true'] .remove {
    visibility: visible;
  }
  .option.message {
    align-items: start;
    padding-block: 8px;
  }
  .message .message {
    flex: 1;
    min-inline-size: 0;
  }
  .head {
    display: flex;
    align-items: baseline;
    gap: 6px;
    line-height: 18px;
  }
  .head > * {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .head .name {
    flex: 0 1 auto;
    font-weight: 600;
  }
  .head .where {
    flex: 0 0 auto;
    max-inline-size: 40%;
    color: var(--_text-2);
    font-size: var(--_size-secondary);
  }
  .head .where .icon {
    inline-size: 14px;
    block-size: 14px;
    translate: 0 2px;
  }
  .head time {
    flex: none;
    margin-inline-start: auto;
    color: var(--_text-3);
    font-size: var(--_size-meta);
    font-variant-numeric: tabular-nums;
  }
  .text {
    display: -webkit-box;
    -webkit-box-orient: vertical;
    -webkit-line-clamp: 3;
    line-clamp: 3;
    overflow: hidden;
    overflow-wrap: anywhere;
    color: var(--_text-2);
    line-height: 1.4;
  }
  [aria-selected='true'] .text {
    -webkit-line-clamp: 14;
    line-clamp: 14;
    color: var(--_text);
  }
  mark {
    border-radius: 2px;
    background: var(--_found);
    color: var(--_text);
  }
  .explanation {
    display: block;
    margin-block-start: 4px;
    color: var(--_text-2);
    font-family: var(--_font-mono);
    font-size: 11px;
    overflow-wrap: anywhere;
  }
  .ghost {
    display: flex;
    gap: 10px;
    padding: 8px;
  }
  .ghost .skeleton {
    flex: 1;
    block-size: 44px;
  }
  .ghost .face {
    flex: none;
    inline-size: 28px;
    block-size: 28px;
  }
  .empty > .icon {
    inline-size: 28px;
    block-size: 28px;
    color: var(--_text-3);
  }
  .empty strong {
    overflow-wrap: anywhere;
  }
  .problem {
    flex-wrap: wrap;
    padding: 8px 16px;
    border-block-start: 1px solid var(--_line);
  }
  .forget {
    margin: 8px;
    align-self: start;
    color: var(--_text-2);
  }
  @media (pointer: coarse) {
    .option {
      min-block-size: 44px;
    }
    .remove {
      visibility: visible;
      inline-size: 36px;
      block-size: 36px;
    }
    .chip,
    .facet {
      min-block-size: 36px;
    }
  }
  @media (forced-colors: active) {
    .option[aria-selected='true'] {
      outline: 2px solid Highlight;
    }
    mark {
      background: Mark;
      color: MarkText;
    }
  }
`;
