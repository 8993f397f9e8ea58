import { css } from 'lit';

export const membersStyles = css`
  :host {
    display: flex;
    flex-direction: column;
    min-block-size: 0;
    block-size: 100%;
    background: var(--_bg);
  }
  .header {
    display: flex;
    align-items: center;
    gap: 8px;
    min-block-size: 56px;
    padding-inline: var(--_pane-padding) 12px;
    border-block-end: 1px solid var(--_line);
  }
  h2 {
    flex: 1;
    font-size: 16px;
    font-weight: 650;
  }
  .tools {
    display: grid;
    gap: 8px;
    padding: 12px 12px 8px;
  }
  .tools .input {
    min-block-size: 36px;
    padding-block: 5px;
  }
  .list {
    flex: 1;
    min-block-size: 0;
    padding: 0 8px 16px;
  }
  .error {
    padding: 8px 12px;
  }
  .more-button {
    inline-size: 100%;
    margin-block-start: 8px;
  }
`;
