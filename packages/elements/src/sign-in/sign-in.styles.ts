import { css } from 'lit';

export const signInStyles = css`
  :host {
    display: grid;
    place-items: center;
    min-block-size: 100%;
    padding: 24px 16px;
    background: var(--_bg);
    overflow-y: auto;
  }
  form {
    inline-size: min(100%, 360px);
  }
  h2 {
    font-size: 20px;
    font-weight: 650;
    line-height: 1.3;
    text-wrap: balance;
  }
  .lead {
    color: var(--_text-2);
    text-wrap: pretty;
  }
  .head {
    display: grid;
    gap: 8px;
    margin-block-end: 4px;
  }
  .label-line {
    display: flex;
    justify-content: space-between;
    gap: 12px;
    font-size: var(--_size-secondary);
  }
  .label-line label {
    font-weight: 500;
  }
  .button.primary {
    min-block-size: 40px;
    inline-size: 100%;
  }
  .other {
    color: var(--_text-2);
    font-size: var(--_size-secondary);
    text-align: center;
  }
  .invite {
    padding: 12px;
    border-radius: var(--_radius);
    background: var(--_selected);
    text-wrap: pretty;
  }
  .done {
    display: flex;
    gap: 8px;
    color: var(--_text-2);
  }
  .done .icon {
    color: var(--_success);
  }
`;
