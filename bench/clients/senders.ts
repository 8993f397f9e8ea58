// Sends messages over HTTP, each sender as soon as its last one was accepted.
import { createId } from '@fechatter/protocol';
import { serve } from '../measure/child.ts';
import { loop } from '../measure/loop.ts';
import { markedText } from '../measure/message.ts';
import { HttpConnection } from './http-connection.ts';

let connections: HttpConnection[] = [];

const methods = {
  open: async (port: number, number: number): Promise<void> => {
    connections.forEach((connection) => connection.close());
    connections = await Promise.all(Array.from({ length: number }, () => HttpConnection.open(port)));
  },

  send: (path: string, tokens: readonly string[], milliseconds: number) =>
    loop(connections.length, milliseconds, async (sender) => {
      const body = JSON.stringify({ id: createId(), text: markedText(0) });
      const answer = await connections[sender]!.post(path, tokens[sender % tokens.length] ?? '', body);
      if (answer.status !== 200) throw new Error(`${answer.status} ${answer.body}`);
    }),
};

export type Senders = typeof methods;

serve(methods);
