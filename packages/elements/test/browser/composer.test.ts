import { expect, oneEvent } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import { allInside, eventually, inside, mountChat, press, settled, textOf, type } from './support.ts';

describe('the composer', () => {
  it('sends with Enter and makes a new line with Shift and Enter', async () => {
    const it = await mountChat();
    it.composer.focus();
    await sendKeys({ type: 'first' });
    await sendKeys({ press: 'Shift+Enter' });
    await sendKeys({ type: 'second' });
    expect(it.input.value).to.equal('first\nsecond');
    await sendKeys({ press: 'Enter' });
    await settled(it.timeline);
    expect(it.input.value).to.equal('');
    expect(it.row('first').item?.message.text).to.equal('first\nsecond');
  });

  it('leaves Enter to an input method that is composing', async () => {
    const it = await mountChat();
    type(it.input, 'にほん');
    press(it.input, 'Enter', { isComposing: true });
    press(it.input, 'Enter', { keyCode: 229 });
    expect(it.input.value).to.equal('にほん');
  });

  it('sends nothing that is blank or too long', async () => {
    const it = await mountChat();
    const count = it.rows().length;
    type(it.input, '   ');
    press(it.input, 'Enter');
    type(it.input, 'x'.repeat(8_001));
    press(it.input, 'Enter');
    await settled(it.timeline);
    expect(it.rows().length).to.equal(count);
    expect(textOf(it.composer)).to.contain('1 character too many');
  });

  it('takes no more of a paste than it could hold, says that it is too long, and goes on at once', async () => {
    const it = await mountChat();
    it.input.focus();
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- nothing else writes as a person's paste does.
    document.execCommand('insertText', false, 'a word '.repeat(150_000));
    await settled(it.composer);
    expect(it.input.value.length).to.equal(16_000);
    expect(textOf(inside(it.composer, '.count'))).to.equal('8,000 characters too many');
    const start = performance.now();
    type(it.input, `${it.input.value.slice(0, -1)}.`);
    await it.composer.updateComplete;
    expect(performance.now() - start).to.be.below(100);
  });

  it('counts a text as it is sent, with its mentions written out', async () => {
    const it = await mountChat();
    const count = it.rows().length;
    type(it.input, '@channel '.repeat(790));
    press(it.input, 'Enter');
    await settled(it.timeline);
    expect(it.rows().length).to.equal(count);
    expect(textOf(it.composer)).to.match(/characters too many/);
  });

  it('keeps Enter as a new line inside a block of code', async () => {
    const it = await mountChat();
    it.composer.focus();
    await sendKeys({ type: '```js' });
    await sendKeys({ press: 'Enter' });
    await sendKeys({ type: 'code' });
    expect(it.input.value).to.equal('```js\ncode');
  });

  it('lets a listener change or stop a message', async () => {
    const it = await mountChat();
    const change = (event: HTMLElementEventMap['fe-before-send']): void => {
      if (event.detail.text === 'stop') event.preventDefault();
      else event.detail.text = 'changed';
    };
    it.chat.addEventListener('fe-before-send', change);
    type(it.input, 'stop');
    press(it.input, 'Enter');
    expect(it.input.value).to.equal('stop');
    type(it.input, 'go');
    const sent = oneEvent(it.chat, 'fe-send');
    press(it.input, 'Enter');
    expect(((await sent) as CustomEvent<{ text: string }>).detail.text).to.equal('changed');
    await settled(it.timeline);
    expect(it.row('changed')).to.exist;
  });

  it('changes the last message of its author with the up arrow', async () => {
    const it = await mountChat();
    const own = it
      .rows()
      .findLast(
        ({ item }) => item?.message.authorId === it.seeded.people.me.id && item.message.kind === 'text',
      );
    it.composer.focus();
    press(it.input, 'ArrowUp');
    await settled(it.composer);
    expect(it.input.value).to.equal(own?.item?.message.text);
    expect(own?.editing).to.equal(true);
    type(it.input, 'changed by me');
    press(it.input, 'Enter');
    await settled(it.timeline);
    expect(it.row('changed by me').dataset['id']).to.equal(own?.dataset['id']);
    expect(textOf(it.row('changed by me'))).to.contain('(edited)');
    expect(it.input.value).to.equal('');
  });

  it('puts the draft back when a change is given up', async () => {
    const it = await mountChat();
    type(it.input, 'my draft');
    it.row('And one test with').dispatchEvent(
      new CustomEvent('fe-edit', {
        detail: { message: it.row('And one test with').item?.message },
        bubbles: true,
        composed: true,
      }),
    );
    await settled(it.composer);
    expect(it.input.value).to.contain('And one test with');
    press(it.input, 'Escape');
    await settled(it.composer);
    expect(it.input.value).to.equal('my draft');
  });

  it('completes a mention by keyboard and sends the id', async () => {
    const it = await mountChat();
    it.composer.focus();
    await sendKeys({ type: 'Hello @li' });
    await eventually(() => inside(it.composer, '[role=option]') !== null, 'people are offered');
    const options = allInside(it.composer, '[role=option]').map((option) => textOf(option));
    expect(options.some((option) => option.startsWith('Ana Lima'))).to.equal(true);
    expect(it.input.getAttribute('aria-activedescendant')).to.equal('option-0');
    const steps = options.findIndex((option) => option.startsWith('Ana Lima'));
    for (let step = 0; step < steps; step += 1) await sendKeys({ press: 'ArrowDown' });
    await sendKeys({ press: 'Enter' });
    expect(it.input.value).to.equal('Hello @Ana Lima ');
    expect(inside(it.composer, '[role=listbox]')).to.equal(null);
    await sendKeys({ press: 'Enter' });
    await settled(it.timeline);
    expect(it.row('Hello').item?.message.text).to.equal(`Hello <@${it.seeded.people.ana.id}>`);
  });

  it('closes the list of people with Escape and keeps the text', async () => {
    const it = await mountChat();
    it.composer.focus();
    await sendKeys({ type: '@bo' });
    await eventually(() => inside(it.composer, '[role=option]') !== null);
    await sendKeys({ press: 'Escape' });
    await settled(it.composer);
    expect(inside(it.composer, '[role=option]')).to.equal(null);
    expect(it.input.value).to.equal('@bo');
  });

  it('keeps a draft for each conversation', async () => {
    const it = await mountChat();
    type(it.input, 'for general');
    it.chat.openChannel(it.seeded.channels.design.id);
    await settled(it.chat);
    expect(it.input.value).to.equal('');
    type(it.input, 'for design');
    it.chat.openChannel(it.seeded.channels.general.id);
    await settled(it.chat);
    expect(it.input.value).to.equal('for general');
  });

  it('grows with its text, up to a limit', async () => {
    const it = await mountChat();
    const before = it.input.clientHeight;
    type(it.input, 'line\n'.repeat(4));
    await settled(it.composer);
    expect(it.input.clientHeight).to.be.above(before + 40);
    type(it.input, 'line\n'.repeat(100));
    await settled(it.composer);
    expect(it.input.clientHeight).to.be.below(400);
  });

  it('tells the others that somebody types', async () => {
    const it = await mountChat();
    type(it.input, 'hm');
    expect(it.state.typingCalls).to.deep.equal([true]);
    press(it.input, 'Enter');
    expect(it.state.typingCalls).to.deep.equal([true, false]);
  });

  it('sends what somebody does as an action', async () => {
    const it = await mountChat();
    type(it.input, '/me waves');
    press(it.input, 'Enter');
    await settled(it.timeline);
    expect(it.row('waves').item?.message.kind).to.equal('action');
  });

  it('answers a message, and the quote leads to it', async () => {
    const it = await mountChat();
    const answered = it.row('Great, thanks');
    await answered.openActions();
    inside(answered, '.toolbar button')?.click();
    await settled(it.composer);
    expect(textOf(it.composer)).to.contain('Replying to Ana Lima');
    type(it.input, 'you are welcome');
    press(it.input, 'Enter');
    await settled(it.timeline);
    const reply = it.row('you are welcome');
    expect(reply.item?.message.replyTo?.id).to.equal(answered.dataset['id']);
    inside(reply, '.quote')?.click();
    await settled(it.timeline);
    expect(it.row('Great, thanks').highlighted).to.equal(true);
  });
});
