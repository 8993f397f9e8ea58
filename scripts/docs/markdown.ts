export interface MarkdownPage {
  readonly file: string;
  readonly markdown: string;
}

/** Text for a cell of a Markdown table. */
function cell(text: string): string {
  return text
    .replaceAll('|', '\\|')
    .replaceAll('<', '&lt;')
    .replaceAll(/\s*\n\s*/g, ' ');
}

/** A table under its heading, or nothing when there are no rows. */
export function table(
  heading: string,
  columns: readonly string[],
  rows: readonly (readonly string[])[],
): string {
  if (rows.length === 0) return '';
  const lines = [columns, columns.map(() => '---'), ...rows.map((row) => row.map(cell))];
  return `## ${heading}\n\n${lines.map((line) => `| ${line.join(' | ')} |`).join('\n')}\n`;
}

/** A page with a title and its place in the site's navigation. */
export function page(
  file: string,
  title: string,
  group: string,
  sections: readonly (string | undefined)[],
): MarkdownPage {
  const body = sections.filter((section) => section !== undefined && section !== '').join('\n\n');
  return {
    file,
    markdown: `---\ntitle: ${JSON.stringify(title)}\ngroup: ${group}\n---\n\n# ${title.replace('<', '\\<')}\n\n${body}\n`,
  };
}
