import { css } from 'lit';

/** Buttons, fields and messages about them, as they look in every pane and dialog. */
export const controls = css`
  button {
    font: inherit;
    color: inherit;
    letter-spacing: inherit;
    background: none;
    border: 0;
    margin: 0;
    padding: 0;
    text-align: inherit;
    cursor: pointer;
    touch-action: manipulation;
  }
  button:disabled {
    cursor: default;
  }
  .button {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: 8px;
    min-block-size: 36px;
    padding: 4px 12px;
    border-radius: var(--_radius-small);
    border: 1px solid var(--_line-strong);
    font-weight: 500;
    text-align: center;
    transition: background-color var(--_motion) ease-out;
  }
  .button:hover:not(:disabled) {
    background: var(--_hover);
  }
  .button:active:not(:disabled) {
    background: var(--_press);
  }
  .button.primary {
    background: var(--_accent);
    border-color: transparent;
    color: var(--_on-accent);
  }
  .button.primary:hover:not(:disabled) {
    background: color-mix(in oklab, var(--_accent) 90%, var(--_text));
  }
  .button.danger {
    background: var(--_danger);
    border-color: transparent;
    color: var(--_on-danger);
  }
  .button.quiet {
    border-color: transparent;
  }
  .button:disabled,
  .button[aria-disabled='true'] {
    opacity: 0.55;
  }
  .button.small {
    min-block-size: 28px;
    padding: 2px 8px;
    font-size: var(--_size-secondary);
  }
  .button.small .icon {
    inline-size: 16px;
    block-size: 16px;
  }
  .link {
    color: var(--_link);
    border-radius: 4px;
    text-underline-offset: 2px;
  }
  .link:hover {
    text-decoration: underline;
  }
  .icon-button {
    display: inline-grid;
    place-items: center;
    flex: none;
    inline-size: 32px;
    block-size: 32px;
    border-radius: var(--_radius-small);
    color: var(--_text-2);
    transition: background-color var(--_motion) ease-out;
  }
  .icon-button:hover:not(:disabled),
  .icon-button[aria-expanded='true'] {
    background: var(--_hover);
    color: var(--_text);
  }
  .icon-button:active:not(:disabled) {
    background: var(--_press);
  }
  form {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 16px;
  }
  .buttons {
    display: flex;
    flex-wrap: wrap;
    justify-content: flex-end;
    gap: 8px;
  }
  textarea.input {
    min-block-size: 64px;
    resize: vertical;
  }
  .field {
    display: grid;
    gap: 4px;
  }
  .field > label,
  .field > .label {
    font-size: var(--_size-secondary);
    font-weight: 500;
  }
  .hint {
    font-size: var(--_size-secondary);
    color: var(--_text-2);
  }
  input,
  select,
  textarea {
    font: inherit;
    color: inherit;
    letter-spacing: inherit;
    margin: 0;
  }
  .input {
    inline-size: 100%;
    min-inline-size: 0;
    min-block-size: 40px;
    padding: 8px 12px;
    background: var(--_bg);
    border: 1px solid var(--_line-strong);
    border-radius: var(--_radius);
  }
  select.input {
    padding-inline-end: 8px;
  }
  .input::placeholder {
    color: var(--_text-3);
    opacity: 1;
  }
  .input:focus-visible {
    outline: 2px solid var(--_focus);
    outline-offset: -1px;
    border-color: transparent;
  }
  .input[aria-invalid='true'] {
    border-color: var(--_danger);
  }
  .error {
    display: flex;
    align-items: start;
    gap: 8px;
    font-size: var(--_size-secondary);
    color: var(--_danger);
    text-wrap: pretty;
  }
  .error .icon {
    inline-size: 16px;
    block-size: 16px;
    margin-block-start: 2px;
  }
  .search {
    position: relative;
    display: block;
  }
  .search .icon {
    position: absolute;
    inset-inline-start: 8px;
    inset-block-start: calc(50% - 8px);
    inline-size: 16px;
    block-size: 16px;
    color: var(--_text-3);
    pointer-events: none;
  }
  .search .input {
    padding-inline-start: 32px;
  }
  .input::-webkit-search-cancel-button {
    -webkit-appearance: none;
  }
  .empty {
    display: grid;
    justify-items: center;
    gap: 8px;
    padding: 32px 16px;
    color: var(--_text-2);
    text-align: center;
    text-wrap: balance;
  }
  .empty strong {
    color: var(--_text);
    font-weight: 600;
  }
  .skeleton {
    display: block;
    border-radius: var(--_radius-small);
    background: var(--_skeleton);
    animation: appear 200ms 300ms ease-out backwards;
  }
  @keyframes appear {
    from {
      opacity: 0;
    }
  }
  .list-ghosts {
    display: grid;
    gap: 12px;
    padding: 12px 16px;
  }
  .list-ghosts .skeleton {
    block-size: 14px;
    inline-size: 70%;
  }
  .list-ghosts .skeleton:nth-child(even) {
    inline-size: 52%;
  }
  .scroll {
    overflow-y: auto;
    overscroll-behavior: contain;
    scrollbar-width: thin;
    scrollbar-color: var(--_line) transparent;
  }
`;
