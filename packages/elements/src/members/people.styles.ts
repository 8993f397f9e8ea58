import { css } from 'lit';

/** Rows of people, in panels and dialogs. */
export const peopleStyles = css`
  .people {
    --_avatar: 32px;
  }
  .people,
  .people > ul {
    min-inline-size: 0;
    outline: none;
  }
  .person {
    display: flex;
    align-items: center;
    gap: 12px;
    inline-size: 100%;
    min-block-size: 48px;
    padding: 4px 8px;
    border-radius: var(--_radius-small);
  }
  .person.plain {
    padding: 0;
  }
  button.person:hover,
  .person:not(.plain):has(:hover) {
    background: var(--_hover);
  }
  .person .who {
    flex: 1;
    min-inline-size: 0;
    text-align: start;
    border-radius: 4px;
  }
  .person .name,
  .person .more {
    display: block;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .person .name {
    font-weight: 500;
    line-height: 20px;
  }
  .person .more {
    color: var(--_text-2);
    font-size: var(--_size-secondary);
    line-height: 18px;
  }
  .person .tag {
    flex: none;
    color: var(--_text-3);
    font-size: var(--_size-meta);
  }
  .person .sign {
    display: grid;
    place-items: center;
    flex: none;
    inline-size: 32px;
    block-size: 32px;
    border-radius: var(--_radius-small);
    background: var(--_selected);
    color: var(--_accent);
  }
  .person .sign .icon {
    inline-size: 18px;
    block-size: 18px;
  }
  .ghost {
    block-size: 32px;
    margin: 8px;
  }
`;
