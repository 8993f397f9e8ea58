import { css } from 'lit';

/**
 * Values for readers who ask for more contrast: text at least 7:1 (WCAG 1.4.6) on plain grounds, borders as dark as
 * text, and a line around what is otherwise told by a tint. What a host sets still comes first.
 */
const highContrast = css`
  --_accent: var(--fe-accent, light-dark(oklch(0.38 0.2 268), oklch(0.87 0.09 268)));
  --_on-accent: var(--fe-on-accent, light-dark(white, black));
  --_bg: var(--fe-background, light-dark(white, black));
  --_bg-side: var(--fe-background-side, var(--_bg));
  --_bg-raised: var(--fe-background-raised, var(--_bg));
  --_bg-code: var(--fe-background-code, var(--_bg));
  --_text: var(--fe-text, light-dark(black, white));
  --_text-2: var(--fe-text-secondary, var(--_text));
  --_text-3: var(--fe-text-meta, var(--_text));
  --_line: var(--fe-line, var(--_text));
  --_line-strong: var(--fe-line-strong, var(--_text));
  --_danger: var(--fe-danger, light-dark(oklch(0.42 0.17 27), oklch(0.85 0.1 25)));
  --_on-danger: var(--fe-on-danger, light-dark(white, black));
  --_success: var(--fe-success, light-dark(oklch(0.45 0.13 152), oklch(0.85 0.2 152)));
  --_warning: var(--fe-warning, light-dark(oklch(0.5 0.12 70), oklch(0.85 0.15 75)));
  --_hover: var(--fe-hover, color-mix(in oklch, var(--_text) 12%, transparent));
  --_press: var(--fe-press, color-mix(in oklch, var(--_text) 20%, transparent));
  --_shadow: var(--fe-shadow, 0 0 0 1px var(--_text));
  --_edge: 2px;
`;

/**
 * The look of all elements, in one place. Everything public is a `--fe-*` custom property that is only ever
 * read here, so that a value set on any ancestor reaches every element; what the elements use are the private
 * `--_*` properties made from them. Colours hold both themes at once and follow `color-scheme`.
 */
