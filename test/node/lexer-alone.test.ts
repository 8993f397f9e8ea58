import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Lexer } from 'marked';
import { lexerAlone } from '../../scripts/literals/lexer-alone.ts';

const texts = [
  '# A title\n\nText with **bold**, _slanted_, ~~struck~~ and `code`,\non two lines.',
  '> Quoted\n> > twice\n\n- one\n- [x] two\n  1. inner\n\n---\n',
  '```ts\nconst a = 1;\n```\n\n| a | b |\n| - | :-: |\n| 1 | 2 |',
  'https://example.com, <b>markup</b>, [a link](https://example.com "t"), ![a picture](x.png), [by name][n]\n\n[n]: /u',
];

test('the lexer alone reads what that of the whole of marked reads, and the rest is left out', async () => {
  const source = lexerAlone();
  const alone = (await import(`data:text/javascript,${encodeURIComponent(source)}`)) as {
    Lexer: typeof Lexer;
  };
  for (const options of [{ gfm: true, breaks: true }, { gfm: false }])
    for (const text of texts)
      assert.deepEqual(new alone.Lexer(options).lex(text), new Lexer(options).lex(text));
  assert.match(source, /^\/\*\*\n \* marked v[\d.]+ .*\n.*MIT Licensed/);
  assert.doesNotMatch(source, /class (?:_Parser|_Renderer|Marked)|\.pedantic = /);
});
