import { expect } from '@open-wc/testing';
import { render } from 'lit';
import '../../src/define/fe-message.ts';
import { safeAddress } from '../../src/messages/link-address.ts';
import { plainText, renderMarkdown, type MentionView } from '../../src/messages/markdown.ts';

const ana = '01990000-0000-7000-8000-00000000000a';
const view: MentionView = {
  name: (id) => (id === ana ? 'Ana Lima' : 'Somebody'),
  everybody: '@channel',
  meId: ana,
};

function shown(source: string): HTMLElement {
  const container = document.createElement('div');
  render(renderMarkdown(source, view), container);
  return container;
}

describe('Markdown of messages', () => {
  it('renders emphasis, code, lists and quotes', () => {
    const it = shown('**bold** *italic* ~~gone~~ `code`\n\n- one\n- two\n\n> quoted');
    for (const selector of ['strong', 'em', 's', 'code', 'ul > li', 'blockquote'])
      expect(it.querySelector(selector), selector).to.exist;
  });

  it('keeps line breaks', () => {
    expect(shown('one\ntwo').querySelector('br')).to.exist;
  });

  it('shows fenced code as it was typed, with its language', () => {
    const block = shown('```ts\nconst a = "<b>" && 1;\n```').querySelector('fe-code-block');
    expect(block?.code).to.equal('const a = "<b>" && 1;');
    expect(block?.language).to.equal('ts');
  });

  for (const piece of [
    '*a ',
    '_a ',
    '**a *b ',
    '~~a~ ',
    '> ',
    '>',
    '1. ',
    '- ',
    '> - ',
    '[',
    '[a](',
    '`a',
    '<a ',
  ])
    it(`reads the longest text of nothing but “${piece}” in a moment, and leaves no letter out`, () => {
      const text = piece.repeat(Math.floor(8_000 / piece.length));
      const start = performance.now();
      const it = shown(text);
      expect(performance.now() - start).to.be.below(300);
      expect(it.textContent.match(/a/g)).to.deep.equal(text.match(/a/g));
      expect(it.querySelectorAll('blockquote, ul, ol').length).to.be.below(20);
    });

  const attacks = [
    '<img src=x onerror=alert(1)>',
    '<script>alert(1)</script>',
    'hello <b onclick="alert(1)">there</b>',
    '<svg><animate onbegin=alert(1)></svg>',
    '<!--<img src=x onerror=alert(1)>-->',
    '<details open ontoggle=alert(1)>',
    '| <img src=x> | b |\n| --- | --- |\n| <i>c</i> | d |',
    '&lt;img src=x onerror=alert(1)&gt;',
  ];
  for (const attack of attacks) {
    it(`shows HTML as text: ${attack.split('\n')[0] ?? ''}`, () => {
      const it = shown(attack);
      expect(it.querySelector('img, script, b, svg, i, details, table')).to.equal(null);
      expect(it.textContent).to.contain(attack.split('\n')[0]?.trim());
    });
  }

  for (const href of [
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    'java\tscript:alert(1)',
    'data:text/html,<b>',
    'vbscript:x',
    'file:///etc/passwd',
    'java\u0000script:alert(1)',
    '\u0001javascript:alert(1)',
    'blob:https://bank.example/1',
    'https://bank.example@evil.example',
    'https://bank.example:443@evil.example/login',
    '//evil.example',
    'x',
  ]) {
    it(`makes no link to ${JSON.stringify(href)}`, () => {
      expect(safeAddress(href)).to.equal(null);
      expect(shown(`[click](${href})`).querySelector('a')).to.equal(null);
      expect(shown(`[click](<${href}>)`).querySelector('a')).to.equal(null);
    });
  }

  it('links to http, https and mailto only, in a new page that knows nothing of this one', () => {
    for (const source of [
      '[a](https://example.com/a)',
      'see https://example.com/a',
      '<mailto:a@example.com>',
      'http://example.com',
    ]) {
      const link = shown(source).querySelector('a');
      expect(link?.rel, source).to.equal('noopener noreferrer nofollow');
      expect(link?.target).to.equal('_blank');
    }
  });

  it('makes pictures into links, so that nothing is fetched', () => {
    const it = shown('![a cat](https://example.com/cat.png)');
    expect(it.querySelector('img')).to.equal(null);
    expect(it.querySelector('a')?.textContent).to.equal('a cat');
  });

  it('shows mentions by name, also at the beginning of a line and within emphasis', () => {
    const it = shown(`<!channel> and **<@${ana}>**\n\n<@${ana}>`);
    expect([...it.querySelectorAll('.mention')].map((mark) => mark.textContent)).to.deep.equal([
      '@channel',
      '@Ana Lima',
      '@Ana Lima',
    ]);
    expect(it.querySelector('strong > .mention')).to.exist;
  });

  it('shows a mention in code as text', () => {
    const it = shown(`\`<@${ana}>\``);
    expect(it.querySelector('.mention')).to.equal(null);
    expect(it.textContent).to.contain('@Ana Lima');
  });

  it('is not misled by the characters that stand in for mentions', () => {
    const it = shown(`\uE0000\uE001 <@${ana}> \uE0001\uE001`);
    expect(it.querySelectorAll('.mention')).to.have.length(1);
  });

  it('makes one line of plain text for labels', () => {
    expect(plainText(`**Hi** <@${ana}>, see:\n\n- \`one\`\n- two`, view)).to.equal(
      'Hi @Ana Lima, see: one two',
    );
  });

  it('takes a very long line of markers in its stride', () => {
    const start = performance.now();
    shown('*'.repeat(8_000));
    shown('['.repeat(4_000));
    shown('> '.repeat(300));
    expect(performance.now() - start).to.be.below(3_000);
  });

  const RLO = '\u202e';
  const END = '\u2069';
  for (const [source, host] of [
    ['[https://bank.example](https://evil.example)', 'evil.example'],
    ['[bank.example/login](https://evil.example)', 'evil.example'],
    ['[**bank.example**](https://evil.example)', 'evil.example'],
    ['[go to https://bank.example now](https://evil.example/)', 'evil.example'],
    ['[ba\u200bnk.exa\u00admple](https://evil.example)', 'evil.example'],
    ['[www.bank.example](https://www.bank.example.evil.example)', 'www.bank.example.evil.example'],
    ['[https://evil.example@bank.example](https://evil.example)', 'evil.example'],
    ['[a@bank.example](mailto:b@evil.example)', 'b@evil.example'],
    ['[bank.example][1]\n\n[1]: https://evil.example', 'evil.example'],
    ['![bank.example](https://evil.example/cat.png)', 'evil.example'],
    [`[${RLO}elpmaxe.knab//:sptth](https://evil.example)`, 'evil.example'],
    ['[https://bank.example](https://www.bank.example/login)', null],
    ['[BANK.example/a](https://bank.example/a)', null],
    ['[README.md](https://code.example/tree/README.md)', null],
    ['[a@bank.example](mailto:a@bank.example)', null],
    ['[see it](https://evil.example)', null],
    ['https://bank.example', null],
    ['www.bank.example', null],
  ] as const)
    it(`says where a link goes when its text says something else: ${JSON.stringify(source)}`, () => {
      const link = shown(source).querySelector('a');
      expect(link?.querySelector('.host')?.textContent ?? null).to.equal(
        host === null ? null : `\u00a0(${host})`,
      );
    });

  it('tells the address of a link beside its text', () => {
    expect(shown('[see it](https://evil.example/a)').querySelector('a')?.title).to.equal(
      'https://evil.example/a',
    );
    expect(shown('https://bank.example/a').querySelector('a')?.title).to.equal('');
  });

  it('has no link, and no message, without anything to see', () => {
    expect(shown('[](https://evil.example)').textContent).to.contain('evil.example');
    expect(shown('[\u200b](https://evil.example)').textContent).to.contain('evil.example');
    expect(shown('[1]: https://evil.example "title"').textContent).to.contain(
      '[1]: https://evil.example "title"',
    );
  });

  it('lets no text turn what stands beside it', () => {
    const turned = { ...view, name: () => `${END}${RLO}gnp.nimda` };
    const container = document.createElement('div');
    render(renderMarkdown(`${END}${RLO}a <@${ana}> \u2067b\n\n\`${RLO}code\``, turned), container);
    expect(container.textContent).not.to.match(/[\u202a-\u202e]/);
    expect(container.querySelector('.mention')?.textContent).to.equal('@gnp.nimda');
    expect(plainText(`a <@${ana}> b${RLO}`, turned)).to.equal('a @gnp.nimda b');
  });

  it('marks lists that begin with a large number, so that it stands within them', () => {
    expect(shown('999999999. a').querySelector('ol.wide')).to.exist;
    expect(shown('1. a\n2. b').querySelector('ol.wide')).to.equal(null);
  });
});
