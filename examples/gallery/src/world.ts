/** The workspace that the gallery shows: the server of the testing kit, filled, and a client of it. */
import {
  createChatClient,
  createMemoryStorage,
  type Channel,
  type ChatClient,
  type User,
} from '@fechatter/client-sdk';
import { createTestServer, TestClock, type TestServer } from '@fechatter/client-sdk/testing';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

type Person = 'mika' | 'ana' | 'bo' | 'noor' | 'priya' | 'sam' | 'long';
type Place = 'general' | 'design' | 'random' | 'launch' | 'leads' | 'old';

export interface World {
  readonly server: TestServer;
  /** Of the person who looks at the gallery, who is `people.mika`. */
  readonly client: ChatClient;
  readonly people: Readonly<Record<Person, User>>;
  readonly channels: Readonly<Record<Place, Channel>>;
}

/** @param signedIn - Whether the client has a session. */
export function createWorld({ signedIn = true } = {}): World {
  const now = Date.now();
  const clock = new TestClock({ now: now - 12 * DAY });
  const server = createTestServer({ clock, workspace: { slug: 'acme', name: 'Acme Robotics' } });
  const { workspace } = server;
  const add = (name: string, title: string): User => workspace.addUser(name, { title });
  const people = {
    mika: workspace.addUser('Mika Virtanen', {
      title: 'Front-end',
      role: 'admin',
      email: 'mika@example.com',
    }),
    ana: add('Ana Lima', 'Product design'),
    bo: add('Bo Andersson', 'Platform'),
    noor: add('نور الهاشمي', 'Support'),
    priya: add('Priya Raman', 'Data'),
    sam: add('sam', 'Intern'),
    long: add('Maximiliana Featherstonehaugh-Wolfeschlegelsteinhausen', 'Head of long titles'),
  };
  const { mika, ana, bo, noor, priya, sam, long } = people;
  const all: [User, ...User[]] = [mika, ana, bo, noor, priya, sam, long];
  const channels = {
    general: workspace.addChannel('general', {
      members: all,
      description: 'Everything that concerns all of us',
    }),
    design: workspace.addChannel('design', {
      members: all,
      description: 'Mock-ups, critique, and the occasional font quarrel',
    }),
    random: workspace.addChannel('random', { members: all }),
    launch: workspace.addChannel('launch-2027', { members: [mika], description: 'Planning the launch' }),
    leads: workspace.addChannel('leads', { kind: 'private', members: [mika, bo], description: 'Hiring' }),
    old: workspace.addChannel('old-website', { members: [mika, ana] }),
  };
  workspace.addChannel('music', { members: [ana], description: 'What is playing' });
  workspace.addChannel('security', { members: [bo], description: 'Advisories and audits' });

  const say = (author: User, { id }: Channel, ago: number, text: string, replyTo?: string): string => {
    clock.jump(now - ago - clock.now());
    return workspace.say(author, id, text, replyTo === undefined ? {} : { replyTo }).id;
  };
  const { general, design, random, leads, old } = channels;
  say(ana, old, 11 * DAY, 'The old site is off. Thanks, it served us well.');
  const authors = [ana, bo, priya, sam, mika, long];
  for (let at = 0; at < 90; at += 1) {
    const author = authors[Math.floor(at / 2) % authors.length] ?? ana;
    say(author, general, 10 * DAY - at * 140 * MINUTE, small[(at * 5) % small.length] ?? 'ok');
  }
  say(bo, leads, 1.4 * DAY, 'Two candidates this week.');
  say(
    ana,
    general,
    1.3 * DAY,
    'The new settings page is ready for a look. What changed:\n\n- one column instead of two\n- **Save** only where it is needed\n- the danger zone is now at the end',
  );
  const question = say(bo, general, 1.2 * DAY, 'Looks calm, I like it. Does the page still work at 320 px?');
  say(mika, general, 1.19 * DAY, `It does, <@${bo.id}>: the table became a list below 480 px.`, question);
  say(ana, design, 300 * MINUTE, 'First sketch of the icons');
  say(long, design, 290 * MINUTE, 'Too round?');
  say(ana, design, 280 * MINUTE, `A little. <@${mika.id}>, have a look?`);
  say(sam, random, 200 * MINUTE, 'Who is for ice cream?');
  say(noor, general, 160 * MINUTE, 'صباح الخير! العميل وافق على العرض، ونبدأ يوم الأحد إن شاء الله.');
  say(
    bo,
    general,
    140 * MINUTE,
    'This is what the retry looks like now:\n\n```ts\nconst ceiling = Math.min(30_000, 1_000 * 2 ** attempt);\nreturn Math.floor(random() * ceiling);\n```\n\nThe ceiling matters more than the base.',
  );
  say(mika, general, 130 * MINUTE, 'And one test with a fixed source, so that we see the ceiling work.');
  say(
    ana,
    general,
    41 * MINUTE,
    `<@${mika.id}> could you check the contrast of the hint text?\n\n> Hints are secondary, yet people read them.`,
  );
  say(priya, general, 6 * MINUTE, 'Great, thanks for the warning.');
  clock.jump(now - clock.now());
  for (const [channel, unread] of [
    [general, 0],
    [design, 1],
    [random, 1],
    [leads, 0],
    [old, 0],
  ] as const)
    workspace.read(mika, channel.id, Math.max(0, workspace.messages(channel.id).length - unread));

  const options = server.clientOptions(signedIn ? mika : undefined);
  // A page of its own: nothing is kept, and no other tab takes part.
  const client = createChatClient({ ...options, storage: createMemoryStorage(), device: {} });
  return { server, client, people, channels };
}

/** What only somebody who is connected can do, and what only such a one is told. */
export async function settleIn({ server, client, people, channels }: World): Promise<void> {
  const { mika, ana, bo, noor, priya } = people;
  await client.connection.connect();
  await client.channels.setPreferences(channels.general.id, { favourite: true });
  await client.channels.setPreferences(channels.random.id, { muted: true });
  await client.channels.update(channels.old.id, { archived: true });
  await client.users.updateMe({ status: { emoji: '', text: 'Deep work until noon', expiresAt: null } });
  const direct = await client.channels.direct(ana.id);
  server.workspace.say(ana, direct.id, 'Do you have ten minutes today?');
  const group = await client.channels.group({ memberIds: [bo.id, noor.id] });
  server.workspace.say(bo, group.id, 'Who comes along on Thursday?');
  server.workspace.read(mika, group.id, 1);
  server.workspace.tell({
    type: 'presence',
    data: {
      changes: [
        { userId: mika.id, state: 'online' },
        { userId: ana.id, state: 'online' },
        { userId: bo.id, state: 'away' },
        { userId: priya.id, state: 'busy' },
      ],
    },
  });
}

const small = [
  'Morning all',
  'Build is green again.',
  'Who has the keys to the staging account?',
  'I do, sending them over.',
  'Thanks!',
  'Lunch at 12?',
  'Moved the retro to Thursday.',
  'Reviewed, two small comments.',
  'ok',
  'Can somebody restart the preview?',
  'We should write that down somewhere.',
  'I opened a page for it.',
];
