/** What axe is loaded as by `accessible()`. */
declare const axe: {
  run(
    element: Element,
    options: { readonly runOnly: readonly string[] },
  ): Promise<{ readonly violations: readonly { readonly nodes: readonly { readonly html: string }[] }[] }>;
};

/** Text with less than 7:1 (WCAG 1.4.6, level AAA), which axe looks for only when it is asked. After `accessible()`. */
export async function tooPale(chat: Element): Promise<string[]> {
  const { violations } = await axe.run(chat, { runOnly: ['color-contrast-enhanced'] });
  return violations.flatMap(({ nodes }) => nodes.map(({ html: text }) => text));
}
