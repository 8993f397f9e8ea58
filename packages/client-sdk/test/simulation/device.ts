import { createMemoryStorage, type ChatStorage, type Clock } from '@fechatter/client-sdk';
import { Faults, TestBrowser, TestNetwork, type TestServer } from '@fechatter/client-sdk/testing';
import { IDBFactory } from 'fake-indexeddb';
import type { ScheduledFault } from './schedule.ts';
import { SendWatch } from './send-watch.ts';

/** One device: a browser, its own way to the server, and its own clock on the wall. */
export class SimulatedDevice {
  readonly name: string;
  readonly browser = new TestBrowser({ indexedDB: new IDBFactory() });
  readonly storage: ChatStorage = createMemoryStorage();
  readonly network = new TestNetwork();
  readonly faults: Faults;
  readonly sends = new SendWatch();
  readonly clock: Clock;
  /** Whether its storage was ever made to fail: then no order is promised between its tabs. */
  hadStorageFault = false;
  #offset = 0;

  constructor(name: string, server: TestServer, seed: number) {
    this.name = name;
    this.faults = new Faults((request, signal) => server.fetch(request, { signal }), {
      clock: server.clock,
      seed,
    });
    this.clock = {
      now: () => server.clock.now() + this.#offset,
      after: (milliseconds, callback) => server.clock.after(milliseconds, callback),
    };
  }

  /** The clock on the wall is set. */
  jump(milliseconds: number): void {
    this.#offset += milliseconds;
  }

  add({ frame, ...rule }: ScheduledFault): void {
    if (frame === undefined) this.faults.add(rule as Parameters<Faults['add']>[0]);
    else this.faults.add({ ...rule, frame: (type) => type === frame } as Parameters<Faults['add']>[0]);
  }
}
