import type { AnyRoute } from '../route.ts';
import type { FaultRule, RequestFault, StreamFault } from './fault.ts';

type RequestRule = Extract<FaultRule, { fault: RequestFault }>;
type StreamRule = Extract<FaultRule, { fault: StreamFault }>;

const streamKinds: { readonly [K in StreamFault['kind']]: true } = {
  break: true,
  close: true,
  silence: true,
  'drop-frame': true,
  'duplicate-frame': true,
  'reorder-frames': true,
  'malformed-frame': true,
  'unknown-event': true,
  reset: true,
};

const isStreamRule = (rule: FaultRule): rule is StreamRule => Object.hasOwn(streamKinds, rule.fault.kind);

interface Scheduled<R extends FaultRule> {
  readonly rule: R;
  seen: number;
  done: number;
}

/** The rules that are in force, and which of them counts for what comes by. */
export class FaultSchedule {
  readonly #random: () => number;
  #requests: Scheduled<RequestRule>[] = [];
  #streams: Scheduled<StreamRule>[] = [];

  constructor(random: () => number) {
    this.#random = random;
  }

  /** Adds a rule. Returns the way to take it back. */
  add(rule: FaultRule): () => void {
    if (isStreamRule(rule)) {
      const scheduled = { rule, seen: 0, done: 0 };
      this.#streams.unshift(scheduled);
      return () => (this.#streams = this.#streams.filter((other) => other !== scheduled));
    }
    const scheduled = { rule, seen: 0, done: 0 };
    this.#requests.unshift(scheduled);
    return () => (this.#requests = this.#requests.filter((other) => other !== scheduled));
  }

  clear(): void {
    this.#requests = [];
    this.#streams = [];
  }

  /** What befalls a request, and the rule that says so. */
  forRequest(route: AnyRoute | null): RequestRule | null {
    return this.#first(
      this.#requests,
      ({ route: wanted }) => wanted === undefined || (route !== null && [wanted].flat().includes(route)),
    );
  }

  /** What befalls a frame. */
  forFrame(type: string): StreamFault | null {
    return this.#first(this.#streams, ({ frame }) => frame?.(type) ?? true)?.fault ?? null;
  }

  #first<R extends FaultRule>(rules: readonly Scheduled<R>[], fits: (rule: R) => boolean): R | null {
    for (const scheduled of rules) {
      const { rule } = scheduled;
      const { skip = 0, times = Infinity, probability = 1 } = rule;
      if (!fits(rule) || scheduled.done >= times) continue;
      scheduled.seen += 1;
      if (scheduled.seen <= skip || (probability < 1 && this.#random() >= probability)) continue;
      scheduled.done += 1;
      return rule;
    }
    return null;
  }
}
