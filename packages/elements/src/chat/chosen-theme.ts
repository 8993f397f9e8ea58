import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { FeEventOf } from '../events/events.ts';
import { remembered } from './remembered.ts';

/** Under what it is remembered. */
const KEY = 'theme';
const themes = ['light', 'dark', 'high-contrast'] as const;

interface Host extends ReactiveControllerHost {
  theme: 'auto' | (typeof themes)[number];
}

/** The theme that the reader has chosen: found again where the page leaves it to them. */
export class ChosenTheme implements ReactiveController {
  readonly #host: Host;

  constructor(host: Host) {
    this.#host = host;
    host.addController(this);
  }

  hostConnected(): void {
    if (this.#host.theme === 'auto')
      this.#host.theme = themes.find((theme) => theme === remembered.get(KEY)) ?? 'auto';
  }

  readonly choose = ({ detail: { theme } }: FeEventOf<'fe-theme'>): void => {
    this.#host.theme = theme;
    remembered.set(KEY, theme);
  };
}
