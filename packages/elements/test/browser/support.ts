import { aTimeout, fixture, html, nextFrame, waitUntil } from '@open-wc/testing';
import '../../src/define/fe-chat.ts';
// Loaded when first wanted: loaded here, so that a test does not wait for a file.
import '../../src/define/fe-members.ts';
import type { FeChat } from '../../src/chat/chat.ts';
import type { FeComposer } from '../../src/composer/composer.ts';
import type { FeMessage } from '../../src/messages/message.ts';
import type { FeTimeline } from '../../src/messages/timeline.ts';
import { createFakeClient, type FakeClient } from '../fake/fake-client.ts';
import type { FakeTimeline } from '../fake/fake-timeline.ts';
import { seed, type Seeded } from '../fake/seed.ts';

export interface Mounted {
  readonly chat: FeChat;
  readonly client: FakeClient;
  readonly seeded: Seeded;
  readonly timeline: FeTimeline;
  readonly composer: FeComposer;
  readonly input: HTMLTextAreaElement;
  readonly scroller: HTMLElement;
  readonly state: FakeTimeline;
  rows(): FeMessage[];
  row(text: string): FeMessage;
  box(): HTMLElement;
}

export interface MountOptions {
  readonly channel?: string;
  readonly width?: number;
  readonly height?: number;
  readonly theme?: FeChat['theme'];
  readonly prepare?: (seeded: Seeded) => void;
  /** The page is loaded again: the world goes on, and the device has what it kept. */
  readonly reloads?: Mounted;
}

/** A whole chat over a fake client, in a box of a fixed size, with the messages of a channel on the screen. */
export async function mountChat(options: MountOptions = {}): Promise<Mounted> {
  options.reloads?.chat.remove();
  if (options.reloads === undefined) localStorage.clear();
  const seeded = options.reloads?.seeded ?? seed();
  options.prepare?.(seeded);
  const client = createFakeClient(seeded.world);
  const box = await fixture<HTMLElement>(html`<div></div>`);
  box.style.width = `${options.width ?? 1000}px`;
  box.style.height = `${options.height ?? 600}px`;
  const chat = document.createElement('fe-chat');
  chat.client = client;
  chat.channel = options.channel ?? 'general';
  chat.theme = options.theme ?? 'light';
  box.append(chat);
  await eventually(
    () => inside(chat, 'fe-timeline')?.shadowRoot?.querySelector('.intro, fe-message') != null,
    'messages are shown',
  );
  const timeline = inside(chat, 'fe-timeline') as FeTimeline;
  const composer = inside(chat, 'fe-composer') as FeComposer;
  await settled(timeline);
  const channelId = timeline.channelId ?? '';
  const rows = (): FeMessage[] => [...(timeline.shadowRoot?.querySelectorAll('fe-message') ?? [])];
  return {
    chat,
    client,
    seeded,
    timeline,
    composer,
    input: inside(composer, 'textarea') as HTMLTextAreaElement,
    scroller: inside(timeline, '.scroller') as HTMLElement,
    state: client.channels.timeline(channelId) as unknown as FakeTimeline,
    rows,
    row: (text) => {
      const row = rows().findLast(({ item }) => item?.message.text.includes(text) === true);
      if (row === undefined) throw new Error(`No message says "${text}".`);
      return row;
    },
    box: () => box,
  };
}

/** An element inside the shadow root of another one. */
export function inside(element: Element | null, selector: string): HTMLElement | null {
  return element?.shadowRoot?.querySelector<HTMLElement>(selector) ?? null;
}

export function allInside(element: Element | null, selector: string): HTMLElement[] {
  return [...(element?.shadowRoot?.querySelectorAll<HTMLElement>(selector) ?? [])];
}

/** Waits until what was asked for is rendered and painted. */
export async function settled(element: { readonly updateComplete: Promise<boolean> }): Promise<void> {
  await element.updateComplete;
  await nextFrame();
  await nextFrame();
  await aTimeout(0);
}

/** Waits for what may take its time on a busy machine, such as a part that is loaded first. */
export function eventually(condition: () => boolean, message?: string): Promise<void> {
  return waitUntil(condition, message, { timeout: 6_000 });
}

/** Writes into a field as a person does. */
export function type(input: HTMLTextAreaElement | HTMLInputElement, text: string): void {
  input.focus();
  input.value = text;
  if (input.type !== 'email') input.setSelectionRange(text.length, text.length);
  input.dispatchEvent(new InputEvent('input', { bubbles: true }));
}

export function press(target: Element, key: string, more: KeyboardEventInit = {}): KeyboardEvent {
  const event = new KeyboardEvent('keydown', {
    key,
    bubbles: true,
    composed: true,
    cancelable: true,
    ...more,
  });
  target.dispatchEvent(event);
  return event;
}

export function textOf(element: Element | null | undefined): string {
  return (element?.shadowRoot ?? element)?.textContent.replace(/\s+/g, ' ').trim() ?? '';
}
