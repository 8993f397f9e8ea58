/**
 * Style sheets and templates stand in scripts as they were written, with comments and indentation, and no minifier of
 * scripts looks into them. This leaves out what a browser does as well without; and the keys of catalogues, which are
 * those of the English one in the same order.
 */
import MagicString from 'magic-string';
import ts from 'typescript';

/** Style sheet text without comments, and with no more white space than it needs. */
export function compactCss(css: string): string {
  return css
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/\s+/g, ' ')
    .replace(/ ?([{};,]) ?/g, '$1')
    .replace(/: /g, ':');
}

/** Markup without its indentation. A line still ends, since white space between two pieces of text is shown. */
export const compactMarkup = (markup: string): string => markup.replace(/\s*\n\s*/g, '\n');

const compactors = new Map([
  ['css', compactCss],
  ['html', compactMarkup],
  ['svg', compactMarkup],
]);

/**
 * The source of a module with its css`...`, html`...` and svg`...` literals made compact, and `catalogue({...})` a list;
 * null when nothing changes.
 */
export function compactLiterals(source: string): MagicString | null {
  const compact = new MagicString(source);
  const file = ts.createSourceFile('module.ts', source, ts.ScriptTarget.Latest);
  const visit = (node: ts.Node): void => {
    if (ts.isTaggedTemplateExpression(node)) {
      const compactor = compactors.get(node.tag.getText(file));
      if (compactor !== undefined)
        for (const [start, end] of textsOf(node.template, file)) {
          const text = source.slice(start, end);
          const shorter = compactor(text);
          if (shorter !== text) compact.update(start, end, shorter);
        }
    }
    if (ts.isCallExpression(node) && node.expression.getText(file) === 'catalogue') {
      const [texts] = node.arguments;
      if (texts !== undefined && ts.isObjectLiteralExpression(texts)) withoutKeys(texts, file, compact);
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return compact.hasChanged() ? compact : null;
}

/** Makes a list of an object. */
function withoutKeys(texts: ts.ObjectLiteralExpression, file: ts.SourceFile, compact: MagicString): void {
  compact.update(texts.getStart(file), texts.getStart(file) + 1, '[').update(texts.end - 1, texts.end, ']');
  for (const text of texts.properties)
    if (ts.isPropertyAssignment(text)) compact.remove(text.getStart(file), text.initializer.getStart(file));
}

/** From where to where each text of a template stands in its file, without what is filled in. */
function textsOf(
  template: ts.TemplateLiteral,
  file: ts.SourceFile,
): (readonly [start: number, end: number])[] {
  const pieces = ts.isNoSubstitutionTemplateLiteral(template)
    ? [template]
    : [template.head, ...template.templateSpans.map(({ literal }) => literal)];
  return pieces.map((piece) => {
    const goesOn = ts.isTemplateHead(piece) || ts.isTemplateMiddle(piece);
    return [piece.getStart(file) + 1, piece.end - (goesOn ? '${'.length : '`'.length)];
  });
}
