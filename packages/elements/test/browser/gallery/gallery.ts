/**
 * The whole chat in one of its states, chosen by the address: `?state=general&theme=dark&density=compact&lang=ar`.
 * Bundled by `gallery.mjs`, and looked at by people.
 */
import '../../../src/define/fe-chat.ts';
import { createFakeClient } from '../../fake/fake-client.ts';
import { FakeError, type FakeTimeline } from '../../fake/fake-timeline.ts';
import { addUnsent, seed } from '../../fake/seed.ts';

const query = new URLSearchParams(location.search);
const state = query.get('state') ?? 'general';
document.documentElement.dataset['theme'] = query.get('theme') ?? 'light';
document.documentElement.lang = query.get('lang') ?? 'en';
localStorage.clear();

const seeded = seed();
const { world, channels, people } = seeded;
if (state === 'nobody') world.store.patch({ channels: new Map() });
if (state === 'loading') world.delay = 1_000_000;
if (state === 'failed') world.failures.push(...Array.from({ length: 9 }, () => new FakeError('network')));
const client = createFakeClient(world, { signedIn: !['sign-in', 'sign-up', 'invite'].includes(state) });

const chat = document.createElement('fe-chat');
chat.client = client;
chat.channel =
  {
    design: 'design',
    empty: 'launch-2027',
    archived: 'old-website',
    direct: channels.ana.id,
    group: channels.group.id,
  }[state] ?? 'general';
if (query.get('density') === 'compact') chat.density = 'compact';
if (state === 'invite') chat.invite = 'abcdefghijklmnop';
if (state === 'archived')
  world.patchChannel(channels.archived.id, (known) => ({
    ...known,
    membership: { ...known.membership, favourite: true },
  }));
document.body.append(chat);
Object.assign(window, { chat, client, seeded });

const deep = (path: string): HTMLElement | null => {
  let root: ParentNode | null = chat.shadowRoot;
  let element: HTMLElement | null = null;
  for (const selector of path.split(' >>> ')) {
    element = root?.querySelector<HTMLElement>(selector) ?? null;
    root = element?.shadowRoot ?? null;
  }
  return element;
};

const later = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
await later(150);
switch (state) {
  case 'general':
    world.patchChannel(channels.general.id, (known) => ({ ...known, typing: [people.ana.id] }));
    break;
  case 'unsent':
    addUnsent(seeded, client.channels.timeline(channels.general.id) as unknown as FakeTimeline);
    break;
  case 'members':
    deep('fe-channel-header >>> .members')?.click();
    break;
  case 'browse':
    deep('fe-channel-list >>> .add')?.click();
    break;
  case 'create':
  case 'new-direct':
    deep('fe-channel-list')?.dispatchEvent(
      new CustomEvent('fe-open', {
        detail: { what: state === 'create' ? 'create' : 'direct' },
        bubbles: true,
        composed: true,
      }),
    );
    break;
  case 'profile':
    deep('.me')?.click();
    break;
  case 'person':
    deep('fe-timeline >>> fe-message[head] >>> .name')?.click();
    break;
  case 'reply': {
    const row = [...(deep('fe-timeline')?.shadowRoot?.querySelectorAll('fe-message') ?? [])].at(-2);
    row?.dispatchEvent(
      new CustomEvent('fe-reply', { detail: { message: row.item?.message }, bubbles: true, composed: true }),
    );
    break;
  }
  case 'mention': {
    const input = deep('fe-composer >>> textarea') as HTMLTextAreaElement | null;
    if (input !== null) {
      input.focus();
      input.value = 'Hi @';
      input.setSelectionRange(4, 4);
      input.dispatchEvent(new InputEvent('input'));
    }
    break;
  }
  case 'offline':
    client.connection.store.set({
      status: 'waiting',
      reason: 'offline',
      attempt: 3,
      retryAt: Date.now() + 9_000,
      error: null,
    });
    break;
  case 'up': {
    const scroller = deep('fe-timeline >>> .scroller');
    if (scroller !== null) scroller.scrollTop = 0;
    await later(100);
    if (scroller !== null) scroller.scrollTop = 1_500;
    break;
  }
  case 'menu':
    deep('fe-channel-header >>> fe-menu >>> .trigger')?.click();
    break;
  case 'workspaces':
    deep('fe-workspace-switch >>> fe-menu >>> .trigger')?.click();
    break;
  case 'sign-up':
    (deep('fe-sign-in')?.shadowRoot?.querySelectorAll<HTMLElement>('.link') ?? [])[1]?.click();
    break;
  case 'search':
  case 'search-empty':
  case 'search-narrow':
  case 'search-none':
  case 'search-offline':
  case 'search-failed':
  case 'search-visit': {
    if (state === 'search-offline') client.search.mode = 'device';
    if (state === 'search-failed') client.search.mode = 'failing';
    await client.search.remember('deploy from:me');
    await client.search.remember('launch plan');
    await client.search.save({ name: 'Links of this year', text: 'has:link on:2026' });
    await chat.openSearch();
    await later(100);
    const texts: Readonly<Record<string, string>> = {
      'search-narrow': 'the from:Ana',
      'search-none': 'platypus from:Ana',
      'search-empty': '',
    };
    const panel = deep('fe-search') as HTMLElementTagNameMap['fe-search'];
    panel.query = texts[state] ?? query.get('q') ?? 'the';
    await later(100);
    const field = deep('fe-search >>> input');
    const press = (key: string): unknown =>
      field?.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, composed: true }));
    if (state === 'search' || state === 'search-visit') press('Enter');
    await later(100);
    if (state === 'search-visit') press('Enter');
    break;
  }
  case 'list':
    deep('fe-channel-header >>> .back')?.click();
    break;
}
