import {
  createChatClient,
  DisposedError,
  type ChatClient,
  type ChannelId,
  type Message,
  type UserId,
} from '@fechatter/client-sdk';

const COMMAND = '!echo ';

/** What the bot answers to a message; null when it is not meant. */
export function answerTo({ text }: Message, me: UserId): string | null {
  if (text.startsWith(COMMAND)) return text.slice(COMMAND.length).trim() || null;
  const mention = `<@${me}>`;
  if (!text.includes(mention)) return null;
  return text.replaceAll(mention, '').trim() || 'Yes?';
}

/** Answers in every channel that the client belongs to, also in those it is added to later. Returns the way to stop. */
export function echo(client: ChatClient): () => void {
  const channels = new Map<ChannelId, () => void>();

  const follow = (id: ChannelId): (() => void) => {
    const timeline = client.channels.timeline(id);
    // The read mark is the bot's memory: what stands behind it was answered, perhaps before a restart.
    let answered = client.store.get().channels.get(id)?.membership.lastReadIndex ?? 0;
    timeline.store.select(
      ({ items }) => items,
      (items) => {
        const me = client.store.get().me?.user.id;
        const fresh = items.map(({ message }) => message).filter(({ index }) => index > answered);
        for (const message of fresh) {
          answered = message.index;
          const answer = me === undefined || message.authorId === me ? null : answerTo(message, me);
          // A message that cannot go out now waits in the client until it can; one that is refused is for the log.
          if (answer !== null) timeline.send({ text: answer, replyTo: message.id }).catch(report);
        }
        if (fresh.length > 0) timeline.markRead(answered).catch(report);
      },
    );
    timeline.open().catch(report);
    return () => {
      timeline.dispose();
    };
  };

  const update = (): void => {
    const joined = client.store.get().channels;
    for (const id of joined.keys()) if (!channels.has(id)) channels.set(id, follow(id));
    for (const [id, stop] of channels) {
      if (joined.has(id)) continue;
      stop();
      channels.delete(id);
    }
  };
  const stop = client.store.select(({ channels: joined }) => joined, update);
  update();
  return () => {
    stop();
    for (const stopChannel of channels.values()) stopChannel();
    channels.clear();
  };
}

/** What fails because the bot is stopping is no news. */
function report(error: unknown): void {
  if (!(error instanceof DisposedError)) console.error(error);
}

/** Reads a setting from the environment. */
function setting(name: string): string {
  const value = process.env[name];
  if (value === undefined || value === '') throw new Error(`Set ${name}; README.md tells how`);
  return value;
}

async function main(): Promise<void> {
  const server = process.env['CHAT_SERVER'] ?? 'http://127.0.0.1:6688';
  const workspace = setting('CHAT_WORKSPACE');
  const tokenUrl = process.env['CHAT_TOKEN_URL'];
  const client = createChatClient({
    server,
    workspace,
    ...(tokenUrl !== undefined && { auth: { kind: 'host', tokenUrl } }),
  });
  if (tokenUrl === undefined)
    await client.auth.signIn({ email: setting('CHAT_EMAIL'), password: setting('CHAT_PASSWORD') });

  client.connection.store.subscribe((state) =>
    console.log('reason' in state ? `${state.status} (${state.reason})` : state.status),
  );
  await client.connection.connect();
  const stop = echo(client);
  console.log(`Echoing as ${client.store.get().me?.user.name ?? 'somebody'}`);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      stop();
      client.dispose();
    });
  }
}

if (process.argv[1] === import.meta.filename) await main();
