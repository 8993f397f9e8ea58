import { PostgresQueryCompiler, type KyselyPlugin } from 'kysely';
import type { Database, WalledTransaction } from '../src/database/database.ts';
import { walledTables } from '../src/database/tables.ts';

const walled = `"?(?:${walledTables.join('|')})"?`;
const reads = new RegExp(`\\b(?:from|join|update|using)\\s+(?:only\\s+)?${walled}(?![\\w"])`, 'gi');
const inserts = new RegExp(`\\binto\\s+${walled}\\s*\\(([^)]*)\\)`, 'gi');
const names = /\bworkspace_id"?\s*=\s*\$\d+/g;

/** What is missing in an SQL text for it to name its workspace wherever it touches a walled table; null when nothing is. */
export function missingWorkspace(text: string): string | null {
  const needed = text.match(reads)?.length ?? 0;
  const named = text.match(names)?.length ?? 0;
  if (named < needed) return `names its workspace ${named} times for ${needed} walled tables`;
  const nameless = [...text.matchAll(inserts)].some(([, columns = '']) => !/\bworkspace_id\b/.test(columns));
  return nameless ? 'inserts rows that name no workspace' : null;
}

const compiler = new PostgresQueryCompiler();

const refusal: KyselyPlugin = {
  transformQuery({ node, queryId }) {
    const { sql: text } = compiler.compileQuery(node, queryId);
    const missing = missingWorkspace(text);
    if (missing !== null) throw new Error(`A query behind the wall ${missing}: ${text}`);
    return node;
  },
  transformResult: ({ result }) => Promise.resolve(result),
};

const watched = (tx: WalledTransaction): WalledTransaction =>
  Object.assign(tx.withPlugin(refusal), { workspaceId: tx.workspaceId, later: tx.later });

/** Makes a database refuse every query behind a wall that does not itself name the workspace for each walled table in it. */
export function requireFirstWall(database: Database): Database {
  const workspace = database.workspace.bind(database);
  const snapshot = database.workspaceSnapshot.bind(database);
  const locked = database.locked.bind(database);
  const doors: Pick<Database, 'workspace' | 'workspaceSnapshot' | 'locked'> = {
    workspace: (id, run) => workspace(id, (tx) => run(watched(tx))),
    workspaceSnapshot: (id, run) => snapshot(id, (tx) => run(watched(tx))),
    locked: (id, run) => locked(id, (tx, headSeq) => run(watched(tx), headSeq)),
  };
  return Object.assign(database, doors);
}
