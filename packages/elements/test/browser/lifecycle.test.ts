import { expect, fixture, html, waitUntil } from '@open-wc/testing';
import '../../src/define/fe-chat.ts';
import type * as elements from '../../src/index.ts';
import { createFakeClient } from '../fake/fake-client.ts';
import { FakeError } from '../fake/fake-timeline.ts';
import { FakeWorld } from '../fake/fake-world.ts';
import { seed } from '../fake/seed.ts';
import { allInside, inside, mountChat, press, settled, textOf, type } from './support.ts';

describe('the life of a chat', () => {
  it('leaves no listener behind when it is removed, and works again when it is put back', async () => {
    const it = await mountChat();
    const stores = [it.client.store, it.client.auth.store, it.client.connection.store, it.state.store].map(
      (store) => store as { listenerCount?: number },
    );
    const box = it.box();
    it.chat.remove();
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(stores.map((store) => store.listenerCount)).to.deep.equal([0, 0, 0, 0]);
    expect(it.state.disposed).to.equal(true);
    expect(it.client.disposed, 'a given client belongs to its giver').to.equal(false);
    box.append(it.chat);
    await waitUntil(
      () => (inside(it.chat, 'fe-timeline')?.shadowRoot?.querySelectorAll('fe-message').length ?? 0) > 10,
      'messages are back',
    );
    const input = inside(inside(it.chat, 'fe-composer'), 'textarea') as HTMLTextAreaElement;
    type(input, 'still here');
    press(input, 'Enter');
    await settled(it.chat);
    expect(
      textOf(inside(it.chat, 'fe-timeline')?.shadowRoot?.querySelectorAll('fe-message').item(0)),
    ).to.not.equal('');
    expect(it.seeded.world.messages.get(it.seeded.channels.general.id)?.at(-1)?.text).to.equal('still here');
  });

  it('keeps its timeline when it is only moved', async () => {
    const it = await mountChat();
    const other = await fixture(html`<div></div>`);
    other.append(it.chat);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(it.state.disposed).to.equal(false);
  });

  it('asks nobody to sign in who is signed in, and tells of a sign-in and a sign-out', async () => {
    const { world } = seed();
    const client = createFakeClient(world, { signedIn: false });
    const events: string[] = [];
    const chat = await fixture<HTMLElement>(
      html`<fe-chat
        .client=${client}
        @fe-sign-in=${() => events.push('in')}
        @fe-sign-out=${() => events.push('out')}
      ></fe-chat>`,
    );
    await waitUntil(() => inside(chat, 'fe-sign-in') !== null);
    const form = inside(chat, 'fe-sign-in');
    type(inside(form, '#email') as HTMLInputElement, 'me@example.com');
    type(inside(form, '#password') as HTMLInputElement, 'correct horse');
    inside(form, 'form .button.primary')?.click();
    await waitUntil(() => inside(chat, 'fe-channel-list') !== null, 'signed in');
    inside(chat, '.me')?.click();
    await waitUntil(() => allInside(inside(chat, 'fe-profile'), '.button.quiet').length > 0);
    inside(inside(chat, 'fe-profile'), '.button.quiet')?.click();
    await waitUntil(() => inside(chat, 'fe-sign-in') !== null, 'signed out');
    expect(events).to.deep.equal(['in', 'out']);
  });

  it('says beside the form why a sign-in failed', async () => {
    const client = createFakeClient(new FakeWorld(), { signedIn: false });
    const chat = await fixture<HTMLElement>(html`<fe-chat .client=${client}></fe-chat>`);
    await waitUntil(() => inside(chat, 'fe-sign-in') !== null);
    const form = inside(chat, 'fe-sign-in');
    client.world.failures.push(new FakeError('invalid_credentials', { retryable: false }));
    type(inside(form, '#email') as HTMLInputElement, 'me@example.com');
    type(inside(form, '#password') as HTMLInputElement, 'wrong horse');
    inside(form, 'form .button.primary')?.click();
    await waitUntil(() => textOf(form).includes('The e-mail address or the password is wrong.'));
    expect((inside(form, '#email') as HTMLInputElement).value, 'what was typed stays').to.equal(
      'me@example.com',
    );
  });

  it('tells of a lost connection after three seconds, and lets one try at once', async function () {
    this.timeout(8_000);
    const it = await mountChat();
    it.client.connection.store.set({
      status: 'waiting',
      reason: 'offline',
      attempt: 2,
      retryAt: Date.now() + 60_000,
      error: null,
    });
    const banner = inside(it.chat, 'fe-connection-banner');
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    expect(textOf(banner)).to.equal('');
    await waitUntil(
      () => textOf(banner).includes('Offline. Messages will be sent when you are back.'),
      'banner',
      { timeout: 4_000 },
    );
    inside(banner, '.button')?.click();
    expect(it.client.calls).to.include('retryNow');
    await waitUntil(() => textOf(banner) === '');
  });

  it('shows one pane at a time where it is narrow, with a way back', async () => {
    const it = await mountChat({ width: 380 });
    const shown = (selector: string): boolean => inside(it.chat, selector)?.checkVisibility() === true;
    expect([shown('.list'), shown('.main')]).to.deep.equal([false, true]);
    inside(inside(it.chat, 'fe-channel-header'), '.back')?.click();
    await settled(it.chat);
    expect([shown('.list'), shown('.main')]).to.deep.equal([true, false]);
    inside(inside(it.chat, 'fe-channel-list'), '.entry')?.click();
    await settled(it.chat);
    expect([shown('.list'), shown('.main')]).to.deep.equal([false, true]);
    expect(it.chat.scrollWidth).to.be.at.most(380);
  });

  it('goes on with another conversation when one was left', async () => {
    const it = await mountChat();
    const channels = new Map(it.client.store.get().channels);
    channels.delete(it.seeded.channels.general.id);
    it.seeded.world.store.patch({ channels });
    await settled(it.chat);
    expect(it.timeline.channelId).to.not.equal(it.seeded.channels.general.id);
    expect(it.timeline.channelId).to.not.equal(null);
  });

  it('has parts that work alone with a client of their own', async () => {
    const { world, channels } = seed();
    const client = createFakeClient(world);
    const timeline = await fixture<InstanceType<typeof elements.FeTimeline>>(
      html`<fe-timeline .client=${client} channel-id=${channels.general.id}></fe-timeline>`,
    );
    await waitUntil(() => (timeline.shadowRoot?.querySelectorAll('fe-message').length ?? 0) > 10);
    const list = await fixture(html`<fe-channel-list .client=${client}></fe-channel-list>`);
    await waitUntil(() => allInside(list, '.entry').length > 5);
  });
});
