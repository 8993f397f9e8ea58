import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { createId, type UserId, type WorkspaceId } from '@fechatter/protocol';
import type { BusMessage, EventBus } from '../src/event-bus/event-bus.ts';
import type { CommittedEvent } from '../src/event-log/events.ts';

/** What came to one process. */
interface Process {
  readonly bus: EventBus;
  readonly told: {
    readonly message: BusMessage;
    readonly from: string;
    readonly events: readonly CommittedEvent[];
  }[];
  gaps: number;
}

/** An installation of several processes, made by what is tested. */
export interface BusInstallation {
  newBus(): Promise<EventBus>;
  /** Ends every connection of every bus, once. */
  breakConnections(): Promise<void>;
  close(): Promise<void>;
}

async function until(holds: () => boolean, what: string): Promise<void> {
  const deadline = performance.now() + 20_000;
  while (!holds()) {
    assert.ok(performance.now() < deadline, `${what} did not come in time`);
    await delay(10);
  }
}

const event = (seq: number): CommittedEvent => {
  const logged = {
    type: 'workspace.updated',
    seq,
    at: new Date().toISOString(),
    data: { workspace: { name: `v${seq}` } },
  };
  return { seq, audience: { to: 'workspace' }, event: logged as never, payload: JSON.stringify(logged) };
};

/** What every bus guarantees to the processes of an installation. */
export function busContract(name: string, skip: string | false, open: () => Promise<BusInstallation>): void {
  describe(name, { skip }, () => {
    let installation: BusInstallation;
    let processes: [Process, Process, Process];
    before(async () => {
      installation = await open();
      const start = async (): Promise<Process> => {
        const process: Process = { bus: await installation.newBus(), told: [], gaps: 0 };
        await process.bus.start(
          (message, from, events) => process.told.push({ message, from, events }),
          () => (process.gaps += 1),
        );
        return process;
      };
      processes = [await start(), await start(), await start()];
    });
    after(async () => {
      for (const { bus } of processes) await bus.close();
      await installation.close();
    });

    const headsOf = (process: Process, workspaceId: WorkspaceId): number[] =>
      process.told.flatMap(({ message }) =>
        message.kind === 'committed' && message.workspaceId === workspaceId ? [message.head] : [],
      );

    test('tells all others how far a log reaches, and nobody what they said themselves', async () => {
      const [one, two, three] = processes;
      const workspaceId = createId() as WorkspaceId;
      one.bus.tell({ kind: 'committed', workspaceId, head: 1 }, [event(1)]);
      await until(
        () => headsOf(two, workspaceId).includes(1) && headsOf(three, workspaceId).includes(1),
        'the head',
      );
      await delay(100);
      assert.deepEqual(headsOf(one, workspaceId), []);
    });

    test('carries no events, or exactly those up to the head', async () => {
      const [one, two] = processes;
      const workspaceId = createId() as WorkspaceId;
      for (let seq = 1; seq <= 200; seq += 1) {
        one.bus.tell({ kind: 'committed', workspaceId, head: seq }, [event(seq)]);
        if (seq % 50 === 0) await delay(20);
      }
      await until(() => headsOf(two, workspaceId).includes(200), 'the last head');
      for (const { message, events } of two.told) {
        if (message.kind !== 'committed' || message.workspaceId !== workspaceId || events.length === 0)
          continue;
        assert.equal(events.at(-1)?.seq, message.head);
        events.forEach(({ seq, event: logged, audience }, at) => {
          assert.deepEqual(
            [seq, logged.seq, audience],
            [(events[0]?.seq ?? 0) + at, seq, { to: 'workspace' }],
          );
        });
      }
    });

    test('tells the last head of many in the end, and heads of one process never backwards', async () => {
      const [one, , three] = processes;
      const workspaceId = createId() as WorkspaceId;
      for (let head = 1; head <= 2_000; head += 1) one.bus.tell({ kind: 'committed', workspaceId, head });
      await until(() => headsOf(three, workspaceId).includes(2_000), 'the last head');
      const heads = headsOf(three, workspaceId);
      assert.deepEqual(
        heads,
        heads.toSorted((a, b) => a - b),
      );
      assert.ok(heads.length < 2_000, 'many heads in a row are told as one');
    });

    test('carries what is of the moment, and names who told it the same each time', async () => {
      const [one, two, three] = processes;
      const workspaceId = createId() as WorkspaceId;
      const devices = {
        kind: 'devices',
        workspaceId,
        userId: createId() as UserId,
        activity: 'idle',
      } as const;
      one.bus.tell(devices);
      one.bus.tell({ ...devices, activity: null });
      three.bus.tell(devices);
      const of = () =>
        two.told.filter(({ message }) => message.kind === 'devices' && message.workspaceId === workspaceId);
      await until(() => of().length === 3, 'what was told');
      assert.equal(new Set(of().map(({ from }) => from)).size, 2);
      assert.ok(of().some(({ message }) => message.kind === 'devices' && message.activity === null));
    });

    test('says that something may have been lost after its connection broke, and goes on', async () => {
      const [one, two] = processes;
      const before = two.gaps;
      await installation.breakConnections();
      await until(() => two.gaps > before, 'the sign of a gap');
      const workspaceId = createId() as WorkspaceId;
      await until(() => {
        one.bus.tell({ kind: 'committed', workspaceId, head: Date.now() });
        return headsOf(two, workspaceId).length > 0;
      }, 'a head after the break');
    });
  });
}
