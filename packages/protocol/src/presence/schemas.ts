import * as z from 'zod';
import { userId } from '../users/schemas.ts';

/** Whether somebody is there: merged over all their devices. */
export const PresenceState = z
  .enum(['online', 'away', 'busy', 'offline'])
  .meta({ id: 'PresenceState', description: 'Whether a person is there, merged over all their devices.' });

export const Presence = z
  .strictObject({ userId, state: PresenceState })
  .meta({ id: 'Presence', description: 'Whether one person is there.' });

export const SetPresence = z
  .strictObject({
    connectionId: z
      .string()
      .max(64)
      .meta({ description: 'The connection that speaks: `connectionId` of its hello.' }),
    activity: z.enum(['active', 'idle']).meta({ description: 'Whether the person is using this device.' }),
  })
  .meta({
    id: 'SetPresence',
    description: 'What one device knows of its person. Forgotten when its connection ends.',
  });
