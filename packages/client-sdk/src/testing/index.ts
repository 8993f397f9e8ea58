/**
 * For tests of applications: a server inside the test process that speaks the real protocol, the faults that a
 * real network and device have, and a clock that waits for nothing. Starts at {@link createTestServer}.
 *
 * @packageDocumentation
 */
export { createTestServer, type TestServer, type TestServerOptions } from './test-server.ts';
export {
  TEST_PASSWORD,
  type TestChannelOptions,
  type TestUserOptions,
  type TestWorkspace,
} from './test-workspace.ts';
export { settle, TestClock } from './test-clock.ts';
export { TestNetwork } from './test-network.ts';
export { seededRandom } from './seeded-random.ts';
export {
  Faults,
  type FaultsOptions,
  type FetchHandler,
  type Interceptor,
  type NetworkCall,
} from './faults/faults.ts';
export type { Fault, FaultKind, FaultRecord, FaultRule, RequestFault, StreamFault } from './faults/fault.ts';
export { problemResponse, type ProblemDetails } from './server/refusal.ts';
export type { Audience, NewEvent } from './server/event-log.ts';
export type { AnyRoute } from './route.ts';
export { TestBrowser, type TestBrowserOptions, type TestTab } from './device/test-browser.ts';
export type { StorageFault, StorageFaults } from './device/storage-faults.ts';
