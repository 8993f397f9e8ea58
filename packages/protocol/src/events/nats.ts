import * as z from 'zod';
import { moment } from '../schema.ts';

export const OpenNatsStream = z
  .strictObject({
    cursor: z
      .string()
      .max(200)
      .nullable()
      .default(null)
      .meta({ description: 'Where to go on; null starts now.' }),
  })
  .meta({ id: 'OpenNatsStream' });

/**
 * How to have one event stream over NATS. The bytes are those of the stream over HTTP, in messages: four bytes
 * that count the messages from 0, the highest first, and then a piece of the stream, or nothing when it has ended.
 */
export const NatsStream = z
  .strictObject({
    url: z.string().meta({ description: 'The WebSocket listener of a NATS server.' }),
    jwt: z.string().meta({ description: 'Signs in there, and can hear this one stream only.' }),
    seed: z.string().meta({ description: 'The key that goes with it.' }),
    subject: z.string().meta({
      description:
        'The subject to hear. Each message: four bytes that count them from 0, the highest first, and a piece of the stream; nothing after them means that the stream has ended.',
    }),
    control: z.string().meta({
      description:
        'The subject to speak to: `ready` once the subject is heard, within 15 s; `here` when something came, at most 10 s apart; `bye` at the end.',
    }),
    expiresAt: moment('When the stream is ended, to be asked for again.'),
  })
  .meta({ id: 'NatsStream', description: 'One event stream, held ready at a NATS server.' });
