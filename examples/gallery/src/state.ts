/** One state, as the address asks for it: `state.html?state=conversation&theme=dark&density=compact&lang=ar`. */
import './without-eval.ts';
import '@fechatter/elements/define/fe-chat.js';
import { chatStates } from './chat-states.ts';
import { moderationStates } from './moderation-states.ts';
import { partStates } from './part-states.ts';
import { createStage } from './stage.ts';

const query = new URLSearchParams(location.search);
const { dataset } = document.documentElement;
dataset['theme'] = query.get('theme') ?? 'auto';
document.documentElement.lang = query.get('lang') ?? 'en';
if (query.get('lang') === 'ar') document.documentElement.dir = 'rtl';
localStorage.clear();

const states = { ...chatStates, ...moderationStates, ...partStates };
const name = query.get('state') ?? 'conversation';
const state = states[name];
if (state === undefined) throw new Error(`There is no state "${name}".`);
// What is placed beside something else is placed once: letters that come later would move the one and not the other.
await Promise.all([...document.fonts].map((font) => font.load()));
const stage = await createStage(state);
const { clock } = stage.world.server;
setInterval(() => void clock.advance(500), 500);
await state.show(stage);
// A part that stands alone takes its theme from an attribute, as the chat does.
for (const part of stage.shelf.children) part.setAttribute('theme', query.get('theme') ?? 'auto');
dataset['ready'] = name;
