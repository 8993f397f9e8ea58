import type { Message, WorkspaceId } from '@fechatter/protocol';
import type { Api } from '../auth/api-client.ts';
import type { Command } from './command.ts';

/** Sends a command once. Its ids are final, so that the server takes it once however often this is done. */
export function execute(
  api: Api,
  workspaceId: WorkspaceId,
  command: Command,
  signal: AbortSignal,
): Promise<Message> {
  const { messageId, timelineId } = command;
  const options = { signal, tries: 1 };
  switch (command.kind) {
    case 'send': {
      const { text, kind, replyTo, custom } = command.message;
      return api.call(
        'messages.send',
        {
          path: { workspaceId, timelineId },
          body: { id: messageId, text, kind, replyTo: replyTo?.id ?? null, custom },
        },
        options,
      );
    }
    case 'edit':
      return api.call(
        'messages.edit',
        { path: { workspaceId, messageId }, body: { id: command.id, text: command.text } },
        options,
      );
    case 'delete':
      return api.call('messages.delete', { path: { workspaceId, messageId } }, options);
  }
}
