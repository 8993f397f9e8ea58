import { html, type TemplateResult } from 'lit';

/** What stands in for the entries of a list that are on their way. */
export const listGhosts = (): TemplateResult =>
  html`<div class="list-ghosts" aria-hidden="true">
    ${Array.from({ length: 8 }, () => html`<span class="skeleton"></span>`)}
  </div>`;
