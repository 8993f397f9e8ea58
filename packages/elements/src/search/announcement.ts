import type { SearchState } from '@fechatter/client-sdk';
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { Localizer } from '../localize/localizer.ts';

/** Whoever is still typing is not told of what they have typed past. */
const PAUSE_MS = 700;

interface Parts {
  localizer(): Localizer;
  say(text: string): void;
}

/** Tells those who listen how much was found, when they have stopped typing for a moment. */
export class SearchAnnouncement implements ReactiveController {
  readonly #parts: Parts;
  #told: unknown = null;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(host: ReactiveControllerHost, parts: Parts) {
    this.#parts = parts;
    host.addController(this);
  }

  hostDisconnected(): void {
    clearTimeout(this.#timer);
  }

  follow({ status, found, input }: SearchState): void {
    clearTimeout(this.#timer);
    if (status !== 'ready' || found === null || this.#told === input) return;
    this.#timer = setTimeout(() => {
      this.#told = input;
      const { t } = this.#parts.localizer();
      const { total } = found.messages;
      const count =
        total === 0 ? t('search.none', { query: input.text.trim() }) : t('search.count', { count: total });
      this.#parts.say(found.source === 'device' ? `${t('search.device')} ${count}` : count);
    }, PAUSE_MS);
  }
}
