import { createChatClient, type ChatClient, type Timeline, type TimelineItem } from '@fechatter/client-sdk';
import { seededRandom, type TestServer, type TestTab } from '@fechatter/client-sdk/testing';
import type { Channel } from '@fechatter/protocol';
import type { SimulatedDevice } from './device.ts';
import { EventWatch } from './event-watch.ts';
import { StreamWatch } from './stream-watch.ts';

/** One tab with a client in it, as a person uses it. */
export class SimulatedTab {
  readonly device: SimulatedDevice;
  readonly tab: TestTab;
  readonly client: ChatClient;
  readonly streams: StreamWatch;
  readonly events: EventWatch;

  constructor(device: SimulatedDevice, server: TestServer, seed: number) {
    this.device = device;
    this.tab = device.browser.openTab();
    this.streams = new StreamWatch(device.faults.fetch, server.clock);
    this.client = createChatClient(
      this.tab.clientOptions({
        server: server.url,
        workspace: 'acme',
        storage: device.storage,
        clock: device.clock,
        network: device.network,
        random: seededRandom(seed),
        fetch: device.sends.watch(this, this.streams.fetch),
        onError: () => {},
      }),
    );
    this.events = new EventWatch(this.client);
    void this.client.connection.connect().catch(() => {});
  }

  /** Who is signed in here, by id. */
  get userId(): string | null {
    const state = this.client.auth.store.get();
    return state.status === 'signed-in' ? state.account.userId : null;
  }

  get isRunning(): boolean {
    return this.tab.state === 'running';
  }

  /** The timeline of a channel, open from now on. */
  timeline({ id }: Channel): Timeline {
    const timeline = this.client.channels.timeline(id);
    // Closed until now, or by a sign-out.
    if (timeline.store.get().status === 'idle') timeline.open().catch(() => {});
    return timeline;
  }

  items(channel: Channel): readonly TimelineItem[] {
    return this.timeline(channel).store.get().items;
  }
}
