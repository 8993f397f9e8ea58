import type { Channel, User } from '@fechatter/client-sdk';
import { FakeWorld } from './fake-world.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

export interface Seeded {
  readonly world: FakeWorld;
  readonly channels: Readonly<
    Record<
      'general' | 'design' | 'random' | 'empty' | 'leads' | 'archived' | 'ana' | 'group' | 'long',
      Channel
    >
  >;
  readonly people: Readonly<Record<'me' | 'ana' | 'bo' | 'noor' | 'long' | 'yuki' | 'sam', User>>;
}

const paragraphs = [
  'I went through the whole incident again, from the first alert to the last deploy, and wrote down what I think happened. It is long, so take your time.',
  'At 09:12 the queue of the importer began to grow. Nobody noticed, because the alert looks at the age of the oldest job, and the oldest job was being retried every minute and so looked young. At 09:40 the first customer wrote that their export was empty. We looked at the export, which was fine, and lost half an hour there.',
  'What was really going on: the connection pool of the worker was full of connections that waited for a lock held by a migration that had been started by hand the evening before and never finished. The migration adds a column with a default, which is instant; what is not instant is the index that it builds after that, and which was not made concurrently.',
  'Three things would have helped. First, a limit on how long a statement may wait for a lock: two seconds are enough for everything that we do in a request. Second, an alert on the length of the queue besides its age. Third, a rule that a migration is started by the deploy and by nothing else, with a page that shows which one is running.',
  'I have begun with the first, since it is one line. The second needs somebody who knows the dashboards better than I do. The third we should talk about, because there are good reasons to start one by hand now and then, and I do not want to make that impossible, only visible.',
  'One more thing that I am still not sure about: why did the retry count as progress? The job had failed eleven times with the same error. I would expect that to be an error after three. If nobody remembers why it is eleven, I will change it and see who complains.',
  'Thanks to everybody who dropped what they were doing. It was a calm hour for such a loud problem, and that is worth something too.',
].join('\n\n');

