import { expect, fixture, html } from '@open-wc/testing';
import '../../src/define/fe-chat.ts';
import type { FeChannelList } from '../../src/channels/channel-list.ts';
import type { FeChat } from '../../src/chat/chat.ts';
import type { FeSearch } from '../../src/search/search.ts';
import { createFakeClient } from '../fake/fake-client.ts';
import { FakeWorld } from '../fake/fake-world.ts';
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
  type Mounted,
} from './support.ts';

const placeholder = (chat: Element): string | undefined =>
  (inside(inside(chat, 'fe-composer'), 'textarea') as HTMLTextAreaElement | null)?.placeholder;

/** A whole chat in a language, once its texts are there. */
async function mountIn(lang: string, width = 1000): Promise<Mounted> {
  const it = await mountChat({ width });
  it.chat.lang = lang;
  await eventually(() => placeholder(it.chat) !== 'Message #general', `the chat speaks ${lang}`);
  await settled(it.chat);
  return it;
}

const box = (element: Element | null): DOMRect => {
  if (element === null) throw new Error('It is not there.');
  return element.getBoundingClientRect();
};

/** The whole of what is shown, through all shadow roots. */
function* everything(root: ParentNode): Generator<HTMLElement> {
  for (const element of root.querySelectorAll<HTMLElement>('*')) {
    yield element;
    if (element.shadowRoot !== null) yield* everything(element.shadowRoot);
  }
}

describe('the language of a chat', () => {
  afterEach(() => {
    document.documentElement.lang = 'en';
    document.documentElement.removeAttribute('dir');
  });

  it('is that of the code in messages, too', async () => {
    const it = await mountIn('de');
    type(it.input, '```\nlet answer = 42;\n```');
    press(it.input, 'Enter');
    await settled(it.timeline);
    const block = inside(it.row('let answer'), 'fe-code-block');
    expect(inside(block, 'button')?.ariaLabel).to.equal('Code kopieren');
  });

  it('is that of the page, and follows it without a reload', async () => {
    document.documentElement.lang = 'de';
    const it = await mountChat();
    await eventually(() => placeholder(it.chat) === 'Nachricht an #general');
    expect(it.chat.hasAttribute('lang'), 'the page has said it').to.equal(false);
    type(it.input, 'half a thought');
    document.documentElement.lang = 'fr';
    await eventually(() => placeholder(it.chat) === 'Message à #general');
    expect(it.input.value).to.equal('half a thought');
    expect(it.input.isConnected, 'nothing was made anew').to.equal(true);
    document.documentElement.lang = 'en';
    await eventually(() => placeholder(it.chat) === 'Message #general');
  });

  it('is that of the nearest element that has one', async () => {
    const it = await mountChat();
    it.box().lang = 'es';
    await eventually(() => placeholder(it.chat) === 'Mensaje para #general');
    it.chat.lang = 'ja';
    await eventually(() => placeholder(it.chat) === '#general へのメッセージ');
    it.chat.removeAttribute('lang');
    await eventually(() => placeholder(it.chat) === 'Mensaje para #general');
  });

  it('is found through the shadow roots around it', async () => {
    const it = await mountChat();
    const host = document.createElement('div');
    host.lang = 'de';
    it.box().append(host);
    host.attachShadow({ mode: 'open' }).append(it.chat);
    await eventually(() => placeholder(it.chat) === 'Nachricht an #general');
    host.lang = 'es';
    await eventually(() => placeholder(it.chat) === 'Mensaje para #general');
  });

  it('is the reader’s own where the page has none, and changes with it', async () => {
    document.documentElement.removeAttribute('lang');
    const own = navigator.languages;
    const readIn = (languages: readonly string[]): void => {
      Object.defineProperty(navigator, 'languages', { value: languages, configurable: true });
      window.dispatchEvent(new Event('languagechange'));
    };
    try {
      const it = await mountChat();
      readIn(['sv', 'de-AT', 'en']);
      await eventually(() => placeholder(it.chat) === 'Nachricht an #general');
      expect(it.chat.lang, 'what is read aloud is told').to.equal('de-AT');
      readIn(['fr']);
      await eventually(() => placeholder(it.chat) === 'Message à #general');
    } finally {
      readIn(own);
      delete (navigator as { languages?: unknown }).languages;
    }
  });

  it('shows no words of another one before its own are there', async () => {
    document.documentElement.lang = 'de';
    const seeded = seed();
    const chat = document.createElement('fe-chat');
    chat.client = createFakeClient(seeded.world);
    const holder = await fixture<HTMLElement>(html`<div></div>`);
    holder.append(chat);
    await chat.updateComplete;
    expect(textOf(chat)).to.equal('');
    expect(inside(chat, '[aria-busy=true]')).to.not.equal(null);
    await eventually(() => placeholder(chat) !== undefined);
    expect(placeholder(chat)).to.match(/^Nachricht an/);
  });

  it('is had by a part that stands alone, too', async () => {
    const client = createFakeClient(seed().world);
    const list = await fixture<FeChannelList>(
      html`<fe-channel-list lang="de" .client=${client}></fe-channel-list>`,
    );
    await eventually(() => textOf(list).includes('Direktnachrichten'));
    list.lang = 'ar';
    await eventually(() => textOf(list).includes('الرسائل المباشرة'));
    expect(list.dir).to.equal('rtl');
  });

  it('may be one of the host’s, whose texts stand over ours', async () => {
    const it = await mountChat();
    it.chat.texts = {
      en: { 'composer.placeholder': 'Ask {name}' },
      pt: () => Promise.resolve({ 'composer.placeholder': 'Escreva para {name}' }),
    };
    await eventually(() => placeholder(it.chat) === 'Ask #general');
    it.chat.lang = 'pt-BR';
    await eventually(() => placeholder(it.chat) === 'Escreva para #general');
  });

  it('stays as it is when the host’s texts cannot be loaded, and the page is told', async () => {
    const it = await mountChat();
    const errors: unknown[] = [];
    it.chat.addEventListener('fe-error', (event) => errors.push(event.detail.error));
    const gone = new Error('gone');
    it.chat.texts = { en: () => Promise.reject(gone) };
    await eventually(() => errors.length > 0);
    expect(errors).to.deep.equal([gone]);
    expect(placeholder(it.chat)).to.equal('Message #general');
  });

  it('is ours again where a framework takes the host’s texts away, whatever it gives for none', async () => {
    const it = await mountChat();
    for (const none of [null, undefined]) {
      it.chat.texts = { en: { 'composer.placeholder': 'Ask {name}' } };
      await eventually(() => placeholder(it.chat) === 'Ask #general');
      it.chat.texts = none;
      await eventually(() => placeholder(it.chat) === 'Message #general');
    }
  });

  it('leaves no listener behind', async () => {
    const it = await mountChat();
    it.chat.remove();
    document.documentElement.lang = 'de';
    await new Promise((resolve) => setTimeout(resolve, 50));
    it.box().append(it.chat);
    await eventually(
      () => placeholder(it.chat) === 'Nachricht an #general',
      'and catches up when it is back',
    );
  });
});

