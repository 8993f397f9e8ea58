import { expect } from '@open-wc/testing';
import { fromSource, mentionQuery, toSource } from '../../src/composer/mention-text.ts';

const ana = '01990000-0000-7000-8000-00000000000a';
const anaLima = '01990000-0000-7000-8000-00000000000b';
const picked = new Map([
  ['Ana', ana],
  ['Ana Lima', anaLima],
]);

describe('mentions in the composer', () => {
  it('become ids when the message is sent, the longest name first', () => {
    expect(toSource('@Ana Lima and @Ana, hello', picked)).to.equal(`<@${anaLima}> and <@${ana}>, hello`);
  });

  it('leave other words alone', () => {
    expect(toSource('@Anabel, me@Ana.example, @channels', picked)).to.equal(
      '@Anabel, me@Ana.example, @channels',
    );
  });

  it('know @channel without its being picked', () => {
    expect(toSource('@channel: deploy', new Map())).to.equal('<!channel>: deploy');
  });

  it('survive the way into the composer and back', () => {
    const source = `<@${ana}>: tell <!channel>`;
    const { text, picked: names } = fromSource(source, (id) => (id === ana ? 'Ana (she/her)' : undefined));
    expect(text).to.equal('@Ana (she/her): tell @channel');
    expect(toSource(text, names)).to.equal(source);
  });

  it('stay ids when two people have the same name', () => {
    const { text } = fromSource(`<@${ana}> <@${anaLima}>`, () => 'Ana');
    expect(text).to.equal(`@Ana <@${anaLima}>`);
  });

  it('are looked for after an @ at the beginning of a word', () => {
    expect(mentionQuery('hi @an', 6)).to.deep.equal({ start: 3, text: 'an' });
    expect(mentionQuery('@', 1)).to.deep.equal({ start: 0, text: '' });
    expect(mentionQuery('hi @ana li', 10)).to.deep.equal({ start: 3, text: 'ana li' });
    for (const text of ['me@example', 'hi @ ana', 'hi @ana\n'])
      expect(mentionQuery(text, text.length), text).to.equal(null);
  });
});
