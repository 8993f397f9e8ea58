// The whole server of this project, as `fechatter serve` runs it, with people and channels in it. Its request log
// is made, and written nowhere.
import type { ChannelId, UserId, WorkspaceId } from '@fechatter/protocol';
import { createLogger } from '../../packages/server-reference/src/logging/logger.ts';
import { sendMessages } from '../../packages/server-reference/src/messages/send.ts';
import { unlimited } from '../../packages/server-reference/src/rate-limits/guessing-limits.ts';
import { createServer, type RunningServer } from '../../packages/server-reference/src/server.ts';
import { freePort } from '../../test/services/free-port.ts';
import { serve } from '../measure/child.ts';
import { loop } from '../measure/loop.ts';
import { markedText } from '../measure/message.ts';
import { processFigures } from '../measure/process-figures.ts';
import { createId } from '@fechatter/protocol';
import { seedWorkspace } from './seed.ts';

export interface ChatServerOptions {
  /** Null for the embedded database, in memory, or in a folder. */
  readonly databaseUrl: string | null;
  readonly dataFolder?: string;
  readonly people: number;
  readonly channels: number;
  readonly perChannel?: number;
}

export interface Ready {
  readonly port: number;
  readonly workspaceId: WorkspaceId;
  readonly channelIds: readonly ChannelId[];
  readonly userIds: readonly UserId[];
  /** Of each person, in the same order. */
  readonly tokens: readonly string[];
}

let server: RunningServer | undefined;

const methods = {
  listen: async ({
    databaseUrl,
    dataFolder,
    people,
    channels,
    perChannel,
  }: ChatServerOptions): Promise<Ready> => {
    const port = await freePort();
    const logger = createLogger({ level: 'info', destination: { write: () => undefined } });
    server = await createServer({
      port,
      databaseUrl,
      dataFolder: dataFolder ?? null,
      logger,
      limiter: unlimited,
    });
    const seeded = await seedWorkspace(server.database, {
      people,
      channels,
      ...(perChannel !== undefined && { perChannel }),
    });
    const tokens: string[] = [];
    for (const userId of seeded.userIds)
      tokens.push(
        (await server.authentication.sessions.open(userId, { boundTo: null, userAgent: 'bench' }))
          .accessToken,
      );
    return { port, ...seeded, tokens };
  },

  /** The write path alone: so many senders, each waiting for its commit, past HTTP. */
  submit: async (
    workspaceId: WorkspaceId,
    timelineId: ChannelId,
    userIds: readonly UserId[],
    senders: number,
    milliseconds: number,
  ) =>
    loop(senders, milliseconds, async (sender) => {
      await server?.writer.submit(workspaceId, sendMessages, {
        id: createId(),
        text: markedText(0),
        kind: 'text',
        replyTo: null,
        custom: {},
        timelineId,
        userId: userIds[sender % userIds.length] ?? '',
      });
    }),

  /** Says so many messages, one after the other, numbered from 1. */
  say: async (workspaceId: WorkspaceId, timelineId: ChannelId, userId: UserId, messages: number) => {
    for (let number = 1; number <= messages; number += 1)
      await server?.writer.submit(workspaceId, sendMessages, {
        id: createId(),
        text: markedText(number),
        kind: 'text',
        replyTo: null,
        custom: {},
        timelineId,
        userId,
      });
  },

  /** How many streams are open. */
  readers: () => server?.hub.size ?? 0,

  stop: () => server?.stop(),
  ...processFigures,
};

export type ChatServer = typeof methods;

serve(methods);
