import { css } from 'lit';

export const avatarStyles = css`
  :host {
    --_side: var(--_avatar);
    position: relative;
    display: inline-block;
    flex: none;
    inline-size: var(--_side);
    block-size: var(--_side);
    font-size: calc(var(--_side) * 0.38);
    line-height: 1;
    user-select: none;
  }
  :host([small]) {
    font-size: calc(var(--_side) * 0.5);
  }
  :host([small]) .presence {
    inline-size: 10px;
    block-size: 10px;
  }
  .face {
    display: grid;
    place-items: center;
    inline-size: 100%;
    block-size: 100%;
    overflow: hidden;
    border-radius: calc(var(--_side) * 0.23);
    background: light-dark(oklch(0.885 0.055 var(--_hue)), oklch(0.37 0.06 var(--_hue)));
    color: light-dark(oklch(0.35 0.1 var(--_hue)), oklch(0.92 0.05 var(--_hue)));
    font-weight: 600;
    letter-spacing: 0.01em;
  }
  .face[data-initials]::before {
    content: attr(data-initials) / '';
  }
  :host([shape='circle']) .face {
    border-radius: 50%;
  }
  img {
    inline-size: 100%;
    block-size: 100%;
    object-fit: cover;
  }
  .presence {
    position: absolute;
    inset-inline-end: -2px;
    inset-block-end: -2px;
    inline-size: 12px;
    block-size: 12px;
    border-radius: 50%;
    border: 2px solid var(--_presence-ring, var(--_bg));
    background: var(--_success);
  }
  .presence.away {
    background: var(--_presence-ring, var(--_bg));
    box-shadow: inset 0 0 0 2px var(--_text-3);
  }
  .presence.busy {
    background: linear-gradient(var(--_presence-ring, var(--_bg)), var(--_presence-ring, var(--_bg))) center /
      5px 2px no-repeat var(--_danger);
  }
  @media (forced-colors: active) {
    :host([small]) {
      font-size: calc(var(--_side) * 0.5);
    }
    :host([small]) .presence {
      inline-size: 10px;
      block-size: 10px;
    }
    .face {
      border: 1px solid;
    }
    .presence {
      forced-color-adjust: none;
    }
  }
`;
