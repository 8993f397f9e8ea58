import type { User, UserId } from '@fechatter/client-sdk';
import type { Localizer } from '../localize/localizer.ts';
import { shortened } from '../localize/shortened.ts';

/** Characters of each name: what they do must not be driven out of the line. */
const NAME = 30;

/** Says who is typing, in one short line. Empty when nobody is. */
export function typingText(
  typing: readonly UserId[],
  users: ReadonlyMap<UserId, User>,
  localizer: Localizer,
): string {
  const names = typing
    .map((id) => users.get(id)?.name)
    .filter((name) => name !== undefined)
    .map((name) => shortened(name, NAME));
  if (names.length === 0) return '';
  if (names.length > 3) return localizer.t('composer.typingMany');
  return localizer.t('composer.typing', { names: localizer.names(names), count: names.length });
}
