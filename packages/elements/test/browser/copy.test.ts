import { expect } from '@open-wc/testing';
import { mountChat, settled, type Mounted } from './support.ts';

/** Selects from a place in one message to a place in another, as a pointer does. */
function select(it: Mounted, from: readonly [string, number], to: readonly [string, number]): void {
  const text = (of: string): Node => {
    const nodes = document.createTreeWalker(
      it.row(of).shadowRoot?.querySelector('.body') as Node,
      NodeFilter.SHOW_TEXT,
    );
    for (let node = nodes.nextNode(); node !== null; node = nodes.nextNode())
      if (node.textContent?.includes(of) === true) return node;
    throw new Error(`"${of}" is no text.`);
  };
  const [start, end] = [text(from[0]), text(to[0])];
  const offset = (node: Node, [of, at]: readonly [string, number]): number =>
    (node.textContent ?? '').indexOf(of) + at;
  getSelection()?.setBaseAndExtent(start, offset(start, from), end, offset(end, to));
}

function copy(it: Mounted): { readonly text: string; readonly prevented: boolean } {
  const event = new ClipboardEvent('copy', {
    bubbles: true,
    composed: true,
    cancelable: true,
    clipboardData: new DataTransfer(),
  });
  it.scroller.dispatchEvent(event);
  return { text: event.clipboardData?.getData('text/plain') ?? '', prevented: event.defaultPrevented };
}

const conversation = async (): Promise<Mounted> => {
  const it = await mountChat();
  const { world, channels, people } = it.seeded;
  const say = (author: string, text: string, minute: number): void => {
    const moment = new Date(2026, 4, 3, 10, minute).toISOString();
    const message = world.receive(channels.general.id, author, text);
    world.replace(channels.general.id, message.id, (each) => ({ ...each, createdAt: moment }));
  };
  say(people.ana.id, 'Alpha beginning', 0);
  say(people.ana.id, `Bravo with <@${people.bo.id}>\n\n- one\n- two`, 1);
  say(people.bo.id, 'Charlie ends here', 30);
  await settled(it.timeline);
  return it;
};

describe('copied text', () => {
  it('has names and times when it goes over several messages, and only what was selected', async () => {
    const it = await conversation();
    select(it, ['Alpha', 6], ['Charlie', 7]);
    const { text, prevented } = copy(it);
    expect(prevented).to.equal(true);
    const time = (minute: number): string =>
      new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' }).format(
        new Date(2026, 4, 3, 10, minute),
      );
    expect(text).to.equal(
      [
        `Ana Lima, ${time(0)}`,
        'beginning',
        'Bravo with @Bo Andersson',
        '',
        '- one',
        '- two',
        '',
        `Bo Andersson, ${time(30)}`,
        'Charlie',
      ].join('\n'),
    );
  });

  it('is the browser’s own within one message', async () => {
    const it = await conversation();
    select(it, ['Charlie', 0], ['Charlie', 7]);
    expect(copy(it).prevented).to.equal(false);
  });

  it('is not torn from the page while one selects further and further', async () => {
    const it = await mountChat({
      prepare: ({ world, channels, people }) => {
        for (let count = 0; count < 900; count += 1)
          world.accept(world.compose(channels.long.id, people.bo.id, `message ${count} here`), {
            read: true,
          });
      },
      channel: 'a-channel-with-a-name-that-is-really-much-too-long-for-any-list',
    });
    const last = it.row('message 899');
    select(it, ['message 898', 0], ['message 899', 5]);
    for (let step = 0; step < 40; step += 1) {
      it.scroller.scrollTop = 0;
      await settled(it.timeline);
    }
    expect(last.isConnected).to.equal(true);
    expect(it.rows().length).to.equal(400);
    getSelection()?.removeAllRanges();
    it.scroller.scrollTop = 1;
    await settled(it.timeline);
    it.scroller.scrollTop = 0;
    await settled(it.timeline);
    await settled(it.timeline);
    expect(last.isConnected).to.equal(false);
  });
});
