// The page in which lists are measured: bundled and served by list.bench.ts, which calls `measure`.
import '@fechatter/elements/define/fe-message.js';
import { FechatterList } from './fechatter-list.ts';
import type { List } from './list.ts';
import { PeerList } from './peer.ts';
import { scenarios, type Figures } from './scenarios.ts';
import { TanstackList } from './tanstack-list.ts';
import { VirtualizerList } from './virtualizer-list.ts';

customElements.define('tanstack-list', TanstackList);
customElements.define('virtualizer-list', VirtualizerList);

const lists: Readonly<Record<string, () => List>> = {
  fechatter: () => new FechatterList(),
  tanstack: () => new PeerList(() => new TanstackList()),
  virtualizer: () => new PeerList(() => new VirtualizerList()),
};

const box = document.createElement('div');
Object.assign(box.style, { width: '800px', height: '600px' });
document.body.append(box);

let list: List | undefined;

Object.assign(globalThis, {
  /** Makes a list with its messages, so that this is not measured. */
  prepare: (name: string): void => {
    list = lists[name]?.();
  },
  /** Messages come although nobody looks: what the messages themselves weigh. */
  store: (count: number): void => {
    for (let at = 0; at < count; at += 1) list?.append();
  },
  measure: async (scenario: string): Promise<Figures> => {
    if (list === undefined) throw new Error('There is no list to measure.');
    return (await scenarios[scenario]?.(list, box)) ?? {};
  },
});
