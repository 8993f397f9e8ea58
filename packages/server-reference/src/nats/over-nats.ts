/** What a server needs that is told of a NATS server: loaded by no other. */
export { NatsBus } from '../event-bus/nats-bus.ts';
export { connectNats } from './connect.ts';
export { NatsStreams } from './streams.ts';
