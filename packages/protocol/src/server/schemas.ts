import * as z from 'zod';

/** What a server is and can do. Asked before a feature is shown. */
export const Capabilities = z
  .strictObject({
    name: z.string(),
    version: z.string(),
    protocol: z.literal(1).meta({ description: 'The major version of this protocol.' }),
    transports: z
      .array(z.enum(['sse', 'nats']))
      .readonly()
      .meta({ description: 'How events can be had.' }),
    signUp: z.enum(['open', 'invite']).meta({ description: 'Who may make an account with a password.' }),
    features: z
      .array(z.string())
      .readonly()
      .meta({ description: 'Names of the optional parts that this server has.' }),
  })
  .meta({ id: 'Capabilities', description: 'What this server is and can do.' });
