import { UnsentError } from '@fechatter/client-sdk';
import { expect, fixture, html } from '@open-wc/testing';
import '../../src/define/fe-profile.ts';
import type { FeProfile } from '../../src/index.ts';
import { createFakeClient } from '../fake/fake-client.ts';
import { seed } from '../fake/seed.ts';
import { allInside, settled, textOf } from './support.ts';

const button = (element: Element, label: RegExp): HTMLElement | undefined =>
  allInside(element, 'button').find((candidate) => label.test(candidate.textContent));

describe('signing out', () => {
  it('asks what shall become of messages that were not sent, and leaves nothing behind unasked', async () => {
    const seeded = seed();
    const client = createFakeClient(seeded.world);
    const profile = await fixture<FeProfile>(
      html`<fe-profile .client=${client} user-id=${seeded.world.meId}></fe-profile>`,
    );
    await settled(profile);
    let signedOut = 0;
    profile.addEventListener('fe-sign-out', () => (signedOut += 1));
    seeded.world.failures.push(new UnsentError(2));
    button(profile, /^\s*Sign out\s*$/)?.click();
    await settled(profile);
    expect(textOf(profile)).to.contain('2 messages were not sent yet.');
    expect(signedOut).to.equal(0);

    button(profile, /send it when I am back/)?.click();
    await settled(profile);
    expect(signedOut).to.equal(1);
    expect(client.calls.at(-1)).to.equal('signOut keep');
  });
});
