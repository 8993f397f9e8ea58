import { expect } from '@open-wc/testing';
import { FakeError } from '../fake/fake-timeline.ts';
import { allInside, eventually, inside, mountChat, press, settled, textOf, type } from './support.ts';

const button = (element: Element, label: string): HTMLElement | undefined =>
  allInside(element, 'button').find((candidate) => candidate.textContent.trim() === label);

describe('a message', () => {
  it('is there at once, and says when it could not be sent, and why', async () => {
    const it = await mountChat();
    it.seeded.world.failures.push(new FakeError('network'));
    type(it.input, 'lost');
    press(it.input, 'Enter');
    await settled(it.timeline);
    expect(textOf(it.row('lost'))).to.contain('Not sent. There is no connection to the server.');
  });

  it('can be tried again', async () => {
    const it = await mountChat();
    it.seeded.world.failures.push(new FakeError('network'));
    type(it.input, 'lost');
    press(it.input, 'Enter');
    await settled(it.timeline);
    button(it.row('lost'), 'Try again')?.click();
    await settled(it.timeline);
    expect(it.row('lost').item?.delivery.status).to.equal('sent');
    expect(it.rows().filter(({ item }) => item?.message.text === 'lost')).to.have.length(1);
  });

  it('can be given up after it has failed', async () => {
    const it = await mountChat();
    it.seeded.world.failures.push(new FakeError('forbidden', { retryable: false }));
    type(it.input, 'lost');
    press(it.input, 'Enter');
    await settled(it.timeline);
    button(it.row('lost'), 'Discard')?.click();
    await settled(it.timeline);
    expect(it.rows().some(({ item }) => item?.message.text === 'lost')).to.equal(false);
  });

  it('that is deleted can be had back for a moment', async () => {
    const it = await mountChat();
    const row = it.row('And one test with');
    row.focus();
    press(row, 'Delete');
    await settled(it.timeline);
    expect(textOf(row)).to.contain('Message deleted.');
    button(row, 'Undo')?.click();
    await settled(it.timeline);
    expect(textOf(row)).to.contain('And one test with');
    expect(row.item?.message.deletedAt).to.equal(null);
  });

  it('that is deleted is gone for good when its reader goes elsewhere', async () => {
    const it = await mountChat();
    const { id } = it.row('And one test with').dataset;
    press(it.row('And one test with'), 'Delete');
    it.chat.openChannel(it.seeded.channels.design.id);
    await settled(it.chat);
    const message = it.seeded.world.messages
      .get(it.seeded.channels.general.id)
      ?.find((candidate) => candidate.id === id);
    expect(message?.deletedAt).to.not.equal(null);
  });

  it('leaves a tombstone when it is deleted', async () => {
    const it = await mountChat();
    const { id } = it.row('Great, thanks').dataset;
    it.seeded.world.replace(it.seeded.channels.general.id, id ?? '', (message) => ({
      ...message,
      text: '',
      deletedAt: new Date().toISOString(),
      deletedBy: message.authorId,
    }));
    await settled(it.timeline);
    expect(textOf(it.rows().find(({ dataset }) => dataset['id'] === id))).to.contain(
      'This message was deleted.',
    );
  });

  it('offers change and deletion to its author alone', async () => {
    const it = await mountChat({
      prepare: ({ world }) => {
        const { me } = world.store.get();
        if (me !== null) world.store.patch({ me: { ...me, user: { ...me.user, role: 'member' } } });
        for (const id of world.store.get().channels.keys())
          world.patchChannel(id, (state) => ({
            ...state,
            membership: { ...state.membership, role: 'member' },
          }));
      },
    });
    const actions = async (text: string): Promise<string[]> => {
      const row = it.row(text);
      row.active = true;
      await row.updateComplete;
      const menu = row.shadowRoot?.querySelector('fe-menu');
      return menu?.items.map(({ id }) => id) ?? [];
    };
    expect(await actions('And one test with')).to.include.members(['edit', 'delete']);
    expect(await actions('Great, thanks')).to.not.include.members(['edit']);
    expect(await actions('Great, thanks')).to.not.include('delete');
  });

  it('folds a long text and unfolds it where it stands', async () => {
    const it = await mountChat();
    const row = it.row('I went through the whole incident');
    await it.timeline.jumpTo(row.item?.message.index ?? 0);
    await settled(it.timeline);
    const before = row.getBoundingClientRect().top;
    expect(row.offsetHeight).to.be.below(460);
    button(row, 'Show more')?.click();
    await settled(it.timeline);
    expect(row.offsetHeight).to.be.above(460);
    expect(Math.abs(row.getBoundingClientRect().top - before)).to.be.below(1);
  });

  it('that is folded is not made further than it is seen', async () => {
    const it = await mountChat();
    const { world, channels, people } = it.seeded;
    for (const piece of ['```\na\n```\n', '`a` ', '[a](http://b.example) ', '- a\n', '> a\n\n', 'a\n', '﷽']) {
      const text = piece.repeat(Math.floor(7_900 / piece.length));
      world.receive(channels.general.id, people.bo.id, text);
      await settled(it.timeline);
      const row = it.row(text);
      const nodes = (): number => row.renderRoot.querySelectorAll('.body *').length;
      const made = nodes();
      expect(made, piece).to.be.below(400);
      const folded = row.offsetHeight;
      expect(folded, piece).to.be.within(90, 460);
      button(row, 'Show more')?.click();
      await settled(it.timeline);
      expect(row.offsetHeight, piece).to.be.above(folded - 1);
      if (piece !== '﷽') expect(nodes(), piece).to.be.above(made);
    }
  });

  it('shows its earlier versions', async () => {
    const it = await mountChat();
    inside(it.row('Could we please agree'), 'button.meta')?.click();
    await eventually(
      () => inside(inside(it.timeline, 'fe-message-history'), 'li') !== null,
      'versions are shown',
    );
    expect(allInside(inside(it.timeline, 'fe-message-history'), 'li')).to.have.length(2);
  });
});