describe('a chat in Arabic', () => {
  it('says its direction where the page has another one, and leaves that of its author', async () => {
    const it = await mountIn('ar');
    expect(it.chat.dir).to.equal('rtl');
    it.chat.dir = 'ltr';
    await settled(it.chat);
    expect(getComputedStyle(it.chat).direction).to.equal('ltr');
    it.chat.removeAttribute('dir');
    await eventually(() => it.chat.dir === 'rtl');
    it.chat.lang = 'de';
    await eventually(() => !it.chat.hasAttribute('dir'));
  });

  it('is English from left to right in a page from right to left', async () => {
    document.documentElement.dir = 'rtl';
    const it = await mountChat();
    expect(it.chat.dir).to.equal('ltr');
    document.documentElement.removeAttribute('dir');
    await eventually(() => !it.chat.hasAttribute('dir'));
  });

  it('is the mirror of one in English: panes, avatars, actions, badges and icons', async () => {
    const english = await mountChat({ width: 1200 });
    inside(inside(english.chat, 'fe-channel-header'), '.members')?.click();
    await settled(english.chat);
    const parts = (it: Mounted): Record<string, DOMRect> => {
      const header = inside(it.chat, 'fe-channel-header');
      const row = it.rows().find((candidate) => candidate.hasAttribute('head')) ?? null;
      return {
        list: box(inside(it.chat, '.list')),
        main: box(inside(it.chat, '.main')),
        side: box(inside(it.chat, '.side')),
        title: box(inside(header, 'h2')),
        members: box(inside(header, '.members')),
        avatar: box(inside(row, 'fe-avatar')),
        handle: box(inside(it.chat, '.list .split')),
        send: box(inside(it.composer, '[part=send], .send')),
      };
    };
    const before = parts(english);
    const frame = box(english.chat);
    english.chat.lang = 'ar';
    await eventually(() => english.chat.dir === 'rtl');
    await settled(english.chat);
    const after = parts(english);
    for (const name of ['list', 'main', 'side', 'avatar', 'handle', 'send']) {
      const [ltr, rtl] = [before[name], after[name]];
      if (ltr === undefined || rtl === undefined) throw new Error(name);
      expect(rtl.left - frame.left, name).to.be.closeTo(frame.right - ltr.right, 1);
    }
    expect(after['title']?.left, 'the title stands right of the buttons').to.be.greaterThan(
      after['members']?.right ?? Infinity,
    );
    const turned = [...everything(english.chat.shadowRoot as ShadowRoot)].filter(
      (element) => element.matches('.directed') && element.checkVisibility(),
    );
    expect(turned.length).to.be.greaterThan(0);
    for (const icon of turned)
      expect(getComputedStyle(icon).transform, 'an icon that points').to.equal('matrix(-1, 0, 0, 1, 0, 0)');
  });

  it('gives each message the direction of its own words', async () => {
    const it = await mountIn('ar');
    it.seeded.world.receive(it.seeded.channels.general.id, it.seeded.people.ana.id, 'From left to right.');
    it.seeded.world.receive(it.seeded.channels.general.id, it.seeded.people.ana.id, 'من اليمين إلى اليسار.');
    const bodyOf = (text: string): HTMLElement => inside(it.row(text), '.body') as HTMLElement;
    await eventually(() => it.rows().some((row) => row.item?.message.text.startsWith('من') === true));
    await settled(it.timeline);
    expect(getComputedStyle(bodyOf('From left')).direction).to.equal('ltr');
    expect(getComputedStyle(bodyOf('من اليمين')).direction).to.equal('rtl');
    expect(box(bodyOf('From left')).right, 'it stays beside its author').to.be.closeTo(
      box(bodyOf('من اليمين')).right,
      0.01,
    );
  });

  it('keeps the beginning of a name that is cut short, and the place of one that is not', async () => {
    const it = await mountIn('ar');
    const list = inside(it.chat, 'fe-channel-list');
    const titles = allInside(list, '.title');
    const words = (title: Element): DOMRect => {
      const range = document.createRange();
      range.selectNodeContents(title);
      return range.getBoundingClientRect();
    };
    const long = titles.find((title) => title.scrollWidth > title.clientWidth);
    const short = titles.find((title) => title.textContent === 'design');
    if (long === undefined || short === undefined) throw new Error('There are no such names.');
    expect(words(long).left, 'its beginning is seen').to.be.closeTo(box(long).left, 1);
    expect(words(short).right).to.be.closeTo(box(short).right, 1);
  });

  it('makes a pane wider with the arrow that points away from it', async () => {
    const it = await mountIn('ar', 1200);
    const handle = inside(it.chat, '.list .split') as HTMLElement;
    const before = Number(handle.getAttribute('aria-valuenow'));
    press(handle, 'ArrowLeft');
    await settled(it.chat);
    expect(handle.getAttribute('aria-valuenow')).to.equal(String(before + 16));
  });

  it('isolates names in its sentences', async () => {
    const it = await mountIn('ar');
    expect(placeholder(it.chat)).to.equal('رسالة إلى \u2068#general\u2069');
  });

  it('goes back with a swipe from the right edge', async () => {
    const it = await mountIn('ar', 380);
    const layout = inside(it.chat, '.layout') as HTMLElement;
    layout.setPointerCapture = () => {};
    const { left, top, width } = box(layout);
    const finger = (kind: string, x: number): void => {
      it.timeline.dispatchEvent(
        new PointerEvent(kind, {
          pointerId: 1,
          pointerType: 'touch',
          isPrimary: true,
          bubbles: true,
          composed: true,
          clientX: left + x,
          clientY: top + 300,
        }),
      );
    };
    const swipe = (...stations: readonly number[]): void => {
      stations.forEach((x, at) => {
        finger(at === 0 ? 'pointerdown' : 'pointermove', x);
      });
      finger('pointerup', stations.at(-1) ?? 0);
    };
    swipe(8, 80, 160, 240);
    await new Promise((resolve) => setTimeout(resolve, 260));
    expect(layout.dataset['pane'], 'the left edge is no way back').to.equal('conversation');
    swipe(width - 8, width - 80, width - 160, width - 240);
    await eventually(() => layout.dataset['pane'] === 'list');
  });

  for (const theme of ['light', 'dark', 'high-contrast'] as const)
    it(`has nothing wrong for axe in ${theme}`, async function () {
      this.timeout(20_000);
      const it = await mountIn('ar', 1200);
      it.chat.theme = theme;
      inside(inside(it.chat, 'fe-channel-header'), '.members')?.click();
      await settled(it.chat);
      await new Promise((resolve) => setTimeout(resolve, 600));
      await expect(it.chat).to.be.accessible();
      await it.chat.openSearch();
      (inside(it.chat, 'fe-search') as FeSearch).query = 'the';
      await eventually(() => inside(inside(it.chat, 'fe-search'), '.option.message') !== null);
      await expect(it.chat).to.be.accessible();
      inside(it.chat, '.me')?.click();
      await new Promise((resolve) => setTimeout(resolve, 600));
      await expect(it.chat).to.be.accessible();
    });
});

