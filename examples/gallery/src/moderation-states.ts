/** The states of what keeps order: muting, banning, blocking, reporting. */
import { createChatClient, createMemoryStorage, type ChatClient, type User } from '@fechatter/client-sdk';
import type { FeMessage, FeMenu, PersonAct } from '@fechatter/elements';
import { deep, part, until, type GalleryState, type GalleryStates, type Stage } from './stage.ts';

const HOUR = 60 * 60_000;

/** Somebody else who uses the chat. */
async function as(person: User, { world: { server } }: Stage): Promise<ChatClient> {
  const client = createChatClient({
    ...server.clientOptions(person),
    storage: createMemoryStorage(),
    device: {},
  });
  await client.connection.connect();
  return client;
}

async function message(chat: Element, text: string): Promise<FeMessage> {
  const timeline = await part(chat, 'fe-timeline');
  const rows = (): FeMessage[] => [...(timeline.shadowRoot?.querySelectorAll('fe-message') ?? [])];
  return until(() => rows().findLast(({ item }) => item?.message.text.includes(text)));
}

/** What is asked when something is to be done about the author of a message. */
const asks =
  (act: PersonAct): GalleryState['show'] =>
  async (stage) => {
    const chat = await stage.chat();
    const row = await message(chat, 'Great, thanks');
    const detail = { act, userId: stage.world.people.priya.id, message: row.item?.message };
    row.dispatchEvent(new CustomEvent('fe-moderate', { detail, bubbles: true, composed: true }));
    await part(chat, 'fe-timeline >>> fe-person-act >>> form');
  };

async function openMembers(stage: Stage): Promise<HTMLElement> {
  const chat = await stage.chat();
  (await part(chat, 'fe-channel-header >>> .members')).click();
  await part(chat, 'fe-members >>> fe-menu');
  return part(chat, 'fe-members');
}

export const moderationStates: GalleryStates = {
  mute: { title: 'Muting a member', pictures: 'all', show: asks('silence') },
  ban: { title: 'Banning a member', pictures: 'light', show: asks('ban') },
  block: { title: 'Blocking somebody', pictures: 'light', show: asks('block') },
  report: { title: 'Reporting a message', pictures: 'all', show: asks('report') },
  'member-menu': {
    title: 'The menu of a member who is muted',
    pictures: 'all',
    show: async (stage) => {
      const { client, channels, people } = stage.world;
      await client.channels.silenceMember(channels.general.id, people.sam.id, new Date(Date.now() + HOUR));
      const members = await openMembers(stage);
      (await part<FeMenu>(members, '.person:has(.muted) fe-menu')).open();
    },
  },
  muted: {
    title: 'A composer of somebody who is muted',
    pictures: 'all',
    show: async (stage) => {
      const { people, client } = stage.world;
      const ana = await as(people.ana, stage);
      const music = await ana.channels.create({ kind: 'public', name: 'concerts' });
      await client.channels.join(music.id);
      await ana.channels.silenceMember(music.id, people.mika.id, new Date(Date.now() + HOUR));
      ana.dispose();
      await part(await stage.chat(music.id), 'fe-composer >>> .closed');
    },
  },
  blocked: {
    title: 'Messages of somebody who is blocked',
    pictures: 'all',
    show: async (stage) => {
      await stage.world.client.users.block(stage.world.people.ana.id);
      await stage.chat();
    },
  },
  'blocked-direct': {
    title: 'A conversation with somebody who is blocked',
    pictures: 'light',
    show: async (stage) => {
      const { client, people } = stage.world;
      await client.users.block(people.ana.id);
      await part(
        await stage.chat((await client.channels.direct(people.ana.id)).id),
        'fe-composer >>> .closed',
      );
    },
  },
  'blocked-people': {
    title: 'Whom one has blocked',
    pictures: 'light',
    show: async (stage) => {
      const { client, people } = stage.world;
      for (const each of [people.ana, people.long]) await client.users.block(each.id);
      const chat = await stage.chat();
      (await part(chat, '.me')).click();
      (await part(chat, 'fe-profile >>> .people')).scrollIntoView();
    },
  },
  bans: {
    title: 'Who is banned from a channel',
    pictures: 'all',
    show: async (stage) => {
      const { client, channels, people } = stage.world;
      await client.channels.ban(channels.general.id, people.sam.id, {
        reason: 'Spam, three times in a week',
      });
      await client.channels.ban(channels.general.id, people.long.id);
      const members = await openMembers(stage);
      deep(members, '.ban')?.click();
      await part(members, 'fe-bans >>> .person');
    },
  },
  reports: {
    title: 'What was reported',
    pictures: 'all',
    show: async (stage) => {
      const { people, channels, client, server } = stage.world;
      const [bo, noor] = await Promise.all([as(people.bo, stage), as(people.noor, stage)]);
      const texts = server.workspace.messages(channels.general.id);
      const idOf = (text: string): string => texts.findLast((each) => each.text.includes(text))?.id ?? '';
      await noor.reports.create({
        kind: 'user',
        userId: people.sam.id,
        reason: 'other',
        note: 'Writes to me again and again.',
      });
      await bo.reports.create({ kind: 'message', messageId: idOf('The new settings page'), reason: 'spam' });
      await noor.reports.create({
        kind: 'message',
        messageId: idOf('Great, thanks'),
        reason: 'harassment',
        note: 'In front of a customer.',
      });
      for (const each of [bo, noor]) each.dispose();
      await until(() => client.store.get().me?.openReports === 3);
      const chat = await stage.chat();
      const list = await part(chat, 'fe-channel-list');
      list.dispatchEvent(
        new CustomEvent('fe-open', { detail: { what: 'reports' }, bubbles: true, composed: true }),
      );
      await part(chat, 'fe-reports >>> .report');
    },
  },
};
