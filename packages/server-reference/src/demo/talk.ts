/** The people and the sample talk of the demo: written for it, so that a first look shows what the chat can do. */

/** Who can be tried out. The first one opens by default. */
export const people = [
  { sub: 'ada', name: 'Ada Okafor', role: 'admin', title: 'Product' },
  { sub: 'ben', name: 'Ben Lindqvist', role: 'member', title: 'Engineering' },
  { sub: 'chiara', name: 'Chiara Moreau', role: 'member', title: 'Design' },
  { sub: 'deniz', name: 'Deniz Kaya', role: 'member', title: 'Support' },
] as const;

export type PersonKey = (typeof people)[number]['sub'];

/** The owner of the workspace, who says hello. */
export const owner = { name: 'Fe', title: 'Your host' } as const;

export interface Line {
  /** Who says it; `fe` is the owner. */
  readonly from: PersonKey | 'fe';
  /** Minutes before the demo was first started. */
  readonly ago: number;
  /** Markdown; `@ada` stands for a mention of that person, `@channel` for everybody. */
  readonly text: string;
  /** How many lines up the message is that this one answers. */
  readonly answers?: number;
  readonly kind?: 'action';
}

export interface Conversation {
  readonly kind: 'public' | 'private' | 'direct';
  readonly name: string;
  readonly description: string;
  readonly members: readonly PersonKey[];
  readonly lines: readonly Line[];
}

const hour = 60;
const day = 24 * hour;

export const conversations: readonly Conversation[] = [
  {
    kind: 'public',
    name: 'general',
    description: 'What everybody should know',
    members: ['ada', 'ben', 'chiara', 'deniz'],
    lines: [
      {
        from: 'fe',
        ago: 3 * day + 20,
        text: 'Welcome! This is a **small sample** that lives in your own folder. Open a second window as somebody else and watch both.',
      },
      {
        from: 'fe',
        ago: 3 * day + 19,
        text: 'Try `Shift+Enter` for a new line, **↑** to edit your last message, and `@` to mention somebody.',
      },
      {
        from: 'ada',
        ago: 2 * day + 5 * hour,
        text: 'Morning @channel 👋 The spring release goes out on Thursday. Two things are still open: the empty states, and the importer.',
      },
      {
        from: 'ben',
        ago: 2 * day + 5 * hour - 3,
        text: 'Importer is done since last night. 200,000 messages in one go, and it picks up where it stopped if somebody pulls the plug.',
        answers: 1,
      },
      {
        from: 'chiara',
        ago: 2 * day + 5 * hour - 4,
        text: 'Empty states: I have three variants, will share them in #design before lunch.',
        answers: 2,
      },
      { from: 'deniz', ago: 2 * day + 5 * hour - 6, text: 'claps', kind: 'action' },
      {
        from: 'deniz',
        ago: day + 2 * hour,
        text: 'A customer asks whether their own users need a second account to chat.',
      },
      {
        from: 'ada',
        ago: day + 2 * hour - 1,
        text: 'No. Their server signs a short token for each user, and the chat opens signed in. It is one attribute: `token-url`.',
        answers: 1,
      },
      { from: 'deniz', ago: day + 2 * hour - 2, text: 'That is exactly what I hoped to hear. Thanks!' },
      {
        from: 'ben',
        ago: 45,
        text: 'For whoever asked how small it is to embed:\n\n```html\n<script type="module" src="/sdk/fe-chat.js"></script>\n<fe-chat server="/" workspace="demo"></fe-chat>\n```\n\nThat is all of it.',
      },
      { from: 'chiara', ago: 41, text: 'Two lines. I counted.' },
      { from: 'ada', ago: 12, text: 'Lunch at 12:30? @ben @chiara' },
    ],
  },
  {
    kind: 'public',
    name: 'design',
    description: 'How it looks and feels',
    members: ['ada', 'ben', 'chiara'],
    lines: [
      {
        from: 'chiara',
        ago: 2 * day + 3 * hour,
        text: 'The three variants for an empty channel:\n\n1. a sentence and a button\n2. a drawing\n3. nothing at all\n\nI am for the first. A drawing is charming once.',
      },
      {
        from: 'ada',
        ago: 2 * day + 3 * hour - 8,
        text: 'First one. It tells what the place is for *and* what to do.',
        answers: 1,
      },
      { from: 'ben', ago: 2 * day + 3 * hour - 9, text: '+1' },
      {
        from: 'chiara',
        ago: day + 4 * hour,
        text: 'Contrast of the time stamps is 4.6:1 in light and 5.1:1 in dark. Good enough for small text, both.',
      },
      {
        from: 'ben',
        ago: day + 4 * hour - 2,
        text: 'And with a long name? "Wolfeschlegelsteinhausenbergerdorff the Third" broke the header once.',
      },
      {
        from: 'chiara',
        ago: day + 4 * hour - 3,
        text: 'Cut with an ellipsis, whole in the tooltip.',
        answers: 1,
      },
      {
        from: 'ada',
        ago: day + 3 * hour,
        text: 'Right-to-left as well? Our first customer in Cairo wrote: مرحبا، متى يبدأ الاجتماع؟',
      },
      {
        from: 'chiara',
        ago: day + 3 * hour - 4,
        text: 'Each message finds its own direction. Yours just did.',
        answers: 1,
      },
    ],
  },
  {
    kind: 'public',
    name: 'support',
    description: 'Questions from outside, answers from inside',
    members: ['ada', 'ben', 'deniz'],
    lines: [
      {
        from: 'deniz',
        ago: 5 * hour,
        text: 'Somebody on a train writes: "I sent four messages in a tunnel. Did they arrive?"',
      },
      {
        from: 'ben',
        ago: 5 * hour - 2,
        text: 'They did, in order, once each. The id of a message is made before it leaves, so a second try is the same message.',
        answers: 1,
      },
      { from: 'deniz', ago: 5 * hour - 3, text: 'Told them. They answered with one word:\n\n> finally' },
    ],
  },
  {
    kind: 'private',
    name: 'release',
    description: 'Until Thursday',
    members: ['ada', 'ben'],
    lines: [
      {
        from: 'ada',
        ago: 8 * hour,
        text: 'Checklist:\n\n- [x] importer\n- [x] notes\n- [ ] screenshots\n- [ ] announce',
      },
      { from: 'ben', ago: 8 * hour - 5, text: 'Screenshots tonight.', answers: 1 },
      { from: 'ada', ago: 30, text: '@ben did the ~~tests~~ *whole* run pass?' },
    ],
  },
  {
    kind: 'direct',
    name: '',
    description: '',
    members: ['ada', 'ben'],
    lines: [
      { from: 'ben', ago: 26, text: 'Have five minutes before lunch?' },
      { from: 'ben', ago: 25, text: 'It is about the importer. Good news only.' },
    ],
  },
];
