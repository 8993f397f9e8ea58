import { expect, fixture, html } from '@open-wc/testing';
import '../../src/define/fe-members.ts';
import { permittedImage } from '../../src/avatars/image-hosts.ts';
import { createFakeClient } from '../fake/fake-client.ts';
import { seed } from '../fake/seed.ts';
import { eventually, inside, mountChat, type Mounted } from './support.ts';

const server = new URL('https://chat.example.com/base/');
const elsewhere = 'https://cdn.example.org/ana.png';

describe('pictures of people', () => {
  const cases: readonly [hosts: string, source: string, permitted: string | null][] = [
    ['self', '/files/a.png', 'https://chat.example.com/files/a.png'],
    ['self', 'https://chat.example.com/a.png', 'https://chat.example.com/a.png'],
    ['self', 'http://chat.example.com/a.png', null],
    ['self', 'https://chat.example.com:8443/a.png', null],
    ['self', elsewhere, null],
    ['', '/files/a.png', null],
    ['cdn.example.org', elsewhere, elsewhere],
    ['cdn.example.org', '/files/a.png', null],
    ['self  CDN.example.org', elsewhere, elsewhere],
    ['example.org', elsewhere, null],
    ['*.example.org', elsewhere, elsewhere],
    ['*.example.org', 'https://notexample.org/a.png', null],
    ['*', elsewhere, elsewhere],
    ['*', 'javascript:alert(1)', null],
    ['*', 'data:image/svg+xml,<svg/>', null],
    ['*', 'https://', null],
    ['*', '', null],
  ];
  for (const [hosts, source, permitted] of cases) {
    it(`from ${source === '' ? 'nowhere' : source} are ${permitted === null ? 'kept out' : 'loaded'} by "${hosts}"`, () => {
      expect(permittedImage(source, server, hosts)).to.equal(permitted);
    });
  }

  const withPicture = (): Promise<Mounted> =>
    mountChat({
      prepare: ({ world, people }) => {
        const users = new Map(world.store.get().users);
        for (const { id } of Object.values(people))
          users.set(id, { ...people.ana, id, avatarUrl: elsewhere });
        world.store.patch({ users });
      },
    });
  before(() => {
    performance.setResourceTimingBufferSize(5_000);
  });
  /** Whether the browser has asked for it, be it there or not. */
  const asked = (address: string): boolean => performance.getEntriesByName(address).length > 0;

  it('from elsewhere are asked for only once the page permits it', async () => {
    const it = await withPicture();
    expect(asked(elsewhere)).to.equal(false);
    expect(inside(inside(it.rows()[0] ?? null, 'fe-avatar'), '.face')?.dataset['initials']).to.equal('AL');
    it.chat.setAttribute('image-hosts', 'self cdn.example.org');
    await eventually(() => asked(elsewhere), 'the picture is asked for');
  });

  it('from the server are loaded in an element that stands alone, too', async () => {
    const { world, people, channels } = seed();
    world.store.patch({
      users: new Map(world.store.get().users).set(people.ana.id, { ...people.ana, avatarUrl: '/ana.png' }),
    });
    await fixture(
      html`<fe-members .client=${createFakeClient(world)} channel-id=${channels.general.id}></fe-members>`,
    );
    await eventually(() => asked('https://chat.example.com/ana.png'), 'the picture is asked for');
  });
});