/** Whether an element ends with an ellipsis where it would be too long, or what is around it does. */
function isShortened(element: Element | null): boolean {
  return (
    element !== null &&
    (getComputedStyle(element).textOverflow === 'ellipsis' || isShortened(element.parentElement))
  );
}

describe('at 320 px', () => {
  /** What reaches over the sides of the chat, other than what scrolls by itself or is cut with an ellipsis. */
  const over = (chat: Element): string[] => {
    const frame = box(chat);
    return [...everything(chat.shadowRoot as ShadowRoot)]
      .filter((element) => element.checkVisibility({ visibilityProperty: true }))
      .filter((element) => {
        const { left, right, width } = box(element);
        return width > 1 && (left < frame.left - 1 || right > frame.right + 1);
      })
      .filter((element) => element.closest('pre, .visually-hidden, .announcer, svg') === null)
      .filter((element) => !isShortened(element.parentElement))
      .map((element) => `${element.localName}.${element.className}`);
  };
  /** Buttons whose words are cut off. */
  const cut = (chat: Element): string[] =>
    [...everything(chat.shadowRoot as ShadowRoot)]
      .filter((element) => element.matches('button.button') && element.checkVisibility())
      .filter((element) => element.scrollWidth > element.clientWidth + 1)
      .map((element) => element.textContent.trim());
  const fits = (chat: Element, where: string): void => {
    expect(over(chat), where).to.deep.equal([]);
    expect(cut(chat), where).to.deep.equal([]);
  };

  for (const lang of ['en', 'de', 'es', 'fr', 'ja', 'zh', 'ar'])
    it(`nothing reaches over the sides in ${lang}`, async function () {
      this.timeout(20_000);
      const it = lang === 'en' ? await mountChat({ width: 320 }) : await mountIn(lang, 320);
      fits(it.chat, 'a conversation');
      const header = inside(it.chat, 'fe-channel-header');
      inside(header, '.members')?.click();
      await settled(it.chat);
      fits(it.chat, 'the members');
      inside(inside(it.chat, 'fe-members'), '.header button')?.click();
      await settled(it.chat);
      await it.client.search.remember('deploy from:me');
      await it.client.search.save({
        name: 'Links of this year and all that belongs to them',
        text: 'has:link',
      });
      await it.chat.openSearch();
      const panel = inside(it.chat, 'fe-search') as FeSearch;
      await eventually(() => inside(panel, '.option.saved') !== null);
      fits(it.chat, 'the search before anything is written');
      panel.query = 'the from:Maximiliana on:2026';
      it.client.search.adjust = (found) => ({
        ...found,
        didYouMean: 'then from:Maximiliana',
        notices: [{ reason: 'no_date', start: 21, end: 28 }],
        index: { behind: 1, building: true },
      });
      await eventually(() => inside(panel, '.option.message') !== null);
      fits(it.chat, 'what was found');
      panel.query = 'platypus from:Ana';
      await eventually(() => inside(panel, '.empty') !== null);
      fits(it.chat, 'nothing found');
      inside(panel, '.header .close')?.click();
      await settled(it.chat);
      inside(header, '.back')?.click();
      await settled(it.chat);
      fits(it.chat, 'the list');
      expect(
        allInside(inside(it.chat, 'fe-channel-list'), '.item, [role=listitem], li').length,
      ).to.be.greaterThan(0);

      const client = createFakeClient(new FakeWorld(), { signedIn: false });
      const out = await fixture<FeChat>(html`<fe-chat lang=${lang} .client=${client}></fe-chat>`);
      out.style.width = '320px';
      await eventually(() => inside(out, 'fe-sign-in') !== null);
      await settled(out);
      fits(out, 'signing in');
    });
});
