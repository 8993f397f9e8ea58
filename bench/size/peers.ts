import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../scripts/repository.ts';
import { sizeOf, type Size } from '../measure/bundle.ts';

/** What an application of a peer imports to chat. React is left out: who uses it has it. */
interface Peer {
  readonly name: string;
  readonly kind: 'sdk' | 'interface';
  readonly packages: readonly string[];
  readonly source: string;
}

const react = ['react', 'react-dom'];

const peers: readonly Peer[] = [
  {
    name: 'centrifuge (no chat of its own)',
    kind: 'sdk',
    packages: ['centrifuge@5.8.0'],
    source: `export { Centrifuge } from 'centrifuge';`,
  },
  {
    name: '@ably/chat with ably',
    kind: 'sdk',
    packages: ['@ably/chat@1.4.0', 'ably@2.28.0'],
    source: `export { ChatClient } from '@ably/chat'; export { Realtime } from 'ably';`,
  },
  {
    name: 'stream-chat',
    kind: 'sdk',
    packages: ['stream-chat@9.53.0'],
    source: `export { StreamChat } from 'stream-chat';`,
  },
  {
    name: '@sendbird/chat with group channels',
    kind: 'sdk',
    packages: ['@sendbird/chat@4.22.12'],
    source: `export { default } from '@sendbird/chat'; export { GroupChannelModule } from '@sendbird/chat/groupChannel';`,
  },
  {
    name: 'matrix-js-sdk (without its cryptography)',
    kind: 'sdk',
    packages: ['matrix-js-sdk@43.0.0'],
    source: `export { createClient } from 'matrix-js-sdk';`,
  },
  {
    name: 'stream-chat-react',
    kind: 'interface',
    packages: ['stream-chat-react@14.12.0', 'stream-chat@9.53.0'],
    source: `export { StreamChat } from 'stream-chat';
export { Channel, ChannelHeader, ChannelList, Chat, MessageComposer, MessageList, Thread, Window } from 'stream-chat-react';`,
  },
  {
    name: '@sendbird/uikit-react',
    kind: 'interface',
    packages: ['@sendbird/uikit-react@3.19.1'],
    source: `export { default } from '@sendbird/uikit-react/App';`,
  },
];

export interface PeerSize {
  readonly name: string;
  readonly kind: Peer['kind'];
  /** What cannot be measured is said in words. */
  readonly size: Size | string;
}

/** Installs the peers' own packages in the cache folder, and bundles them as ours are. Null when they cannot be had. */
export async function peerSizes(): Promise<readonly PeerSize[] | null> {
  const folder = join(root, '.cache', 'size-peers');
  mkdirSync(folder, { recursive: true });
  const names = [
    ...new Set([...peers.flatMap(({ packages }) => packages), 'react@18.3.1', 'react-dom@18.3.1']),
  ];
  const options = ['--prefix', folder, '--no-audit', '--no-fund', '--ignore-scripts', '--loglevel', 'error'];
  const npm = spawn('npm', ['install', ...options, ...names], { stdio: ['ignore', 'ignore', 'inherit'] });
  const [code] = (await once(npm, 'exit').catch(() => [1])) as [number | null];
  if (code !== 0) return null;
  const sizes: PeerSize[] = [];
  for (const { name, kind, source } of peers)
    sizes.push({
      name,
      kind,
      size: await sizeOf({
        source,
        folder,
        extent: 'everything',
        external: react.flatMap((each) => [each, `${each}/*`]),
      }).catch((error: unknown) => `does not bundle: ${String(error).split('\n')[1] ?? String(error)}`),
    });
  return sizes;
}
