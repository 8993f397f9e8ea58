/** The states of the whole chat. */
import type { FeMessage, FeSearch, FeTimeline } from '@fechatter/elements';
import { deep, part, until, type GalleryState, type GalleryStates, type Stage } from './stage.ts';

const HEADER_MENU = 'fe-channel-header >>> fe-menu >>> .trigger';

async function press(stage: Stage, ...paths: string[]): Promise<void> {
  const chat = await stage.chat();
  for (const path of paths) (await part(chat, path)).click();
}

/** Asks for a dialog, as the buttons of the list do. */
async function opened(chat: Element, what: 'create' | 'direct' | 'palette' | 'shortcuts'): Promise<void> {
  const list = await part(chat, 'fe-channel-list');
  list.dispatchEvent(new CustomEvent('fe-open', { detail: { what }, bubbles: true, composed: true }));
  await until(() =>
    [...(chat.shadowRoot?.querySelectorAll('*') ?? [])].some((each) => deep(each, 'fe-dialog')),
  );
}

const opens =
  (what: 'create' | 'direct'): GalleryState['show'] =>
  async (stage) => {
    await opened(await stage.chat(), what);
  };

/** Chooses from the menu of the open channel. */
async function chooseInHeader(stage: Stage, id: string): Promise<void> {
  const chat = await stage.chat();
  const menu = await part(chat, 'fe-channel-header >>> fe-menu');
  menu.dispatchEvent(new CustomEvent('fe-menu-select', { detail: { id }, bubbles: true, composed: true }));
  await part(chat, 'fe-channel-header >>> fe-dialog');
}

/** Tells of a message what its buttons would. */
function tell(row: FeMessage, type: 'fe-edit' | 'fe-reply' | 'fe-delete' | 'fe-history'): void {
  const detail = { message: row.item?.message };
  row.dispatchEvent(new CustomEvent(type, { detail, bubbles: true, composed: true }));
}

const isOwn = ({ item }: FeMessage, { world }: Stage): boolean =>
  item?.message.authorId === world.people.mika.id;

async function ownMessage(stage: Stage): Promise<FeMessage> {
  const chat = await stage.chat();
  return until(() => messages(chat).findLast((row) => isOwn(row, stage)));
}

function messages(chat: Element): FeMessage[] {
  return [...(deep(chat, 'fe-timeline')?.shadowRoot?.querySelectorAll('fe-message') ?? [])];
}

async function lastMessage(stage: Stage): Promise<FeMessage> {
  const chat = await stage.chat();
  return until(() => messages(chat).at(-1));
}

/** What is written in a field, as if by somebody. */
async function write(stage: Stage, text: string): Promise<HTMLTextAreaElement> {
  const field = await part<HTMLTextAreaElement>(await stage.chat(), 'fe-composer >>> textarea');
  field.focus();
  field.value = text;
  field.setSelectionRange(text.length, text.length);
  field.dispatchEvent(new InputEvent('input'));
  return field;
}

function loseNetwork({ world: { server } }: Stage): void {
  server.faults.offline = true;
  server.network.change('offline');
}

async function searchFor(stage: Stage, text: string): Promise<FeSearch> {
  const chat = document.querySelector('fe-chat') ?? (await stage.chat());
  await chat.openSearch();
  const panel = await part<FeSearch>(chat, 'fe-search');
  panel.query = text;
  return panel;
}

