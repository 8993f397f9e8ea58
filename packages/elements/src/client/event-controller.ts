import type { ChatEvent, EventsClient } from '@fechatter/client-sdk';
import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** Tells its host what happens, for as long as the host is in a page. The client may be another one from one update to the next. */
export class EventController implements ReactiveController {
  readonly #events: () => EventsClient | undefined;
  readonly #heard: (event: ChatEvent) => void;
  #followed: EventsClient | undefined;
  #stop: (() => void) | undefined;

  constructor(
    host: ReactiveControllerHost,
    events: () => EventsClient | undefined,
    heard: (event: ChatEvent) => void,
  ) {
    this.#events = events;
    this.#heard = heard;
    host.addController(this);
  }

  hostConnected(): void {
    this.hostUpdate();
  }

  hostUpdate(): void {
    const events = this.#events();
    if (events === this.#followed) return;
    this.#stop?.();
    this.#followed = events;
    this.#stop = events?.subscribe(this.#heard);
  }

  hostDisconnected(): void {
    this.#stop?.();
    this.#followed = undefined;
  }
}
