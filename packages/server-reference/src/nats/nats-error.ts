/** The NATS server cannot be had. */
export class NatsError extends Error {
  override readonly name = 'NatsError';
}