/** A workspace with talk as it is: long names, code, links, emoji, right-to-left, one word, three thousand characters. */
export function seed(now = Date.now()): Seeded {
  const world = new FakeWorld('Acme Robotics');
  const me = world.addUser('Mika Virtanen', {
    id: world.meId,
    title: 'Front-end',
    role: 'admin',
    status: { emoji: '🎧', text: 'Deep work until noon', expiresAt: null },
  });
  const ana = world.addUser('Ana Lima', { title: 'Product design' });
  const bo = world.addUser('Bo Andersson', {
    title: 'Platform',
    status: { emoji: '🌴', text: 'Off on Friday', expiresAt: null },
  });
  const noor = world.addUser('نور الهاشمي', { title: 'Support' });
  const long = world.addUser('Maximiliana Featherstonehaugh-Wolfeschlegelsteinhausen', {
    title: 'Head of very long job titles and other administrative matters',
  });
  const yuki = world.addUser('結城 美咲', { title: 'Data' });
  const sam = world.addUser('sam', { title: 'Intern' });
  for (const name of [
    'Priya Raman',
    'Tom Okafor',
    'Élodie Marchand',
    'Lars Nielsen',
    'Chen Wei',
    'Olu Adeyemi',
  ])
    world.addUser(name, { title: 'Engineering' });
  world.store.patch({
    presence: new Map([
      [me.id, 'online'],
      [ana.id, 'online'],
      [bo.id, 'away'],
      [noor.id, 'online'],
      [yuki.id, 'busy'],
    ]),
  });

  const general = world.addChannel(
    { kind: 'public', name: 'general', description: 'Everything that concerns all of us' },
    { favourite: true, role: 'owner' },
  );
  const design = world.addChannel({
    kind: 'public',
    name: 'design',
    description: 'Mock-ups, critique, and the occasional font quarrel',
  });
  const random = world.addChannel({ kind: 'public', name: 'random', description: '' }, { muted: true });
  const empty = world.addChannel(
    { kind: 'public', name: 'launch-2027', description: 'Planning the launch next spring', memberCount: 1 },
    { role: 'owner' },
  );
  const leads = world.addChannel({
    kind: 'private',
    name: 'leads',
    description: 'Hiring and money',
    memberCount: 5,
  });
  const longName = world.addChannel({
    kind: 'public',
    name: 'a-channel-with-a-name-that-is-really-much-too-long-for-any-list',
  });
  const archived = world.addChannel(
    { kind: 'public', name: 'old-website', archivedAt: new Date(now - 30 * DAY).toISOString() },
    { role: 'owner' },
  );
  const direct = world.addChannel({ kind: 'direct', memberIds: [me.id, ana.id] });
  const group = world.addChannel({ kind: 'group', memberIds: [me.id, bo.id, noor.id, long.id] });
  for (const other of [bo, noor, yuki, long])
    world.addChannel({ kind: 'direct', memberIds: [me.id, other.id] });
  for (const [name, description] of [
    ['billing', 'Invoices and plans'],
    ['music', 'What is playing'],
    ['security', 'Advisories and audits'],
  ] as const) {
    world.elsewhere.push({
      ...design,
      id: `${design.id.slice(0, -6)}${name.padEnd(6, '0').slice(0, 6)}`,
      name,
      description,
      memberCount: 8,
    });
  }

  const say = (
    channel: Channel,
    author: User,
    ago: number,
    text: string,
    more: { replyTo?: string; edited?: boolean; action?: boolean; read?: boolean } = {},
  ): string => {
    const message = world.compose(channel.id, author.id, text, more.replyTo ?? null);
    const createdAt = new Date(now - ago).toISOString();
    const placed = world.accept(
      {
        ...message,
        createdAt,
        kind: more.action === true ? 'action' : 'text',
        editedAt: more.edited === true ? createdAt : null,
      },
      { read: more.read ?? true },
    );
    return placed.id;
  };

  const authors = [ana, bo, yuki, sam, me, long];
  const small = [
    'Morning all ☕',
    'Build is green again.',
    'Who has the keys to the staging account?',
    'I do, sending them over.',
    'Thanks!',
    'Lunch at 12?',
    'Moved the retro to Thursday.',
    'Reviewed, two small comments.',
    'The customer from yesterday is happy now 🎉',
    'ok',
    'Can somebody restart the preview?',
    'Done.',
    'We should write that down somewhere.',
    'I opened a page for it.',
  ];
  for (let position = 0; position < 240; position += 1) {
    const author = authors[Math.floor(position / 2) % authors.length] ?? ana;
    say(general, author, 12 * DAY - position * 60 * MINUTE, small[(position * 5) % small.length] ?? 'ok');
  }

  say(
    general,
    ana,
    DAY + 190 * MINUTE,
    'Good morning! The new settings page is ready for a look: https://design.example.com/files/settings-v3?node=12%3A400&very=long&query=string-that-goes-on-and-on-and-on-until-it-has-to-break',
  );
  say(
    general,
    ana,
    DAY + 189 * MINUTE,
    'Feedback until tomorrow evening, please. What changed:\n\n- one column instead of two\n- **Save** only where it is needed\n- the danger zone is now at the end, where nobody gets lost',
  );
  const question = say(
    general,
    bo,
    DAY + 150 * MINUTE,
    'Looks calm, I like it. Does the page still work at 320 px? Last time the table pushed everything out to the right and we only saw it in production.',
  );
  say(general, me, DAY + 140 * MINUTE, `It does, <@${bo.id}>: the table became a list below 480 px.`, {
    replyTo: question,
  });
  say(general, sam, DAY + 139 * MINUTE, 'nice');
  say(general, sam, DAY + 138 * MINUTE, '👏👏');
  say(
    general,
    long,
    DAY + 100 * MINUTE,
    'Could we please agree on one spelling of “e-mail” before this goes out? I counted *four* different ones.',
    { edited: true },
  );
  say(general, bo, DAY + 60 * MINUTE, paragraphs);
  say(
    general,
    yuki,
    170 * MINUTE,
    'おはようございます。昨日のレポートを更新しました。数字は合っているはずです。',
  );
  say(
    general,
    noor,
    160 * MINUTE,
    'صباح الخير! العميل وافق على العرض، ونبدأ يوم الأحد إن شاء الله. هل يمكن لأحد مراجعة `config.yaml` قبل ذلك؟',
  );
  const code = say(
    general,
    bo,
    140 * MINUTE,
    'This is what the retry looks like now, with full jitter:\n\n```ts\nexport function retryDelay(attempt: number, random: () => number): number {\n  const ceiling = Math.min(30_000, 1_000 * 2 ** attempt);\n  return Math.floor(random() * ceiling);\n}\n```\n\nThe ceiling matters more than the base. Call it as `retryDelay(attempt, Math.random)`.',
  );
  say(
    general,
    me,
    131 * MINUTE,
    'Reads well. I would name the second argument after what it is: a *source* of randomness. Otherwise ~~fine~~ great.',
    { replyTo: code },
  );
  say(general, me, 130 * MINUTE, 'And one test with a fixed source, so that we see the ceiling work.');
  say(general, sam, 90 * MINUTE, 'is looking for the coffee filters', { action: true });
  say(
    general,
    ana,
    41 * MINUTE,
    `<@${me.id}> could you check the contrast of the hint text? I get 4.3:1 in dark mode, and > 4.5 would be nice.\n\n> Hints are secondary, yet people read them.`,
  );
  say(general, bo, 12 * MINUTE, '<!channel> deploy at 14:00, five minutes of read-only at most.');
  say(general, ana, 6 * MINUTE, 'Great, thanks for the warning 🙏');
  say(general, yuki, 4 * MINUTE, 'ok');

  for (let position = 0; position < 9; position += 1)
    say(
      design,
      position % 2 === 0 ? ana : long,
      300 * MINUTE - position * 20 * MINUTE,
      [
        'First sketch of the icons',
        'Too round?',
        'A little.',
        'Second one',
        'Better!',
        'I will align them to the grid',
        'Thanks',
        'Here is the final set',
        `Love it. <@${me.id}> have a look?`,
      ][position] ?? '',
      { read: position < 6 },
    );
  for (let position = 0; position < 4; position += 1)
    say(
      random,
      sam,
      200 * MINUTE - position * MINUTE,
      ['cat', 'another cat', 'a dog', 'sorry'][position] ?? '',
      { read: position < 2 },
    );
  say(direct, ana, 60 * MINUTE, 'Do you have ten minutes today?');
  say(direct, me, 58 * MINUTE, 'Sure, after three.');
  say(direct, ana, 57 * MINUTE, 'Perfect, I will call you.', { read: false });
  say(group, bo, DAY, 'Who comes along on Thursday?');
  say(group, me, DAY - MINUTE, 'Me!');
  say(leads, bo, 3 * DAY, 'Two candidates this week.');
  say(archived, ana, 60 * DAY, 'The old site is off. Thanks, it served us well.');
  for (const state of world.store.get().channels.values()) {
    if (state.channel.kind === 'direct' && state.channel.lastIndex === 0) {
      const other = state.channel.memberIds?.[1];
      const partner = other === undefined ? undefined : world.store.get().users.get(other);
      if (partner !== undefined) say(state.channel, partner, 4 * DAY, 'See you tomorrow!');
    }
  }
  world.reads.set(direct.id, new Map([[ana.id, 99]]));
  world.reads.set(
    group.id,
    new Map([
      [bo.id, 2],
      [noor.id, 2],
    ]),
  );
  return {
    world,
    channels: { general, design, random, empty, leads, archived, ana: direct, group, long: longName },
    people: { me, ana, bo, noor, long, yuki, sam },
  };
}
