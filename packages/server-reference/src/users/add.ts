import type { Role, User, UserId } from '@fechatter/protocol';
import { command } from '../event-log/workspace-writer.ts';
import { admitToWorkspace, findPerson, joinFirstChannel } from './admission.ts';
import { toUser } from './presenters.ts';
import { changeRole } from './set-role.ts';

/** Puts somebody into the workspace on the word of the operator, also back into it; somebody who is in gets the role. */
export const addUser = command<{ readonly userId: UserId; readonly name: string; readonly role: Role }, User>(
  'users.add',
  async (context, { userId, name, role }) => {
    const person = await findPerson(context, userId);
    if (person && person.removed_at === null)
      return person.role === role ? toUser(person) : changeRole(context, person, role);
    const member = await admitToWorkspace(context, { userId, name: person?.name ?? name, role });
    await joinFirstChannel(context, member);
    return toUser(member);
  },
);
