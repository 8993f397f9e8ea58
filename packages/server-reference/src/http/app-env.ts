/** What goes with a request through the application. */
export type AppEnv = { Variables: { requestId: string; errorCode?: string } };
