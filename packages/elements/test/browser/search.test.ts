import { aTimeout, expect, fixture, html } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import '../../src/define/fe-search.ts';
import { deepActiveElement } from '../../src/dialogs/dialog.ts';
import type { FoundResult } from '../../src/events/events.ts';
import type { FeSearch } from '../../src/search/search.ts';
import { createFakeClient } from '../fake/fake-client.ts';
import { FakeError } from '../fake/fake-timeline.ts';
import { seed } from '../fake/seed.ts';
import {
  allInside,
  eventually,
  inside,
  mountChat,
  press,
  settled,
  textOf,
  type,
  type MountOptions,
  type Mounted,
} from './support.ts';

interface Searching extends Mounted {
  readonly panel: FeSearch;
  readonly field: HTMLInputElement;
}

const options = (panel: Element | null): HTMLElement[] => allInside(panel, '[role=option]');
const suggested = (panel: Element | null): HTMLElement[] => allInside(panel, '.option.suggestion');
const hits = (panel: Element | null): HTMLElement[] => allInside(panel, '.option.message');
const active = (panel: Element | null): HTMLElement | null => inside(panel, '[aria-selected=true]');
const marked = (): string[] =>
  [...((CSS.highlights.get('fe-found') ?? []) as Iterable<Range>)].map((range) => range.toString());

/** A chat with its search open. */
async function mountSearch(options: MountOptions = {}): Promise<Searching> {
  const it = await mountChat({ width: 1280, ...options });
  await it.chat.openSearch();
  await eventually(() => inside(inside(it.chat, 'fe-search'), 'input') !== null);
  const panel = inside(it.chat, 'fe-search') as FeSearch;
  await settled(panel);
  return { ...it, panel, field: inside(panel, 'input') as HTMLInputElement };
}

async function look(
  it: { readonly panel: FeSearch; readonly field: HTMLInputElement },
  text: string,
): Promise<void> {
  type(it.field, text);
  await settled(it.panel);
  await settled(it.panel);
}

/** Chooses an entry of one of the menus in the panel. */
async function choose(panel: FeSearch, menu: string, entry: string): Promise<void> {
  const found = allInside(panel, 'fe-menu').find((one) => one.getAttribute('label')?.startsWith(menu));
  inside(found ?? null, '.trigger')?.click();
  await settled(panel);
  allInside(found ?? null, '.item')
    .find((item) => textOf(item).startsWith(entry))
    ?.click();
  await settled(panel);
  await settled(panel);
}

