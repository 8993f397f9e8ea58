/**
 * The style sheets of the elements stand in their scripts as they were written, with comments and indentation, and no
 * minifier of scripts looks into them. This leaves out what a style sheet does as well without.
 */
import MagicString from 'magic-string';

// The compiler sets a space between the tag and its text.
const STYLES = /(?<=\bcss ?`)[^`]*(?=`)/g;

/** Style sheet text without comments, and with no more white space than it needs. */
export function compactCss(css: string): string {
  return css
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/\s+/g, ' ')
    .replace(/ ?([{};,]) ?/g, '$1')
    .replace(/: /g, ':');
}

/** The source of a module with its css`...` literals made compact; null when it has none. */
export function compactStyles(source: string): MagicString | null {
  const compact = new MagicString(source);
  for (const match of source.matchAll(STYLES)) {
    const [css] = match;
    const replacement = compactCss(css);
    if (replacement !== css && css.length > 0)
      compact.overwrite(match.index, match.index + css.length, replacement);
  }
  return compact.hasChanged() ? compact : null;
}
