/**
 * The theme builder: a chat over the server of the testing kit, and a field for each custom property that the manifest
 * lists. What is changed is put on the chat at once, and written out as CSS.
 */
import '../../examples/gallery/src/without-eval.ts';
import '@fechatter/elements/define/fe-chat.js';
import { createWorld, settleIn } from '../../examples/gallery/src/world.ts';
import type { FeChat } from '@fechatter/elements';
import { tokens } from '../../packages/elements/src/styles/tokens.ts';

/** A custom property, as `scripts/docs/theme-builder.ts` takes it from the manifest. */
export interface TokenDescription {
  readonly name: string;
  readonly description: string;
}

/** The value of a property: one for both, or one for each colour scheme. */
type Chosen = string | { readonly light: string; readonly dark: string };

const find = <E extends Element>(selector: string): E => {
  const found = document.querySelector<E>(selector);
  if (found === null) throw new Error(`The page has no ${selector}.`);
  return found;
};
const form = find<HTMLFormElement>('form');
const chat = find<FeChat>('fe-chat');
const output = find<HTMLTextAreaElement>('#css');
const status = find<HTMLElement>('[role=status]');
const chosen = new Map<string, Chosen>();
const descriptions = (await (await fetch('tokens.json')).json()) as readonly TokenDescription[];

/** The private property that each public one sets, as the style sheet of the elements has it. */
const privateNames = new Map(
  [...tokens.cssText.matchAll(/(--_[\w-]+):\s*var\(\s*(--fe-[\w-]+)/g)].map(([, name = '', of = '']) => [
    of,
    name,
  ]),
);

/** An element with the tokens of the chat and nothing changed, from which the defaults are read. */
const probe = document.createElement('div');
probe.className = 'probe';
const NO_COLOUR = 'rgb(1, 2, 3)';
const probes = document.createElement('div');
probes.hidden = true;
probes.style.color = NO_COLOUR;
probes.append(probe);
document.body.append(probes);
const sheet = new CSSStyleSheet();
sheet.replaceSync(
  tokens.cssText.replaceAll(":host([theme='high-contrast'])", '.none').replaceAll(':host', '.probe'),
);
document.adoptedStyleSheets.push(sheet);

/** A colour as `#rrggbb`; null for what is none, which is invalid as a colour and so inherited. */
function defaultColour(name: string, scheme: 'light' | 'dark'): string | null {
  probe.style.colorScheme = scheme;
  probe.style.color = `var(${privateNames.get(name) ?? name})`;
  const { color } = getComputedStyle(probe);
  const context = new OffscreenCanvas(1, 1).getContext('2d');
  if (color === NO_COLOUR || context === null) return null;
  context.fillStyle = color;
  context.fillRect(0, 0, 1, 1);
  const [red = 0, green = 0, blue = 0, alpha = 0] = context.getImageData(0, 0, 1, 1).data;
  // A tint that lies over what is behind it has no one colour of its own to begin with.
  if (alpha < 255) return '#808080';
  return `#${[red, green, blue].map((part) => part.toString(16).padStart(2, '0')).join('')}`;
}

function defaultSize(name: string): string {
  return getComputedStyle(probe)
    .getPropertyValue(privateNames.get(name) ?? name)
    .trim();
}

/** The CSS of everything that was changed. */
function css(): string {
  if (chosen.size === 0) return '/* Nothing is changed yet. */';
  const lines = [...chosen].map(([name, value]) => `  ${name}: ${written(value)};`);
  return `fe-chat {\n${lines.join('\n')}\n}`;
}

const written = (value: Chosen): string =>
  typeof value === 'string' ? value : `light-dark(${value.light}, ${value.dark})`;

function choose(row: HTMLElement, name: string, value: Chosen | null): void {
  if (value === null) {
    chosen.delete(name);
    chat.style.removeProperty(name);
  } else {
    chosen.set(name, value);
    chat.style.setProperty(name, written(value));
  }
  row.classList.toggle('changed', value !== null);
  output.value = css();
}

function colourRow({ name, description }: TokenDescription, light: string, dark: string): HTMLElement {
  const row = rowOf(name, description);
  const pickers = (
    [
      ['light', light],
      ['dark', dark],
    ] as const
  ).map(([scheme, value]) => {
    const picker = document.createElement('input');
    picker.type = 'color';
    picker.value = value;
    picker.ariaLabel = `${name}, ${scheme}`;
    return picker;
  });
  for (const picker of pickers)
    picker.addEventListener('input', () => {
      const [first, second] = pickers;
      choose(row, name, { light: first?.value ?? light, dark: second?.value ?? dark });
    });
  row.querySelector('code')?.after(...pickers);
  return row;
}

function sizeRow({ name, description }: TokenDescription): HTMLElement {
  const row = rowOf(name, description);
  row.classList.add('size');
  const field = document.createElement('input');
  field.type = 'text';
  field.placeholder = defaultSize(name);
  field.ariaLabel = name;
  field.addEventListener('input', () => {
    choose(row, name, field.value.trim() === '' ? null : field.value.trim());
  });
  row.querySelector('code')?.after(field);
  return row;
}

function rowOf(name: string, description: string): HTMLElement {
  const row = document.createElement('div');
  row.className = 'token';
  const code = document.createElement('code');
  code.textContent = name;
  const text = document.createElement('small');
  text.textContent = description;
  row.append(code, text);
  return row;
}

for (const token of descriptions) {
  const light = defaultColour(token.name, 'light');
  const dark = defaultColour(token.name, 'dark');
  if (light === null || dark === null) find('#sizes').append(sizeRow(token));
  else find('#colours').append(colourRow(token, light, dark));
}

function applyLooks(): void {
  const looks = Object.fromEntries([...new FormData(form)].map(([name, value]) => [name, value as string]));
  chat.theme = (looks['theme'] ?? 'light') as FeChat['theme'];
  chat.density = (looks['density'] ?? 'comfortable') as FeChat['density'];
  chat.style.inlineSize = looks['width'] ?? '100%';
}
form.addEventListener('change', applyLooks);
form.addEventListener('submit', (event) => {
  event.preventDefault();
});

find<HTMLButtonElement>('#copy').addEventListener('click', () => {
  navigator.clipboard.writeText(css()).then(
    () => (status.textContent = 'Copied.'),
    () => {
      output.select();
      status.textContent = 'The browser does not allow it: copy what is selected.';
    },
  );
});
find<HTMLButtonElement>('#reset').addEventListener('click', () => {
  for (const name of chosen.keys()) chat.style.removeProperty(name);
  location.reload();
});

output.value = css();
applyLooks();
const world = createWorld();
await settleIn(world);
chat.client = world.client;
