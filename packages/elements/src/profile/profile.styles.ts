import { css } from 'lit';

export const profileStyles = css`
  :host {
    display: contents;
  }
  .unsent {
    display: grid;
    gap: 8px;
    padding: 12px;
    border: 1px solid var(--_line);
    border-radius: 8px;
  }
  .device {
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: 12px;
  }
  .device .label {
    font-size: var(--_size-secondary);
    font-weight: 500;
  }
  .device .button {
    flex: none;
  }
  .face {
    display: flex;
    align-items: center;
    gap: 16px;
    margin-block-end: 20px;
    --_avatar: 64px;
    --_presence-ring: var(--_bg-raised);
  }
  .face > div {
    min-inline-size: 0;
  }
  .face .name {
    font-size: 18px;
    font-weight: 650;
    line-height: 1.3;
    overflow-wrap: anywhere;
  }
  .line {
    color: var(--_text-2);
    overflow-wrap: anywhere;
  }
  .status {
    margin-block-end: 20px;
    padding: 8px 12px;
    border-radius: var(--_radius);
    background: var(--_hover);
  }
  .status-line {
    display: grid;
    grid-template-columns: 56px 1fr;
    gap: 8px;
  }
  .status-line .emoji {
    padding-inline: 4px;
    text-align: center;
  }
  .two {
    display: grid;
    grid-template-columns: 1fr 1fr;
    gap: 16px;
  }
  .buttons .space {
    flex: 1;
  }
  @media (width < 420px) {
    .two {
      grid-template-columns: 1fr;
    }
  }
`;
