import {
  seededRandom,
  type FaultKind,
  type FaultRule,
  type StorageFault,
} from '@fechatter/client-sdk/testing';

/**
 * One thing that happens. Tabs and channels are named by numbers that are taken modulo how many there are, so
 * that a schedule stays one when a step is left out of it. Plain data: a schedule that failed is kept as JSON.
 */
export type Step =
  | { readonly do: 'send'; readonly tab: number; readonly channel: number }
  | {
      readonly do: 'edit' | 'delete';
      readonly tab: number;
      readonly channel: number;
      readonly message: number;
    }
  | { readonly do: 'retry' | 'discard'; readonly tab: number; readonly channel: number }
  | { readonly do: 'read'; readonly tab: number; readonly channel: number; readonly back: number }
  | { readonly do: 'join' | 'leave'; readonly tab: number; readonly channel: number }
  | { readonly do: 'sign-out'; readonly tab: number; readonly unsent: 'keep' | 'discard' }
  | { readonly do: 'sign-in'; readonly tab: number; readonly person: number }
  | { readonly do: 'open-tab'; readonly device: number }
  | { readonly do: 'kill' | 'reload' | 'freeze' | 'thaw'; readonly tab: number }
  | { readonly do: 'fault'; readonly device: number; readonly rule: ScheduledFault }
  | { readonly do: 'offline' | 'online'; readonly device: number; readonly told: boolean }
  | { readonly do: 'break-streams' | 'silence-streams'; readonly device: number }
  | { readonly do: 'expire-tokens' | 'crash' | 'start' | 'new-epoch' | 'trim-log' }
  | { readonly do: 'jump'; readonly device: number; readonly milliseconds: number }
  | { readonly do: 'storage'; readonly device: number; readonly fault: StorageFault | null }
  | { readonly do: 'wipe' | 'corrupt'; readonly device: number }
  | { readonly do: 'wait'; readonly milliseconds: number };

/** A fault as plain data: of a frame rule the type, not a function. */
export type ScheduledFault = Pick<FaultRule, 'skip' | 'times' | 'probability' | 'fault'> & {
  readonly route?:
    | 'messages.send'
    | 'messages.edit'
    | 'messages.delete'
    | 'channels.read'
    | 'messages.list'
    | 'events'
    | 'workspaces.snapshot'
    | 'auth.refresh';
  readonly frame?: 'message.created' | 'heartbeat' | 'hello' | 'live';
};

/** What happens in the order in which it happens, and the seed of all chance in it. */
export interface Schedule {
  readonly seed: number;
  readonly steps: readonly Step[];
}

/** Makes the schedule of a seed. */
export function createSchedule(seed: number): Schedule {
  const random = seededRandom(seed);
  const below = (limit: number): number => Math.floor(random() * limit);
  const of = <T>(list: readonly T[]): T => list[below(list.length)]!;
  const tab = (): number => below(100);
  const channel = (): number => below(100);
  const device = (): number => below(100);
  const steps: Step[] = [];
  const count = 15 + below(25);
  for (let turn = 0; turn < count; turn += 1) {
    const chance = random();
    if (chance < 0.34) {
      steps.push({ do: 'send', tab: tab(), channel: channel() });
      while (random() < 0.4) steps.push({ do: 'send', tab: tab(), channel: channel() });
    } else if (chance < 0.38)
      steps.push({ do: of(['edit', 'delete']), tab: tab(), channel: channel(), message: below(100) });
    else if (chance < 0.42) steps.push({ do: of(['retry', 'discard']), tab: tab(), channel: channel() });
    else if (chance < 0.45) steps.push({ do: 'read', tab: tab(), channel: channel(), back: below(4) });
    else if (chance < 0.49) steps.push({ do: of(['join', 'leave']), tab: tab(), channel: channel() });
    else if (chance < 0.52)
      steps.push(
        of<Step>([
          { do: 'sign-out', tab: tab(), unsent: of(['keep', 'discard'] as const) },
          { do: 'sign-in', tab: tab(), person: below(100) },
        ]),
      );
    else if (chance < 0.55) steps.push({ do: 'open-tab', device: device() });
    else if (chance < 0.62) steps.push({ do: of(['kill', 'reload', 'freeze', 'thaw', 'thaw']), tab: tab() });
    else if (chance < 0.8) steps.push({ do: 'fault', device: device(), rule: faultOf(random) });
    else if (chance < 0.85)
      steps.push({ do: of(['offline', 'online', 'online']), device: device(), told: random() < 0.7 });
    else if (chance < 0.89) steps.push({ do: of(['break-streams', 'silence-streams']), device: device() });
    else if (chance < 0.93)
      steps.push({ do: of(['expire-tokens', 'crash', 'start', 'start', 'new-epoch', 'trim-log']) });
    else if (chance < 0.95)
      steps.push({
        do: 'jump',
        device: device(),
        milliseconds: of([-3_600_000, -30_000, 30_000, 700_000, 86_400_000]),
      });
    else
      steps.push(
        of<Step>([
          {
            do: 'storage',
            device: device(),
            fault: of(['full', 'denied', 'blocked', 'closed', null, null] as const),
          },
          { do: 'wipe', device: device() },
          { do: 'corrupt', device: device() },
        ]),
      );
    if (random() < 0.5) steps.push({ do: 'wait', milliseconds: of([50, 300, 1_000, 3_000, 8_000, 45_000]) });
  }
  return { seed, steps };
}

