/** What goes in and out of the API, whichever runtime it runs on. */
import type { Sink } from '../realtime/sink.ts';

/** A request as the API reads it. */
export interface ApiRequest {
  readonly method: string;
  /** As it came: percent-encoded, and without the query. */
  readonly path: string;
  /** What follows the question mark; empty without one. */
  readonly query: string;
  /** The address at the other end of the connection; empty where that is not known. */
  readonly peer: string;
  /** The value of a header, those that stand several times joined by commas. */
  header(name: string): string | undefined;
  /**
   * The bytes of the body, read once.
   *
   * @throws {ApiError} `payload_too_large` as soon as there are more than `limit`.
   */
  readBody(limit: number): Promise<Uint8Array>;
}

/** What a request is answered with: a text, nothing, or a stream that goes on. */
export type ApiReply = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
} & ({ readonly body: string | null } | { readonly stream: (sink: Sink) => void });

/** Answers a request of the API. It never rejects: what goes wrong is an answer too. */
export type Api = (request: ApiRequest) => Promise<ApiReply>;

/** All paths of the API begin so. */
export const API_PREFIX = '/v1/';
