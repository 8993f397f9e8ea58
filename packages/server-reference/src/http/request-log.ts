/** Gets one line for each request, and every error that was not foreseen. */
export interface RequestLog {
  request(line: {
    readonly requestId: string;
    readonly method: string;
    /** The route as the contract writes it. A path that fits no route is not logged: it may hold anything, such as the code of an invite. */
    readonly route: string;
    readonly status: number;
    readonly milliseconds: number;
    readonly code?: string;
  }): void;
  error(error: unknown, requestId: string): void;
}

/** The route of what fits none. */
export const NO_ROUTE = 'none';
