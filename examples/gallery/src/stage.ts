import type { FeChat } from '@fechatter/elements';
import { createWorld, settleIn, type World } from './world.ts';

/** What a state is shown with. */
export interface Stage {
  readonly world: World;
  /** Where parts are put that stand alone. */
  readonly shelf: HTMLElement;
  /** Shows a whole chat, with a conversation in it, and waits until that can be read. */
  readonly chat: (channel?: string) => Promise<FeChat>;
  /** The same without waiting for anything. */
  readonly bareChat: () => FeChat;
}

/** A state of an element. */
export interface GalleryState {
  readonly title: string;
  /** Whether the client is signed in; it is, unless this says otherwise. */
  readonly signedIn?: false;
  /** Whether the world stays unconnected until the state has prepared it. */
  readonly unconnected?: true;
  /** In which looks pictures are compared; in one alone where the others would show nothing new. */
  readonly pictures: 'all' | 'light' | 'phone';
  readonly show: (stage: Stage) => Promise<void> | void;
}

export type GalleryStates = Readonly<Record<string, GalleryState>>;

/** Waits for what may take its time, such as a part that is loaded first. */
export async function until<T>(find: () => T | null | undefined | false): Promise<T> {
  const end = performance.now() + 8_000;
  for (;;) {
    const found = find();
    if (found !== null && found !== undefined && found !== false) return found;
    if (performance.now() > end) throw new Error(`Waited in vain for ${find.toString()}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** The first element of a path through shadow roots, `fe-timeline >>> fe-message`; null while there is none. */
export function deep<E extends HTMLElement = HTMLElement>(from: Element, path: string): E | null {
  let element: Element | null = from;
  for (const selector of path.split(' >>> ')) element = element?.shadowRoot?.querySelector(selector) ?? null;
  return element as E | null;
}

/** Waits for an element of such a path. */
export const part = <E extends HTMLElement = HTMLElement>(from: Element, path: string): Promise<E> =>
  until(() => deep<E>(from, path));

/** Prepares what a state is shown with. */
export async function createStage({ signedIn, unconnected }: GalleryState): Promise<Stage> {
  const world = createWorld(signedIn === undefined ? {} : { signedIn });
  if (signedIn === undefined && unconnected === undefined) await settleIn(world);
  const shelf = document.createElement('div');
  shelf.className = 'shelf';
  document.body.append(shelf);
  const query = new URLSearchParams(location.search);
  const bareChat = (): FeChat => {
    const chat = document.createElement('fe-chat');
    chat.client = world.client;
    chat.theme = (query.get('theme') ?? 'auto') as FeChat['theme'];
    chat.density = (query.get('density') ?? 'comfortable') as FeChat['density'];
    shelf.replaceWith(chat);
    return chat;
  };
  return {
    world,
    shelf,
    bareChat,
    chat: async (channel = 'general') => {
      const chat = bareChat();
      chat.channel = channel;
      await until(() => deep(chat, 'fe-timeline >>> fe-message') ?? deep(chat, 'fe-timeline >>> .intro'));
      // The newest message is at its place two frames later.
      for (let frame = 0; frame < 3; frame += 1) await new Promise(requestAnimationFrame);
      return chat;
    },
  };
}
