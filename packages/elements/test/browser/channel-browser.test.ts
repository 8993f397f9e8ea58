import { expect } from '@open-wc/testing';
import { allInside, eventually, inside, mountChat, textOf } from './support.ts';

describe('the channels to join', () => {
  it('are channels alone, without the conversations between people', async () => {
    const it = await mountChat();
    const { client, seeded } = it;
    client.channels.list = () =>
      Promise.resolve({
        items: [seeded.channels.ana, seeded.channels.group, seeded.channels.design].map((channel) => ({
          channel,
          membership: null,
        })),
        next: null,
      });
    inside(inside(it.chat, 'fe-channel-list'), '.add')?.click();
    const browser = inside(it.chat, 'fe-channel-browser');
    await eventually(() => inside(browser, 'li') !== null, 'channels are shown');
    expect(allInside(browser, 'li').map((row) => textOf(row.querySelector('.name')))).to.deep.equal([
      seeded.channels.design.name,
    ]);
  });
});