function faultOf(random: () => number): ScheduledFault {
  const of = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
  const times = 1 + Math.floor(random() * 3);
  const route = of([
    'messages.send',
    'messages.send',
    'messages.send',
    'messages.send',
    'messages.send',
    'messages.send',
    'messages.edit',
    'messages.delete',
    'channels.read',
    'messages.list',
    'events',
    'workspaces.snapshot',
    'auth.refresh',
  ] as const);
  return of<() => ScheduledFault>([
    () => ({ route, times, fault: { kind: 'lose-request' } }),
    () => ({ route, times, fault: { kind: 'lose-answer' } }),
    () => ({ route, times: 1, fault: { kind: 'no-answer' } }),
    () => ({ route, times, fault: { kind: 'delay', milliseconds: of([100, 2_000, 25_000]) } }),
    () => ({
      route: of(['messages.send', 'messages.edit', 'messages.delete'] as const),
      times,
      fault: { kind: 'duplicate', milliseconds: of([0, 1_000, 30_000]) },
    }),
    () => ({ route, times: 2, fault: { kind: 'reorder' } }),
    () => ({ route, times, fault: { kind: 'refuse', code: 'rate_limited', retryAfter: of([1, 10]) } }),
    () => ({
      probability: 0.5,
      times: 10,
      fault: { kind: 'refuse', code: of(['internal', 'server_busy'] as const) },
    }),
    () => ({
      route: 'messages.send',
      times: 1,
      fault: { kind: 'refuse', code: of(['invalid_request', 'forbidden'] as const) },
    }),
    () => ({ route, times: 1, fault: { kind: 'refuse', code: 'token_expired' } }),
    () => ({
      times: 1,
      skip: Math.floor(random() * 3),
      fault: { kind: of(['break', 'close', 'silence'] as const) },
    }),
    () => ({ frame: 'hello', times, fault: { kind: 'close' } }),
    () => ({ frame: 'live', times, fault: { kind: 'close' } }),
    () => ({
      frame: 'message.created',
      times,
      fault: { kind: of(['drop-frame', 'duplicate-frame', 'reorder-frames'] as const) },
    }),
    () => ({ times, fault: { kind: of(['malformed-frame', 'unknown-event'] as const) } }),
    () => ({ times: 1, fault: { kind: 'reset' } }),
  ])();
}

/** Everything that goes wrong in schedules, by its name: each has to happen in a thousand of them. */
export const faultKinds: readonly (FaultKind | Step['do'])[] = [
  'lose-request',
  'lose-answer',
  'no-answer',
  'delay',
  'duplicate',
  'reorder',
  'refuse',
  'break',
  'close',
  'silence',
  'drop-frame',
  'duplicate-frame',
  'reorder-frames',
  'malformed-frame',
  'unknown-event',
  'reset',
  'kill',
  'reload',
  'freeze',
  'offline',
  'silence-streams',
  'break-streams',
  'expire-tokens',
  'crash',
  'new-epoch',
  'trim-log',
  'jump',
  'storage',
  'wipe',
  'corrupt',
  'sign-out',
  'leave',
];
