import { expect } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import { deepActiveElement } from '../../src/dialogs/dialog.ts';
import { FeMessage } from '../../src/messages/message.ts';
import { FakeError } from '../fake/fake-timeline.ts';
import { allInside, eventually, inside, mountChat, press, settled, textOf, type } from './support.ts';

const focusedRow = (): FeMessage | null => {
  let element: Element | null = deepActiveElement();
  while (element !== null && !(element instanceof FeMessage)) {
    const root = element.getRootNode();
    element = root instanceof ShadowRoot ? root.host : null;
  }
  return element;
};

/** Says where the focus is. An element itself is no message: printing it takes forever. */
const where = (): string => {
  const element = deepActiveElement();
  return `the focus is on ${element?.tagName ?? 'nothing'} ${element?.className ?? ''}`;
};

describe('the keyboard alone', () => {
  it('goes through the messages, answers one and comes back to the composer', async () => {
    const it = await mountChat();
    it.timeline.focus();
    const newest = focusedRow();
    expect(newest?.dataset['id']).to.equal(it.rows().at(-1)?.dataset['id']);
    await sendKeys({ press: 'ArrowUp' });
    expect(focusedRow()?.dataset['id']).to.equal(it.rows().at(-2)?.dataset['id']);
    await sendKeys({ press: 'r' });
    await settled(it.composer);
    expect(deepActiveElement() === it.input, where()).to.equal(true);
    expect(it.composer.replyTo?.id).to.equal(it.rows().at(-2)?.dataset['id']);
    await sendKeys({ press: 'Escape' });
    expect(it.composer.replyTo).to.equal(null);
  });

  it('opens the actions of a message with Enter, moves among them, and leaves with Escape', async () => {
    const it = await mountChat();
    it.timeline.focus();
    await sendKeys({ press: 'Enter' });
    await settled(it.timeline);
    expect(deepActiveElement()?.getAttribute('aria-label')).to.equal('Reply');
    await sendKeys({ press: 'ArrowRight' });
    expect(deepActiveElement()?.getAttribute('aria-label')).to.equal('More actions');
    await sendKeys({ press: 'Escape' });
    expect(deepActiveElement() instanceof FeMessage, where()).to.equal(true);
    await sendKeys({ press: 'Escape' });
    expect(deepActiveElement() === it.input, where()).to.equal(true);
  });

  it('goes message by message with the keys of a feed, also from inside a message', async () => {
    const it = await mountChat();
    it.timeline.focus();
    const at = (place: number): string | undefined => it.rows().at(place)?.dataset['id'];
    await sendKeys({ press: 'PageUp' });
    await sendKeys({ press: 'PageUp' });
    expect(focusedRow()?.dataset['id']).to.equal(at(-3));
    await sendKeys({ press: 'Enter' });
    await settled(it.timeline);
    expect(deepActiveElement()?.tagName).to.equal('BUTTON');
    await sendKeys({ press: 'PageDown' });
    await settled(it.timeline);
    expect(deepActiveElement() === it.rows().at(-2), where()).to.equal(true);
    await sendKeys({ press: 'Control+End' });
    await settled(it.timeline);
    expect(deepActiveElement() === it.input, where()).to.equal(true);
    it.timeline.focus();
    await sendKeys({ press: 'Control+Home' });
    await settled(it.timeline);
    const header = inside(it.chat, 'fe-channel-header');
    expect(header?.matches(':focus-within'), where()).to.equal(true);
  });

  it('goes to the first message of all and to the newest, wherever the window is, and back', async () => {
    const it = await mountChat();
    it.timeline.focus();
    await sendKeys({ press: 'Home' });
    await eventually(() => focusedRow()?.item?.message.index === 1, 'the first');
    await sendKeys({ press: 'End' });
    const newest = it.client.store.get().channels.get(it.seeded.channels.general.id)?.channel.lastIndex;
    await eventually(() => focusedRow()?.item?.message.index === newest, 'the newest');
    await sendKeys({ press: 'ArrowDown' });
    await settled(it.timeline);
    expect(deepActiveElement() === it.input, where()).to.equal(true);
  });

  it('stays at its message while hundreds come and the window moves around it', async () => {
    const it = await mountChat();
    it.timeline.focus();
    for (let step = 0; step < 14; step += 1) await sendKeys({ press: 'ArrowUp' });
    await settled(it.timeline);
    const row = focusedRow();
    for (let count = 0; count < 700; count += 1) {
      it.seeded.world.receive(it.seeded.channels.general.id, it.seeded.people.bo.id, `message ${count}`);
      if (count % 50 === 0) await settled(it.timeline);
    }
    await settled(it.timeline);
    expect(deepActiveElement() === row, where()).to.equal(true);
    expect(it.rows().length).to.be.at.most(400);
    await sendKeys({ press: 'ArrowUp' });
    expect(focusedRow()?.item?.message.index).to.equal((row?.item?.message.index ?? 0) - 1);
  });

  it('does not leave the messages where more of them are still to come', async () => {
    const it = await mountChat();
    await it.timeline.jumpTo(20);
    await settled(it.timeline);
    it.rows().at(-1)?.focus();
    for (let step = 0; step < 30; step += 1) {
      await sendKeys({ press: 'ArrowDown' });
      await settled(it.timeline);
    }
    expect(it.timeline.matches(':focus-within'), where()).to.equal(true);
    expect(focusedRow()?.item?.message.index).to.be.above(45);
  });

  it('has one tab stop for all messages', async () => {
    const it = await mountChat();
    expect(it.rows().filter((row) => row.tabIndex === 0)).to.have.length(1);
    it.timeline.focus();
    await sendKeys({ press: 'ArrowUp' });
    await settled(it.timeline);
    expect(it.rows().filter((row) => row.tabIndex === 0)).to.have.length(1);
  });

  it('keeps the focused message in sight', async () => {
    const it = await mountChat();
    it.timeline.focus();
    for (let step = 0; step < 12; step += 1) await sendKeys({ press: 'ArrowUp' });
    await settled(it.timeline);
    const view = it.scroller.getBoundingClientRect();
    expect(focusedRow()?.getBoundingClientRect().top).to.be.within(view.top, view.bottom);
  });

  it('goes through the conversations with the arrows and opens one with Enter', async () => {
    const it = await mountChat();
    const list = inside(it.chat, 'fe-channel-list');
    inside(list, '.entry[aria-current]')?.focus();
    await sendKeys({ press: 'ArrowDown' });
    await sendKeys({ press: 'ArrowDown' });
    await sendKeys({ press: 'Enter' });
    await settled(it.chat);
    expect(it.timeline.channelId).to.equal(it.seeded.channels.design.id);
  });

  it('takes a deletion back, and stays at its message', async () => {
    const it = await mountChat();
    const row = it.row('And one test with');
    row.focus();
    await sendKeys({ press: 'Delete' });
    await settled(it.timeline);
    await sendKeys({ press: 'Enter' });
    await settled(it.timeline);
    expect(deepActiveElement()?.textContent).to.contain('Undo');
    await sendKeys({ press: 'Enter' });
    await settled(it.timeline);
    expect(row.deleting).to.equal(false);
    expect(deepActiveElement() === row, where()).to.equal(true);
  });

  it('reaches what failed by Tab, and comes back with Escape', async () => {
    const it = await mountChat();
    it.seeded.world.failures.push(new FakeError('network'));
    type(it.input, 'lost');
    press(it.input, 'Enter');
    await settled(it.timeline);
    const row = it.row('lost');
    row.focus();
    const found: string[] = [];
    for (let step = 0; step < 4; step += 1) {
      await sendKeys({ press: 'Tab' });
      found.push(deepActiveElement()?.textContent.trim() ?? '');
    }
    expect(found).to.include.members(['Try again', 'Discard']);
    allInside(row, '.failure button')[0]?.focus();
    await sendKeys({ press: 'Escape' });
    expect(deepActiveElement() === row, where()).to.equal(true);
  });

  it('passes by the links and buttons of messages that it is not at', async () => {
    const it = await mountChat();
    it.composer.focus();
    await settled(it.timeline);
    const stops = it
      .rows()
      .flatMap((row) => allInside(row, 'button, a').filter((inner) => inner.tabIndex === 0));
    expect(stops).to.have.length(0);
  });

  it('goes on at the message that an answer leads to', async () => {
    const it = await mountChat();
    const answer = it.rows().find(({ item }) => item?.message.replyTo != null);
    const index = answer?.item?.message.replyTo?.index;
    answer?.focus();
    await settled(it.timeline);
    inside(answer ?? null, '.quote')?.focus();
    await sendKeys({ press: 'Enter' });
    await settled(it.timeline);
    expect(focusedRow()?.item?.message.index).to.equal(index);
  });

  it('is not lost with a message that is discarded', async () => {
    const it = await mountChat();
    it.seeded.world.failures.push(new FakeError('forbidden', { retryable: false }));
    type(it.input, 'lost');
    press(it.input, 'Enter');
    await settled(it.timeline);
    allInside(it.row('lost'), '.failure button')[1]?.focus();
    await sendKeys({ press: 'Enter' });
    await settled(it.timeline);
    expect(focusedRow()?.dataset['id']).to.equal(it.rows().at(-1)?.dataset['id']);
  });

  it('is not lost when its message is far from what is read now', async () => {
    const it = await mountChat({
      prepare: ({ world, channels, people }) => {
        for (let count = 0; count < 600; count += 1)
          world.accept(world.compose(channels.general.id, people.bo.id, `message ${count}`), { read: true });
      },
    });
    it.timeline.focus();
    const first = focusedRow();
    for (let step = 0; step < 40 && first?.isConnected === true; step += 1) {
      it.scroller.scrollTop = 0;
      await settled(it.timeline);
    }
    expect(first?.isConnected, 'the window has moved on').to.equal(false);
    const view = it.scroller.getBoundingClientRect();
    expect(focusedRow()?.getBoundingClientRect().bottom).to.be.within(view.top, view.bottom + 400);
    expect(it.rows().filter((row) => row.tabIndex === 0)).to.have.length(1);
  });

  it('comes first to the ways past the list, which are seen only then', async () => {
    const it = await mountChat();
    const before = document.createElement('button');
    it.box().prepend(before);
    const skips = inside(it.chat, '.skips');
    expect(getComputedStyle(skips as Element).clipPath).to.not.equal('none');
    before.focus();
    await sendKeys({ press: 'Tab' });
    expect(textOf(deepActiveElement())).to.equal('Skip to the messages');
    expect(getComputedStyle(skips as Element).clipPath).to.equal('none');
    await sendKeys({ press: 'Enter' });
    await settled(it.chat);
    expect(deepActiveElement() === it.rows().at(-1), where()).to.equal(true);
    before.focus();
    await sendKeys({ press: 'Tab' });
    await sendKeys({ press: 'Tab' });
    expect(textOf(deepActiveElement())).to.equal('Skip to the message field');
    await sendKeys({ press: 'Enter' });
    await settled(it.chat);
    expect(deepActiveElement() === it.input, where()).to.equal(true);
  });

  it('is offered no way to what is not shown', async () => {
    const archived = await mountChat({ channel: 'old-website' });
    expect(allInside(archived.chat, '.skips button').map(textOf)).to.deep.equal(['Skip to the messages']);
    const narrow = await mountChat({ width: 390 });
    expect(inside(narrow.chat, '.skips')?.checkVisibility()).to.equal(false);
    const beside = await mountChat({ width: 700 });
    inside(inside(beside.chat, 'fe-channel-header'), '.members')?.click();
    await eventually(() => inside(beside.chat, '.skips')?.checkVisibility() === false);
  });

  it('goes from pane to pane with F6', async () => {
    const it = await mountChat();
    it.composer.focus();
    await sendKeys({ press: 'F6' });
    await settled(it.chat);
    expect(inside(it.chat, 'fe-channel-list')?.matches(':focus-within')).to.equal(true);
    await sendKeys({ press: 'F6' });
    await settled(it.chat);
    expect(it.timeline.matches(':focus-within')).to.equal(true);
    await sendKeys({ press: 'F6' });
    await settled(it.chat);
    expect(it.composer.matches(':focus-within')).to.equal(true);
  });

  it('opens a menu with the down arrow, walks it, and is back at its button after Escape', async () => {
    const it = await mountChat();
    const menu = inside(inside(it.chat, 'fe-channel-header'), 'fe-menu');
    const trigger = inside(menu, '.trigger');
    menu?.focus();
    expect(deepActiveElement() === trigger, where()).to.equal(true);
    await sendKeys({ press: 'ArrowDown' });
    await settled(it.chat);
    expect(deepActiveElement()?.getAttribute('role')).to.equal('menuitem');
    await sendKeys({ press: 'End' });
    expect(deepActiveElement()?.textContent).to.contain('Leave');
    await sendKeys({ press: 'Escape' });
    await settled(it.chat);
    expect(deepActiveElement() === trigger, where()).to.equal(true);
  });

  it('is back where it was after a dialog', async () => {
    const it = await mountChat();
    const me = inside(it.chat, '.me');
    me?.focus();
    await sendKeys({ press: 'Enter' });
    await eventually(() => deepActiveElement()?.tagName === 'INPUT');
    await sendKeys({ press: 'Escape' });
    await settled(it.chat);
    expect(deepActiveElement() === me, where()).to.equal(true);
  });
});
