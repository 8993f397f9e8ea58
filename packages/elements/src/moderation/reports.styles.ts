import { css } from 'lit';

export const reportsStyles = css`
  .report {
    display: grid;
    gap: 6px;
    padding: 8px 8px 12px;
    border-block-end: 1px solid var(--_line);
    overflow-wrap: anywhere;
  }
  .report .buttons {
    justify-content: flex-start;
  }
  blockquote {
    display: -webkit-box;
    margin: 0;
    padding-inline-start: 12px;
    border-inline-start: 3px solid var(--_line-strong);
    overflow: hidden;
    -webkit-box-orient: vertical;
    -webkit-line-clamp: 6;
  }
`;
