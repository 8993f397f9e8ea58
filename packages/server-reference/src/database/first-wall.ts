/** The first wall between workspaces: every query behind it names its workspace, whoever wrote it. */
import type { WorkspaceId } from '@fechatter/protocol';
import {
  AliasNode,
  AndNode,
  BinaryOperationNode,
  ColumnNode,
  IdentifierNode,
  OnNode,
  OperationNodeTransformer,
  OperatorNode,
  ParensNode,
  PrimitiveValueListNode,
  ReferenceNode,
  TableNode,
  ValueListNode,
  ValueNode,
  ValuesNode,
  WhereNode,
  type DeleteQueryNode,
  type InsertQueryNode,
  type JoinNode,
  type KyselyPlugin,
  type OperationNode,
  type PluginTransformQueryArgs,
  type PluginTransformResultArgs,
  type QueryId,
  type QueryResult,
  type SelectQueryNode,
  type UnknownRow,
  type UpdateQueryNode,
} from 'kysely';
import { walledTables, type Tables } from './tables.ts';

/** Where each walled table says which workspace a row is of. */
const workspaceColumns: ReadonlyMap<string, string> = new Map<keyof Tables, string>([
  ...walledTables.map((table) => [table, 'workspace_id'] as const),
  ['workspaces', 'id'],
]);

/**
 * Binds every query of the query builder to one workspace: a condition for each walled table that it reads,
 * changes or joins, in subqueries too. It is the query itself that says so, so the planner has the condition, and
 * a database without row-level security would answer the same.
 *
 * SQL that is written as text is not looked into: it names `tx.workspaceId` itself. The tests run on a database
 * that refuses a text that does not.
 */
export class FirstWall implements KyselyPlugin {
  readonly #binding: Binding;

  constructor(workspaceId: WorkspaceId) {
    this.#binding = new Binding(workspaceId);
  }

  transformQuery({ node, queryId }: PluginTransformQueryArgs): PluginTransformQueryArgs['node'] {
    return this.#binding.transformNode(node, queryId);
  }

  transformResult({ result }: PluginTransformResultArgs): Promise<QueryResult<UnknownRow>> {
    return Promise.resolve(result);
  }
}

class Binding extends OperationNodeTransformer {
  readonly #workspaceId: WorkspaceId;

  constructor(workspaceId: WorkspaceId) {
    super();
    this.#workspaceId = workspaceId;
  }

  protected override transformSelectQuery(node: SelectQueryNode, queryId: QueryId): SelectQueryNode {
    return this.#within(super.transformSelectQuery(node, queryId), node.from?.froms ?? []);
  }

  protected override transformUpdateQuery(node: UpdateQueryNode, queryId: QueryId): UpdateQueryNode {
    const tables = [...(node.table ? [node.table] : []), ...(node.from?.froms ?? [])];
    return this.#within(super.transformUpdateQuery(node, queryId), tables);
  }

  protected override transformDeleteQuery(node: DeleteQueryNode, queryId: QueryId): DeleteQueryNode {
    const tables = [...node.from.froms, ...(node.using?.tables ?? [])];
    return this.#within(super.transformDeleteQuery(node, queryId), tables);
  }

  /** What is inserted names its workspace among its values: here it is only made sure that it is this one. */
  protected override transformInsertQuery(node: InsertQueryNode, queryId: QueryId): InsertQueryNode {
    const column = node.into && workspaceColumns.get(node.into.table.identifier.name);
    if (column !== undefined) {
      const at = node.columns?.findIndex(({ column: { name } }) => name === column) ?? -1;
      const rows = node.values && ValuesNode.is(node.values) ? node.values.values : [];
      if (at < 0 || rows.length === 0 || !rows.every((row) => valueOf(row, at) === this.#workspaceId))
        throw new Error('a row is inserted into the workspace whose wall the query is behind');
    }
    return super.transformInsertQuery(node, queryId);
  }

  #within<N extends { readonly where?: WhereNode; readonly joins?: readonly JoinNode[] }>(
    query: N,
    tables: readonly OperationNode[],
  ): N {
    const joins = query.joins?.map((join) => {
      const condition = this.#conditionOf(join.table);
      return condition && join.on ? { ...join, on: OnNode.create(both(condition, join.on.on)) } : join;
    });
    // A join without a condition of its own stands with the tables before it.
    const plain = (query.joins ?? []).filter((join) => !join.on).map((join) => join.table);
    const where = [...tables, ...plain].reduce<WhereNode | undefined>((before, table) => {
      const condition = this.#conditionOf(table);
      if (!condition) return before;
      return WhereNode.create(before ? both(condition, before.where) : condition);
    }, query.where);
    return { ...query, ...(joins && { joins }), ...(where && { where }) };
  }

  /** The condition that keeps a table in the workspace; none for what is no walled table. */
  #conditionOf(table: OperationNode): OperationNode | undefined {
    const aliased = AliasNode.is(table) ? table : undefined;
    const node = aliased?.node ?? table;
    if (!TableNode.is(node)) return undefined;
    const column = workspaceColumns.get(node.table.identifier.name);
    if (column === undefined) return undefined;
    const name =
      aliased && IdentifierNode.is(aliased.alias) ? aliased.alias.name : node.table.identifier.name;
    return BinaryOperationNode.create(
      ReferenceNode.create(ColumnNode.create(column), TableNode.create(name)),
      OperatorNode.create('='),
      ValueNode.create(this.#workspaceId),
    );
  }
}

/** In parentheses, so that no "or" of the query gets around the condition. */
const both = (condition: OperationNode, other: OperationNode): OperationNode =>
  AndNode.create(condition, ParensNode.is(other) ? other : ParensNode.create(other));

function valueOf(row: OperationNode, at: number): unknown {
  if (PrimitiveValueListNode.is(row)) return row.values[at];
  const value = ValueListNode.is(row) ? row.values[at] : undefined;
  return value && ValueNode.is(value) ? value.value : undefined;
}
