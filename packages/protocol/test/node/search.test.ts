import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  completionAt,
  formatSearch,
  operatorsLike,
  operatorValuesLike,
  parseSearch,
  parseSearchDate,
  queryTerms,
  searchOperators,
  tokenize,
  type ClauseDraft,
} from '@fechatter/protocol';

/** A query in short: what kind of clause, its text, and a minus before those that are to be left out. */
const read = (text: string): string[] =>
  parseSearch(text).map((clause) => {
    const said = clause.type === 'filter' ? `${clause.operator}=${clause.value}` : clause.text;
    return `${clause.negated ? '-' : ''}${clause.type}:${said}`;
  });

const withoutPlaces = (text: string): ClauseDraft[] =>
  parseSearch(text).map(({ start: _start, end: _end, ...clause }) => clause);

describe('the query language', () => {
  test('knows words, phrases, what is left out, and conditions', () => {
    assert.deepEqual(read('deploy "rolling update" -staging from:ann -in:"release team" HAS:link'), [
      'word:deploy',
      'phrase:rolling update',
      '-word:staging',
      'filter:from=ann',
      '-filter:in=release team',
      'filter:has=link',
    ]);
  });

  test('takes any text: what is no operator is a word, and an open quote reaches to the end', () => {
    assert.deepEqual(read('https://example.com re:invent - -- 50% \\ \'; drop table "half open'), [
      'word:https://example.com',
      'word:re:invent',
      'word:-',
      '-word:-',
      'word:50%',
      'word:\\',
      "word:';",
      'word:drop',
      'word:table',
      'phrase:half open',
    ]);
    assert.deepEqual(read('“smart quotes” „unten“ «guillemets»'), [
      'phrase:smart quotes',
      'phrase:unten',
      'phrase:guillemets',
    ]);
    for (const text of ['', '   ', '"', '""', '" "']) assert.deepEqual(read(text), [], JSON.stringify(text));
    assert.deepEqual(read('from:'), ['filter:from=']);
    assert.equal(read('a'.repeat(10_000)).length, 1);
    assert.deepEqual(read('مرحبا from:אן 🎉'), ['word:مرحبا', 'filter:from=אן', 'word:🎉']);
  });

  test('is the same after it was shown as chips and written again', () => {
    for (const text of [
      'plain words',
      'deploy "rolling update" -staging from:"Ann Lee" -has:link on:2026-03',
      'from:<@019373c5-2f00-7000-8000-000000000001> in:<#019373c5-2f00-7000-8000-000000000002>',
      'before: is:reply -"not this"',
      '“smart” quotes',
    ]) {
      const written = formatSearch(parseSearch(text));
      assert.deepEqual(withoutPlaces(written), withoutPlaces(text), text);
      assert.equal(formatSearch(parseSearch(written)), written);
    }
    const quoted = formatSearch([{ type: 'filter', operator: 'from', value: 'Ann "A" Lee', negated: false }]);
    assert.equal(parseSearch(quoted).length, 1);
  });

  test('says where each clause stands, so that it can be marked and replaced', () => {
    const text = '  -from:"Ann Lee"  word';
    assert.deepEqual(
      parseSearch(text).map(({ start, end }) => text.slice(start, end)),
      ['-from:"Ann Lee"', 'word'],
    );
  });
});

describe('completion', () => {
  test('knows what is being written where the caret stands', () => {
    assert.deepEqual(completionAt('deploy fr'), {
      type: 'word',
      start: 7,
      end: 9,
      negated: false,
      written: 'fr',
    });
    assert.deepEqual(completionAt('-from:an word', 8), {
      type: 'value',
      start: 0,
      end: 8,
      negated: true,
      written: 'an',
      operator: 'from',
      takes: 'person',
    });
    assert.equal(completionAt('word '), null);
    assert.equal(completionAt('"a phrase'), null);
    assert.equal(completionAt(''), null);
    assert.equal(completionAt('from:ann', 3), null);
  });

  test('suggests for every operator its name, and a value where there are only a few', () => {
    for (const operator of Object.keys(searchOperators) as (keyof typeof searchOperators)[]) {
      assert.ok(operatorsLike(operator.slice(0, 1).toUpperCase()).includes(operator));
      const { example } = searchOperators[operator];
      assert.deepEqual(parseSearch(example)[0]?.type, 'filter', example);
    }
    assert.deepEqual(operatorValuesLike('has', 'l'), ['link']);
    assert.deepEqual(operatorValuesLike('on', 'y'), ['yesterday']);
    assert.deepEqual(operatorValuesLike('in', 'g'), []);
  });
});

