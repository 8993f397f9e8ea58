import type { Migration } from 'kysely/migration';
import { first } from './0001-first.ts';
import { natsRollout } from './0002-nats-rollout.ts';
import { search } from './0003-search.ts';
import { nameWords } from './0004-name-words.ts';
import { custom } from './0005-custom.ts';
import { silence } from './0006-silence.ts';
import { blocks } from './0007-blocks.ts';
import { channelBans } from './0008-channel-bans.ts';
import { reports } from './0009-reports.ts';

/** Every migration in its order. A migration that has been released is never changed: a new one follows it. */
export const migrations: Readonly<Record<string, Migration>> = {
  '0001-first': first,
  '0002-nats-rollout': natsRollout,
  '0003-search': search,
  '0004-name-words': nameWords,
  '0005-custom': custom,
  '0006-silence': silence,
  '0007-blocks': blocks,
  '0008-channel-bans': channelBans,
  '0009-reports': reports,
};