describe('the search', () => {
  it('opens with Ctrl, Shift and F inside the chat, and takes no key from the page around it', async () => {
    const it = await mountChat({ width: 1280 });
    expect(press(document.body, 'F', { ctrlKey: true, shiftKey: true }).defaultPrevented).to.equal(false);
    it.timeline.focus();
    expect(
      press(it.rows().at(-1) as Element, 'F', { ctrlKey: true, shiftKey: true }).defaultPrevented,
    ).to.equal(true);
    await eventually(() => deepActiveElement()?.role === 'combobox', 'the field has the focus');
    await sendKeys({ press: 'Escape' });
    await settled(it.chat);
    expect(inside(it.chat, 'fe-search')).to.equal(null);
    expect(it.timeline.matches(':focus-within'), 'the focus is back').to.equal(true);
  });

  it('opens by the field in the header, and is one of the panes of F6', async () => {
    const it = await mountChat({ width: 1280 });
    inside(inside(it.chat, 'fe-channel-header'), '.seek')?.click();
    await eventually(() => deepActiveElement()?.role === 'combobox');
    it.composer.focus();
    press(it.composer, 'F6');
    await settled(it.chat);
    expect(inside(it.chat, 'fe-search')?.matches(':focus-within')).to.equal(true);
  });

  it('goes by keyboard alone to a message, marks its words, and back to the results as they were left', async () => {
    const it = await mountSearch();
    await sendKeys({ type: 'green' });
    await eventually(() => hits(it.panel).length > 3);
    expect(active(it.panel)).to.equal(null);
    await sendKeys({ press: 'Enter' });
    await settled(it.panel);
    expect(active(it.panel)).to.equal(hits(it.panel)[0]);
    await sendKeys({ press: 'ArrowDown' });
    await settled(it.panel);
    expect(active(it.panel)).to.equal(hits(it.panel)[1]);
    expect(it.field.getAttribute('aria-activedescendant')).to.equal(active(it.panel)?.id);
    const key = active(it.panel)?.dataset['key'];
    await sendKeys({ press: 'Enter' });
    await eventually(() => it.rows().some((row) => row.highlighted), 'the eye is drawn to it');
    const row = it.rows().find((one) => one.highlighted);
    await eventually(() => row?.matches(':focus') === true);
    expect(`message-${row?.dataset['id'] ?? ''}`).to.equal(key);
    expect(marked()).to.deep.equal(['green']);
    await sendKeys({ press: 'Escape' });
    await settled(it.panel);
    expect(deepActiveElement() === it.field).to.equal(true);
    expect(active(it.panel)?.dataset['key']).to.equal(key);
    await sendKeys({ press: 'ArrowDown' });
    await settled(it.panel);
    expect(active(it.panel)).to.equal(hits(it.panel)[2]);
  });

  it('opens another conversation at the message, with its surroundings', async () => {
    const it = await mountSearch({
      prepare: ({ world, channels, people }) => {
        world.messages.set(channels.random.id, []);
        for (let number = 1; number <= 300; number += 1)
          world.accept(
            world.compose(channels.random.id, people.sam.id, number === 42 ? 'a platypus' : `talk ${number}`),
            { read: true },
          );
      },
    });
    await look(it, 'platypus');
    await sendKeys({ press: 'ArrowDown' });
    await sendKeys({ press: 'Enter' });
    await eventually(() => it.timeline.channelId === it.seeded.channels.random.id);
    await eventually(() => it.rows().some((row) => row.matches(':focus')), 'the message has the focus');
    const at = it.rows().findIndex((row) => row.highlighted);
    expect(it.rows()[at]?.item?.message.text).to.equal('a platypus');
    expect(it.rows()[at - 1]?.item?.message.text).to.equal('talk 41');
    expect(it.rows()[at + 1]?.item?.message.text).to.equal('talk 43');
    const row = it.rows()[at]?.getBoundingClientRect();
    const view = it.scroller.getBoundingClientRect();
    expect(row !== undefined && row.top >= view.top && row.bottom <= view.bottom, 'in sight').to.equal(true);
    expect(marked()).to.deep.equal(['platypus']);
  });

  it('marks words, and not parts of longer ones, where it has led to', async () => {
    const it = await mountSearch();
    const { world, channels, people } = it.seeded;
    world.receive(channels.general.id, people.bo.id, 'An ant in the elephant: **ant**.');
    await look(it, 'ant');
    const hit = hits(it.panel).find((one) => textOf(one).includes('elephant'));
    hit?.click();
    await eventually(() => marked().length > 0);
    expect(marked()).to.deep.equal(['ant', 'ant']);
  });

  it('is narrowed by what was counted, and widened by the chip', async () => {
    const it = await mountSearch();
    await look(it, 'the');
    const before = hits(it.panel).length;
    await choose(it.panel, 'From', 'Bo Andersson');
    expect(it.field.value).to.equal('the from:"Bo Andersson"');
    expect(hits(it.panel).every((hit) => textOf(hit).startsWith('Bo Andersson'))).to.equal(true);
    expect(deepActiveElement() === it.field, 'one goes on by keyboard').to.equal(true);
    await choose(it.panel, 'From', 'Bo Andersson');
    expect(it.field.value, 'chosen again it is let go').to.equal('the');
    await choose(it.panel, 'From', 'Bo Andersson');
    const chip = inside(it.panel, '.chip');
    expect(chip?.ariaLabel).to.equal('Remove from: Bo Andersson');
    chip?.click();
    await settled(it.panel);
    expect(it.field.value).to.equal('the');
    expect(hits(it.panel).length).to.equal(before);
  });

  it('counts what can be chosen', async () => {
    const it = await mountSearch();
    await look(it, 'the');
    const [menu = null] = allInside(it.panel, 'fe-menu');
    expect(allInside(menu, '.item'), 'a menu that was never opened costs nothing').to.have.length(0);
    inside(menu, '.trigger')?.click();
    const total = allInside(menu, '.detail').reduce((sum, one) => sum + Number(textOf(one)), 0);
    expect(`${total} messages`).to.equal(textOf(inside(it.panel, '.count span')));
  });

  it('completes operators and names, and leaves the caret behind them', async () => {
    const it = await mountSearch();
    await sendKeys({ type: 'fro' });
    await settled(it.panel);
    expect(textOf(options(it.panel)[0])).to.contain('from:');
    await sendKeys({ press: 'ArrowDown' });
    await sendKeys({ press: 'Enter' });
    await settled(it.panel);
    expect(it.field.value).to.equal('from:');
    await sendKeys({ type: 'an' });
    await eventually(() => suggested(it.panel).some((option) => textOf(option).startsWith('Ana Lima')));
    await sendKeys({ press: 'ArrowDown' });
    await sendKeys({ press: 'Enter' });
    await settled(it.panel);
    await sendKeys({ type: 'the' });
    expect(it.field.value).to.equal('from:"Ana Lima" the');
  });

  it('offers the people and channels of the device where the server cannot be asked', async () => {
    const it = await mountSearch();
    it.client.search.suggest = () => Promise.reject(new FakeError('network'));
    type(it.field, 'from:an');
    await eventually(() => suggested(it.panel).some((option) => textOf(option).startsWith('Ana Lima')));
    type(it.field, 'in:gen');
    await eventually(() => suggested(it.panel).some((option) => textOf(option).startsWith('general')));
  });

  it('remembers what was looked for, and forgets one or all of it', async () => {
    const it = await mountSearch();
    for (const text of ['green', 'the deploy']) {
      await look(it, text);
      await sendKeys({ press: 'Enter' });
      await settled(it.panel);
    }
    await look(it, '');
    const past = (): string[] => allInside(it.panel, '.option.past').map((one) => textOf(one));
    expect(past()).to.deep.equal(['the deploy', 'green']);
    await sendKeys({ press: 'ArrowDown' });
    await sendKeys({ press: 'Shift+Delete' });
    await settled(it.panel);
    expect(past()).to.deep.equal(['green']);
    expect((await it.client.search.history()).map(({ text }) => text)).to.deep.equal(['green']);
    await sendKeys({ press: 'ArrowDown' });
    await sendKeys({ press: 'Enter' });
    await settled(it.panel);
    expect(it.field.value).to.equal('green');
    await look(it, '');
    inside(it.panel, '.forget')?.click();
    await settled(it.panel);
    expect(past()).to.deep.equal([]);
    expect(await it.client.search.history()).to.deep.equal([]);
  });

  it('saves a search with its order, offers it, and removes it', async () => {
    const it = await mountSearch();
    await look(it, 'green');
    await choose(it.panel, 'Order', 'Newest first');
    const save = (): HTMLElement | null => inside(it.panel, '.save');
    expect(save()?.ariaPressed).to.equal('false');
    save()?.click();
    await eventually(() => save()?.ariaPressed === 'true');
    await look(it, '');
    it.panel.sort = 'relevance';
    await settled(it.panel);
    inside(it.panel, '.option.saved')?.click();
    await settled(it.panel);
    expect([it.panel.query, it.panel.sort]).to.deep.equal(['green', 'newest']);
    save()?.click();
    await eventually(() => save()?.ariaPressed === 'false');
    expect(await it.client.search.saved()).to.deep.equal([]);
  });

  it('keeps a saved search in the list when it could not be removed, and tells the page', async () => {
    const it = await mountSearch();
    await it.client.search.save({ name: 'Links', text: 'has:link' });
    it.chat.remove();
    it.box().append(it.chat);
    await it.chat.openSearch();
    const panel = (): FeSearch => inside(it.chat, 'fe-search') as FeSearch;
    await eventually(() => inside(panel(), '.option.saved') !== null);
    it.client.search.removeSaved = () => Promise.reject(new FakeError('network'));
    const errors: unknown[] = [];
    it.chat.addEventListener('fe-error', (event) => errors.push(event.detail.error));
    inside(panel(), '.option.saved .remove')?.click();
    await eventually(() => errors.length === 1);
    await settled(panel());
    expect(inside(panel(), '.option.saved')).to.not.equal(null);
  });

  it('finds people and channels, opens them, and joins a channel on the way', async () => {
    const it = await mountSearch();
    await look(it, 'ana');
    inside(it.panel, '.option.person')?.click();
    await eventually(() => inside(inside(it.chat, 'fe-profile'), 'fe-dialog') !== null);
    expect(textOf(inside(it.chat, 'fe-profile'))).to.contain('Ana Lima');

    const [elsewhere] = it.seeded.world.elsewhere;
    if (elsewhere === undefined) throw new Error('There is no channel to join.');
    it.client.search.adjust = (found) => ({ ...found, channels: [elsewhere] });
    it.seeded.world.failures.push(new FakeError('forbidden', { retryable: false }));
    await look(it, elsewhere.name);
    inside(it.panel, '.option.channel')?.click();
    await eventually(() => textOf(inside(it.panel, '.problem')).includes('Your role does not allow this'));
    expect(it.timeline.channelId).to.equal(it.seeded.channels.general.id);
    inside(it.panel, '.option.channel')?.click();
    await eventually(() => it.timeline.channelId === elsewhere.id);
  });

  it('says what was meant, and looks for that', async () => {
    const it = await mountSearch();
    it.client.search.adjust = (found) => ({
      ...found,
      didYouMean: found.input.text === 'gren' ? 'green' : null,
    });
    await look(it, 'gren');
    inside(it.panel, '.notice .link')?.click();
    await settled(it.panel);
    expect(it.field.value).to.equal('green');
    expect(inside(it.panel, '.notice .link')).to.equal(null);
  });

  it('gets the next page when its end is near, and tries again where that failed', async () => {
    const it = await mountSearch();
    await look(it, 'the');
    await eventually(() => hits(it.panel).length >= 20);
    // As much as is in sight, and a little beyond.
    await aTimeout(100);
    const before = hits(it.panel).length;
    it.client.search.moreFails = new FakeError('network');
    const list = inside(it.panel, '.list') as HTMLElement;
    list.scrollTop = list.scrollHeight;
    await eventually(() => inside(it.panel, '.problem') !== null);
    expect(hits(it.panel).length).to.equal(before);
    inside(it.panel, '.problem button')?.click();
    await eventually(() => hits(it.panel).length > before);
    for (let page = 0; page < 10; page += 1) {
      list.scrollTop = list.scrollHeight;
      await settled(it.panel);
    }
    await eventually(() => `${hits(it.panel).length} messages` === textOf(inside(it.panel, '.count span')));
  });

  it('explains that it is slow, that nothing was found, that it failed, and tries again', async () => {
    const it = await mountSearch();
    it.client.search.mode = 'slow';
    await look(it, 'green');
    expect(inside(it.panel, '.ghost')).to.not.equal(null);
    it.client.search.mode = 'failing';
    await look(it, 'green light');
    expect(textOf(inside(it.panel, '[role=alert]'))).to.contain(
      'The search does not answer. Everything else works.',
    );
    it.client.search.mode = 'server';
    inside(it.panel, '[role=alert] button')?.click();
    await settled(it.panel);
    expect(inside(it.panel, '[role=alert]')).to.equal(null);
    await look(it, 'platypus from:bo');
    expect(textOf(inside(it.panel, '.empty'))).to.contain('Nothing found for “platypus from:bo”');
    inside(it.panel, '.empty button')?.click();
    await settled(it.panel);
    expect(it.panel.query, 'without the filter').to.equal('platypus');
  });

  it('says that what it shows is of the device, or not all, or not what was written', async () => {
    const it = await mountSearch();
    it.client.search.mode = 'device';
    await look(it, 'green');
    expect(textOf(inside(it.panel, '.above'))).to.contain('This is what your device holds');
    expect(inside(it.panel, '.facets'), 'a part has no counts').to.equal(null);
    it.client.search.mode = 'server';
    const says = async (
      change: Parameters<typeof it.client.search.adjust>[0] extends infer F ? Partial<F> : never,
      text: string,
    ): Promise<void> => {
      it.client.search.adjust = (found) => ({ ...found, ...change });
      await look(it, `${it.field.value}x`);
      expect(textOf(inside(it.panel, '.above'))).to.contain(text);
    };
    await says({ index: { behind: 0, building: true } }, 'still being set up');
    await says({ index: { behind: 7, building: false } }, 'newest messages cannot be found yet');
    it.client.search.adjust = (found) => ({
      ...found,
      notices: [
        { reason: 'unknown_person', start: 0, end: 8 },
        { reason: 'no_date', start: 9, end: 23 },
      ],
    });
    await look(it, 'from:zoe before:someday');
    expect(textOf(inside(it.panel, '.above'))).to.contain('Nobody is called “zoe”');
    expect(textOf(inside(it.panel, '.above'))).to.contain('“someday” is no date');
    it.client.search.adjust = (found) => ({ ...found, messages: { ...found.messages, match: 'similar' } });
    await look(it, 'green');
    expect(textOf(inside(it.panel, '.above'))).to.contain('spelt almost so');
  });

  it('tells how much was found to those who listen, once they have stopped typing', async () => {
    const it = await mountSearch();
    await look(it, 'gree');
    await look(it, 'green');
    const count = textOf(inside(it.panel, '.count span'));
    const said = (): string => textOf(inside(it.chat, '.announcer'));
    await eventually(() => said().includes(count));
    expect(said().split('messages').length, 'once').to.equal(2);
    await look(it, 'platypus');
    await eventually(() => said().includes('Nothing found for “platypus”'));
  });

  it('shows a text as text', async () => {
    const it = await mountSearch();
    const { world, channels, people } = it.seeded;
    world.receive(channels.general.id, people.bo.id, '<img src=x onerror=alert(1)> <b>platypus</b>');
    await look(it, 'platypus');
    expect(textOf(hits(it.panel)[0])).to.contain('<img src=x onerror=alert(1)> <b>platypus</b>');
    expect(inside(it.panel, '.text img, .text b')).to.equal(null);
    expect(textOf(inside(it.panel, 'mark'))).to.equal('platypus');
  });

  it('shows all of the message that one is at', async () => {
    const it = await mountSearch();
    await look(it, 'incident');
    const text = inside(hits(it.panel)[0] ?? null, '.text') ?? hits(it.panel)[0]?.querySelector('.text');
    const before = text?.getBoundingClientRect().height ?? 0;
    await sendKeys({ press: 'Enter' });
    await settled(it.panel);
    expect(hits(it.panel)[0]?.querySelector('.text')?.getBoundingClientRect().height).to.be.above(before * 2);
  });

  it('takes back one step with each Escape: the place in the results, the text, the panel', async () => {
    const it = await mountSearch();
    await look(it, 'green');
    await sendKeys({ press: 'ArrowDown' });
    await sendKeys({ press: 'Escape' });
    await settled(it.panel);
    expect([active(it.panel), it.field.value]).to.deep.equal([null, 'green']);
    await sendKeys({ press: 'Escape' });
    await settled(it.panel);
    expect(it.field.value).to.equal('');
    await sendKeys({ press: 'Escape' });
    await settled(it.chat);
    expect(inside(it.chat, 'fe-search')).to.equal(null);
  });

  it('leaves opening a result to an application that wants to do it', async () => {
    const it = await mountSearch();
    const told: string[] = [];
    it.chat.addEventListener('fe-before-result', (event) => {
      told.push(event.detail.type);
      event.preventDefault();
    });
    it.chat.addEventListener('fe-result', () => told.push('opened'));
    await look(it, 'green');
    hits(it.panel)[0]?.click();
    await settled(it.chat);
    expect(told).to.deep.equal(['message']);
    expect(it.rows().some((row) => row.highlighted)).to.equal(false);
  });

  it('takes away at once what was found in a channel that the reader was removed from', async () => {
    const it = await mountSearch();
    const { world, channels, people } = it.seeded;
    world.receive(channels.leads.id, people.bo.id, 'a platypus among the leads');
    await look(it, 'platypus');
    expect(hits(it.panel).length).to.equal(1);
    const left = new Map(world.store.get().channels);
    left.delete(channels.leads.id);
    let searches = 0;
    it.client.search.adjust = (found) => {
      searches += 1;
      return found;
    };
    world.store.patch({ channels: left });
    await settled(it.panel);
    expect(hits(it.panel).length).to.equal(0);
    expect(searches, 'and is looked for anew').to.equal(1);
  });

  it('begins with nothing of another workspace', async () => {
    const it = await mountSearch();
    await look(it, 'green');
    const { workspace } = it.seeded.world.store.get();
    if (workspace === null) throw new Error('There is no workspace.');
    it.seeded.world.store.patch({ workspace: { ...workspace, id: crypto.randomUUID() } });
    await settled(it.panel);
    expect([it.panel.query, hits(it.panel).length]).to.deep.equal(['', 0]);
  });

  for (const width of [800, 380])
    it(`gives its place to the message at ${width} px, and comes back with its results`, async () => {
      const it = await mountSearch({ width });
      await look(it, 'green');
      await sendKeys({ press: 'Enter' });
      await sendKeys({ press: 'ArrowDown' });
      await settled(it.panel);
      const key = active(it.panel)?.dataset['key'];
      await sendKeys({ press: 'Enter' });
      await eventually(() => it.rows().some((row) => row.matches(':focus')));
      expect(it.panel.checkVisibility()).to.equal(false);
      if (width < 480) inside(inside(it.chat, 'fe-channel-header'), '.back')?.click();
      else inside(it.chat, '.to-results')?.click();
      await settled(it.panel);
      expect(it.panel.checkVisibility()).to.equal(true);
      expect(active(it.panel)?.dataset['key']).to.equal(key);
      expect(it.panel.matches(':focus-within')).to.equal(true);
      const panel = it.panel.getBoundingClientRect();
      if (width < 480)
        expect([panel.width, panel.height]).to.deep.equal([it.chat.clientWidth, it.chat.clientHeight]);
    });

  it('forgets the way back when the reader goes on elsewhere', async () => {
    const it = await mountSearch({ width: 800 });
    await look(it, 'green');
    hits(it.panel)[0]?.click();
    await eventually(() => inside(it.chat, '.to-results') !== null);
    it.chat.openChannel(it.seeded.channels.design.id);
    await settled(it.chat);
    expect(inside(it.chat, '.to-results')).to.equal(null);
    expect(inside(it.chat, 'fe-search')).to.equal(null);
  });
});

