import { setImmediate } from 'node:timers/promises';
import {
  endpoints,
  eventStream,
  expandPath,
  type ChannelId,
  type RouteInput,
  type RouteName,
  type RouteOutput,
  type StreamEvent,
  type UserId,
} from '@fechatter/protocol';
import { seededRandom } from '@fechatter/client-sdk/testing';
import { names, type Person, type Subject } from './subject.ts';

interface Stream {
  readonly text: () => string;
  readonly close: () => Promise<void>;
}

/**
 * A talk of several people with one server. Everything said and answered goes into the transcript, with the
 * names that the servers give by themselves replaced: people, ids, moments, tokens, and seqs counted from the
 * beginning of the talk.
 */
export class Conversation {
  readonly transcript: unknown[] = [];
  readonly general: ChannelId;
  readonly #subject: Subject;
  readonly #aliases: Map<string, string>;
  readonly #base: number;
  readonly #random: () => number;

  private constructor(subject: Subject, general: ChannelId, base: number, seed: number) {
    this.#subject = subject;
    this.general = general;
    this.#base = base;
    this.#random = seededRandom(seed);
    this.#aliases = new Map<string, string>([
      [subject.workspaceId, 'acme'],
      [general, 'general'],
      ...names.map((name) => [this.id(name), name] as const),
    ]);
  }

  static async start(subject: Subject, seed = 1): Promise<Conversation> {
    const { accessToken } = subject.sessions.ada;
    const path = expandPath(endpoints['workspaces.snapshot'].path, { workspaceId: subject.workspaceId });
    const response = await subject.fetch(path, { headers: { authorization: `Bearer ${accessToken}` } });
    const { cursor, channels } = (await response.json()) as RouteOutput<'workspaces.snapshot'>;
    const general = channels.find(({ name }) => name === 'general');
    return new Conversation(subject, general?.id ?? '', Number(cursor.split('.').at(-1)), seed);
  }

  get workspaceId(): string {
    return this.#subject.workspaceId;
  }

  id(person: Person): UserId {
    return this.#subject.sessions[person].account.userId;
  }

  token(person: Person): string {
    return this.#subject.sessions[person].accessToken;
  }

  /** A number in [0, 1) that is the same in the talk with the other server. */
  random(): number {
    return this.#random();
  }

  /** A new id that is the same in the talk with the other server. */
  newId(): string {
    const digits = (count: number): string =>
      Array.from({ length: count }, () => Math.floor(this.#random() * 16).toString(16)).join('');
    return `019b8000-${digits(4)}-7${digits(3)}-8${digits(3)}-${digits(12)}`;
  }

  /** Somebody calls a route. */
  async call<K extends RouteName>(
    who: Person | { readonly token: string } | null,
    name: K,
    input: RouteInput<K>,
  ): Promise<RouteOutput<K>> {
    const {
      path = {},
      query = {},
      body,
    } = input as {
      path?: Record<string, string>;
      query?: Record<string, string | number>;
      body?: unknown;
    };
    const { method, path: template } = endpoints[name];
    const search = new URLSearchParams(Object.entries(query).map(([key, value]) => [key, String(value)]));
    return (await this.ask(who, method, `${expandPath(template, path)}?${search}`, body)) as RouteOutput<K>;
  }

  /** Somebody asks for anything. */
  async ask(
    who: Person | { readonly token: string } | null,
    method: string,
    path: string,
    body?: unknown,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<unknown> {
    const token = who === null ? null : typeof who === 'string' ? this.token(who) : who.token;
    const response = await this.#subject.fetch(path, {
      method,
      headers: {
        ...(token !== null && { authorization: `Bearer ${token}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const answer: unknown = text === '' ? undefined : JSON.parse(text);
    this.transcript.push([
      typeof who === 'string' ? who : 'somebody',
      method,
      response.status,
      response.headers.get('content-type')?.split(';')[0] ?? null,
      this.#plain(answer),
    ]);
    return answer;
  }

  /** Follows the events of a person, from a cursor. */
  async follow(who: Person, cursor: string | null): Promise<Stream> {
    const response = await this.#subject.fetch(
      expandPath(eventStream.path, { workspaceId: this.workspaceId }),
      {
        headers: {
          authorization: `Bearer ${this.token(who)}`,
          ...(cursor !== null && { 'last-event-id': cursor }),
        },
      },
    );
    if (response.body === null || !response.ok) {
      this.transcript.push([who, 'stream', response.status, this.#plain(await response.json())]);
      return { text: () => '', close: async () => {} };
    }
    const reader = response.body.getReader();
    const decoder = new TextDecoder();
    let text = '';
    const reading = (async () => {
      for (;;) {
        const { done, value } = await reader.read();
        if (done) return;
        text += decoder.decode(value, { stream: true });
      }
    })();
    return {
      text: () => text,
      close: async () => {
        await this.#quiet(() => text.length);
        await reader.cancel();
        await reading;
        const frames = text.split('\n\n').filter((frame) => frame !== '');
        this.transcript.push([who, 'stream', frames.flatMap((frame) => this.#frame(frame))]);
      },
    };
  }

  /** Where somebody would start to follow now. */
  async cursor(who: Person): Promise<string> {
    const { cursor } = await this.call(who, 'workspaces.snapshot', {
      path: { workspaceId: this.workspaceId },
    });
    return cursor;
  }

  /** Waits until a stream has brought nothing for a while. */
  async #quiet(length: () => number): Promise<void> {
    for (let calm = 0, before = -1; calm < 30; calm += 1) {
      if (length() !== before) calm = 0;
      before = length();
      await setImmediate();
    }
  }

  #frame(frame: string): unknown[] {
    const field = (name: string): string | undefined => new RegExp(`^${name}: (.*)$`, 'm').exec(frame)?.[1];
    const event = JSON.parse(field('data') ?? 'null') as StreamEvent;
    // When presence and heartbeats are told is each server's own affair.
    if (event.type === 'presence' || event.type === 'heartbeat') return [];
    const id = field('id');
    return [[field('event'), id === undefined ? null : Number(id) - this.#base, this.#plain(event)]];
  }

  /** The same value with what each server names in its own way named alike. */
  #plain(value: unknown, key = ''): unknown {
    if (Array.isArray(value)) {
      const items = value.map((item) => this.#plain(item));
      // The order of these is not of the contract.
      const isSet = key === 'users' || key === 'memberIds' || key === 'channels' || key === 'memberships';
      return isSet ? items.sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)) : items;
    }
    if (typeof value === 'object' && value !== null) {
      const entries = Object.entries(value).filter(([name]) => !UNTOLD.has(name));
      return Object.fromEntries(entries.map(([name, member]) => [name, this.#plain(member, name)]));
    }
    if (typeof value === 'number' && (key === 'version' || key === 'seq'))
      return value > this.#base ? value - this.#base : 'before';
    if (typeof value !== 'string') return value;
    if (MOMENT.test(value)) return 'a moment';
    if (TOKENS.has(key)) return 'a token';
    if (key === 'next') return 'a mark';
    if (key === 'cursor' || key === 'cursorPrefix') return 'a cursor';
    return value.replace(ID, (id) => this.#alias(id));
  }

  #alias(id: string): string {
    const known = this.#aliases.get(id);
    if (known !== undefined || id.startsWith('019b8000-')) return known ?? id;
    const alias = `id ${this.#aliases.size}`;
    this.#aliases.set(id, alias);
    return alias;
  }
}

const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const ID = /[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/g;
const TOKENS: ReadonlySet<string> = new Set([
  'accessToken',
  'refreshToken',
  'sessionId',
  'connectionId',
  'epoch',
]);
/** What is each server's own affair: the words of an error, and what differs from run to run. */
const UNTOLD: ReadonlySet<string> = new Set(['detail', 'requestId', 'presence', 'natsUrl']);
