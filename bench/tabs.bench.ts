// What it costs a tab to have another tab's stream: how much later a message is in a tab that follows than in one with a
// stream of its own, and how often the leader tells the others something for each message.
//
//   --messages 300   how many are sent
//   --rate 15        how many in a second
import { setTimeout as delay } from 'node:timers/promises';
import { createChatClient, createMemoryStorage } from '@fechatter/client-sdk';
import { createLogger, createServer } from '@fechatter/server-reference';
import { browsers, type AnyBrowser, type Tab } from '../test/e2e/browsers.ts';
import { SdkPageHost } from '../test/e2e/sdk-page-host.ts';
import { format, median, option, percentile, result, table } from './measure/report.ts';

const MESSAGES = option('messages', 300);
const RATE = option('rate', 15);
const FOLLOWERS = 3;
const account = { email: 'ada@example.com', password: 'correct horse battery' };

interface Seen {
  readonly arrivals: readonly (readonly [text: string, at: number])[];
  readonly posts: number;
}

const pages = await SdkPageHost.start();

async function measure(launch: () => Promise<AnyBrowser>) {
  const server = await createServer({
    port: 0,
    allowedOrigins: [pages.origin],
    logger: createLogger({ level: 'silent' }),
  });
  const writer = createChatClient({ server: server.url, workspace: 'acme', storage: createMemoryStorage() });
  await writer.auth.signUp({ ...account, name: 'Ada', workspace: { slug: 'acme', name: 'Acme' } });
  await writer.connection.connect();
  const [general] = writer.store.get().channels.keys();
  const timeline = writer.channels.timeline(general ?? '');
  await timeline.open();

  const open = async (browser: AnyBrowser): Promise<Tab> => {
    const tab = await browser.open(pages.url(server.url));
    await tab.evaluate(`chat.signIn('${account.email}', '${account.password}')`);
    await tab.evaluate('chat.begin()');
    await tab.evaluate('chat.live()');
    await tab.evaluate('chat.watch()');
    return tab;
  };
  // Another browser shares nothing: its tab has a stream of its own.
  const [shared, alone] = [await launch(), await launch()];
  const own = await open(alone);
  const leader = await open(shared);
  const followers: Tab[] = [];
  for (let count = 0; count < FOLLOWERS; count += 1) followers.push(await open(shared));
  const streams = server.hub.size - 1;

  const sent = new Map<string, number>();
  for (let nth = 0; nth < MESSAGES; nth += 1) {
    const text = `message ${nth}`;
    sent.set(text, performance.timeOrigin + performance.now());
    timeline.send({ text }).catch(() => undefined);
    await delay(1_000 / RATE);
  }
  await delay(2_000);
  const look = async (tab: Tab) => {
    const { arrivals, posts } = await tab.evaluate<Seen>('chat.seen()');
    const waits = arrivals.flatMap(([text, at]) => {
      const from = sent.get(text);
      return from === undefined ? [] : [at - from];
    });
    return { waits, posts, at: new Map(arrivals) };
  };
  const seen = {
    own: await look(own),
    leader: await look(leader),
    follower: await look(followers.at(-1) ?? leader),
    streams,
  };
  writer.dispose();
  await shared.close();
  await alone.close();
  await server.stop();
  return seen;
}

for (const { name, missing, launch } of browsers) {
  if (missing() !== false) {
    console.log(`${name} is left out: ${String(missing())}\n`);
    continue;
  }
  const { own, leader, follower, streams } = await measure(launch);
  console.log(`${1 + FOLLOWERS} tabs in ${name}, ${RATE} messages/s; ${streams - 1} stream of theirs`);
  table(
    ['from send to seen, ms', 'median', 'p99', 'seen'],
    (
      [
        ['a tab with a stream of its own', own],
        ['the tab that leads', leader],
        ['a tab that follows', follower],
      ] as const
    ).map(([what, { waits }]) => [what, median(waits), percentile(waits, 99), waits.length]),
  );
  const later = [...follower.at].flatMap(([text, at]) => {
    const there = leader.at.get(text);
    return there === undefined ? [] : [at - there];
  });
  console.log(
    `Later than in the tab that leads: ${format(median(later))} ms (median), ${format(percentile(later, 99))} ms (p99)\n`,
  );
  result({
    bench: 'tabs',
    metric: `${name}: told to the other tabs`,
    value: leader.posts / MESSAGES,
    unit: 'times a message',
  });
  result({
    bench: 'tabs',
    metric: `${name}: from send to seen in a tab that follows, median`,
    value: median(follower.waits),
    unit: 'ms',
    reference: 'a tab with a stream of its own',
    referenceValue: median(own.waits),
  });
}
pages.close();
process.exit();
