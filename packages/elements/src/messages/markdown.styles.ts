import { css } from 'lit';

/** The text of a message. */
export const markdownStyles = css`
  .body {
    /* Marks that are heaped upon a letter end where the text does. There is room left for the ring of the focus: at the
       sides by the padding, and everywhere in browsers that know of the margin. */
    margin-inline: -4px;
    padding-inline: 4px;
    overflow: clip;
    overflow-clip-margin: 4px;
    overflow-wrap: anywhere;
    text-wrap: pretty;
    unicode-bidi: plaintext;
  }
  .body > * + * {
    margin-block-start: 8px;
  }
  .body p {
    white-space: pre-wrap;
    unicode-bidi: plaintext;
    text-align: start;
  }
  /* A mark after the text stands on its last line. */
  .body > p:has(+ .meta) {
    display: inline;
  }
  .body .heading {
    font-weight: 650;
  }
  .body ul,
  .body ol {
    padding-inline-start: 24px;
    list-style: disc;
  }
  .body ol {
    list-style: decimal;
  }
  /* What is nested deeper than anybody reads takes no more room, which a phone has not. */
  .body
    :is(ul, ol, blockquote)
    :is(ul, ol, blockquote)
    :is(ul, ol, blockquote)
    :is(ul, ol, blockquote)
    :is(ul, ol, blockquote)
    :is(ul, ol, blockquote),
  .body ol.wide {
    padding-inline-start: 0;
    border: 0;
    list-style-position: inside;
  }
  .body li + li,
  .body li > ul,
  .body li > ol {
    margin-block-start: 2px;
  }
  .body li::marker {
    color: var(--_text-3);
  }
  .body blockquote {
    margin: 0;
    margin-block-end: 4px;
    padding-inline-start: 12px;
    border-inline-start: 3px solid var(--_line);
    color: var(--_text-2);
  }
  .body hr {
    border: 0;
    border-block-start: 1px solid var(--_line);
    margin-block: 12px;
  }
  .body a {
    color: var(--_link);
    text-decoration: underline;
    text-decoration-color: color-mix(in oklch, currentColor 35%, transparent);
    text-underline-offset: 2px;
    border-radius: 2px;
  }
  .body .host {
    color: var(--_text-2);
  }
  .body a:hover {
    text-decoration-color: currentColor;
  }
  .body code {
    padding: 1px 5px;
    border-radius: 4px;
    background: var(--_bg-code);
    box-shadow: inset 0 0 0 1px var(--_line);
    font-family: var(--_font-mono);
    font-size: 0.88em;
    white-space: pre-wrap;
  }
  .mention {
    display: inline;
    padding: 0 3px;
    border-radius: 4px;
    background: var(--_selected);
    color: var(--_accent);
    font-weight: 500;
    text-align: start;
    max-inline-size: 100%;
    overflow: clip;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  button.mention:hover {
    text-decoration: underline;
  }
  .mention.me {
    background: var(--_mention-me);
    color: var(--_text);
  }
  .source {
    font-family: var(--_font-mono);
    font-size: 0.88em;
  }
  @media (forced-colors: active) {
    .mention {
      outline: 1px solid;
    }
  }
`;