describe('dates', () => {
  const span = (value: string, timeZone?: string) => {
    const found = parseSearchDate(value, timeZone, Date.UTC(2026, 10, 25, 23, 30));
    return found && [new Date(found.from).toISOString(), new Date(found.to).toISOString()];
  };

  test('are days, months, years, today and yesterday', () => {
    assert.deepEqual(span('2024-02-29'), ['2024-02-29T00:00:00.000Z', '2024-03-01T00:00:00.000Z']);
    assert.deepEqual(span('2024-2'), ['2024-02-01T00:00:00.000Z', '2024-03-01T00:00:00.000Z']);
    assert.deepEqual(span('2024'), ['2024-01-01T00:00:00.000Z', '2025-01-01T00:00:00.000Z']);
    assert.deepEqual(span('2024-12-31'), ['2024-12-31T00:00:00.000Z', '2025-01-01T00:00:00.000Z']);
    assert.deepEqual(span('Today'), ['2026-11-25T00:00:00.000Z', '2026-11-26T00:00:00.000Z']);
    assert.deepEqual(span('yesterday'), ['2026-11-24T00:00:00.000Z', '2026-11-25T00:00:00.000Z']);
  });

  test('begin where their reader lives, also on the days when clocks are set', () => {
    assert.deepEqual(span('today', 'Asia/Tokyo'), ['2026-11-25T15:00:00.000Z', '2026-11-26T15:00:00.000Z']);
    assert.deepEqual(span('2026-03-29', 'Europe/Berlin'), [
      '2026-03-28T23:00:00.000Z',
      '2026-03-29T22:00:00.000Z',
    ]);
    assert.deepEqual(span('2026-11-01', 'America/New_York'), [
      '2026-11-01T04:00:00.000Z',
      '2026-11-02T05:00:00.000Z',
    ]);
  });

  test('are refused when there is no such day', () => {
    for (const value of [
      '2023-02-29',
      '2024-13',
      '2024-00-01',
      'soon',
      '',
      '24-01-01',
      '2024-01-01T00:00',
      '1969',
    ])
      assert.equal(parseSearchDate(value), null, value);
  });
});

describe('terms', () => {
  const terms = (text: string): string[] => tokenize(text).map(({ term }) => term);

  test('do without case and accents, and cut at everything that is no letter or digit', () => {
    assert.deepEqual(terms("Café-Crème, doesn't /etc/X11/xorg.conf"), [
      'cafe',
      'creme',
      'doesn',
      't',
      'etc',
      'x11',
      'xorg',
      'conf',
    ]);
    assert.deepEqual(terms('שָׁלוֹם Ξεσκεπάζω ΌΣΟΣ'), ['שלום', 'ξεσκεπαζω', 'οσοσ']);
  });

  test('say where they stand in the text as it is written', () => {
    const text = 'Über 🎉 naïve';
    assert.deepEqual(
      tokenize(text).map(({ start, end }) => text.slice(start, end)),
      ['Über', '🎉', 'naïve'],
    );
  });

  test('are pairs of characters where a script has no spaces, and a query needs only the pairs', () => {
    assert.deepEqual(terms('東京都へ行く'), ['東京', '京都', '都へ', 'へ行', '行く', 'く']);
    assert.deepEqual(queryTerms('東京都'), ['東京', '京都']);
    assert.deepEqual(queryTerms('東'), ['東']);
    assert.deepEqual(terms('iPhone を'), ['iphone', 'を']);
    assert.deepEqual(queryTerms('xorg.conf'), ['xorg', 'conf']);
  });

  test('leave out mentions, which name ids', () => {
    assert.deepEqual(terms('hi <@019373c5-2f00-7000-8000-000000000001> and <!channel> there'), [
      'hi',
      'and',
      'there',
    ]);
  });
});
