/**
 * What happens to the commands of one timeline, as pure functions of their list. A rule is applied twice: to
 * what this tab shows, at once, and to what all tabs share, in one transaction. So it reads nothing but the
 * list, and changes nothing when it has been applied before.
 */
import type { Message, MessageId } from '@fechatter/protocol';
import type { ChatError } from '../errors/chat-error.ts';
import { withText, type Command, type CommandId } from './command.ts';

export type Rule = (commands: readonly Command[]) => readonly Command[];

const isFailed = ({ state }: Command): boolean => state.status === 'failed';
/** Whether the server surely does not have it: no try was begun, or it was refused. */
const isUnsent = (command: Command): boolean => !command.tried || isFailed(command);

/** The command that stands for this one: itself, or the send that it became a part of. */
export const standingFor = (commands: readonly Command[], id: CommandId): Command | undefined =>
  commands.find((command) => command.id === id || (command.kind === 'send' && command.folded.includes(id)));

const without =
  (goes: (command: Command) => boolean): Rule =>
  (commands) =>
    commands.some(goes) ? commands.filter((command) => !goes(command)) : commands;

const changing =
  (concerned: (command: Command) => boolean, change: (command: Command) => Command): Rule =>
  (commands) =>
    commands.some(concerned)
      ? commands.map((command) => (concerned(command) ? change(command) : command))
      : commands;

/** A command is queued. A change of a message that the server surely does not have changes the message itself. */
export const added =
  (command: Command): Rule =>
  (commands) => {
    const { id, messageId } = command;
    if (standingFor(commands, id) !== undefined) return commands;
    if (command.kind === 'send') return [...commands, command];
    const isSend = (other: Command): boolean =>
      other.kind === 'send' && other.messageId === messageId && isUnsent(other);
    if (commands.some(isSend)) {
      if (command.kind === 'delete') return without((other) => other.messageId === messageId)(commands);
      return changing(isSend, (send) =>
        send.kind === 'send'
          ? {
              ...send,
              message: withText(send.message, command.text),
              folded: [...send.folded, id],
              state: command.state,
              tried: false,
            }
          : send,
      )(commands);
    }
    // The last word on a message is the one that counts.
    return [
      ...commands.filter(
        (other) => other.kind === 'send' || other.messageId !== messageId || !isUnsent(other),
      ),
      command,
    ];
  };

/** A try begins: from now on the server may have it. */
export const begun = (id: CommandId): Rule =>
  changing(
    (command) => command.id === id && !command.tried,
    (command) => ({ ...command, tried: true }),
  );

/** The server has done it. */
export const settled = (id: CommandId): Rule => without((command) => command.id === id);

/** The server has this message: whatever answer is missing, what made it so was done. */
export const confirmed = (message: Message): Rule =>
  without(
    ({ kind, messageId }) =>
      messageId === message.id && (kind === 'send' || (kind === 'delete' && message.deletedAt !== null)),
  );

/** The server refuses it for good. What was to change a message that it does not take has nothing to change. */
export const failed =
  (id: CommandId, error: ChatError): Rule =>
  (commands) => {
    const command = commands.find((candidate) => candidate.id === id);
    if (command === undefined || isFailed(command)) return commands;
    return changing(
      (other) => other.id === id,
      (other) => ({ ...other, state: { status: 'failed', error } }),
    )(
      command.kind === 'send'
        ? commands.filter((other) => other.id === id || other.messageId !== command.messageId)
        : commands,
    );
  };

/** The person wants what failed to be tried again. */
export const retried = (messageId: MessageId, since: number): Rule =>
  changing(
    (command) => command.messageId === messageId && isFailed(command),
    (command) => ({ ...command, state: { status: 'pending', since } }),
  );

/** The person gives up what failed. */
export const discarded = (messageId: MessageId): Rule =>
  without((command) => command.messageId === messageId && isFailed(command));

export const emptied: Rule = (commands) => (commands.length === 0 ? commands : []);