describe('the search alone', () => {
  it('works with a client, and tells what was chosen', async () => {
    const client = createFakeClient(seed().world);
    const results: FoundResult[] = [];
    const panel = await fixture<FeSearch>(
      html`<fe-search .client=${client} query="green" sort="newest"></fe-search>`,
    );
    panel.addEventListener('fe-result', (event) => results.push(event.detail));
    await eventually(() => hits(panel).length > 0);
    hits(panel)[0]?.click();
    const [result] = results;
    if (result?.type !== 'message') throw new Error('No message was chosen.');
    const [range] = result.ranges;
    expect(result.message.text.slice(range?.start, range?.end).toLowerCase()).to.equal('green');
    await eventually(() => textOf(inside(panel, '.announcer')).includes('messages'));
  });

  it('shows where scores come from only when it is asked to', async () => {
    const client = createFakeClient(seed().world);
    const panel = await fixture<FeSearch>(html`<fe-search .client=${client} query="green"></fe-search>`);
    await eventually(() => hits(panel).length > 0);
    expect(inside(panel, '.explanation')).to.equal(null);
    panel.explain = true;
    await eventually(() => textOf(inside(panel, '.explanation')).includes('green: exact'));
  });

  it('ends its search when it leaves the page, and begins again when it comes back', async () => {
    const client = createFakeClient(seed().world);
    let open = 0;
    const begin = client.search.open.bind(client.search);
    client.search.open = async () => {
      open += 1;
      const session = await begin();
      return {
        ...session,
        dispose: () => {
          open -= 1;
        },
      };
    };
    const panel = await fixture<FeSearch>(html`<fe-search .client=${client} query="green"></fe-search>`);
    await eventually(() => hits(panel).length > 0);
    const parent = panel.parentElement;
    panel.remove();
    await aTimeout(0);
    expect(open).to.equal(0);
    parent?.append(panel);
    await eventually(() => open === 1 && hits(panel).length > 0);
  });
});
