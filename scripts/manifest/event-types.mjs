// A plugin of the custom elements manifest's analyzer: gives each event that an element documents its type, from the
// interface `FeEvents`, so that the type of a detail is written once. An event that is not there fails the analysis.

/** @returns {import('@custom-elements-manifest/analyzer').Plugin} */
export function eventTypes() {
  /** @type {Map<string, string>} */
  const details = new Map();

  function typeOf(name) {
    // The events of HTML, such as `close`, have no detail.
    if (!name.startsWith('fe-')) return 'Event';
    const detail = details.get(name);
    if (detail === undefined) throw new Error(`The event ${name} is documented, but not in FeEvents.`);
    return `CustomEvent<${detail}>`;
  }

  return {
    name: 'event-types',
    analyzePhase({ ts, node }) {
      if (!ts.isInterfaceDeclaration(node) || node.name.text !== 'FeEvents') return;
      for (const member of node.members) {
        if (!ts.isPropertySignature(member) || member.type === undefined) continue;
        details.set(member.name.text, member.type.getText().replace(/\s+/g, ' '));
      }
    },
    packageLinkPhase({ customElementsManifest }) {
      for (const { declarations = [] } of customElementsManifest.modules) {
        for (const { events = [] } of declarations) {
          for (const event of events) event.type = { text: typeOf(event.name) };
        }
      }
    },
  };
}