export const chatStates: GalleryStates = {
  conversation: {
    title: 'A conversation',
    pictures: 'all',
    show: async (stage) => {
      await stage.chat();
    },
  },
  unread: {
    title: 'Unread messages',
    pictures: 'all',
    show: async (stage) => {
      const { client, channels } = stage.world;
      await stage.chat('design');
      // They are marked as read a moment later, and the line stays.
      await until(() => client.store.get().channels.get(channels.design.id)?.unread === 0);
    },
  },
  direct: {
    title: 'A direct conversation',
    pictures: 'light',
    show: async (stage) => {
      const { client, people } = stage.world;
      const { id } = await client.channels.direct(people.ana.id);
      await stage.chat(id);
      await until(() => client.store.get().channels.get(id)?.unread === 0);
    },
  },
  empty: {
    title: 'An empty channel',
    pictures: 'all',
    show: async (stage) => {
      await stage.chat('launch-2027');
    },
  },
  archived: {
    title: 'An archived channel',
    pictures: 'light',
    show: async (stage) => {
      await stage.chat(stage.world.channels.old.id);
    },
  },
  actions: {
    title: 'A message with its actions',
    pictures: 'light',
    show: async (stage) => {
      await (await lastMessage(stage)).openActions();
    },
  },
  'message-menu': {
    title: 'The menu of a message',
    pictures: 'light',
    show: async (stage) => {
      const message = await lastMessage(stage);
      await message.openActions();
      (await part(message, 'fe-menu >>> .trigger')).click();
    },
  },
  unsent: {
    title: 'Messages that were not sent',
    pictures: 'all',
    show: async (stage) => {
      const chat = await stage.chat();
      const { server, client, channels } = stage.world;
      server.faults.add({ route: 'messages.send', times: 1, fault: { kind: 'refuse', code: 'forbidden' } });
      const timeline = client.channels.timeline(channels.general.id);
      timeline.send({ text: 'Here is the list of what is still open.' }).catch(() => undefined);
      await until(() => messages(chat).some((message) => deep(message, '.failure') !== null));
    },
  },
  deleting: {
    title: 'A deletion that can be taken back',
    pictures: 'light',
    show: async (stage) => {
      tell(await ownMessage(stage), 'fe-delete');
    },
  },
  reply: {
    title: 'An answer that is being written',
    pictures: 'light',
    show: async (stage) => {
      tell(await lastMessage(stage), 'fe-reply');
    },
  },
  editing: {
    title: 'A message that is being changed',
    pictures: 'light',
    show: async (stage) => {
      tell(await ownMessage(stage), 'fe-edit');
    },
  },
  history: {
    title: 'The versions of a message',
    pictures: 'light',
    show: async (stage) => {
      const chat = await stage.chat();
      const own = await until(() => messages(chat).findLast((row) => isOwn(row, stage)));
      stage.world.server.workspace.edit(own.item?.message.id ?? '', 'And one test, so that we see it work.');
      await until(() => own.item?.message.editedAt);
      tell(own, 'fe-history');
      await part(chat, 'fe-timeline >>> fe-message-history >>> fe-dialog');
    },
  },
  custom: {
    title: 'A message of the application’s own',
    pictures: 'light',
    show: async (stage) => {
      const { server, people, channels } = stage.world;
      server.workspace.say(people.ana, channels.general.id, 'Order 4711 is on its way', {
        custom: { orderId: '4711' },
      });
      const chat = await stage.chat();
      chat.messageRenderer = ({ custom }) => {
        if (typeof custom['orderId'] !== 'string') return null;
        const card = document.createElement('button');
        card.textContent = `Order ${custom['orderId']}: track it`;
        return card;
      };
    },
  },
  compact: {
    title: 'Compact',
    pictures: 'light',
    show: async (stage) => {
      (await stage.chat()).density = 'compact';
    },
  },
  'edit-channel': {
    title: 'The name and description of a channel',
    pictures: 'light',
    show: (stage) => chooseInHeader(stage, 'edit'),
  },
  leave: {
    title: 'Leaving a channel',
    pictures: 'light',
    show: (stage) => chooseInHeader(stage, 'leave'),
  },
  mention: {
    title: 'People to mention',
    pictures: 'light',
    show: async (stage) => {
      await write(stage, 'Hi @');
    },
  },
  find: {
    title: 'Finding in a conversation',
    pictures: 'all',
    show: async (stage) => {
      const chat = await stage.chat();
      await deep<FeTimeline>(chat, 'fe-timeline')?.openFind();
      const field = await part<HTMLInputElement>(chat, 'fe-timeline >>> fe-find-bar >>> input');
      field.value = 'green';
      field.dispatchEvent(new InputEvent('input'));
      await part(chat, 'fe-timeline >>> fe-message[highlighted]');
    },
  },
  search: {
    title: 'The search, before anything is written',
    pictures: 'all',
    show: async (stage) => {
      const chat = await stage.chat();
      await chat.openSearch();
      await part(chat, 'fe-search >>> .option');
    },
  },
  'search-offline': {
    title: 'A search without a network',
    pictures: 'light',
    show: async (stage) => {
      await stage.chat();
      loseNetwork(stage);
      await part(await searchFor(stage, 'green'), '.notice');
    },
  },
  'search-failed': {
    title: 'A search that failed',
    pictures: 'light',
    show: async (stage) => {
      stage.world.server.faults.add({ route: 'search.query', fault: { kind: 'refuse', code: 'internal' } });
      await part(await searchFor(stage, 'green'), '[role=alert]');
    },
  },
  jumped: {
    title: 'A jump into the past',
    pictures: 'light',
    show: async (stage) => {
      await deep<FeTimeline>(await stage.chat(), 'fe-timeline')?.jumpTo(40);
    },
  },
  'jump-failed': {
    title: 'A jump that failed',
    pictures: 'light',
    show: async (stage) => {
      const chat = await stage.chat();
      stage.world.server.faults.add({ route: 'messages.list', fault: { kind: 'refuse', code: 'not_found' } });
      await deep<FeTimeline>(chat, 'fe-timeline')?.jumpTo(20);
    },
  },
  'date-dialog': {
    title: 'The choice of a day',
    pictures: 'light',
    show: async (stage) => {
      await deep<FeTimeline>(await stage.chat(), 'fe-timeline')?.chooseDate();
    },
  },
  members: {
    title: 'The members',
    pictures: 'all',
    show: (stage) => press(stage, 'fe-channel-header >>> .members'),
  },
  'channel-menu': {
    title: 'The menu of a channel',
    pictures: 'all',
    show: (stage) => press(stage, HEADER_MENU),
  },
  workspaces: {
    title: 'The menu of the workspace',
    pictures: 'light',
    show: (stage) => press(stage, 'fe-workspace-switch >>> fe-menu >>> .trigger'),
  },
  browse: {
    title: 'Channels to join',
    pictures: 'light',
    show: (stage) => press(stage, 'fe-channel-list >>> .add'),
  },
  create: { title: 'A new channel', pictures: 'light', show: opens('create') },
  'new-message': { title: 'A new conversation', pictures: 'light', show: opens('direct') },
  profile: { title: 'One’s own profile', pictures: 'all', show: (stage) => press(stage, '.me') },
  person: {
    title: 'The profile of somebody else',
    pictures: 'light',
    show: async (stage) => {
      const chat = await stage.chat();
      const name = await until(() => messages(chat).findLast((message) => deep(message, '.name') !== null));
      deep(name, '.name')?.click();
    },
  },
  list: {
    title: 'The list alone, on a phone',
    pictures: 'phone',
    show: async (stage) => {
      const chat = await stage.chat();
      deep(chat, 'fe-channel-header >>> .back')?.click();
    },
  },
  'list-menu': {
    title: 'The menu of a conversation, and a section folded up',
    pictures: 'all',
    show: async (stage) => {
      const chat = await stage.chat();
      // On a phone the list is one pane back.
      const back = await part(chat, 'fe-channel-header >>> .back');
      if (back.checkVisibility()) back.click();
      const list = await part(chat, 'fe-channel-list');
      [...(list.shadowRoot?.querySelectorAll<HTMLElement>('.fold') ?? [])].at(-1)?.click();
      const entry = await part(list, `.entry[data-id="${stage.world.channels.design.id}"]`);
      entry.dispatchEvent(new MouseEvent('contextmenu', { bubbles: true, cancelable: true }));
      await until(() =>
        [...(list.shadowRoot?.querySelectorAll('fe-menu') ?? [])].some(({ expanded }) => expanded),
      );
    },
  },
  palette: {
    title: 'The palette',
    pictures: 'all',
    show: async (stage) => {
      const { design, leads } = stage.world.channels;
      const chat = await stage.chat();
      for (const channel of [leads, design]) chat.openChannel(channel.id);
      await opened(chat, 'palette');
      await part(chat, 'fe-palette >>> input');
    },
  },
  shortcuts: {
    title: 'The sheet of keys',
    pictures: 'all',
    show: async (stage) => {
      await opened(await stage.chat(), 'shortcuts');
    },
  },
  offline: {
    title: 'Without a network',
    pictures: 'all',
    show: async (stage) => {
      const chat = await stage.chat();
      loseNetwork(stage);
      await part(chat, 'fe-connection-banner >>> .banner');
    },
  },
  loading: {
    title: 'Loading',
    pictures: 'light',
    unconnected: true,
    show: ({ world, bareChat }) => {
      world.server.faults.add({ fault: { kind: 'no-answer' } });
      bareChat();
    },
  },
  failed: {
    title: 'Not allowed',
    pictures: 'light',
    unconnected: true,
    show: async ({ world, bareChat }) => {
      world.server.faults.add({ fault: { kind: 'refuse', code: 'origin_not_allowed' } });
      await part(bareChat(), '[role=alert]');
    },
  },
  'sign-in': {
    title: 'Signing in',
    signedIn: false,
    pictures: 'all',
    show: async ({ bareChat }) => {
      await part(bareChat(), 'fe-sign-in');
    },
  },
  'sign-up': {
    title: 'Signing up, with what is missing',
    signedIn: false,
    pictures: 'light',
    show: async ({ bareChat }) => {
      const form = await part(bareChat(), 'fe-sign-in');
      (await part(form, '.other .link')).click();
      await part(form, '#name');
      (await part(form, 'form .button')).click();
    },
  },
};
