import { expect } from '@open-wc/testing';
import { excerpt } from '../../src/search/excerpt.ts';
import { completed, heldTo, without, withoutFilters, filtersOf } from '../../src/search/query-edits.ts';

const view = { name: (id: string) => (id.endsWith('1') ? 'Ana' : 'Bo'), everybody: '@channel', meId: null };
const ana = '<@01890000-0000-7000-8000-000000000001>';
const joined = (text: string, word: string, length = 240): string => {
  const start = text.indexOf(word);
  const ranges = start === -1 ? [] : [{ start, end: start + word.length }];
  return excerpt(text, ranges, view, length)
    .map((piece) => (piece.marked ? `[${piece.text}]` : piece.text))
    .join('');
};

describe('the text of a search', () => {
  it('is held to a condition, in place of another one of the same kind, and let go of it again', () => {
    const held = heldTo('deploy from:bo in:general', {
      type: 'filter',
      operator: 'from',
      value: 'Ana Lima',
      negated: false,
    });
    expect(held).to.equal('deploy in:general from:"Ana Lima"');
    const filter = filtersOf(held).find(({ operator }) => operator === 'from');
    expect(filter?.value).to.equal('Ana Lima');
    expect(without(held, filter ?? { start: 0, end: 0 })).to.equal('deploy in:general');
    expect(withoutFilters('from:ana  "rolling update" -in:x has:link now')).to.equal('"rolling update" now');
  });

  it('keeps conditions of the opposite meaning', () => {
    expect(
      heldTo('-from:bo deploy', { type: 'filter', operator: 'from', value: 'ana', negated: false }),
    ).to.equal('-from:bo deploy from:ana');
  });

  it('takes a completion where it was written, with the caret behind it', () => {
    expect(completed('fro', { start: 0, end: 3, insert: 'from:' })).to.deep.equal({
      text: 'from:',
      caret: 5,
    });
    expect(completed('from:an deploy', { start: 0, end: 7, insert: 'from:"Ana Lima"' })).to.deep.equal({
      text: 'from:"Ana Lima" deploy',
      caret: 16,
    });
  });
});

describe('the excerpt of a message', () => {
  it('begins shortly before the first word that was found, at the beginning of a word', () => {
    const text = `${'so it goes '.repeat(30)}the deploy is done ${'and on '.repeat(80)}`;
    const shown = joined(text, 'deploy', 120);
    expect(shown).to.match(/^…(so|it|goes) .*the \[deploy\] is done/);
    expect(shown.length).to.be.below(130);
    expect(shown.endsWith('…')).to.equal(true);
  });

  it('shows each letter once, whatever ranges it is told of', () => {
    const told = [
      { start: -3, end: 2 },
      { start: 4, end: 2 },
      { start: 4, end: 7 },
      { start: 5, end: 9 },
      { start: Number.NaN, end: 9 },
      { start: 8, end: 8 },
      { start: 8, end: 99 },
    ];
    const pieces = excerpt('the deploy', told, view, 240);
    expect(pieces.map(({ text }) => text).join('')).to.equal('the deploy');
    expect(pieces.filter(({ marked }) => marked).map(({ text }) => text)).to.deep.equal(['dep']);
  });

  it('names people, drops the marks of Markdown, and stands in one line', () => {
    expect(joined(`${ana} says **the deploy**\n\n\`\`\`ts\nrun()\n\`\`\``, 'deploy')).to.equal(
      '@Ana says the [deploy] run() ',
    );
  });

  it('leaves out what makes lists and quotes, and keeps a dash within a line', () => {
    expect(joined('- [x] the deploy - at last\n- [ ] notes\n> said - so', 'deploy')).to.equal(
      'the [deploy] - at last notes said - so',
    );
  });

  it('minds no ranges that lie beyond a text that was edited since', () => {
    expect(excerpt('short', [{ start: 3, end: 99 }], view, 100)).to.deep.equal([
      { text: 'short', marked: false },
    ]);
  });
});
