import type { TimelineId } from '@fechatter/protocol';
import type { ApiFailure } from '../errors/api-error.ts';
import type { ChatError } from '../errors/chat-error.ts';
import type { Command } from './command.ts';

/** A command as plain data: a storage keeps no classes, and the errors are of one. */
export function toStored(command: Command): unknown {
  if (command.state.status === 'pending') return command;
  const {
    code,
    message,
    retryable,
    fields,
    status = 0,
  } = command.state.error as ChatError & { status?: number };
  return { ...command, state: { status: 'failed', error: { code, status, message, retryable, fields } } };
}

/**
 * Reads what a storage holds as a command of a timeline; null when it is none.
 *
 * @param toError - Makes an error again of what was kept of one.
 */
export const readCommand = (
  stored: unknown,
  timelineId: TimelineId,
  toError: (failure: ApiFailure) => ChatError,
): Command | null => (isCommand(stored, timelineId) ? withError(stored, toError) : null);

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

function isCommand(value: unknown, timelineId: TimelineId): value is Command {
  if (!isRecord(value) || value['timelineId'] !== timelineId || !isRecord(value['state'])) return false;
  const { id, messageId, kind, message, text, tried, folded } = value;
  if (typeof id !== 'string' || typeof messageId !== 'string' || typeof tried !== 'boolean') return false;
  switch (kind) {
    case 'send':
      return isRecord(message) && typeof message['text'] === 'string' && Array.isArray(folded);
    case 'edit':
      return typeof text === 'string';
    default:
      return kind === 'delete';
  }
}

function withError(command: Command, toError: (failure: ApiFailure) => ChatError): Command {
  if (command.state.status !== 'failed') return command;
  const stored = command.state.error as unknown as ApiFailure;
  return { ...command, state: { status: 'failed', error: toError(stored) } };
}
