/**
 * The schemas of the protocol, for a server and for tools: zod 4.
 *
 * @packageDocumentation
 */
export * from './contract.ts';
export * from './auth/schemas.ts';
export * from './channels/schemas.ts';
export * from './errors/schemas.ts';
export * from './events/schemas.ts';
export * from './events/nats.ts';
export * from './messages/schemas.ts';
export * from './presence/schemas.ts';
export * from './reports/schemas.ts';
export * from './search/schemas.ts';
export * from './server/schemas.ts';
export * from './users/schemas.ts';
export * from './workspaces/schemas.ts';
