/** The page of the gallery: the states in a list, and one of them in the looks that are chosen. */
import './without-eval.ts';
import '@fechatter/elements/define/fe-chat.js';
import { chatStates } from './chat-states.ts';
import { moderationStates } from './moderation-states.ts';
import { partStates } from './part-states.ts';
import type { GalleryStates } from './stage.ts';

const looks: Readonly<Record<string, readonly (readonly [string, string])[]>> = {
  theme: [
    ['auto', 'automatic'],
    ['light', 'light'],
    ['dark', 'dark'],
    ['high-contrast', 'high contrast'],
  ],
  density: [
    ['comfortable', 'comfortable'],
    ['compact', 'compact'],
  ],
  lang: ['en', 'de', 'es', 'fr', 'ja', 'zh', 'ar'].map((lang) => [
    lang,
    new Intl.DisplayNames([lang], { type: 'language' }).of(lang) ?? lang,
  ]),
  width: [
    ['100%', 'all there is'],
    ['800px', '800 px'],
    ['390px', 'phone'],
    ['320px', '320 px'],
  ],
};

const find = <E extends Element>(selector: string): E => {
  const found = document.querySelector<E>(selector);
  if (found === null) throw new Error(`The page has no ${selector}.`);
  return found;
};
const nav = find<HTMLElement>('nav');
const form = find<HTMLFormElement>('form');
const frame = find<HTMLIFrameElement>('iframe');
const alone = find<HTMLAnchorElement>('form a');

for (const [name, choices] of Object.entries(looks))
  find<HTMLSelectElement>(`[name=${name}]`).append(
    ...choices.map(([value, text]) => new Option(text, value)),
  );

function addSection(heading: string, states: GalleryStates): void {
  const title = document.createElement('h2');
  title.textContent = heading;
  const links = Object.entries(states).map(([name, { title: text, pictures }]) => {
    const link = document.createElement('a');
    link.href = `#${name}`;
    link.dataset['pictures'] = pictures;
    link.textContent = text;
    return link;
  });
  nav.append(title, ...links);
}
addSection('The chat', chatStates);
addSection('Keeping order', moderationStates);
addSection('Its parts', partStates);

function show(): void {
  const state = location.hash.slice(1) || 'conversation';
  const { width, ...chosen } = Object.fromEntries(
    [...new FormData(form)].map(([name, value]) => [name, value as string]),
  );
  const address = `state.html?${new URLSearchParams({ state, ...chosen }).toString()}`;
  alone.href = address;
  frame.src = address;
  frame.style.inlineSize = width ?? '100%';
  for (const link of nav.querySelectorAll('a'))
    link.toggleAttribute('aria-current', link.hash === `#${state}`);
}
form.addEventListener('change', show);
addEventListener('hashchange', show);
show();
