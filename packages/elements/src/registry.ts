/**
 * The registry of the page, except that a name that is taken stays with whoever has it: a page that loads the elements
 * twice does not break.
 */
export const customElements = {
  define(name: string, element: CustomElementConstructor): void {
    const { customElements: page } = window;
    if (page.get(name) === undefined) page.define(name, element);
  },
};
