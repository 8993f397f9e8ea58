/**
 * The FeChatter protocol: types of everything that travels, and the few constants that a client needs at
 * run time. Nothing here loads a schema library; the schemas are in `@fechatter/protocol/schemas`.
 *
 * @packageDocumentation
 */
export * from './ids.ts';
export * from './limits.ts';
export * from './endpoint.ts';
export * from './chat-endpoints.ts';
export * from './endpoints.ts';
export * from './errors/codes.ts';
export * from './mentions.ts';
export * from './search/operators.ts';
export * from './search/query.ts';
export * from './search/completion.ts';
export * from './search/dates.ts';
export * from './search/tokens.ts';
export type * from './entities.ts';
export type { RouteInput, RouteArguments, RouteOutput } from './contract.ts';
