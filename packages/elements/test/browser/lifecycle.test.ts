import { ContextEvent } from '@lit/context';
import { expect, fixture, html } from '@open-wc/testing';
import { clientContext } from '../../src/client/client-context.ts';
import '../../src/define/fe-chat.ts';
import type * as elements from '../../src/index.ts';
import { createFakeClient } from '../fake/fake-client.ts';
import { FakeError } from '../fake/fake-timeline.ts';
import { FakeWorld } from '../fake/fake-world.ts';
import { seed } from '../fake/seed.ts';
import { allInside, eventually, inside, mountChat, press, settled, textOf, type } from './support.ts';

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
    await eventually(
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
    await eventually(() => inside(chat, 'fe-sign-in') !== null);
    const form = inside(chat, 'fe-sign-in');
    type(inside(form, '#email') as HTMLInputElement, 'me@example.com');
    type(inside(form, '#password') as HTMLInputElement, 'correct horse');
    inside(form, 'form .button.primary')?.click();
    await eventually(() => inside(chat, 'fe-channel-list') !== null, 'signed in');
    inside(chat, '.me')?.click();
    await eventually(() => allInside(inside(chat, 'fe-profile'), '.button.quiet').length > 0);
    inside(inside(chat, 'fe-profile'), '.button.quiet')?.click();
    await eventually(() => inside(chat, 'fe-sign-in') !== null, 'signed out');
    expect(events).to.deep.equal(['in', 'out']);
  });

  it('says beside the form why a sign-in failed', async () => {
    const client = createFakeClient(new FakeWorld(), { signedIn: false });
    const chat = await fixture<HTMLElement>(html`<fe-chat .client=${client}></fe-chat>`);
    await eventually(() => inside(chat, 'fe-sign-in') !== null);
    const form = inside(chat, 'fe-sign-in');
    client.world.failures.push(new FakeError('invalid_credentials', { retryable: false }));
    type(inside(form, '#email') as HTMLInputElement, 'me@example.com');
    type(inside(form, '#password') as HTMLInputElement, 'wrong horse');
    inside(form, 'form .button.primary')?.click();
    await eventually(() => textOf(form).includes('The e-mail address or the password is wrong.'));
    expect((inside(form, '#email') as HTMLInputElement).value, 'what was typed stays').to.equal(
      'me@example.com',
    );
  });

  it('tells of the invite that it has now, however late what an earlier one leads to is known', async () => {
    const client = createFakeClient(seed().world, { signedIn: false });
    const workspaces = { ...client.workspaces };
    const answers = new Map<string, () => void>();
    Object.assign(client.workspaces, {
      previewInvite: async (code: string) => {
        await new Promise<void>((resolve) => answers.set(code, resolve));
        const { workspace, ...preview } = await workspaces.previewInvite(code);
        return { ...preview, workspace: { ...workspace, name: `Workspace ${code}` } };
      },
    });
    const form = await fixture<HTMLElementTagNameMap['fe-sign-in']>(
      html`<fe-sign-in .client=${client} invite="one"></fe-sign-in>`,
    );
    form.invite = 'two';
    await eventually(() => answers.size === 2);
    answers.get('two')?.();
    await eventually(() => inside(form, 'form')?.textContent.includes('Workspace two') === true);
    answers.get('one')?.();
    await settled(form);
    expect(inside(form, 'form')?.textContent).to.include('Workspace two').and.not.include('Workspace one');
    form.invite = null;
    await settled(form);
    expect(inside(form, 'form')?.textContent).to.not.include('Workspace');
  });

  describe('with a client of its own', () => {
    const { fetch } = globalThis;
    afterEach(() => {
      globalThis.fetch = fetch;
    });

    it('goes over to another server, workspace or person when it is told so, and asks the newest function for a token', async () => {
      const asked: string[] = [];
      globalThis.fetch = async (input, init) => {
        const request = new Request(input, init);
        asked.push(`${request.url} ${await request.text()}`);
        throw new TypeError('no server here');
      };
      const token = (name: string) => (): Promise<string> => Promise.resolve(name);
      const chat = document.createElement('fe-chat');
      Object.assign(chat, { server: 'https://one.test', workspace: 'acme', token: token('first') });
      const box = await fixture<HTMLElement>(html`<div></div>`);
      box.append(chat);
      const calls: readonly [change: Partial<typeof chat>, call: string][] = [
        [{}, 'https://one.test/v1/auth/host {"workspace":"acme","token":"first"}'],
        [
          { server: 'https://two.test', token: token('second') },
          'https://two.test/v1/auth/host {"workspace":"acme","token":"second"}',
        ],
        [{ workspace: 'globex' }, 'https://two.test/v1/auth/host {"workspace":"globex","token":"second"}'],
        [{ person: 'u-1' }, 'https://two.test/v1/auth/host {"workspace":"globex","token":"second"}'],
      ];
      for (const [change, call] of calls) {
        asked.length = 0;
        Object.assign(chat, change);
        await eventually(() => asked.length > 0, call);
        expect(asked[0]).to.equal(call);
      }
    });

    it('keeps its client when only the function is another one, and asks that', async () => {
      const asked: string[] = [];
      const give = (name: string) => (): Promise<string> => {
        asked.push(name);
        return Promise.reject(new TypeError(`${name} cannot`));
      };
      const chat = document.createElement('fe-chat');
      Object.assign(chat, { server: 'https://one.test', workspace: 'acme', token: give('first') });
      const clients = new Set<unknown>();
      const box = await fixture<HTMLElement>(html`<div></div>`);
      box.append(chat);
      const look = (): void => {
        const part = inside(chat, '.announcer') as HTMLElement;
        part.dispatchEvent(new ContextEvent(clientContext, part, (client) => clients.add(client), false));
      };
      await eventually(() => asked.length > 0);
      look();
      chat.token = give('second');
      await eventually(() => asked.includes('second'));
      look();
      expect(clients.size).to.equal(1);
    });
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
    await eventually(
      () => textOf(banner).includes('Offline. Messages will be sent when you are back.'),
      'banner',
    );
    inside(banner, '.button')?.click();
    expect(it.client.calls).to.include('retryNow');
    await eventually(() => textOf(banner) === '');
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
    await eventually(() => (timeline.shadowRoot?.querySelectorAll('fe-message').length ?? 0) > 10);
    const list = await fixture(html`<fe-channel-list .client=${client}></fe-channel-list>`);
    await eventually(() => allInside(list, '.entry').length > 5);
  });
});
