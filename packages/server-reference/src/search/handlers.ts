import type { SearchWeights, UserId } from '@fechatter/protocol';
import { sql } from 'kysely';
import type { WalledTransaction } from '../database/database.ts';
import { ApiError } from '../errors/api-error.ts';
import type { Handlers, WorkspaceContext } from '../http/handlers.ts';
import { loadCaller, type Caller } from '../users/caller.ts';
import { mayChangeWorkspace } from '../workspaces/policies.ts';
import { search, unavailable, type SearchParts } from './query.ts';
import * as saved from './saved.ts';
import { suggest } from './suggest.ts';
import { weightsOf } from './weights.ts';

export interface SearchServices extends SearchParts {
  /** Raises `rate_limited` for somebody who searches faster than a person types. */
  readonly limitSearches: (userId: UserId) => Promise<void> | void;
}

type SearchHandlers = Pick<Handlers, Extract<keyof Handlers, `search.${string}`>>;

export function searchHandlers(services: SearchServices): SearchHandlers {
  const { database, engine, feed, limitSearches } = services;
  /** Runs in a transaction of the caller's workspace, with who they are at this moment. */
  const as = <T>(
    context: WorkspaceContext,
    run: (tx: WalledTransaction, caller: Caller) => Promise<T>,
  ): Promise<T> =>
    database.workspace(context.workspaceId, async (tx) => run(tx, await loadCaller(tx, context)));
  const requireKeeper = (context: WorkspaceContext): Promise<void> =>
    as(context, async (_, { role }) => {
      if (!mayChangeWorkspace(role)) throw new ApiError('forbidden');
    });

  return {
    'search.query': async (context, { body }) => {
      await limitSearches(context.userId);
      return search(services, context, body).catch(unavailable);
    },
    'search.suggest': async (context, { body }) => {
      await limitSearches(context.userId);
      return suggest(services, context, body).catch(unavailable);
    },

    'search.status': async (context) => {
      await requireKeeper(context);
      const state = await feed.fresh(context.workspaceId, 0).catch(unavailable);
      const { messages, bytes } = await engine.status(context.workspaceId).catch(unavailable);
      const head = await as(context, headOf);
      return {
        engine: engine.name,
        messages,
        position: state.position,
        behind: Math.max(0, head - state.position),
        building: state.building,
        bytes,
      };
    },
    'search.rebuild': async (context) => {
      await requireKeeper(context);
      await feed.rebuild(context.workspaceId).catch(unavailable);
      return undefined;
    },

    'search.weights': (context) => as(context, readWeights),
    'search.setWeights': (context, { body }) =>
      as(context, async (tx, caller) => {
        if (!mayChangeWorkspace(caller.role)) throw new ApiError('forbidden');
        const before = await readWeights(tx);
        const weights: SearchWeights = {
          recency: body.recency ?? before.recency,
          halfLifeDays: body.halfLifeDays ?? before.halfLifeDays,
          closeness: body.closeness ?? before.closeness,
          quality: body.quality ?? before.quality,
        };
        await tx
          .updateTable('workspaces')
          .set({ search_weights: sql`${JSON.stringify(weights)}::text::jsonb` })
          .where('id', '=', caller.workspaceId)
          .execute();
        return weights;
      }),

    'search.listSaved': (context) => as(context, saved.listSaved),
    'search.save': (context, args) => as(context, (tx, caller) => saved.saveSearch(tx, caller, args)),
    'search.removeSaved': (context, { path }) =>
      as(context, (tx, caller) => saved.removeSaved(tx, caller, path.savedSearchId)),
    'search.listHistory': (context) => as(context, saved.listHistory),
    'search.remember': (context, { body }) =>
      as(context, (tx, caller) => saved.rememberSearch(tx, caller, body.text)),
    'search.forget': (context, { body }) =>
      as(context, (tx, caller) => saved.forgetSearch(tx, caller, body.text)),
  };
}

async function readWeights(tx: WalledTransaction): Promise<SearchWeights> {
  const row = await tx.selectFrom('workspaces').select('search_weights').executeTakeFirst();
  return weightsOf(row?.search_weights ?? null);
}

async function headOf(tx: WalledTransaction): Promise<number> {
  const row = await tx.selectFrom('workspaces').select('head_seq').executeTakeFirst();
  return row?.head_seq ?? 0;
}
