import postgres from 'postgres';
import { natsMissing, startNats } from '../../../../../test/services/nats.ts';
import { createDatabase, postgresMissing } from '../../../../../test/services/postgres.ts';
import { NatsBus } from '../../../src/event-bus/nats-bus.ts';
import { PostgresBus } from '../../../src/event-bus/postgres-bus.ts';
import { connectNats } from '../../../src/nats/connect.ts';
import { busContract } from '../../bus-contract.ts';

/** What goes wrong while a connection is broken on purpose. */
const ignored = (): void => undefined;

busContract('a bus over Postgres', postgresMissing(), async () => {
  const database = await createDatabase();
  return {
    newBus: () => Promise.resolve(new PostgresBus(database.url, ignored)),
    async breakConnections() {
      const sql = postgres(database.url, { max: 1, onnotice: ignored });
      await sql`select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'fechatter-bus'`;
      await sql.end();
    },
    close: () => database.drop(),
  };
});

for (const accounts of [true, false]) {
  busContract(
    `a bus over NATS, with ${accounts ? 'JWT accounts' : 'a password'}`,
    natsMissing(),
    async () => {
      const nats = await startNats({ accounts });
      const connections: { close(): Promise<void> }[] = [];
      return {
        async newBus() {
          const connection = await connectNats({ url: nats.url, signer: accounts ? nats : null }, 'test');
          connections.push(connection);
          return new NatsBus(connection, ignored);
        },
        async breakConnections() {
          await nats.kill();
          await nats.restart();
        },
        async close() {
          for (const connection of connections) await connection.close();
          await nats.stop();
        },
      };
    },
  );
}
