import type { ChannelId, ChatClient, Timeline } from '@fechatter/client-sdk';
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { acquireTimeline } from './shared-timelines.ts';

/** Holds the timeline of the channel that its host shows, for as long as the host is in a page. */
export class TimelineController implements ReactiveController {
  readonly #host: ReactiveControllerHost & { readonly isConnected: boolean };
  readonly #wanted: () => { readonly client: ChatClient | undefined; readonly channelId: ChannelId | null };
  #held: {
    readonly client: ChatClient;
    readonly channelId: ChannelId;
    readonly timeline: Timeline;
    release(): void;
  } | null = null;

  constructor(
    host: ReactiveControllerHost & { readonly isConnected: boolean },
    wanted: () => { readonly client: ChatClient | undefined; readonly channelId: ChannelId | null },
  ) {
    this.#host = host;
    this.#wanted = wanted;
    host.addController(this);
  }

  get timeline(): Timeline | undefined {
    return this.#held?.timeline;
  }

  hostConnected(): void {
    this.#host.requestUpdate();
  }

  hostUpdate(): void {
    const { client, channelId } = this.#wanted();
    if (this.#held !== null && this.#held.client === client && this.#held.channelId === channelId) return;
    this.#letGo();
    if (client === undefined || channelId === null || !this.#host.isConnected) return;
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
