/** What the page of `sdk-page-host.ts` runs: a client, steered by a test. */
import { createChatClient, type Timeline } from '@fechatter/client-sdk';

const server = new URLSearchParams(location.search).get('server') ?? '';
const client = createChatClient({
  server,
  workspace: 'acme',
  // The shortest waits that chance allows.
  random: () => 0,
});
const isOpened = Promise.withResolvers<Timeline>();

const arrivals = new Map<string, number>();
let posts = 0;

const steered = {
  signIn: async (email: string, password: string) => {
    await client.auth.signIn({ email, password });
  },
  /** Connects, and opens the first channel; `begin` waits for nothing. */
  begin: () => {
    client.connection.connect().catch(() => {});
    const open = (): void => {
      const [id] = client.store.get().channels.keys();
      if (id === undefined) return;
      stop();
      const timeline = client.channels.timeline(id);
      void timeline.open().catch(() => {});
      isOpened.resolve(timeline);
    };
    const stop = client.store.subscribe(open);
    open();
  },
  live: async () => {
    await client.connection.connect();
    await isOpened.promise;
  },
  status: () => client.connection.store.get().status,
  /** The texts of the timeline, those that are not sent with their state. */
  texts: async () =>
    (await isOpened.promise).store
      .get()
      .items.map(({ message, delivery }) =>
        delivery.status === 'sent' ? message.text : `${message.text} (${delivery.status})`,
      ),
  send: async (from: string, count: number) => {
    const timeline = await isOpened.promise;
    for (let nth = 1; nth <= count; nth += 1) timeline.send({ text: `${from} ${nth}` }).catch(() => {});
  },
  /** Notes from now on when each message comes, in milliseconds since 1970, and how often this tab tells the others something. */
  watch: async () => {
    const timeline = await isOpened.promise;
    const now = (): number => performance.timeOrigin + performance.now();
    timeline.store.subscribe(({ items }) => {
      for (const { message, delivery } of items)
        if (delivery.status === 'sent' && !arrivals.has(message.text)) arrivals.set(message.text, now());
    });
    const post = Reflect.get(BroadcastChannel.prototype, 'postMessage') as (
      this: BroadcastChannel,
      said: unknown,
    ) => void;
    BroadcastChannel.prototype.postMessage = function (this: BroadcastChannel, said: unknown) {
      if (this.name.startsWith('fechatter-stream')) posts += 1;
      post.call(this, said);
    };
  },
  seen: () => ({ arrivals: [...arrivals], posts }),
  dispose: () => client.dispose(),
};

declare global {
  interface Window {
    chat: typeof steered;
  }
}
window.chat = steered;
