import { expect } from '@open-wc/testing';
import { limits, type StorageState } from '@fechatter/client-sdk';
import { draftsOf } from '../../src/composer/drafts.ts';
import { createFakeClient } from '../fake/fake-client.ts';
import { FakeError } from '../fake/fake-timeline.ts';
import { fakeId } from '../fake/fake-world.ts';
import { eventually, inside, mountChat, press, settled, textOf, type, type Mounted } from './support.ts';

/** What the device keeps for a conversation. */
const keyOf = ({ seeded }: Mounted, channelId: string): string =>
  `fechatter:draft:${seeded.world.meId}:${channelId}`;
const kept = (): string[] => Object.keys(localStorage).filter((key) => key.startsWith('fechatter:draft:'));
const draft = (text: string, at = Date.now()): string =>
  JSON.stringify({ at, text, picked: [], replyTo: null });

/** Another tab of the same page writes into the storage. */
async function otherTab(write: (storage: Storage) => void): Promise<void> {
  const tab = document.createElement('iframe');
  document.body.append(tab);
  const heard = new Promise((resolve) => {
    window.addEventListener('storage', resolve, { once: true });
  });
  write((tab.contentWindow as Window).localStorage);
  await heard;
  tab.remove();
}

function fullDevice(act: () => void): void {
  const real = Object.getOwnPropertyDescriptor(Storage.prototype, 'setItem') ?? {};
  Object.defineProperty(Storage.prototype, 'setItem', {
    configurable: true,
    value: () => {
      throw new DOMException('There is no room left.', 'QuotaExceededError');
    },
  });
  act();
  Object.defineProperty(Storage.prototype, 'setItem', real);
}

