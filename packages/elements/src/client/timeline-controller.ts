import type { ChannelId, ChatClient, Timeline } from '@fechatter/client-sdk';
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { acquireTimeline } from './shared-timelines.ts';

interface Host extends ReactiveControllerHost {
  readonly isConnected: boolean;
  readonly client: ChatClient | undefined;
  readonly channelId: ChannelId | null;
}

/** Holds the timeline of the channel that its host shows, for as long as the host is in a page. */
export class TimelineController implements ReactiveController {
  readonly #host: Host;
  #held: {
    readonly client: ChatClient;
    readonly channelId: ChannelId;
    readonly timeline: Timeline;
    release(): void;
  } | null = null;

  constructor(host: Host) {
    this.#host = host;
    host.addController(this);
  }

  get timeline(): Timeline | undefined {
    return this.#held?.timeline;
  }

  hostConnected(): void {
    this.#host.requestUpdate();
  }

  hostUpdate(): void {
    const { client, channelId, isConnected } = this.#host;
    if (this.#held !== null && this.#held.client === client && this.#held.channelId === channelId) return;
    this.#letGo();
    if (client === undefined || channelId === null || !isConnected) return;
    this.#held = { client, channelId, ...acquireTimeline(client, channelId) };
  }

  hostDisconnected(): void {
    this.#letGo();
  }

  #letGo(): void {
    this.#held?.release();
    this.#held = null;
  }
}