export const tokens = css`
  :host {
    --_accent: var(--fe-accent, light-dark(oklch(0.52 0.17 268), oklch(0.74 0.12 268)));
    --_on-accent: var(--fe-on-accent, light-dark(oklch(1 0 0), oklch(0.2 0.03 268)));
    --_bg: var(--fe-background, light-dark(oklch(1 0 0), oklch(0.205 0.008 265)));
    --_bg-side: var(--fe-background-side, light-dark(oklch(0.977 0.003 265), oklch(0.18 0.008 265)));
    --_bg-raised: var(--fe-background-raised, light-dark(oklch(1 0 0), oklch(0.25 0.01 265)));
    --_bg-code: var(--fe-background-code, light-dark(oklch(0.968 0.004 265), oklch(0.255 0.01 265)));
    --_text: var(--fe-text, light-dark(oklch(0.25 0.015 265), oklch(0.925 0.005 265)));
    --_text-2: var(--fe-text-secondary, light-dark(oklch(0.45 0.014 265), oklch(0.76 0.008 265)));
    --_text-3: var(--fe-text-meta, light-dark(oklch(0.51 0.012 265), oklch(0.69 0.009 265)));
    --_line: var(--fe-line, light-dark(oklch(0.92 0.004 265), oklch(0.295 0.009 265)));
    --_line-strong: var(--fe-line-strong, light-dark(oklch(0.65 0.01 265), oklch(0.53 0.011 265)));
    --_danger: var(--fe-danger, light-dark(oklch(0.52 0.19 27), oklch(0.74 0.14 25)));
    --_on-danger: var(--fe-on-danger, light-dark(oklch(1 0 0), oklch(0.2 0.04 25)));
    --_success: var(--fe-success, light-dark(oklch(0.6 0.15 152), oklch(0.74 0.16 152)));
    --_warning: var(--fe-warning, light-dark(oklch(0.7 0.15 70), oklch(0.8 0.14 75)));
    --_link: var(--fe-link, var(--_accent));
    --_hover: var(--fe-hover, light-dark(oklch(0.25 0.015 265 / 0.045), oklch(0.95 0.01 265 / 0.055)));
    --_press: var(--fe-press, light-dark(oklch(0.25 0.015 265 / 0.09), oklch(0.95 0.01 265 / 0.1)));
    --_selected: var(--fe-selected, color-mix(in oklch, var(--_accent) 12%, transparent));
    --_mention: var(--fe-mention, color-mix(in oklch, var(--_accent) 7%, transparent));
    --_mention-me: var(--fe-mention-me, light-dark(oklch(0.94 0.06 88), oklch(0.34 0.06 80)));
    --_highlight: var(--fe-highlight, light-dark(oklch(0.96 0.045 90), oklch(0.3 0.045 85)));
    --_found: var(--fe-found, light-dark(oklch(0.88 0.13 88), oklch(0.48 0.1 80)));
    --_skeleton: var(--fe-skeleton, light-dark(oklch(0.935 0.004 265), oklch(0.28 0.008 265)));
    --_scrim: var(--fe-scrim, light-dark(oklch(0.25 0.015 265 / 0.35), oklch(0.1 0.01 265 / 0.6)));
    --_focus: var(--fe-focus, var(--_accent));
    --_shadow: var(
      --fe-shadow,
      0 0 0 1px light-dark(oklch(0.25 0.015 265 / 0.08), oklch(0.95 0.01 265 / 0.1)),
      0 8px 24px oklch(0.2 0.02 265 / 0.14),
      0 2px 6px oklch(0.2 0.02 265 / 0.08)
    );
    /* The width of a line around what is chosen, where a tint does not tell enough. */
    --_edge: 0px;

    --_font: var(--fe-font-family, inherit);
    --_font-mono: var(--fe-font-mono, ui-monospace, 'SF Mono', 'Cascadia Code', Menlo, Consolas, monospace);
    --_size: var(--fe-font-size, 15px);
    --_size-secondary: var(--fe-font-size-secondary, 13px);
    --_size-meta: var(--fe-font-size-meta, 12px);
    --_size-title: var(--fe-font-size-title, 17px);
    --_line-height: var(--fe-line-height, 1.45);
    --_radius: var(--fe-radius, 8px);
    --_radius-small: var(--fe-radius-small, 6px);
    --_avatar: var(--fe-avatar-size, 36px);
    --_group-gap: var(--fe-group-gap, 12px);
    --_message-gap: var(--fe-message-gap, 2px);
    --_pane-padding: var(--fe-pane-padding, 16px);
    --_measure: var(--fe-measure, 72ch);
    --_motion: var(--fe-motion, 140ms);
  }

  @media (prefers-reduced-motion: reduce) {
    :host {
      --_motion: 0ms;
    }
  }

  @media (prefers-contrast: more) {
    :host {
      ${highContrast}
    }
  }
  :host([theme='high-contrast']) {
    ${highContrast}
  }
`;

/** What every element begins with. */
export const base = css`
  :host {
    box-sizing: border-box;
    color: var(--_text);
    font-family: var(--_font);
    font-size: var(--_size);
    line-height: var(--_line-height);
    font-weight: 400;
    font-style: normal;
    text-align: start;
    letter-spacing: normal;
    text-transform: none;
    -webkit-text-size-adjust: 100%;
  }
  :host([hidden]) {
    display: none !important;
  }
  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }
  h1,
  h2,
  h3,
  p,
  ul,
  ol {
    margin: 0;
    padding: 0;
  }
  ul,
  ol {
    list-style: none;
  }
  .icon {
    display: block;
    flex: none;
  }
  /* A name keeps its own direction, and stands where the others do; cut short, it loses its end. */
  [dir='auto']:not(textarea) {
    text-align: -webkit-match-parent;
    text-align: match-parent;
  }
  .directed:dir(rtl) {
    transform: scaleX(-1);
  }
  .visually-hidden {
    position: absolute;
    inline-size: 1px;
    block-size: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  :focus-visible {
    outline: 2px solid var(--_focus);
    outline-offset: 2px;
  }
  @media (prefers-reduced-motion: reduce) {
    *,
    *::before,
    *::after {
      animation-duration: 0s !important;
      animation-iteration-count: 1 !important;
      transition-duration: 0s !important;
      scroll-behavior: auto !important;
    }
  }
`;
