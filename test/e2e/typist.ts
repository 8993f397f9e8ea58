import assert from 'node:assert/strict';
import type { TimelineItem } from '@fechatter/client-sdk';
import type { Page } from 'playwright-core';

export const PATIENCE_MS = 20_000;
/** The focus may be nowhere for so long, between a dialog that goes and what it leads to. */
const NOWHERE_MS = 2_000;

/** What has the focus, through all shadow roots: its element and what it is called. Null when nothing has it. */
interface Focused {
  readonly element: string;
  readonly name: string;
  /** Whether it can be seen: in the window, and not hidden. */
  readonly inSight: boolean;
}

/** Somebody who has a keyboard and no pointer. */
export class Typist {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  async focused(): Promise<Focused | null> {
    return this.page.evaluate(() => {
      let active = document.activeElement;
      while (active?.shadowRoot?.activeElement != null) active = active.shadowRoot.activeElement;
      if (!(active instanceof HTMLElement) || active === document.body) return null;
      const label = (active as HTMLInputElement).labels?.[0]?.textContent;
      const box = active.getBoundingClientRect();
      return {
        element: active.localName,
        name: (active.ariaLabel ?? label ?? active.innerText).trim(),
        inSight: active.checkVisibility() && box.bottom > 0 && box.top < innerHeight,
      };
    });
  }

  /** Waits until something that can be seen, and is what is looked for, has the focus. */
  async held(
    step: string,
    isSought: (focused: Focused) => boolean = () => true,
    patienceMs = NOWHERE_MS,
  ): Promise<void> {
    const end = Date.now() + patienceMs;
    for (;;) {
      const focused = await this.focused();
      if (focused?.inSight === true && isSought(focused)) return;
      if (Date.now() > end) assert.fail(`after ${step} the focus is at ${JSON.stringify(focused)}`);
      await this.page.waitForTimeout(50);
    }
  }

  /** Waits until the focus is at something that is called so. */
  at(element: string, name: RegExp, step: string): Promise<void> {
    return this.held(step, (focused) => focused.element === element && name.test(focused.name), PATIENCE_MS);
  }

  async press(key: string, step = key): Promise<void> {
    await this.page.keyboard.press(key);
    await this.held(step);
  }

  /** Goes on with a key until the focus is at something that is called so. */
  async goTo(name: RegExp, key: string): Promise<void> {
    for (let presses = 0; presses < 40; presses += 1) {
      const focused = await this.focused();
      if (focused !== null && name.test(focused.name)) return;
      await this.page.keyboard.press(key);
    }
    assert.fail(`${key} does not lead to ${name.source}, but to ${JSON.stringify(await this.focused())}`);
  }

  tabTo(name: RegExp): Promise<void> {
    return this.goTo(name, 'Tab');
  }

  /** Chooses from a menu that opens. */
  async choose(name: RegExp): Promise<void> {
    await this.held('opening a menu');
    await this.goTo(name, 'ArrowDown');
    await this.page.keyboard.press('Enter');
  }

  async write(text: string): Promise<void> {
    await this.page.keyboard.type(text);
  }

  /** Opens the palette and chooses from it. */
  async command(text: string): Promise<void> {
    await this.page.keyboard.press('Control+k');
    await this.at('input', /A conversation, a person or a command/, 'Ctrl+K');
    await this.write(text);
    await this.page.locator('fe-palette [role=option][aria-selected=true]', { hasText: text }).waitFor();
    await this.press('Enter', `the command ${text}`);
  }

  /** Waits until a message is there, and on the server. */
  async sees(text: string): Promise<void> {
    const row = this.page.locator('fe-message', { hasText: text }).last();
    await row.waitFor({ timeout: PATIENCE_MS });
    const end = Date.now() + PATIENCE_MS;
    for (;;) {
      const { delivery, change } = await row.evaluate(
        (element) => (element as unknown as { readonly item: TimelineItem }).item,
      );
      if (delivery.status === 'sent' && change === null) return;
      if (Date.now() > end) assert.fail(`"${text}" was not sent: ${JSON.stringify({ delivery, change })}`);
      await this.page.waitForTimeout(50);
    }
  }
}
