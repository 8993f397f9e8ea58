import { html, type TemplateResult } from 'lit';

/** One thing that can be done about somebody. */
interface PersonButton {
  readonly text: string;
  /** The same with their name, for those who hear one button after the other. */
  readonly label: string;
  readonly busy?: boolean;
  readonly press: () => void;
}

/** Somebody in a list: a line about them, and at the end a word or a button. */
export function personRow(
  { name, avatarUrl = null }: { readonly name: string; readonly avatarUrl?: string | null },
  about: string,
  end: string | PersonButton,
): TemplateResult {
  return html`<div class="person">
    <fe-avatar .name=${name} .src=${avatarUrl}></fe-avatar>
    <span class="who"
      ><span class="name" dir="auto">${name}</span
      ><span class="more" dir="auto" title=${about}>${about}</span></span
    >
    ${
      typeof end === 'string'
        ? html`<span class="tag">${end}</span>`
        : html`<button
            class="button small"
            type="button"
            aria-label=${end.label}
            aria-disabled=${end.busy ?? false}
            @click=${end.press}
          >
            ${end.text}
          </button>`
    }
  </div>`;
}