describe('drafts', () => {
  it('are there again after a reload, with who is mentioned and what is answered', async () => {
    const before = await mountChat();
    const { ana } = before.seeded.people;
    const answered = before.row('Great, thanks');
    await answered.openActions();
    inside(answered, '.toolbar button')?.click();
    await settled(before.composer);
    before.composer.focus();
    type(before.input, 'Thank you, @li');
    await eventually(() => inside(before.composer, '[role=option]') !== null, 'people are offered');
    press(before.input, 'Enter');
    expect(before.input.value).to.equal(`Thank you, @${ana.name} `);
    document.body.focus();

    const it = await mountChat({ reloads: before });
    expect(it.input.value).to.equal(`Thank you, @${ana.name} `);
    expect(textOf(it.composer)).to.contain(`Replying to ${ana.name} Great, thanks`);
    expect(it.chat.shadowRoot?.activeElement, 'the focus is left where it is').to.equal(null);
    press(it.input, 'Enter');
    await settled(it.timeline);
    const { message } = it.row('Thank you').item ?? {};
    expect(message?.text).to.equal(`Thank you, <@${ana.id}>`);
    expect(message?.replyTo?.id).to.equal(answered.dataset['id']);
    expect(kept()).to.deep.equal([]);
  });

  it('are each of their own conversation after a reload, and shown in the list', async () => {
    const before = await mountChat();
    const { general, design } = before.seeded.channels;
    type(before.input, 'for general');
    before.chat.openChannel(design.id);
    await settled(before.chat);
    type(before.input, 'for design');

    const it = await mountChat({ reloads: before });
    expect(it.input.value).to.equal('for general');
    const entry = (id: string): HTMLElement | null =>
      inside(inside(it.chat, 'fe-channel-list'), `[data-id="${id}"] [aria-label=draft]`);
    expect(entry(design.id)).to.not.equal(null);
    expect(entry(general.id), 'the open one needs no mark').to.equal(null);
    it.chat.openChannel(design.id);
    await settled(it.chat);
    expect(it.input.value).to.equal('for design');
    type(it.input, '');
    expect(kept()).to.deep.equal([keyOf(it, general.id)]);
  });

  it('do not hold what a message is changed to, and come back when that is given up', async () => {
    const before = await mountChat();
    type(before.input, 'my draft');
    const message = before.row('And one test with').item?.message;
    before.timeline.dispatchEvent(
      new CustomEvent('fe-edit', { detail: { message }, bubbles: true, composed: true }),
    );
    await settled(before.composer);
    type(before.input, 'something else');
    expect(localStorage.getItem(keyOf(before, before.seeded.channels.general.id))).to.contain('my draft');
    const it = await mountChat({ reloads: before });
    expect(it.input.value).to.equal('my draft');
  });

  it('are gone when their author signs out, and nobody else sees them', async () => {
    const it = await mountChat();
    type(it.input, 'between you and me');
    localStorage.setItem(
      `fechatter:draft:${fakeId()}:${it.seeded.channels.general.id}`,
      draft('of somebody else'),
    );
    await it.client.auth.signOut();
    await settled(it.chat);
    expect(kept().length, 'that of somebody else is theirs').to.equal(1);
    const again = await mountChat({ reloads: it });
    expect(again.input.value).to.equal('');
  });

  it('stay when a session has ended by itself', async () => {
    const before = await mountChat();
    type(before.input, 'half a thought');
    before.client.auth.store.set({ status: 'signed-out', reason: new FakeError('session_revoked') });
    await settled(before.chat);
    const it = await mountChat({ reloads: before });
    expect(it.input.value).to.equal('half a thought');
  });

  it('are the same in every tab, and nobody is written over who is writing', async () => {
    const it = await mountChat();
    const { general, design } = it.seeded.channels;
    await otherTab((storage) => {
      storage.setItem(keyOf(it, general.id), draft('begun elsewhere'));
    });
    await settled(it.composer);
    expect(it.input.value).to.equal('begun elsewhere');
    await otherTab((storage) => {
      storage.removeItem(keyOf(it, general.id));
    });
    await settled(it.composer);
    expect(it.input.value, 'it was sent there').to.equal('');

    type(it.input, 'begun here');
    it.chat.openChannel(design.id);
    await settled(it.chat);
    await otherTab((storage) => {
      storage.setItem(keyOf(it, general.id), draft('gone on with elsewhere'));
    });
    // A tab that has shown a draft and changed nothing has nothing to keep when it goes elsewhere.
    it.chat.openChannel(general.id);
    await settled(it.chat);
    expect(it.input.value).to.equal('gone on with elsewhere');
    it.chat.openChannel(design.id);
    it.chat.remove();
    expect(localStorage.getItem(keyOf(it, general.id))).to.contain('gone on with elsewhere');
  });

  it('live as long as the page where the device has no room, or keeps nothing', async () => {
    const it = await mountChat();
    const { general, design } = it.seeded.channels;
    fullDevice(() => {
      type(it.input, 'no room for this');
    });
    it.chat.openChannel(design.id);
    await settled(it.chat);
    it.chat.openChannel(general.id);
    await settled(it.chat);
    expect(it.input.value).to.equal('no room for this');
    type(it.input, '');

    const nothing: StorageState = { status: 'memory', reason: 'unsupported', error: null };
    it.client.storage.set(nothing);
    type(it.input, 'for this page alone');
    expect(kept()).to.deep.equal([]);
    it.chat.openChannel(design.id);
    await settled(it.chat);
    it.chat.openChannel(general.id);
    await settled(it.chat);
    expect(it.input.value).to.equal('for this page alone');
  });

  it('are bounded in number and size: the oldest goes first, and of a text what a device can hold stays', async () => {
    const it = await mountChat();
    const drafts = draftsOf(it.client);
    const ids = Array.from({ length: 101 }, fakeId);
    for (const [at, id] of ids.entries())
      drafts.keep(id, { text: 'x'.repeat(30_000), picked: new Map(), replyTo: null, at });
    expect(drafts.get().size).to.equal(100);
    expect(kept().length).to.equal(100);
    expect(localStorage.getItem(keyOf(it, ids[0] ?? ''))).to.equal(null);
    const last = JSON.parse(localStorage.getItem(keyOf(it, ids[100] ?? '')) ?? '') as { text: string };
    expect(last.text.length).to.equal(2 * limits.messageLength);
  });

  it('that nobody can read are left alone', async () => {
    const before = await mountChat();
    const key = keyOf(before, before.seeded.channels.general.id);
    for (const rubbish of [
      '',
      '{',
      '7',
      'null',
      '{"text":1}',
      '{"text":"a","at":1,"picked":{}}',
      '{"text":"a","picked":[],"replyTo":{"id":1}}',
    ]) {
      localStorage.setItem(key, rubbish);
      expect(draftsOf(createFakeClient(before.seeded.world)).get().size, rubbish).to.equal(0);
    }
  });
});
