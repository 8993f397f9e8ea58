// What an embedder ships, in bytes of gzip: the SDK and <fe-chat> beside the peers' own packages, all bundled in the
// same way (esbuild, minified, ES2022). The peers are installed in .cache when they can be had. "Everything" is what one
// reader may come to load: all parts, and of the languages the heaviest one.
//
//   --ours   without the peers
import { flag, result, table } from './measure/report.ts';
import {
  budgets,
  coreSize,
  firstPaintSize,
  natsSize,
  searchPanelSize,
  wholeChatSize,
  wholeSdkSize,
} from './size/ours.ts';
import { peerSizes } from './size/peers.ts';

const core = await coreSize();
const sdk = await wholeSdkSize();
const nats = await natsSize();
const first = await firstPaintSize();
const chat = await wholeChatSize();
const search = await searchPanelSize();
const peers = flag('ours') ? [] : await peerSizes();
if (peers === null) console.log('The peers are left out: their packages cannot be installed from here.\n');

for (const [title, kind, ours] of [
  [
    'A client',
    'sdk',
    [
      ['FeChatter SDK: core with SSE', core],
      ['FeChatter SDK: what NATS loads', nats],
      ['FeChatter SDK: with everything it may load', sdk],
    ],
  ],
  [
    'A whole chat (the peers without React and styles)',
    'interface',
    [
      ['<fe-chat>: up to its first paint', first],
      ['<fe-chat>: what a first search loads', search],
      ['<fe-chat>: with everything it may load', chat],
    ],
  ],
] as const) {
  console.log(title);
  table(
    ['', 'minified', 'gzip'],
    [
      ...ours.map(([name, { minified, gzip }]) => [name, minified, gzip]),
      ...(peers ?? [])
        .filter((peer) => peer.kind === kind)
        .map(({ name, size }) =>
          typeof size === 'string' ? [name, '', size] : [name, size.minified, size.gzip],
        ),
    ],
  );
}

for (const [metric, kind, value] of [
  ['SDK core with SSE', 'sdk', core.gzip],
  ['<fe-chat> with everything', 'interface', chat.gzip],
] as const) {
  const sizes = (peers ?? []).flatMap((peer) =>
    peer.kind !== kind || typeof peer.size === 'string' ? [] : [{ name: peer.name, gzip: peer.size.gzip }],
  );
  const lightest = sizes.sort((a, b) => a.gzip - b.gzip)[0];
  if (lightest === undefined) continue;
  result({
    bench: 'size',
    metric: `${metric}, beside the lightest peer`,
    value,
    unit: 'bytes, gzip',
    reference: lightest.name,
    referenceValue: lightest.gzip,
  });
}

for (const [metric, { gzip }, target] of [
  ['<fe-chat> with everything', chat, budgets.everything],
  ['<fe-chat> up to its first paint', first, budgets.firstPaint],
  ['what <fe-chat> loads for its search', search, budgets.search],
  ['what the SDK loads for NATS', nats, budgets.nats],
  ['SDK core with SSE', core, budgets.core],
] as const)
  result({ bench: 'size', metric, value: gzip, unit: 'bytes, gzip', target, most: true });
