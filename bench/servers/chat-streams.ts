// The event streams of this project: its application, hub and sink, on sockets, with people and channels in a
// database. What is published is given to the hub, so that the streams are measured and not the database.
import { createId, endpoints, type UserId } from '@fechatter/protocol';
import { openEmbedded } from '../../packages/server-reference/src/database/open.ts';
import { migrate } from '../../packages/server-reference/src/database/migrate.ts';
import { ApiError } from '../../packages/server-reference/src/errors/api-error.ts';
import { createApi } from '../../packages/server-reference/src/http/api.ts';
import type { Handlers } from '../../packages/server-reference/src/http/handlers.ts';
import { listen } from '../../packages/server-reference/src/http/listen.ts';
import { Cursors } from '../../packages/server-reference/src/realtime/cursor.ts';
import { Hub } from '../../packages/server-reference/src/realtime/hub.ts';
import { freePort } from '../../test/services/free-port.ts';
import { chatStream } from '../clients/openings.ts';
import { serve } from '../measure/child.ts';
import { processFigures } from '../measure/process-figures.ts';
import { listenForOrders } from './control.ts';
import { messageEvent } from './event.ts';
import { seedWorkspace } from './seed.ts';
import type { StreamServer } from './streams.ts';

/** Streams of one person: below what the hub allows them. */
const STREAMS_PER_PERSON = 10;

let hub: Hub | undefined;

serve<StreamServer>({
  listen: async (streams) => {
    const database = await openEmbedded(null);
    await migrate(database);
    const { workspaceId, channelIds, userIds } = await seedWorkspace(database, {
      people: Math.ceil(streams / STREAMS_PER_PERSON),
      channels: 1,
    });
    const [channelId = ''] = channelIds;
    const [authorId = ''] = userIds;
    const onError = (error: unknown): void => console.error(error);
    const opened = new Hub({
      database,
      cursors: new Cursors(crypto.getRandomValues(new Uint8Array(32))),
      onError,
    });
    hub = opened;
    // Who calls is believed: what a token costs belongs to another measurement.
    const people = new Set<UserId>(userIds);
    const api = createApi({
      handlers: noHandlers(),
      hub: opened,
      authenticate: (token) =>
        people.has(token)
          ? Promise.resolve({ userId: token, sessionId: createId(), boundTo: null })
          : Promise.reject(new ApiError('unauthenticated')),
      allowsOrigin: () => Promise.resolve(false),
      clientAddress: ({ peer }) => peer,
      log: { request: () => undefined, error: onError },
    });
    const listening = await listen({
      hostname: '127.0.0.1',
      port: await freePort(),
      application: () => ({ api, fetch: () => new Response(null, { status: 404 }) }),
    });
    let seq = await headOf(database, workspaceId);
    const control = await listenForOrders((number) => {
      seq += 1;
      const event = messageEvent(seq, number, channelId, authorId);
      opened.publish(workspaceId, [
        { seq, audience: { to: 'channel', channelId }, event, payload: JSON.stringify(event) },
      ]);
    });
    const openings = Array.from({ length: streams }, (_, at) =>
      chatStream(workspaceId, userIds[at % userIds.length] ?? ''),
    );
    return { port: listening.port, control, openings };
  },
  readers: () => hub?.size ?? 0,
  ...processFigures,
});

function noHandlers(): Handlers {
  const none = (): never => {
    throw new ApiError('not_found');
  };
  return Object.fromEntries(Object.keys(endpoints).map((name) => [name, none])) as unknown as Handlers;
}

async function headOf(
  database: Awaited<ReturnType<typeof openEmbedded>>,
  workspaceId: string,
): Promise<number> {
  return (
    await database.system
      .selectFrom('workspaces')
      .select('head_seq')
      .where('id', '=', workspaceId)
      .executeTakeFirstOrThrow()
  ).head_seq;
}
